"""The process in which delivered files are read: questions in, answers out, nothing shared with the rest.

    python -m pipelines.sources.reader_process <file descriptor> <bytes of memory> <seconds>

Here: the limits, and the loop that asks `judging` and `header`. Questions and small answers are JSON; rows are left
as Arrow files in the folder that the question names. The process knows neither the warehouse nor the pseudonyms' key.
Not here: who asks (`reader`).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.faults import disk_number
from pipelines.sources.assessment import TOTALS
from pipelines.sources.codes import RefusalError
from pipelines.sources.content import FileContent
from pipelines.sources.contract import load_contracts
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.guidance import GUIDANCE
from pipelines.sources.header import read_header
from pipelines.sources.judging import OpenFile, assess

ASIDE, CORRECTED, CELLS = "aside.arrow", "corrected.arrow", "cells.arrow"
Question = Mapping[str, Any]
Answer = dict[str, Any]


class Reading:
    """What the process remembers between questions: the file it opened last."""

    def __init__(self) -> None:
        self._file: OpenFile | None = None

    def answer(self, question: Question) -> Answer:
        """The answer to one question, a refusal included."""
        answers: Mapping[str, Callable[[Question], Answer]] = {
            "assess": self._assess, "cells": self._cells, "header": _header,
        }  # fmt: skip
        try:
            return answers[question["ask"]](question)
        except RefusalError as refusal:
            reasons = [(reason.code, reason.facts) for reason in (refusal, *refusal.also)]
            return {"refused": reasons, "rows": refusal.rows, "row_faults": refusal.row_faults}

    def _assess(self, question: Question) -> Answer:
        folder = Path(question["folder"])
        known = {source: pl.Series(values, dtype=pl.String) for source, values in question["known"].items()}
        self._file = None  # the memory of the file before is free before this one is opened
        self._file = opened(question)
        found = assess(self._file, folder, known)
        found.aside.write_ipc(folder / ASIDE)
        found.corrected.write_ipc(folder / CORRECTED)
        return {
            "header": found.header,
            "columns": found.columns,
            "unknown_columns": found.unknown_columns,
            "row_count": found.row_count,
            "blocks": [block.name for block in found.blocks],
            "warnings": found.warnings,
            "facts": found.facts,
            "totals": TOTALS.dump_python(found.totals, mode="json"),
        }

    def _cells(self, question: Question) -> Answer:
        file = self._file or opened(question)
        file.cells(pl.Series(question["rows"], dtype=pl.Int32)).write_ipc(Path(question["folder"]) / CELLS)
        return {}


def opened(question: Question) -> OpenFile:
    """The file that a question is about."""
    name, guidance = DeliveryName(**question["name"]), GUIDANCE.validate_python(question["guidance"])
    return OpenFile(FileContent(Path(question["path"])), name, load_contracts()[name.source], guidance)


def _header(question: Question) -> Answer:
    declared = {column: tuple(names) for column, names in question["declared"].items()}
    contract = load_contracts()[question["source"]].calling(declared)
    return {"header": read_header(Path(question["path"]), question["suffix"], contract)}


def place_of(error: Exception) -> str:
    """Where a program error arose, without its text: that may hold a value of a row."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"


def main(descriptor: int, memory: int, seconds: int) -> None:
    """Answer until the asking process closes the connection, with no more memory than this and without core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    reading = Reading()
    with Connection(descriptor) as connection:
        while True:
            try:
                question = json.loads(connection.recv_bytes())
            except (EOFError, OSError):
                return
            # The asking process waits half as long, but it may have been killed.
            signal.setitimer(signal.ITIMER_PROF, 2 * seconds)
            try:
                answer = reading.answer(question)
            except Exception as error:  # noqa: BLE001 - the outermost door of this process: it says where, never what
                number = disk_number(error, str(error)) if isinstance(error, OSError) else None
                answer = {"broken": place_of(error)} if number is None else {"disk": number}
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send_bytes(json.dumps(answer).encode())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
