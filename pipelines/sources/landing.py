"""Landing: the deliveries of a folder into `raw`, in one transaction.

Here: which file is taken, in which order, and what is written for it. Not here: how a file is judged (`assessment`),
how rows are stored (`storage`), whether what was landed is enough for a prognosis (`findings`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from pipelines.privacy.pseudonyms import Vault, open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment, assess
from pipelines.sources.codes import COUNTED, Facts, RefusalError, load_codes
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.deliveries import Candidate, DeliveryName, discover, read_content
from pipelines.sources.gate import check_sum, content_sha256, count_lines, decode
from pipelines.sources.ledger import DeliveryReport, is_recorded, opened, write_delivery
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.restricted_files import keep_aside, keep_delivery, keep_free_text
from pipelines.sources.rows import Known
from pipelines.sources.storage import merge_children, store_rows, warehouse_rows, with_merged_children
from pipelines.sources.table import ROW
from pipelines.sources.values import CODE, COLUMN

Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files and its name."""

SHRINK_FROM_ROWS = 50
SHRINK_LIMIT = 0.20


def silent(_number: int, _count: int, _file: str) -> None:
    """No progress."""


def land(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    data_directory: DataDirectory,
    run_id: str,
    progress: Progress = silent,
    *,
    released: frozenset[str] = frozenset(),
) -> list[DeliveryReport]:
    """Land every file of the folder; one report each, in reading order, rejected and ignored ones included.

    All is written or nothing. Files whose bytes are in `raw` already change nothing. `released` are the sha256 of held
    files that someone said yes to. Raises ConfigurationError when the pseudonyms' key is not the right one.
    """
    candidates = discover(folder)
    create_raw_tables(connection)
    with open_vault(data_directory) as vault:
        connection.begin()
        try:
            landing = Landing(connection, data_directory, vault, run_id, released)
            reports = []
            for number, candidate in enumerate(candidates, start=1):
                progress(number, len(candidates), candidate.file)
                reports.append(landing.land_file(candidate))
            vault.commit()
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    return reports


@dataclass
class Landing:
    """One run's landing: the open warehouse and vault, and what has been seen so far."""

    connection: duckdb.DuckDBPyConnection
    data: DataDirectory
    vault: Vault
    run_id: str
    released: frozenset[str] = frozenset()
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None, microsecond=0))

    def land_file(self, candidate: Candidate) -> DeliveryReport:
        """Read, judge and store one file."""
        entry = opened(candidate)
        if candidate.is_ignored:
            return entry
        content = b""
        try:
            content = read_content(candidate.path)
            entry = replace(entry, sha256=content_sha256(content))
            rows_before = self._rows_of_same_bytes(entry.sha256)
            if rows_before is not None:
                return replace(entry, outcome="NOOP", rows_in=rows_before, rows_ignored=rows_before)
            return self._take(candidate, entry, content)
        except RefusalError as refusal:
            return self._refuse(candidate, entry, refusal)

    def _take(self, candidate: Candidate, entry: DeliveryReport, content: bytes) -> DeliveryReport:
        name = candidate.name
        if name is None:
            source = entry.source if entry.source in load_contracts() else "kilde"
            raise RefusalError("NAME", rows=_line_count(content), source=source)
        check_sum(candidate.path, entry.sha256)
        contract = load_contracts()[name.source]
        assessment = assess(content, name, contract, self._known(contract))
        self._refuse_shrinking(name, contract, assessment, entry.sha256)
        return self._store(candidate, _judged(entry, assessment), contract, assessment, content)

    def _store(
        self, candidate: Candidate, entry: DeliveryReport, contract: Contract, assessment: Assessment, content: bytes
    ) -> DeliveryReport:
        """Write the rows, the ledger line and the restricted files of an accepted file."""
        rows = warehouse_rows(assessment.rows, contract, self.vault)
        if contract.table == "placement":
            rows, merged = merge_children(self.connection, rows, self._next_delivery_id())
            entry = _with_merges(entry, merged)
        elif contract.has_child:
            rows = with_merged_children(self.connection, rows)
        delivery_id = write_delivery(self.connection, entry, candidate, self.run_id, self.received_at)
        store_rows(self.connection, contract, rows, delivery_id)
        keep_delivery(self.data, entry, content)
        keep_free_text(self.data, entry, assessment.rows, contract)
        keep_aside(self.data, entry, assessment)
        return entry

    def _refuse(self, candidate: Candidate, entry: DeliveryReport, refusal: RefusalError) -> DeliveryReport:
        """The report of a file that is not taken; in the ledger once, however often it is met."""
        entry = replace(
            entry,
            outcome=load_codes()[refusal.code].outcome,
            rows_in=refusal.rows,
            rows_ignored=refusal.rows,
            reasons={refusal.code: 1},
            facts={refusal.code: refusal.facts},
        )
        if not is_recorded(self.connection, entry):
            write_delivery(self.connection, entry, candidate, self.run_id, self.received_at)
        return entry

    def _refuse_shrinking(self, name: DeliveryName, contract: Contract, assessment: Assessment, sha256: str) -> None:
        """HOLD an edition that has lost a fifth of the rows of the one it replaces."""
        before = self._rows_replaced(name, contract)
        rows = assessment.rows.height
        is_shrunk = before >= SHRINK_FROM_ROWS and rows <= before * (1 - SHRINK_LIMIT)
        if is_shrunk and sha256 not in self.released:
            raise RefusalError("SHRINK", rows=assessment.table.row_count, found=str(rows), said=str(before))

    def _rows_replaced(self, name: DeliveryName, contract: Contract) -> int:
        """Rows of the edition that this one replaces: the same, or for a snapshot the one before; 0 when none."""
        earliest = 0 if contract.kind == "snapshot" else name.edition
        found = self.connection.execute(
            "select rows_loaded from raw.current_delivery where source = ? and edition between ? and ? "
            "order by edition desc limit 1",
            (name.source, earliest, name.edition),
        ).fetchall()
        return int(found[0][0]) if found else 0

    def _rows_of_same_bytes(self, sha256: str) -> int | None:
        found = self.connection.execute(
            "select max(rows_in) from raw.delivery where sha256 = ? and list_contains(?, outcome)",
            (sha256, list(COUNTED)),
        ).fetchall()
        return None if found[0][0] is None else int(found[0][0])

    def _known(self, contract: Contract) -> Known:
        """What the sources that this one refers to have ever shown; a source without rows is left out."""
        contracts = load_contracts()
        known: dict[str, pl.Series] = {}
        for column in contract.columns:
            if column.reference is not None:
                referred = contracts[column.reference]
                key = referred.key[0].field
                values = self.connection.execute(f"select distinct {key} from raw.{referred.table} order by {key}").pl()
                if values.height:
                    known[column.reference] = values[key]
        return known

    def _next_delivery_id(self) -> int:
        found = self.connection.execute("select coalesce(max(delivery_id), 0) + 1 from raw.delivery").fetchall()
        return int(found[0][0])


def _judged(entry: DeliveryReport, assessment: Assessment) -> DeliveryReport:
    return replace(
        entry,
        outcome=assessment.outcome,
        rows_in=assessment.table.row_count,
        rows_loaded=assessment.rows.height,
        rows_quarantined=assessment.aside.height,
        reasons=assessment.reasons,
        warnings=assessment.warnings,
        facts={**_first_rows(assessment.aside), **assessment.facts},
    )


def _first_rows(aside: pl.DataFrame) -> dict[str, Facts]:
    """For each code the first row and column that got it."""
    firsts = aside.sort(ROW).group_by(CODE, maintain_order=True).first().select(CODE, ROW, COLUMN)
    return {code: {"row": str(row), "column": column} for code, row, column in firsts.iter_rows()}


def _with_merges(entry: DeliveryReport, merged: int) -> DeliveryReport:
    if not merged:
        return entry
    return replace(
        entry,
        outcome="ACCEPT_WARN" if entry.outcome == "ACCEPT" else entry.outcome,
        warnings={**entry.warnings, "CHILD_MERGED": merged},
        facts={**entry.facts, "CHILD_MERGED": {"count": str(merged)}},
    )


def _line_count(content: bytes) -> int:
    """Data lines of a file that is refused for its name; 0 when it is not text."""
    try:
        return count_lines(decode(content))
    except RefusalError:
        return 0
