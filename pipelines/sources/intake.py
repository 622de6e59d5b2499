"""One file taken in: judged, and what it leaves in `raw` and in `restricted/`.

Here: what is written for a file, whole or not at all. Not here: which files are read and in which order (`landing`,
`second_reading`), how a file is judged (`assessment`), how rows are stored (`storage`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from pipelines.audit import note
from pipelines.municipality import Municipality
from pipelines.privacy.erasures import erased
from pipelines.privacy.pseudonyms import Vault
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment, first_rows
from pipelines.sources.codes import RefusalError, load_codes
from pipelines.sources.content import receive
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.corrections import CORRECTION, correction_id
from pipelines.sources.deliveries import Candidate, DeliveryName
from pipelines.sources.erased_files import delete_kept, shows_erased
from pipelines.sources.erased_rows import without_erased
from pipelines.sources.guidance import Guidance, guidance_of
from pipelines.sources.hidden_numbers import without_hidden_numbers
from pipelines.sources.holds import shrunk_files
from pipelines.sources.ledger import DeliveryReport
from pipelines.sources.reader import Reader
from pipelines.sources.reappearances import Reappearances, would_shrink
from pipelines.sources.receipts import Receipts, Standing
from pipelines.sources.records import ROW
from pipelines.sources.references import known_values, referred_sources
from pipelines.sources.restricted_files import keep_aside, keep_delivery, keep_free_text, kept_delivery
from pipelines.sources.rows import Known
from pipelines.sources.rulings import Rulings
from pipelines.sources.storage import RawStore, warehouse_rows
from pipelines.sources.values import CODE

KRONER = pl.Decimal(18, 2)
TOTAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "loaded_kr": KRONER,
    "delivered_kr": KRONER,
    "control_rows": pl.Int32,
    "control_kr": KRONER,
}


class Intake:
    """The open warehouse and vault of one landing, what was known before it, and what it has seen so far."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        data: DataDirectory,
        vault: Vault,
        municipality: Municipality,
        reader: Reader,
        run_id: str,
    ) -> None:
        self.connection = connection
        self.data = data
        self.rulings = Rulings(connection)
        self._started_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.receipts = Receipts(connection, run_id, self._started_at)
        self._reappearances = Reappearances(connection, run_id, self._started_at)
        self._vault = vault
        self._erased = erased(data, vault)
        self.reader = reader
        self._municipality = municipality
        self._store = RawStore(connection)
        self._known: dict[str, Known] = {}
        self.in_folder: dict[str, Candidate] = {}
        """By sha256 the known files that the folder still has."""

    def take(self, entry: DeliveryReport, name: DeliveryName, path: Path) -> DeliveryReport:
        """Judge a file and write what comes of it; `entry` has its name and sha256, `path` is a copy of our own."""
        contract, guidance = load_contracts()[name.source], self.guidance(name, entry.sha256)
        try:
            assessment = self.reader.assess(path, name, self._known_in(contract), guidance)
        except RefusalError as refusal:
            return self.refuse(entry, name, refusal, guidance.mark)
        assessment = without_hidden_numbers(assessment, contract, self._vault)
        assessment = without_erased(assessment, contract, self._erased, self.reader.cells, self._is_shown)
        entry = judged(entry, assessment)
        fitting = assessment.loaded_count
        waits = self.waits(self.receipts.would_stand(entry, name, fitting, guidance.mark))
        if waits is not None:
            entry = refused(entry, waits)
        else:
            for rows in assessment.fitting():
                self.commit_full_batch()
                self._store.add(contract, warehouse_rows(rows, contract, self._vault), self.receipts.next_id)
            self._store.note("delivery_total", totals_of(assessment, contract), self.receipts.next_id)
            self._store.note("set_aside", assessment.aside, self.receipts.next_id)
            self._store.note("corrected_row", assessment.corrected, self.receipts.next_id)
            self._store.note("released_row", released_rows(assessment, guidance), self.receipts.next_id)
            self._note_corrections(entry, assessment, guidance)
            keep_free_text(self.data, entry, assessment, contract)
            keep_aside(self.data, entry, assessment, self.reader.cells)
        self.receipts.add(entry, name, fitting, guidance.mark)
        if shows_erased(assessment, path, self._erased):
            delete_kept(self.data, entry.sha256)
        else:
            keep_delivery(self.data, entry, path)
        return entry

    def meet_again(
        self, entry: DeliveryReport, name: DeliveryName | None, known: Standing, path: Path
    ) -> DeliveryReport:
        """The report of bytes that were read before; under a name that says something new they count for it too."""
        entry = replace(entry, outcome="NOOP", rows_in=known.rows_in, rows_ignored=known.rows_in)
        if name is None or name.source != known.source or not self._reappearances.is_new(entry.file, entry.sha256):
            return entry
        contract, accepted = load_contracts()[name.source], self.rulings.accepted_files
        others = [file for file in self.receipts.files_of(name.source) if file.is_counted]
        will_count = known.is_counted or known.sha256 in accepted
        is_fit = will_count and self._fits(name, known, path)
        is_smaller = is_fit and would_shrink(name, known, others, contract.kind, self.receipts.next_id, accepted)
        self._reappearances.note(
            entry.file, name, entry.sha256, self.receipts.next_id - 1, counts=is_fit and not is_smaller
        )
        if not will_count or (name.edition, name.version) == (known.edition, known.version):
            return entry
        code = "SAME_BYTES_FEWER" if is_smaller else "SAME_BYTES" if is_fit else "SAME_BYTES_OTHER_MONTH"
        return with_warning(entry, code, before=known.file, edition=str(name.edition))

    def _fits(self, name: DeliveryName, known: Standing, path: Path) -> bool:
        """Whether known bytes may count for the month of another name of their source."""
        contract = load_contracts()[name.source]
        if name.edition == known.edition:
            return True
        try:
            self.reader.assess(path, name, {}, self.guidance(name, known.sha256))
        except RefusalError:
            return False
        return contract.kind != "period"

    def refuse(
        self, entry: DeliveryReport, name: DeliveryName | None, refusal: RefusalError, guidance: str = ""
    ) -> DeliveryReport:
        """Write that nothing of a file is taken."""
        entry = refused(entry, refusal)
        self.receipts.add(entry, name, guidance=guidance)
        return entry

    def file_of(self, standing: Standing) -> Path | None:
        """A known file as it came: the one that is kept, else a copy of the one in the folder; None without either."""
        kept = kept_delivery(self.data, standing.sha256, standing.file)
        again = self.in_folder.get(standing.sha256)
        if kept.is_file() or again is None:
            return kept if kept.is_file() else None
        copy = self.reader.incoming
        return copy if receive(again.path, copy, again.seen) == standing.sha256 else None

    def guidance(self, name: DeliveryName, sha256: str) -> Guidance:
        """What people have declared about how a file is to be read."""
        return guidance_of(name, self._municipality, self.rulings.released_rows(sha256))

    def waits(self, file: Standing) -> RefusalError | None:
        """Why a file that can be read does not count: someone said no to it, or it has shrunk and waits for a yes."""
        others = [known for known in self.receipts.files_of(file.source) if known.sha256 != file.sha256]
        return self.waiting(file.source, [*others, file]).get(file.sha256)

    def waiting(self, source: str, files: Sequence[Standing]) -> dict[str, RefusalError]:
        """By sha256 the files of a source that can be read but do not count, and why."""
        known = [file for file in files if file.is_known]
        refused_files = [file for file in known if file.sha256 in self.rulings.refused_files]
        others = [file for file in known if file.sha256 not in self.rulings.refused_files]
        held = shrunk_files(others, load_contracts()[source].kind, self.rulings.accepted_files)
        rows = {file.sha256: file for file in known}
        return {
            **{file.sha256: RefusalError("REFUSED", rows=file.rows_in) for file in refused_files},
            **{sha256: shrunk(rows[sha256], replaced) for sha256, replaced in held.items()},
        }

    def write(self) -> None:
        """Write what waits; what rows refer to is looked up anew after this."""
        self._store.flush()
        self.receipts.write()
        self._known.clear()

    def commit(self) -> None:
        """Make the rows and receipts so far last: pseudonyms first, since one without rows does no harm."""
        self.write()
        self._vault.commit()
        self.connection.commit()

    def commit_full_batch(self) -> None:
        """Commit and go on, when so many rows wait that it is time to."""
        if self._store.is_full:
            self.commit()
            self.connection.begin()

    def _note_corrections(self, entry: DeliveryReport, assessment: Assessment, guidance: Guidance) -> None:
        """Let the audit file say which rows were corrected, on whose word and why."""
        for correction in guidance.corrections:
            matched = assessment.corrected.filter(pl.col(CORRECTION) == correction_id(correction))
            if matched.height:
                what = {"source": entry.source, "file": entry.file, "sha256": entry.sha256, "column": correction.felt}
                note(
                    self.data, self._started_at, correction.oprettet_af, "correct_value", correction.begrundelse,
                    **what, rows=matched[ROW].to_list(),
                )  # fmt: skip

    def _is_shown(self, field: str, number: str) -> bool:
        """Whether a row that the case number is the key of is in `raw`."""
        contract = next(c for c in load_contracts().values() if [column.field for column in c.key] == [field])
        self._store.flush()
        query = f"select 1 from raw.{contract.table} where {field} = ? limit 1"
        return self.connection.execute(query, [number]).fetchone() is not None

    def _known_in(self, contract: Contract) -> Known:
        """What the rows of a source may refer to; read once, since what is referred to is read before."""
        if not referred_sources(contract):
            return {}
        if contract.source not in self._known:
            self._store.flush()
            self._known[contract.source] = known_values(self.connection, contract)
        return self._known[contract.source]


def shrunk(file: Standing, replaced: Standing) -> RefusalError:
    """Why a file waits that would replace one with many more rows."""
    return RefusalError(
        "SHRINK", rows=file.rows_in, found=str(file.rows_fitting), said=str(replaced.rows_fitting),
        edition=str(replaced.edition),
    )  # fmt: skip


def released_rows(assessment: Assessment, guidance: Guidance) -> pl.DataFrame:
    """Row number and code of the rows that are taken because a person released them."""
    released = [(row, code) for code, rows in sorted(guidance.released.items()) for row in rows]
    frame = pl.DataFrame(released, schema={ROW: pl.Int32, CODE: pl.String}, orient="row")
    if frame.is_empty():
        return frame
    taken = pl.concat(rows.select(ROW) for rows in assessment.fitting())
    return frame.join(taken, on=ROW, how="semi", maintain_order="left")


def totals_of(assessment: Assessment, contract: Contract) -> pl.DataFrame:
    """What a file adds up to, as `raw.delivery_total` has it; one row."""
    totals = assessment.totals
    line = (assessment.loaded_kr(contract), totals.delivered_kr, totals.control_rows, totals.control_kr)
    return pl.DataFrame([line], schema=TOTAL_SCHEMA, orient="row")


def refused(entry: DeliveryReport, refusal: RefusalError) -> DeliveryReport:
    """The report of a file of which nothing is taken: its lines are counted and ignored."""
    return replace(
        entry,
        outcome=load_codes()[refusal.code].outcome,
        rows_in=refusal.rows,
        rows_loaded=0,
        rows_quarantined=0,
        rows_ignored=refusal.rows,
        reasons={refusal.code: 1},
        warnings={},
        found_also={reason.code: 1 for reason in refusal.also}
        | {code: int(facts["count"]) for code, facts in refusal.row_faults.items()},
        columns=(),
        unknown_columns=(),
        facts={reason.code: reason.facts for reason in (refusal, *refusal.also)} | dict(refusal.row_faults),
    )


def with_warning(entry: DeliveryReport, code: str, **facts: str) -> DeliveryReport:
    """The report with one warning more."""
    return replace(entry, warnings={**entry.warnings, code: 1}, facts={**entry.facts, code: facts})


def judged(entry: DeliveryReport, assessment: Assessment) -> DeliveryReport:
    """The report of a file whose rows were judged."""
    firsts = first_rows(assessment.aside)
    return replace(
        entry,
        outcome=assessment.outcome,
        rows_in=assessment.row_count,
        rows_loaded=assessment.loaded_count,
        rows_quarantined=assessment.aside.height,
        rows_ignored=0,
        reasons=assessment.reasons,
        warnings=assessment.warnings,
        found_also={},
        columns=assessment.columns,
        unknown_columns=assessment.unknown_columns,
        facts={
            code: {**firsts.get(code, {}), **assessment.facts.get(code, {})} for code in {*firsts, *assessment.facts}
        },
    )
