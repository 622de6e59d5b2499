"""The receipts of all files ever met, as `raw.delivery` has them, read once a run.

`raw.delivery` has a line for each time a file was judged; a file is its bytes, and its last line is where it stands.
Which file of an edition counts follows from version and first receipt, never from when a file was judged again.
Not here: the report of one file and its words (`ledger`), which files must wait (`holds`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from pipelines.sources.codes import COUNTED, Outcome
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.ledger import DeliveryReport

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "delivery_id": pl.Int32,
    "source": pl.String,
    "file_name": pl.String,
    "sha256": pl.String,
    "edition": pl.Int32,
    "edition_date": pl.Date,
    "version": pl.Int32,
    "received_at": pl.Datetime("us"),
    "run_id": pl.String,
    "outcome": pl.String,
    "rows_in": pl.Int32,
    "rows_loaded": pl.Int32,
    "rows_quarantined": pl.Int32,
    "rows_ignored": pl.Int32,
    "rows_fitting": pl.Int32,
    "reasons": pl.String,
    "warnings": pl.String,
    "guidance": pl.String,
    "columns": pl.List(pl.String),
    "unknown_columns": pl.List(pl.String),
}
STANDING = """
select source, file_name, sha256, edition, version, outcome, rows_in, rows_fitting, guidance, delivery_id,
    receipt_id
from raw.standing_delivery order by delivery_id
"""


@dataclass(frozen=True)
class Standing:
    """Where a file stands: what was last said of it, and how many of its rows fit whether they were loaded or not."""

    source: str
    file: str
    sha256: str
    edition: int
    version: int
    outcome: Outcome
    rows_in: int
    rows_fitting: int
    guidance: str
    delivery_id: int
    receipt_id: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Of an edition the highest version counts, of one version the later receipt."""
        return self.edition, self.version, self.receipt_id

    @property
    def is_counted(self) -> bool:
        """Whether rows of the file are in the warehouse."""
        return self.outcome in COUNTED

    @property
    def is_known(self) -> bool:
        """Whether the file was read whole: it is taken, it waits, or someone said no to it."""
        return self.outcome != "REJECT"


class Receipts:
    """All deliveries so far; `add` takes a judgement in, `write` makes the new ones last."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_id: str, received_at: datetime) -> None:
        self._connection = connection
        self._run_id = run_id
        self._received_at = received_at
        self._new: list[tuple[object, ...]] = []
        lines = connection.execute(
            "select file_name, sha256, outcome, reasons, guidance, delivery_id from raw.delivery order by delivery_id"
        ).fetchall()
        self._said = {(file, sha256): tuple(said) for file, sha256, *said, _ in lines}
        self._last_id: int = lines[-1][-1] if lines else 0
        self._standing = {standing.sha256: standing for standing in standing_files(connection)}

    @property
    def next_id(self) -> int:
        """The id that the next delivery gets."""
        return self._last_id + 1

    def standing(self, sha256: str) -> Standing | None:
        """Where the file with these bytes stands; None when it was never met under a name that holds."""
        return self._standing.get(sha256)

    def files_of(self, source: str) -> list[Standing]:
        """The files of a source, in the order in which they replace each other."""
        return sorted(
            (file for file in self._standing.values() if file.source == source), key=lambda standing: standing.order
        )

    def would_stand(self, entry: DeliveryReport, name: DeliveryName, rows_fitting: int, guidance: str) -> Standing:
        """Where a file that is being judged will stand."""
        before = self._standing.get(entry.sha256)
        return Standing(
            name.source, entry.file, entry.sha256, name.edition, name.version, entry.outcome, entry.rows_in,
            rows_fitting, guidance, self.next_id, before.receipt_id if before else self.next_id,
        )  # fmt: skip

    def add(self, entry: DeliveryReport, name: DeliveryName | None, rows_fitting: int = 0, guidance: str = "") -> None:
        """Take a judgement into the ledger; one that says of a refused file what was said last is there already."""
        reasons = json.dumps(entry.reasons, sort_keys=True)
        said = (entry.outcome, reasons, guidance)
        if self._said.get((entry.file, entry.sha256)) == said and not entry.is_counted:
            return
        self._said[entry.file, entry.sha256] = said
        if name is not None and entry.sha256:
            self._standing[entry.sha256] = self.would_stand(entry, name, rows_fitting, guidance)
        self._last_id += 1
        self._new.append(
            (
                self._last_id, entry.source, entry.file, entry.sha256, entry.edition,
                name.edition_date if name else None, entry.version, self._received_at, self._run_id, entry.outcome,
                entry.rows_in, entry.rows_loaded, entry.rows_quarantined, entry.rows_ignored, rows_fitting, reasons,
                json.dumps(entry.warnings, sort_keys=True), guidance,
                list(entry.columns), list(entry.unknown_columns),
            )
        )  # fmt: skip

    def write(self) -> None:
        """Append the run's new lines to `raw.delivery`."""
        if self._new:
            self._connection.register("incoming", pl.DataFrame(self._new, schema=SCHEMA, orient="row").to_arrow())
            self._connection.execute("insert into raw.delivery by name select * from incoming order by delivery_id")
            self._connection.unregister("incoming")
            self._new = []


def standing_files(connection: duckdb.DuckDBPyConnection) -> list[Standing]:
    """Where every file stands whose name could be read, in the order in which they were last judged."""
    return [Standing(*line) for line in connection.execute(STANDING).fetchall()]
