"""`python -m benchmarks.another_month [--size small] [--months 40] [--refresh]`: what one more month costs.

A synthetic municipality's deliveries lie in a data directory up to the month before; then that month's arrive, and the
run with them is timed from outside, in a process of its own. `--months 12,60,120` goes on to month after month in the
same data directory: the time and memory of a month should not grow with the months before it. With `--refresh` a copy
of the directory reads everything anew instead (`run --full-refresh`), and what the two publish must be cell for cell
the same; 1 where it is not. What was measured is kept in the folder, so that a stopped measurement goes on. Not here:
the stages of one run (`stages`), other sizes (`country`).
"""

from __future__ import annotations

import argparse
import calendar
import json
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.demonstration import read_steps, timed
from benchmarks.engines.cells import Verdict, compare_tables
from benchmarks.machine import machine_text
from benchmarks.printing import Cell, print_table

EDITION = re.compile(r"_(\d{6})")
YEAR, MEGABYTE = 12, 1024**2
AT_THE_TIME = {
    "forecast.vintage": ("created_at",),
    "forecast.adjustment": ("made_at",),
    "meta.delivery": ("received_at", "run_id"),
}
"""What says when something was made rather than what it is."""


@dataclass(frozen=True)
class Run:
    """What a run took: seconds of the wall and the processor, peak megabytes, rows read."""

    wall: float
    processor: float
    peak_mb: float
    rows: int


@dataclass(frozen=True)
class Month:
    """One more month: which it was, the run that added it, the warehouse after it, and a whole reading beside it."""

    number: int
    added: Run
    warehouse_mb: float
    whole: Run | None = None
    tables: int = 0
    differing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Town:
    """The municipality: all of its deliveries, those that have come, and where they are run."""

    folder: Path
    size: str
    first: date

    @property
    def data(self) -> Path:
        """The data directory that month after month is added to."""
        return self.folder / "data"

    def last_day(self, number: int) -> date:
        """The last day of the month with that number, counted from 1."""
        months = self.first.month - 1 + number - 1
        year, month = self.first.year + months // YEAR, months % YEAR + 1
        return date(year, month, calendar.monthrange(year, month)[1])

    def write_deliveries(self, months: int) -> Path:
        """Every delivery up to the month, written once."""
        folder = self.folder / f"leverancer-{months}"
        if not folder.is_dir():
            draft = folder.with_name(f".{folder.name}")
            timed("generate", "--size", self.size, "--from", f"{self.first:%Y%m}", "--to",
                  f"{self.last_day(months):%Y%m}", "--out", str(draft), "--quiet")  # fmt: skip
            draft.rename(folder)
        return folder

    def run(self, everything: Path, number: int, data: Path, *options: str) -> Run:
        """Let every edition up to the month arrive, and run as of its last day."""
        arrived, day = self.folder / "ankommet", self.last_day(number)
        arrived.mkdir(exist_ok=True)
        shutil.copy(everything / "kommune.yaml", arrived)
        for file in everything.glob("*_*.*"):
            edition = EDITION.search(file.name)
            if edition and edition[1] <= f"{day:%Y%m}" and not (arrived / file.name).exists():
                shutil.copy2(file, arrived)
        taken = timed("run", "--deliveries", str(arrived), "--as-of", day.isoformat(), "--data-dir", str(data),
                      "--config", str(arrived / "kommune.yaml"), *options)  # fmt: skip
        return Run(*taken[:3], read_steps(data / "reports")[0].rows)


def measure(town: Town, everything: Path, number: int, *, refresh: bool) -> Month:
    """Catch up to the month before, then add the month; the same once more by reading everything."""
    if number > 1:
        town.run(everything, number - 1, town.data)
    beside = town.folder / "forfra"
    if refresh:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(town.data, beside, symlinks=True)
    added = town.run(everything, number, town.data)
    warehouse_mb = (town.data / "warehouse" / "warehouse.duckdb").stat().st_size / MEGABYTE
    if not refresh:
        return Month(number, added, warehouse_mb)
    whole = town.run(everything, number, beside, "--full-refresh")
    verdicts = compared(town.data, beside)
    differing = tuple(verdict.table for verdict in verdicts if not verdict.is_equal)
    return Month(number, added, warehouse_mb, whole, len(verdicts), differing)


def compared(data: Path, beside: Path) -> list[Verdict]:
    """Each published table held against the other directory's, without when they were made."""
    with duckdb.connect() as connection:
        for name, folder in (("one", data), ("other", beside)):
            connection.execute(f"attach '{folder / 'published' / 'analyse.duckdb'}' as {name} (read_only)")
        named = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        return [compare_tables(connection, name, *(_content(side, name) for side in ("one", "other")))
                for (name,) in named]  # fmt: skip


def _content(side: str, name: str) -> str:
    left_out = AT_THE_TIME.get(name)
    return f"(select * exclude ({', '.join(left_out)}) from {side}.{name})" if left_out else f"{side}.{name}"


def kept(town: Town, everything: Path, number: int, *, refresh: bool) -> Month:
    """What a month took, measured now if it has not been."""
    path = town.folder / f"maaned-{number}.json"
    if not path.is_file():
        path.write_text(json.dumps(asdict(measure(town, everything, number, refresh=refresh))), encoding="utf-8")
    content = json.loads(path.read_text(encoding="utf-8"))
    whole = content["whole"] and Run(**content["whole"])
    return Month(**{**content, "added": Run(**content["added"]), "whole": whole,
                    "differing": tuple(content["differing"])})  # fmt: skip


def print_months(months: list[Month], town: Town) -> None:
    """A line for each run, and how much a month grows for each year before it."""
    lines: list[list[Cell]] = []
    for month in months:
        name = f"måned {month.number} ({town.last_day(month.number):%Y-%m})"
        lines.append([f"{name} lagt til", *_cells(month.added), month.warehouse_mb])
        if month.whole is not None:
            lines.append([f"{name} læst forfra", *_cells(month.whole), None])
    header = ["", "Rækker", "Sekunder", "Processor", "Største MB", "Datalager MB"]
    print_table(f"En måned mere, {town.size}", header, lines)
    if len(months) > 1:
        years = np.array([month.number / YEAR for month in months])
        for name, taken in (("processorsekunder", "processor"), ("MB", "peak_mb")):
            slope = np.polyfit(years, [getattr(month.added, taken) for month in months], 1)[0]
            print(f"Hældning: {slope:.2f} {name} pr. år, der ligger før.")
    for month in months:
        if month.whole is not None:
            told = ", ".join(month.differing) or "ingen"
            print(f"Måned {month.number}: {month.tables} udgivne tabeller, forskellige: {told}.")


def _cells(run: Run) -> list[Cell]:
    return [run.rows, run.wall, run.processor, round(run.peak_mb)]


def main(arguments: list[str]) -> int:
    """Measure what has not been, and print all of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.another_month", description="En måned mere.")
    parser.add_argument("--size", default="small")
    parser.add_argument("--from", dest="first", default="202201", help="første måned, ÅÅÅÅMM")
    parser.add_argument("--months", default="40", help="numre på de måneder, der måles, fx 12,60,120")
    parser.add_argument("--refresh", action="store_true", help="læs også det hele forfra, og sammenlign")
    parser.add_argument("--folder", type=Path, default=Path("var") / "another-month")
    options = parser.parse_args(arguments)
    numbers = sorted(int(number) for number in options.months.split(","))
    town = Town(options.folder / options.size, options.size, date(int(options.first[:4]), int(options.first[4:]), 1))
    town.folder.mkdir(parents=True, exist_ok=True)
    print(machine_text(), flush=True)
    everything, months = town.write_deliveries(numbers[-1]), list[Month]()
    for number in numbers:
        months.append(kept(town, everything, number, refresh=options.refresh))
        print(f"måned {number}: {months[-1].added.wall:.0f} s", flush=True)
    print_months(months, town)
    return int(any(month.differing for month in months))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
