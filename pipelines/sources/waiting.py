"""The files that wait for a yes or a no, as a person needs to see them. Not here: the rule (`holds`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.sources.contract import load_contracts
from pipelines.sources.holds import shrunk_files
from pipelines.sources.receipts import Standing, standing_files
from pipelines.sources.rulings import Rulings


@dataclass(frozen=True)
class WaitingFile:
    """A file that waits, what it would replace, and the day it was first received."""

    file: Standing
    replaces: Standing
    since: date


def waiting_files(connection: duckdb.DuckDBPyConnection) -> list[WaitingFile]:
    """Every file that waits, by source and edition; one that a later version has made needless waits no more."""
    rulings, standing = Rulings(connection), standing_files(connection)
    received = dict(connection.execute("select delivery_id, received_at::date from raw.delivery").fetchall())
    found: list[WaitingFile] = []
    for source, contract in sorted(load_contracts().items()):
        files = [f for f in standing if f.source == source and f.is_known and f.sha256 not in rulings.refused_files]
        held = shrunk_files(files, contract.kind, rulings.accepted_files)
        for file in sorted(files, key=lambda standing: standing.order):
            later = [f for f in files if f.edition == file.edition and f.order > file.order and f.is_counted]
            if file.sha256 in held and file.outcome == "HOLD" and not later:
                found.append(WaitingFile(file, held[file.sha256], received[file.receipt_id]))
    return found
