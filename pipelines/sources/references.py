"""What rows of one source may refer to: what another source shows.

A row is taken in when anything ever shown has what it names. Sources that others refer to are read before them, and
where the other source comes in a later run all the same, what was judged without it is read again, so that the order
of arrival decides nothing. On a day a row counts when an edition up to that day had shown it: `UNKNOWN_REFERENCE`
names those that do not. Not here: the check itself (`rows`).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.rows import Known

JUDGED_TOO_EARLY = """
-- one row per file that was judged before all that it refers to was known
with first_shown as (
    select min(shown.delivery_id) as delivery_id
    from raw.{table}_shown as shown
    inner join raw.{table} as content using (row_hash)
    group by content.{key}
)

select delivery.sha256
from raw.standing_delivery as delivery
where
    delivery.source = ?
    and delivery.outcome <> 'REJECT'
    and delivery.delivery_id < (select max(delivery_id) from first_shown)
    and (
        delivery.reasons like '%"REF_PROVIDER"%'
        or delivery.outcome = 'HOLD'
        or delivery.delivery_id < (select min(delivery_id) from first_shown)
    )
order by delivery.delivery_id
"""

UNKNOWN_KEYS = """
-- one row per day that is looked from, source and key that its rows name but no edition up to that day's cut-off shows;
-- where all editions came later the first of them counts, and a key of a row that a person released is known
select distinct origin.origin_date, origin.is_current, origin.source, content.{field} as referred_key
from control.origin as origin
cross join raw.{table} as content
where origin.source = '{source}' and not exists (
    select 1
    from control.origin as other
    inner join raw.delivery as edition on other.source = edition.source
    inner join raw.{other_table}_shown as shown on edition.delivery_id = shown.delivery_id
    inner join raw.{other_table} as referred on shown.row_hash = referred.row_hash
    where other.source = '{other_source}' and other.origin_date = origin.origin_date
        and referred.{other_key} = content.{field}
        and edition.edition_date <= greatest(
            other.cut_off_date,
            (select min(edition_date) from raw.delivery where source = '{other_source}' and rows_loaded > 0)
        )
) and not exists (
    select 1
    from raw.released_row as released
    inner join raw.current_delivery as delivery on released.delivery_id = delivery.delivery_id
    inner join raw.{table}_shown as shown
        on released.delivery_id = shown.delivery_id and released.row_number = shown.row_number
    inner join raw.{table} as own on shown.row_hash = own.row_hash
    where released.code = 'REF_PROVIDER' and own.{field} = content.{field}
)
"""

UNKNOWN_ROWS = """
-- one row per delivery with such rows on the as-of day: how many of the rows that were loaded do not count yet
select shown.delivery_id, cast(count(*) as integer) as row_count
from control.unknown_reference as unknown
inner join raw.{table} as content on unknown.referred_key = content.{field}
inner join raw.{table}_shown as shown on content.row_hash = shown.row_hash
where unknown.is_current and unknown.source = '{source}'
group by shown.delivery_id
"""


def reference_views() -> Iterator[str]:
    """The statements that make `control.unknown_reference` and `control.unknown_reference_rows`."""
    for view, query in (("unknown_reference", UNKNOWN_KEYS), ("unknown_reference_rows", UNKNOWN_ROWS)):
        parts = [
            query.format(
                source=contract.source, table=contract.table, field=column.field,
                other_source=other.source, other_table=other.table, other_key=other.key[0].field,
            )
            for contract in load_contracts().values()
            for column in contract.columns
            if column.reference is not None
            for other in (load_contracts()[column.reference],)
        ]  # fmt: skip
        yield f"create or replace view control.{view} as {'union'.join(parts)}"


def referred_sources(contract: Contract) -> list[str]:
    """The sources that a contract's columns refer to."""
    return sorted({column.reference for column in contract.columns if column.reference is not None})


def known_values(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Known:
    """What the sources that this one refers to have ever shown; those that have shown nothing are left out."""
    found: dict[str, pl.Series] = {}
    for source in referred_sources(contract):
        referred = load_contracts()[source]
        key = referred.key[0].field
        rows = connection.execute(f"select distinct {key} from raw.{referred.table} order by {key}").pl()
        if rows.height:
            found[source] = rows[key]
    return found


def judged_too_early(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """The sha256 of the files of a source to read again."""
    found: list[str] = []
    for other in referred_sources(load_contracts()[source]):
        referred = load_contracts()[other]
        query = JUDGED_TOO_EARLY.format(table=referred.table, key=referred.key[0].field)
        found += [sha256 for (sha256,) in connection.execute(query, [source]).fetchall()]
    return found
