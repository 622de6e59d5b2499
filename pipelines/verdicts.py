"""What a person decides between two runs about files that wait, noted with who, when and why.

A verdict takes effect at the next run. Not here: what it does to a file (`sources`), how it is asked for
(`cli_quarantine`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.audit import note
from pipelines.errors import UsageError
from pipelines.privacy.cpr import IN_TEXT
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.receipts import Standing
from pipelines.sources.rulings import Action, Ruling, add_ruling
from pipelines.sources.waiting import WaitingFile, waiting_files


def held_files(data: DataDirectory) -> list[WaitingFile]:
    """The files that wait."""
    with loaded_warehouse(data) as connection:
        return waiting_files(connection)


def rule_on_file(data: DataDirectory, file: str, action: Action, by: str, reason: str) -> WaitingFile:
    """Say yes or no to a file that waits; of two with the same name the later."""
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    with loaded_warehouse(data) as connection:
        waiting = waiting_files(connection)
        named = [entry for entry in waiting if entry.file.file == Path(file).name]
        if not named:
            names = ", ".join(entry.file.file for entry in waiting) or "ingen"
            raise UsageError(f"Der venter ingen fil med det navn. Filer, der venter: {names}.")
        chosen = max(named, key=lambda entry: entry.file.receipt_id)
        write_ruling(connection, data, chosen.file, action, made_by, why)
    return chosen


def write_ruling(
    connection: duckdb.DuckDBPyConnection, data: DataDirectory, file: Standing, action: Action, by: str, reason: str
) -> None:
    """Note a ruling in the audit file, and let it count."""
    made_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    note(data, made_at, by, action, reason, source=file.source, file=file.file, sha256=file.sha256)
    add_ruling(connection, Ruling(made_at, by, action, file.source, file.edition, file.file, file.sha256, reason))


@contextmanager
def loaded_warehouse(data: DataDirectory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse between two runs; UsageError when nothing is loaded, RunActiveError while a run goes on."""
    if not data.warehouse.is_file():
        raise UsageError(f"Der er intet indlæst i »{data.root}«. Kør `pladsprognose run` først.")
    with held_data_directory(data), duckdb.connect(str(data.warehouse)) as connection:
        create_raw_tables(connection)
        yield connection


def stated(text: str, option: str) -> str:
    """The text of an option that must say something, and no CPR number, since it is kept and shown."""
    plain = text.strip()
    if not plain:
        raise UsageError(f"{option} skal udfyldes.")
    if re.search(IN_TEXT, plain):
        raise UsageError(f"{option} indeholder et CPR-nummer. Skriv sagens nummer i stedet.")
    return plain
