"""The receipts of all files ever met, as `raw.delivery` has them, read once a run.

Here: what landing needs to know of earlier deliveries, and the lines of this run, written together at its end. Not
here: the report of one file and its words (`ledger`).
"""

from __future__ import annotations

import json
from datetime import datetime

import duckdb
import polars as pl

from pipelines.sources.contract import SourceKind
from pipelines.sources.deliveries import Candidate, DeliveryName
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
    "reasons": pl.String,
    "warnings": pl.String,
}


class Receipts:
    """All deliveries so far; `add` gives a new one its id, `write` makes the new ones last."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_id: str, received_at: datetime) -> None:
        self._connection = connection
        self._run_id = run_id
        self._received_at = received_at
        self._new: list[tuple[object, ...]] = []
        lines = connection.execute(
            "select delivery_id, file_name, sha256, outcome, reasons from raw.delivery order by delivery_id"
        ).fetchall()
        self._known = {tuple(line[1:]) for line in lines}
        self._last_id: int = lines[-1][0] if lines else 0
        counted = connection.execute(
            "select source, edition, version, rows_loaded, rows_in, sha256 from raw.delivery "
            "where outcome in ('ACCEPT', 'ACCEPT_WARN', 'QUARANTINE') order by delivery_id"
        ).fetchall()
        self._rows_by_bytes: dict[str, int] = {}
        self._current: dict[tuple[str, int], tuple[int, int]] = {}
        for source, edition, version, rows_loaded, rows_in, sha256 in counted:
            self._count(source, edition, version, rows_loaded)
            self._rows_by_bytes[sha256] = rows_in

    @property
    def next_id(self) -> int:
        """The id that the next delivery gets."""
        return self._last_id + 1

    def rows_of_same_bytes(self, sha256: str) -> int | None:
        """Rows of an earlier file with these bytes that was taken; None when there is none."""
        return self._rows_by_bytes.get(sha256)

    def rows_replaced(self, name: DeliveryName, kind: SourceKind) -> int:
        """Rows of the edition that this one replaces: the same, or for a snapshot the one before; 0 when none."""
        earlier = [edition for source, edition in self._current if source == name.source and edition <= name.edition]
        edition = max(earlier, default=0) if kind == "snapshot" else name.edition
        return self._current.get((name.source, edition), (0, 0))[1]

    def add(self, entry: DeliveryReport, candidate: Candidate) -> None:
        """Take a file into the ledger; one that was refused for the same reason before is there already."""
        reasons = json.dumps(entry.reasons, sort_keys=True)
        line = (entry.file, entry.sha256, entry.outcome, reasons)
        if line in self._known and not entry.is_counted:
            return
        self._known.add(line)
        self._last_id += 1
        edition_date = candidate.name.edition_date if candidate.name else None
        self._new.append(
            (
                self._last_id, entry.source, entry.file, entry.sha256, entry.edition, edition_date, entry.version,
                self._received_at, self._run_id, entry.outcome, entry.rows_in, entry.rows_loaded,
                entry.rows_quarantined, entry.rows_ignored, reasons, json.dumps(entry.warnings, sort_keys=True),
            )
        )  # fmt: skip
        if entry.is_counted and entry.edition is not None:
            self._count(entry.source, entry.edition, entry.version, entry.rows_loaded)
            self._rows_by_bytes[entry.sha256] = entry.rows_in

    def write(self) -> None:
        """Append the run's new lines to `raw.delivery`."""
        if self._new:
            self._connection.register("incoming", pl.DataFrame(self._new, schema=SCHEMA, orient="row").to_arrow())
            self._connection.execute("insert into raw.delivery by name select * from incoming order by delivery_id")
            self._connection.unregister("incoming")
            self._new = []

    def _count(self, source: str, edition: int, version: int, rows_loaded: int) -> None:
        """The highest version of an edition is current, of one version the later."""
        if version >= self._current.get((source, edition), (0, 0))[0]:
            self._current[source, edition] = (version, rows_loaded)
