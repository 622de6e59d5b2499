"""Files met before that must be judged anew, because something that they were judged by has changed.

A file is judged by its bytes, by what it refers to, by the files that it would replace, by what people have decided
about it, and by the program: after an upgrade every file is judged anew, so that no rows stand as an older one read
them. After each landing every file stands as if all of that had been known when it came, so that the order of
arrival decides nothing. Not here: the judging (`intake`) and the rule about files that shrink (`holds`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import load_contracts
from pipelines.sources.deliveries import Candidate, parse_name, source_order
from pipelines.sources.intake import Intake, refused
from pipelines.sources.ledger import DeliveryReport, opened
from pipelines.sources.receipts import Standing
from pipelines.sources.references import judged_too_early


class SecondReading:
    """The second reading of one landing."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._said: dict[str, DeliveryReport] = {}

    def of(self, reports: list[DeliveryReport]) -> list[DeliveryReport]:
        """The reports of the folder as they are after it, and those of other files that stand otherwise than before."""
        for source in sorted(load_contracts(), key=source_order):
            self._intake.write()
            early = judged_too_early(self._intake.connection, source)
            for sha256 in dict.fromkeys([*self._guided_anew(source), *early]):
                self._judge(sha256)
            self._settle_holds(source)
        waiting = self._waiting()
        told = []
        for entry in reports:
            if entry.sha256 in self._said:
                told.append(self._said.pop(entry.sha256))
            else:
                told.append(refused(entry, waiting[entry.sha256]) if entry.sha256 in waiting else entry)
        return [*told, *self._said.values()]

    def _guided_anew(self, source: str) -> list[str]:
        """The files that people have since declared something else about, or that another version read."""
        return [
            file.sha256
            for file in self._intake.receipts.files_of(source)
            if (name := parse_name(file.file)) and file.guidance != self._intake.guidance(name, file.sha256).mark
        ]

    def _judge(self, sha256: str) -> None:
        """Judge a file anew; where it is neither kept nor in the folder it stands as it did."""
        standing = self._intake.receipts.standing(sha256)
        name = parse_name(standing.file) if standing else None
        if standing is not None and name is not None:
            path = self._intake.file_of(standing)
            if path is not None:
                entry = replace(opened(Candidate(Path(standing.file), name, is_ignored=False)), sha256=sha256)
                self._said[sha256] = self._intake.take(entry, name, path)

    def _settle_holds(self, source: str) -> None:
        """Let every file of a source wait, count or stay out as it would if all of them had come in order."""
        files = self._intake.receipts.files_of(source)
        waiting = self._intake.waiting(source, files)
        for file in [file for file in files if file.is_known]:
            waits = waiting.get(file.sha256)
            if waits is None and not file.is_counted:
                self._judge(file.sha256)
            elif waits is not None and file.is_counted:
                entry = refused(report_of(file), waits)
                self._intake.receipts.add(entry, parse_name(file.file), file.rows_fitting, file.guidance)
                self._said[file.sha256] = entry

    def _waiting(self) -> dict[str, RefusalError]:
        """By sha256 all files that wait for a yes or that someone said no to, and why."""
        waiting: dict[str, RefusalError] = {}
        for source in load_contracts():
            waiting |= self._intake.waiting(source, self._intake.receipts.files_of(source))
        return waiting


def report_of(file: Standing) -> DeliveryReport:
    """The report of a file that is known from before."""
    return DeliveryReport(
        file=file.file,
        source=file.source,
        edition=file.edition,
        version=file.version,
        outcome=file.outcome,
        sha256=file.sha256,
        rows_in=file.rows_in,
        rows_ignored=file.rows_in,
    )
