"""How accepted rows are stored: each distinct content once in `raw.<table>`, and which delivery showed it.

Here: the SQL of raw, and pseudonyms that turn out to be one child. Not here: the tables themselves (`raw_tables`), the
transaction (`landing`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.privacy.cpr import birth_date
from pipelines.privacy.pseudonyms import Vault
from pipelines.sources.contract import Contract
from pipelines.sources.table import ROW

FIELD_SEPARATOR = "chr(31)"
NOTHING = "chr(30)"


def warehouse_rows(rows: pl.DataFrame, contract: Contract, vault: Vault) -> pl.DataFrame:
    """The rows as `raw` may have them: without free text, the CPR number replaced by child_id and birth_month."""
    fields = [column.field for column in contract.warehouse_columns]
    if contract.has_child:
        number = next(column.field for column in contract.columns if column.privacy == "id")
        rows = rows.with_columns(birth_date(pl.col(number)).dt.month_start().alias("birth_month"))
        rows = rows.with_columns(vault.pseudonyms(rows[number]).alias(number))
        fields = [*fields, "birth_month"]
    return rows.select(ROW, *fields)


def merge_children(
    connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame, delivery_id: int
) -> tuple[pl.DataFrame, int]:
    """Placements that carried another child before make the two pseudonyms one from now on.

    The earlier child stands; the merge is kept in `raw.child_alias`, where it can be taken back. Gives the rows with
    merged children and the number of new merges.
    """
    connection.register("incoming", rows.select("placement_id", "child_id").to_arrow())
    connection.execute(
        """
        -- one row per pseudonym that a known placement carries for the first time
        insert into raw.child_alias
        select incoming.child_id, min(known.child_id), min(incoming.placement_id), ?
        from incoming
        inner join raw.placement as known on incoming.placement_id = known.placement_id
        left join raw.child_alias as alias on incoming.child_id = alias.child_id
        where
            known.child_id <> incoming.child_id and alias.child_id is null
            and known.child_id not in (select earlier.child_id from raw.child_alias as earlier)
            and incoming.child_id not in (
                select same.child_id from raw.placement as same where same.placement_id = incoming.placement_id
            )
        group by incoming.child_id
        """,
        (delivery_id,),
    )
    connection.unregister("incoming")
    found = connection.execute("select count(*) from raw.child_alias where delivery_id = ?", (delivery_id,)).fetchall()
    return with_merged_children(connection, rows), int(found[0][0])


def with_merged_children(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the child that each merged pseudonym stands for."""
    merged = dict(connection.execute("select child_id, merged_into from raw.child_alias").fetchall())
    return rows.with_columns(pl.col("child_id").replace(merged)) if merged else rows


def store_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: pl.DataFrame, delivery_id: int) -> None:
    """Append content that was never seen and say that this delivery showed all of it.

    No two rows of a file have the same content: their keys differ.
    """
    fields = [field for field in rows.columns if field != ROW]
    content = ", ".join(f"coalesce(cast({field} as varchar), {NOTHING})" for field in fields)
    names = ", ".join(fields)
    connection.register("incoming", rows.to_arrow())
    connection.execute(
        f"create or replace temp table incoming_row as "
        f"select {ROW}, md5(concat_ws({FIELD_SEPARATOR}, {content})) as row_hash, {names} from incoming"
    )
    connection.unregister("incoming")
    connection.execute(
        f"insert into raw.{contract.table} (row_hash, {names}) "
        f"select row_hash, {names} from incoming_row anti join raw.{contract.table} using (row_hash) "
        f"order by {ROW}"
    )
    connection.execute(
        f"insert into raw.{contract.table}_shown select ?, {ROW}, row_hash from incoming_row order by {ROW}",
        (delivery_id,),
    )
    connection.execute("drop table incoming_row")
