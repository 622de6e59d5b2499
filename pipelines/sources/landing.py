"""Landing: the deliveries of a folder into `raw`, each file whole or not at all.

Here: which files are taken and in which order. Not here: what is written for a file (`intake`), what becomes of files
met before (`second_reading`), whether what was landed is enough for a prognosis (`findings`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.municipality import Municipality
from pipelines.privacy.pseudonyms import open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.codes import RefusalError
from pipelines.sources.content import FileContent, receive
from pipelines.sources.deliveries import Candidate, DeliveryName, discover
from pipelines.sources.encoding import encoded_text
from pipelines.sources.gate import check_sum
from pipelines.sources.intake import Intake
from pipelines.sources.ledger import DeliveryReport, opened
from pipelines.sources.naming import name_advice
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.reader import open_reader
from pipelines.sources.second_reading import SecondReading
from pipelines.sources.storage import remove_unfinished

DEFAULTS = Municipality()
Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files and its name."""


def silent(_number: int, _count: int, _file: str) -> None:
    """No progress."""


def land(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    data_directory: DataDirectory,
    run_id: str,
    progress: Progress = silent,
    municipality: Municipality = DEFAULTS,
) -> list[DeliveryReport]:
    """Land every file of the folder; one report each, in reading order, rejected and ignored ones included.

    Rows are committed in batches with their pseudonyms, and a file's receipt after all of its rows, so that a landing
    that was cut off goes on where it stopped. Files whose bytes are in `raw` already change nothing; files met before
    that now stand otherwise have a report too. Raises ConfigurationError when the pseudonyms' key is not the right one.
    """
    with open_vault(data_directory) as vault, open_reader(data_directory.restricted / "modtaget") as reader:
        create_raw_tables(connection)
        return land_folder(Intake(connection, data_directory, vault, municipality, reader, run_id), folder, progress)


def land_folder(intake: Intake, folder: Path, progress: Progress = silent) -> list[DeliveryReport]:
    """Land every file of the folder through an open vault and reader; the tables are there."""
    remove_unfinished(intake.connection)
    candidates, reports = discover(folder), []
    intake.connection.begin()
    try:
        for number, candidate in enumerate(candidates, start=1):
            progress(number, len(candidates), candidate.shown_name)
            reports.append(land_file(intake, candidate))
            intake.commit_full_batch()
        reports = SecondReading(intake).of(reports)
        intake.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a full disk refuses this too; what is not committed goes with the connection
            intake.connection.rollback()
        raise
    return reports


def land_file(intake: Intake, candidate: Candidate) -> DeliveryReport:
    """Read, judge and store one file of the folder; one that was read before is known by its bytes."""
    entry = opened(candidate)
    if candidate.is_ignored:
        return entry
    try:
        copy = intake.reader.incoming
        entry = replace(entry, sha256=receive(candidate.path, copy, candidate.seen))
        standing = intake.receipts.standing(entry.sha256)
        if standing is not None and standing.is_known:
            intake.in_folder[entry.sha256] = candidate
            return intake.meet_again(entry, candidate.name, standing, copy)
        name = well_formed_name(candidate, copy)
        check_sum(candidate.path, entry.sha256)
    except RefusalError as refusal:
        if refusal.code == "CHECKSUM":
            refusal.rows = _line_count(copy)
        return intake.refuse(entry, candidate.name, refusal)
    return intake.take(entry, name, copy)


def well_formed_name(candidate: Candidate, copy: Path) -> DeliveryName:
    """What the file's name says, or RefusalError with the lines that are not read for it."""
    if candidate.name is None:
        raise RefusalError("NAME", rows=_line_count(copy), **name_advice(candidate.file))
    return candidate.name


def _line_count(copy: Path) -> int:
    """Data lines of a file that is refused for its name; 0 when it is not text."""
    try:
        return max(encoded_text(FileContent(copy)).count_lines() - 1, 0)
    except RefusalError:
        return 0
