"""What each edition of a source adds up to, so that the newest can be held against those before it.

Here: the counting in `raw`, aggregates only. Not here: what is usual (`expectations.likeness`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import duckdb

from expectations.likeness import LONGEST_MEMORY, Portrait
from pipelines.sources.contract import Column, Contract

EDITIONS = """
from (
    select delivery_id, edition from raw.current_delivery
    where source = $source and edition_date <= $cut_off and rows_loaded > 0
    order by edition desc limit $most
) as edition
inner join raw.{table}_shown as shown using (delivery_id)
inner join raw.{table} as content using (row_hash)
"""


def portraits(connection: duckdb.DuckDBPyConnection, contract: Contract, cut_off: date) -> list[Portrait]:
    """The newest editions up to the cut-off, oldest first."""
    asked = {"source": contract.source, "cut_off": cut_off, "most": LONGEST_MEMORY}
    optional = [c for c in contract.warehouse_columns if not (c.required or c.key)]
    filled = "".join(f", count(content.{column.field}) / count(*)" for column in optional)
    kr = "null" if contract.amount is None else f"sum(content.{contract.amount.field})::double"
    counted = connection.execute(
        f"select edition.edition, count(*), {kr}{filled} {EDITIONS.format(table=contract.table)} "
        "group by edition.edition order by edition.edition",
        asked,
    ).fetchall()
    mixes = {
        column.name: code_shares(connection, contract, column, asked)
        for column in contract.warehouse_columns
        if column.codes and not column.key
    }
    return [
        Portrait(
            edition,
            rows,
            kroner,
            dict(zip((c.name for c in optional), shares, strict=True)),
            {name: mix[edition] for name, mix in mixes.items() if edition in mix},
        )
        for edition, rows, kroner, *shares in counted
    ]


def code_shares(
    connection: duckdb.DuckDBPyConnection, contract: Contract, column: Column, asked: dict[str, object]
) -> dict[int, dict[str, float]]:
    """By edition the share of the rows with a value that has each code."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for edition, code, count in connection.execute(
        f"select edition.edition, content.{column.field}, count(*) {EDITIONS.format(table=contract.table)} "
        f"where content.{column.field} is not null group by all order by all",
        asked,
    ).fetchall():
        counts[edition][code] = count
    return {
        edition: {code: count / sum(codes.values()) for code, count in codes.items()}
        for edition, codes in counts.items()
    }
