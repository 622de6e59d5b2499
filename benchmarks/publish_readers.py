"""`python -m benchmarks.publish_readers [--data-dir var/demo] [--times 200] [--readers 4]`: readers of a replaced file.

A copy of the data directory has its published file and Parquet replaced again and again, by the step that publishes an
approval: both are copied, the vintage's rows written, and each given its name in one rename. Meanwhile readers, each a
process of its own, open the file and the Parquet without end; each must find a whole edition, none older than the one
before. 1 where any does not. Not here: readers of the review page (`review_readers`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb

from benchmarks.machine import machine_text
from pipelines.assets.analysis import publish_approval
from pipelines.settings import DataDirectory

WHOLE = "select count(*), sum(hash(line)) from {} as line"
TABLE = "forecast.fiscal_year"
NUMBER = "select approved_by from {} where vintage_id = '{}'"
STOP, OLDER, OTHER = "stop", "ældre end den før", "ikke hel"


def main(arguments: list[str]) -> int:
    """Publish while they read, and print what they found."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.publish_readers", description="Læsere, mens der udgives."
    )
    parser.add_argument("--data-dir", type=Path, default=Path("var/demo"))
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args(arguments)
    print(machine_text(), flush=True)
    with tempfile.TemporaryDirectory(prefix="pladsprognose-publish-") as folder:
        data = DataDirectory(Path(folder) / "data")
        shutil.copytree(options.data_dir / "published", data.published, symlinks=True)
        vintage_id, whole = _found(data.analysis, "select vintage_id from meta.publication"), _whole(data)
        publish(data, vintage_id, 0)
        with ProcessPoolExecutor(options.readers, mp_context=get_context("spawn")) as readers:
            reading = [readers.submit(read, data.root, vintage_id, whole) for _ in range(options.readers)]
            began, spent = time.perf_counter(), time.process_time()
            for number in range(1, options.times + 1):
                publish(data, vintage_id, number)
            wall, processor = time.perf_counter() - began, time.process_time() - spent
            (data.root / STOP).touch()
            found = sum((each.result() for each in reading), Counter[str]())
    took = f"{options.times} udgivelser på {wall:.0f} s ({processor:.0f} s processor)"
    print(f"{took}, {options.readers} læsere: {dict(found)}")
    return int(found.keys() != {"fil", "parquet"})


def publish(data: DataDirectory, vintage_id: str, number: int) -> None:
    """Let the published file name this approval."""
    approval: list[object] = [vintage_id, f"{number:06}", datetime(2026, 1, 1), False]
    publish_approval(data, f"{number:06}", approval)


def read(root: Path, vintage_id: str, whole: object) -> Counter[str]:
    """What one reader found, until it is told to stop: whole editions of the file and of Parquet, and what was not."""
    data, seen, found = DataDirectory(root), {"fil": "", "parquet": ""}, Counter[str]()
    parquet = data.published / "parquet" / "forecast"
    asked: dict[str, Callable[[], tuple[str, object]]] = {
        "fil": lambda: _of_file(data.analysis, vintage_id),
        "parquet": lambda: (_found(None, NUMBER.format(f"'{parquet}/vintage.parquet'", vintage_id)), whole),
    }
    while not (root / STOP).exists():
        for kind, ask in asked.items():
            try:
                number, content = ask()
            except duckdb.Error as error:
                found[f"{kind}: {type(error).__name__}"] += 1
                continue
            wrong = OTHER if content != whole else OLDER if number < seen[kind] else ""
            found[f"{kind} {wrong}".strip()] += 1
            seen[kind] = number
    return found


def _of_file(path: Path, vintage_id: str) -> tuple[str, object]:
    """The approval and the fingerprint of a table, through one connection."""
    with duckdb.connect(str(path), read_only=True) as connection:
        number = connection.execute(NUMBER.format("forecast.vintage", vintage_id)).fetchall()[0][0]
        return str(number), connection.execute(WHOLE.format(TABLE)).fetchone()


def _whole(data: DataDirectory) -> object:
    with duckdb.connect(str(data.analysis), read_only=True) as connection:
        return connection.execute(WHOLE.format(TABLE)).fetchone()


def _found(path: Path | None, statement: str) -> str:
    """One value of the file, or of Parquet."""
    opened = duckdb.connect() if path is None else duckdb.connect(str(path), read_only=True)
    with opened as connection:
        return str(connection.execute(statement).fetchall()[0][0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
