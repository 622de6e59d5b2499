"""What can be read of a source on a day, asked of `raw` before the models are built.

A source can be read when an edition up to its cut-off has come, when a later one shows rows that were known by then
(`Contract.known_on`), or when it falls back on its first edition. Not here: the rule on every day that is looked from,
which is that of the staging models (`as_of.sql`); a test holds the two together.
"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.sources.contract import Contract

# rows of `delivery` that name something no edition up to the as-of day had shown are not believed yet
UNKNOWN = "select 1 from control.unknown_reference as unknown where is_current and unknown.source = delivery.source"
RELEASED = """
    select 1 from raw.released_row as released
    where released.delivery_id = shown.delivery_id and released.row_number = shown.row_number"""


def edition_read(connection: duckdb.DuckDBPyConnection, contract: Contract, cut_off: date) -> date | None:
    """The newest edition up to the cut-off, else the first one where something of a later one counts; else None."""
    found = connection.execute(
        "select max(edition_date) filter (where edition_date <= ?), min(edition_date) "
        "from raw.current_delivery where source = ?",
        [cut_off, contract.source],
    ).fetchone()
    newest, first = found or (None, None)
    edition: date | None = newest or first
    if edition is None or newest is not None or contract.falls_back:
        return edition
    is_known = contract.known_on is not None and (
        rows_that_count(connection, contract, "1", edition, cut_off).fetchone() is not None
    )
    return edition if is_known else None


def rows_that_count(
    connection: duckdb.DuckDBPyConnection, contract: Contract, columns: str, edition: date, cut_off: date
) -> duckdb.DuckDBPyConnection:
    """The rows that count on the day of a source of which this edition is read (`edition_read`).

    The newest edition of a snapshot source; of the others every edition up to it, a yearly row by its latest; where all
    came later what the first to show a key says that was known by the cut-off. Rows that a person has released are not
    judged a second time.
    """
    keys = ", ".join(f"content.{column.field}" for column in contract.key)
    references = [f"content.{column.field}" for column in contract.columns if column.reference is not None]
    known = " ".join(f"and not exists ({UNKNOWN} and referred_key = {reference})" for reference in references)
    editions = (
        "delivery.edition_date = $edition" if contract.kind == "snapshot" else "delivery.edition_date <= $edition"
    )
    choice, asked = "", {"source": contract.source, "edition": edition}
    if edition > cut_off and contract.known_on is not None:
        editions = "delivery.edition_date >= $edition"
        choice = (
            f"qualify row_number() over (partition by {keys} order by delivery.edition_date) = 1 "
            f"and {contract.known_on} <= $cut_off"
        )
        asked["cut_off"] = cut_off
    elif contract.kind == "yearly":
        choice = f"qualify row_number() over (partition by {keys} order by delivery.edition_date desc) = 1"
    return connection.execute(
        f"""
        select {columns}
        from raw.current_delivery as delivery
        inner join raw.{contract.table}_shown as shown using (delivery_id)
        inner join raw.{contract.table} as content using (row_hash)
        where delivery.source = $source and {editions} and not exists ({RELEASED}) {known}
        {choice}
        order by delivery.edition_date, shown.row_number""",
        asked,
    )
