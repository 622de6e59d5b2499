"""How accepted rows are stored: each distinct content once in `raw.<table>`, and which delivery showed it.

Rows of several files are written together, since a statement costs as much for ten rows as for ten thousand, and those
of a large file in several batches, since what a transaction holds is held in memory. A file counts from its receipt on:
rows without one are what a landing that was cut off has left. Not here: the tables themselves (`raw_tables`), the
transactions (`intake`, `landing`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.privacy.cpr import birth_date
from pipelines.privacy.pseudonyms import Vault
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.records import ROW

DELIVERY = "delivery_id"
HASH = "row_hash"
FIELD_SEPARATOR = "chr(31)"
NOTHING = "chr(30)"
BATCH_ROWS = 50_000
NOTES = ("delivery_total", "set_aside", "corrected_row", "released_row")


def warehouse_rows(rows: pl.DataFrame, contract: Contract, vault: Vault) -> pl.DataFrame:
    """The rows as `raw` may have them: without free text, the CPR number replaced by child_id and birth_month."""
    fields = [column.field for column in contract.warehouse_columns]
    if contract.has_child:
        number = next(column.field for column in contract.columns if column.privacy == "id")
        rows = rows.with_columns(birth_date(pl.col(number)).dt.month_start().alias("birth_month"))
        rows = rows.with_columns(vault.pseudonyms(rows[number]).alias(number))
        fields = [*fields, "birth_month"]
    return rows.select(ROW, *fields)


class RawStore:
    """Rows on their way into `raw`: `add` keeps them, `flush` writes them; `is_full` says that it is time to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        # DuckDB imports it when rows are first handed over; now the reading process is getting ready meanwhile.
        import pyarrow.dataset  # noqa: F401, PLC0415

        self._connection = connection
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._notes: dict[str, list[pl.DataFrame]] = {}
        self._count = 0

    def add(self, contract: Contract, rows: pl.DataFrame, delivery_id: int) -> None:
        """Take rows of one delivery."""
        labelled = rows.select(pl.lit(delivery_id, dtype=pl.Int32).alias(DELIVERY), pl.all())
        self._waiting.setdefault(contract.source, []).append(labelled)
        self._count += rows.height

    def note(self, table: str, rows: pl.DataFrame, delivery_id: int) -> None:
        """Take note of rows of one delivery by number: those kept aside, or those that a person released."""
        if rows.height:
            self._notes.setdefault(table, []).append(
                rows.select(pl.lit(delivery_id, dtype=pl.Int32).alias(DELIVERY), pl.all())
            )

    @property
    def is_full(self) -> bool:
        """Whether a batch of rows waits."""
        return self._count >= BATCH_ROWS

    def flush(self) -> None:
        """Write what waits."""
        for source, frames in self._waiting.items():
            store_rows(self._connection, load_contracts()[source], pl.concat(frames))
        for table, notes in self._notes.items():
            self._connection.register("incoming", pl.concat(notes).to_arrow())
            self._connection.execute(f"insert into raw.{table} select * from incoming order by all")
            self._connection.unregister("incoming")
        self._waiting, self._notes, self._count = {}, {}, 0


def remove_unfinished(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove rows of a file without a receipt: it was being stored when a landing was cut off."""
    without_receipt = f"{DELIVERY} > coalesce((select max({DELIVERY}) from raw.delivery), 0)"
    for table in NOTES:
        connection.execute(f"delete from raw.{table} where {without_receipt}")
    for table in [contract.table for contract in load_contracts().values()]:
        ((count,),) = connection.execute(f"delete from raw.{table}_shown where {without_receipt}").fetchall()
        if count:
            shown = f"select {HASH} from raw.{table}_shown"
            connection.execute(f"delete from raw.{table} where {HASH} not in ({shown})")


def store_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: pl.DataFrame) -> None:
    """Append content that was never seen, and say which delivery showed which content."""
    fields = [field for field in rows.columns if field not in (DELIVERY, ROW)]
    content = ", ".join(f"coalesce(cast({field} as varchar), {NOTHING})" for field in fields)
    names = ", ".join((HASH, *fields))
    connection.register("incoming", rows.to_arrow())
    hashes = connection.execute(f"select md5(concat_ws({FIELD_SEPARATOR}, {content})) as {HASH} from incoming").pl()
    hashed = rows.hstack(hashes)
    connection.register("incoming", hashed.filter(pl.col(HASH).is_first_distinct()).to_arrow())
    connection.execute(
        f"insert into raw.{contract.table} ({names}) "
        f"select {names} from incoming anti join raw.{contract.table} using ({HASH}) order by {DELIVERY}, {ROW}"
    )
    connection.register("incoming", hashed.select(DELIVERY, ROW, HASH).to_arrow())
    connection.execute(f"insert into raw.{contract.table}_shown select * from incoming order by {DELIVERY}, {ROW}")
    connection.unregister("incoming")
