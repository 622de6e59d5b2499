"""What the assets share: the workspace of a run and the one door to the warehouse.

Not here: what is done with them (`assets`), what a municipality decides (`municipality`).
"""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.errors import PladsprognoseError, RunActiveError, SourceError
from pipelines.kept_warehouse import keep_unless, make_whole, written
from pipelines.municipality import Municipality, load_municipality, named_on
from pipelines.privacy.private_folder import private_folder
from pipelines.settings import DataDirectory, RunSettings
from pipelines.sources.catalogue import catalogue
from pipelines.sources.ledger import DeliveryReport


@dataclass
class Workspace:
    """One run's settings, the municipality it is for, and what the run has found out so far."""

    settings: RunSettings
    run_id: str
    deliveries: list[DeliveryReport] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What is said of each file that the prognosis was made without."""
    is_published: bool = False
    stopped_by: PladsprognoseError | None = None
    vintage_id: str | None = None
    data_fingerprint: str | None = None

    @property
    def data(self) -> DataDirectory:
        """The data directory of the run."""
        return self.settings.data

    @property
    def municipality(self) -> Municipality:
        """The validated kommune.yaml, or the defaults without one, with the names of the as-of day."""
        return named_on(load_municipality(self.configuration, catalogue=catalogue()), self.settings.as_of)

    @property
    def configuration(self) -> Path | None:
        """The kommune.yaml named, else beside the deliveries; without deliveries the one kept from the last run."""
        if self.settings.config is not None:
            return self.settings.config
        folder = self.settings.deliveries
        found = self.data.configuration if folder is None else folder / "kommune.yaml"
        return found if found.is_file() else None

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for writing; one process at a time does."""
        private_folder(self.data.warehouse.parent)
        with opened_warehouse(self.data) as connection:
            yield connection


@contextmanager
def opened_warehouse(data: DataDirectory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a data directory that is held."""
    connection = duckdb.connect(str(data.warehouse))
    try:
        yield connection
    finally:
        connection.close()


def new_run_id(now: datetime) -> str:
    """A name for a run that sorts by time."""
    return f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


@contextmanager
def held_data_directory(data: DataDirectory, *, as_it_is: bool = False) -> Iterator[bool]:
    """Hold the data directory for one run; RunActiveError when another run holds it.

    The warehouse is made whole first, unless it is to be seen `as_it_is`; yields whether it had to be. It is kept when
    the run has ended, also by a delivery that was refused. The kernel drops the lock when a process dies, so a killed
    run never blocks the next.
    """
    data.root.mkdir(parents=True, exist_ok=True)
    with data.lock_file.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _run_active(data.lock_file) from error
        handle.seek(0)
        handle.truncate()
        json.dump({"pid": os.getpid(), "started": datetime.now().isoformat(timespec="seconds")}, handle)
        handle.flush()
        if as_it_is:
            yield False
        else:
            with _whole_warehouse(data) as was_mended:
                yield was_mended


@contextmanager
def _whole_warehouse(data: DataDirectory) -> Iterator[bool]:
    was_mended, before = make_whole(data), written(data)
    try:
        yield was_mended
    except PladsprognoseError as error:
        if error.exit_code != SourceError.exit_code:
            raise
        keep_unless(data, before)
        raise
    keep_unless(data, before)


def _run_active(lock_file: Path) -> RunActiveError:
    text = lock_file.read_text(encoding="utf-8")
    holder = json.loads(text) if text else {"pid": "?", "started": "?"}
    return RunActiveError(
        f"En anden kørsel er i gang i samme datamappe (proces {holder['pid']}, startet {holder['started']}). "
        "Vent, til den er færdig.",
        f"Another run is going on in the same data folder (process {holder['pid']}, started {holder['started']}). "
        "Wait until it has ended.",
    )
