"""Delivered files are read in a process of its own, so that no file can stop a run.

Here: starting that process, asking it, and what its death or silence means for the file: a refusal like any other. The
process gets ready before there is a file to read and is kept for all files of a run. One that dies over a file may have
been worn by those before, so the file gets a second chance in a fresh one. Not here: the reading itself
(`reader_process`, `judging`).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.privacy.private_folder import private_folder
from pipelines.sources.assessment import TOTALS, Assessment
from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.guidance import GUIDANCE, NO_GUIDANCE, Guidance
from pipelines.sources.rows import Known

PROGRAM = "pipelines.sources.reader_process"
ASIDE, CORRECTED, CELLS = "aside.arrow", "corrected.arrow", "cells.arrow"
READING_THREADS = "2"
# By default each thread reserves an arena of its own, together half of what the process may have.
ARENAS = "2"


@dataclass(frozen=True)
class Limits:
    """What the reading of one file may cost."""

    memory_bytes: int = 2_000_000_000
    seconds: int = 120


LIMITS = Limits()


class NoAnswerError(Exception):
    """The process died or was silent for too long; `refusal` is what that means for the file."""

    def __init__(self, refusal: RefusalError, *, is_late: bool = False) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.is_late = is_late


class ReadingProcess:
    """One process that answers questions about files until it is closed."""

    def __init__(self, limits: Limits) -> None:
        self.has_answered = False
        self._limits = limits
        self._connection, theirs = Pipe()
        arguments = (theirs.fileno(), limits.memory_bytes, limits.seconds)
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", PROGRAM, *map(str, arguments)],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what a parser says as it dies may hold values
            pass_fds=(theirs.fileno(),),
            process_group=0,  # Ctrl-C is for the run, which then closes this
        )
        theirs.close()

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The answer; NoAnswerError when there is none, OSError when the disk is to blame."""
        try:
            self._connection.send_bytes(json.dumps(question).encode())
            # Second by second, so that a machine that was stopped meanwhile does not count as time.
            if not any(self._connection.poll(1) for _ in range(self._limits.seconds)):
                raise NoAnswerError(RefusalError("READ_TIMEOUT", seconds=str(self._limits.seconds)), is_late=True)
            answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise NoAnswerError(RefusalError("READ_ABORTED", where=_end(self._process.wait()))) from error
        if "disk" in answer:
            raise OSError(answer["disk"], os.strerror(answer["disk"]))  # not the file's fault
        if "broken" in answer:
            raise NoAnswerError(RefusalError("READ_ABORTED", where=answer["broken"]))
        self.has_answered = True
        return answer

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


class Reader:
    """Asks the reading process about files; `folder` holds what is handed over, for one file at a time."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._process: ReadingProcess | None = None
        self._file: dict[str, Any] = {}

    @property
    def incoming(self) -> Path:
        """Where the file that is being received may lie, until the next one comes."""
        return self._folder / "delivery"

    def assess(self, path: Path, name: DeliveryName, known: Known, guidance: Guidance = NO_GUIDANCE) -> Assessment:
        """Judge a file of our own; RefusalError with the number of data rows when nothing of it is taken."""
        self._file = {
            "path": str(path),
            "name": asdict(name),
            "guidance": GUIDANCE.dump_python(guidance, mode="json"),
            "folder": str(self._folder),
        }
        referred = {source: values.to_list() for source, values in known.items()}
        answer = self._ask(ask="assess", known=referred, **self._file)
        return Assessment(
            header=tuple(answer["header"]),
            columns=tuple(answer["columns"]),
            unknown_columns=tuple(answer["unknown_columns"]),
            row_count=answer["row_count"],
            aside=pl.read_ipc((self._folder / ASIDE).read_bytes()),
            corrected=pl.read_ipc((self._folder / CORRECTED).read_bytes()),
            blocks=tuple(self._folder / block for block in answer["blocks"]),
            warnings=answer["warnings"],
            facts=answer["facts"],
            totals=TOTALS.validate_python(answer["totals"]),
        )

    def cells(self, rows: pl.Series) -> pl.DataFrame:
        """Of the file assessed last the rows with these numbers as they came: row_number and cells."""
        self._ask(ask="cells", rows=rows.to_list(), **self._file)
        return pl.read_ipc((self._folder / CELLS).read_bytes())

    def header(self, path: Path, suffix: str, contract: Contract) -> list[str]:
        """The cells of a file's header."""
        declared = {column.name: column.declared for column in contract.columns if column.declared}
        answer = self._ask(ask="header", path=str(path), suffix=suffix, source=contract.source, declared=declared)
        cells: list[str] = answer["header"]
        return cells

    def close(self) -> None:
        """End the reading process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _ask(self, **question: object) -> dict[str, Any]:
        """The answer; RefusalError when the file is refused or a fresh process cannot read it either."""
        is_fresh = self._process is None or not self._process.has_answered
        try:
            answer = self._ask_once(question)
        except NoAnswerError as error:
            if is_fresh or error.is_late:
                raise error.refusal from error
            return self._ask(**question)
        if "refused" in answer:
            raise _refusal(answer)
        return answer

    def start(self) -> ReadingProcess:
        """The process; it gets ready while there is nothing to ask it yet."""
        if self._process is None:
            self._process = ReadingProcess(self._limits)
        return self._process

    def _ask_once(self, question: Mapping[str, object]) -> dict[str, Any]:
        process = self.start()
        try:
            return process.ask(question)
        except NoAnswerError:
            self.close()
            raise


@contextmanager
def open_reader(folder: Path, limits: Limits | None = None) -> Iterator[Reader]:
    """A reader that hands rows over in this folder, which is made anew and removed at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    reader = Reader(folder, limits or LIMITS)
    try:
        reader.start()
        yield reader
    finally:
        reader.close()
        shutil.rmtree(folder)


def _refusal(answer: Mapping[str, Any]) -> RefusalError:
    """A refusal as the process said it."""
    refusal, *also = (RefusalError(code, **facts) for code, facts in answer["refused"])
    refusal.rows, refusal.also, refusal.row_faults = answer["rows"], tuple(also), answer["row_faults"]
    return refusal


def _environment() -> dict[str, str]:
    """The environment without the pseudonyms' key, and with the way to this very program."""
    kept = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "POLARS_MAX_THREADS": READING_THREADS,
        "MALLOC_ARENA_MAX": ARENAS,
    }


def _end(code: int) -> str:
    """How a process ended, in a word."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
