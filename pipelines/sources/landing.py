"""Landing: the deliveries of a folder into `raw`, each file whole or not at all.

Here: which file is taken, in which order, and what is written for it. Not here: how a file is judged (`assessment`),
how rows are stored (`storage`), whether what was landed is enough for a prognosis (`findings`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from pipelines.privacy.pseudonyms import Vault, open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment, assess
from pipelines.sources.codes import RefusalError, load_codes
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.deliveries import Candidate, DeliveryName, discover, parse_name, read_content
from pipelines.sources.gate import check_sum, content_sha256, count_lines, decode
from pipelines.sources.hidden_numbers import without_hidden_numbers
from pipelines.sources.ledger import DeliveryReport, opened
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.receipts import Receipts
from pipelines.sources.records import ROW
from pipelines.sources.references import judged_too_early, known_values, referred_sources
from pipelines.sources.restricted_files import keep_aside, keep_delivery, keep_free_text, kept_delivery
from pipelines.sources.rows import Known
from pipelines.sources.storage import RawStore, warehouse_rows
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

    Files are committed in batches, together with their receipts and pseudonyms, so that a landing that was cut off goes
    on where it stopped. Files whose bytes are in `raw` already change nothing. `released` are the sha256 of held files
    that someone said yes to. Raises ConfigurationError when the pseudonyms' key is not the right one.
    """
    candidates = discover(folder)
    create_raw_tables(connection)
    with open_vault(data_directory) as vault:
        connection.begin()
        try:
            landing = Landing(connection, data_directory, vault, run_id, released)
            reports = []
            for number, candidate in enumerate(candidates, start=1):
                progress(number, len(candidates), candidate.shown_name)
                reports.append(landing.land_file(candidate))
                if landing.has_full_batch:
                    landing.commit()
                    connection.begin()
            reports = landing.read_again(reports)
            landing.commit()
        except BaseException:
            connection.rollback()
            raise
    return reports


class Landing:
    """One run's landing: the open warehouse and vault, and what has been seen so far."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        data: DataDirectory,
        vault: Vault,
        run_id: str,
        released: frozenset[str],
    ) -> None:
        self._connection = connection
        self._data = data
        self._vault = vault
        self._released = released
        self._receipts = Receipts(connection, run_id, datetime.now(UTC).replace(tzinfo=None, microsecond=0))
        self._store = RawStore(connection)
        self._known: dict[str, Known] = {}

    def land_file(self, candidate: Candidate) -> DeliveryReport:
        """Read, judge and store one file."""
        entry = opened(candidate)
        if candidate.is_ignored:
            return entry
        try:
            content = read_content(candidate.path)
            entry = replace(entry, sha256=content_sha256(content))
            rows_before = self._receipts.rows_of_same_bytes(entry.sha256)
            if rows_before is not None:
                return replace(entry, outcome="NOOP", rows_in=rows_before, rows_ignored=rows_before)
            return self._take(candidate, entry, content)
        except RefusalError as refusal:
            refused = _refused(entry, refusal)
            self._receipts.add(refused, candidate)
            return refused

    def read_again(self, reports: list[DeliveryReport]) -> list[DeliveryReport]:
        """Judge anew what was judged before all that it refers to was known, from the copies in `restricted/`.

        Their reports stand in for the NOOP of a file that lies in the folder still.
        """
        self._write()
        again: dict[str, DeliveryReport] = {}
        for file, sha256 in list(judged_too_early(self._connection)):
            path, name = kept_delivery(self._data, sha256, file), parse_name(file)
            if name is not None and path.is_file():
                candidate = Candidate(path, name, is_ignored=False)
                entry = replace(opened(candidate), sha256=sha256)
                again[sha256] = self._judge(candidate, name, entry, read_content(path))
        shown = [again.pop(entry.sha256, entry) if entry.outcome == "NOOP" else entry for entry in reports]
        return [*shown, *again.values()]

    @property
    def has_full_batch(self) -> bool:
        """Whether so many rows wait that it is time to commit."""
        return self._store.is_full

    def commit(self) -> None:
        """Make the files so far last: pseudonyms first, since one without rows does no harm."""
        self._write()
        self._vault.commit()
        self._connection.commit()

    def _write(self) -> None:
        self._store.flush()
        self._receipts.write()

    def _take(self, candidate: Candidate, entry: DeliveryReport, content: bytes) -> DeliveryReport:
        name = candidate.name
        if name is None:
            source = entry.source if entry.source in load_contracts() else "kilde"
            raise RefusalError("NAME", rows=_line_count(content), source=source)
        check_sum(candidate.path, entry.sha256)
        return self._judge(candidate, name, entry, content)

    def _judge(self, candidate: Candidate, name: DeliveryName, entry: DeliveryReport, content: bytes) -> DeliveryReport:
        contract = load_contracts()[name.source]
        assessment = assess(content, name, contract, self._known_in(contract))
        assessment = without_hidden_numbers(assessment, contract, self._vault)
        self._refuse_shrinking(name, contract, assessment, entry.sha256)
        entry = _judged(entry, assessment)
        self._store.add(contract, warehouse_rows(assessment.rows, contract, self._vault), self._receipts.next_id)
        self._receipts.add(entry, candidate)
        keep_delivery(self._data, entry, content)
        keep_free_text(self._data, entry, assessment.rows, contract)
        keep_aside(self._data, entry, assessment)
        return entry

    def _refuse_shrinking(self, name: DeliveryName, contract: Contract, assessment: Assessment, sha256: str) -> None:
        """HOLD an edition that has lost a fifth of the rows of the one it replaces."""
        before, rows = self._receipts.rows_replaced(name, contract.kind), assessment.rows.height
        is_shrunk = before >= SHRINK_FROM_ROWS and rows <= before * (1 - SHRINK_LIMIT)
        is_taken = self._receipts.rows_of_same_bytes(sha256) is not None
        if is_shrunk and not is_taken and sha256 not in self._released:
            raise RefusalError("SHRINK", rows=assessment.table.row_count, found=str(rows), said=str(before))

    def _known_in(self, contract: Contract) -> Known:
        """What the rows of a source may refer to; read once, since what is referred to is read before."""
        if not referred_sources(contract):
            return {}
        if contract.source not in self._known:
            self._store.flush()
            self._known[contract.source] = known_values(self._connection, contract)
        return self._known[contract.source]


def _refused(entry: DeliveryReport, refusal: RefusalError) -> DeliveryReport:
    """The report of a file that is not taken: its lines are counted and ignored."""
    return replace(
        entry,
        outcome=load_codes()[refusal.code].outcome,
        rows_in=refusal.rows,
        rows_ignored=refusal.rows,
        reasons={refusal.code: 1},
        facts={refusal.code: refusal.facts},
    )


def _judged(entry: DeliveryReport, assessment: Assessment) -> DeliveryReport:
    firsts = _first_rows(assessment.aside)
    return replace(
        entry,
        outcome=assessment.outcome,
        rows_in=assessment.table.row_count,
        rows_loaded=assessment.rows.height,
        rows_quarantined=assessment.aside.height,
        reasons=assessment.reasons,
        warnings=assessment.warnings,
        facts={
            code: firsts.get(code, {}) | dict(assessment.facts.get(code, {})) for code in {*firsts, *assessment.facts}
        },
    )


def _first_rows(aside: pl.DataFrame) -> dict[str, dict[str, str]]:
    """For each code the first row and column that got it."""
    firsts = aside.sort(ROW).group_by(CODE, maintain_order=True).first().select(CODE, ROW, COLUMN)
    return {code: {"row": str(row), "column": column} for code, row, column in firsts.iter_rows()}


def _line_count(content: bytes) -> int:
    """Data lines of a file that is refused for its name; 0 when it is not text."""
    try:
        return count_lines(decode(content))
    except RefusalError:
        return 0
