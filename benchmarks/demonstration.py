"""The demonstration run as a user runs it: a child process, timed from outside, its steps read from its own report.

What comes after the run (approval and the paper) is in no report and is read from the progress it shows.

Not here: how the figures are shown (`stages`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

KILOBYTES_OF_ONE = 1024
"""Of a megabyte; the system tells the peak in kilobytes."""
SHOWN_STEP = re.compile(r"^✓ (?P<name>.+?)\s+(?P<rows>[\d.]+) rækker\s+(?P<seconds>[\d.,]+) s$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One step: its name, the rows it handled, its seconds."""

    name: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class Demonstration:
    """One run of `demo`: where it lies, its steps, and the child's wall seconds, processor seconds and peak memory."""

    size: str
    data: Path
    steps: tuple[Step, ...]
    wall_seconds: float
    processor_seconds: float
    peak_mb: float

    @property
    def deliveries(self) -> Path:
        """The synthetic deliveries."""
        return self.data / "leverancer"

    @property
    def published(self) -> Path:
        """The published DuckDB file."""
        return self.data / "published" / "analyse.duckdb"

    def seconds_of(self, name: str) -> float:
        """Seconds of the first step with that name."""
        return next(step.seconds for step in self.steps if step.name == name)


def command(*arguments: str) -> list[str]:
    """The product's command in this environment."""
    return [str(Path(sys.executable).with_name("pladsprognose")), *arguments]


def demonstrate(data: Path, size: str) -> Demonstration:
    """Run `demo` into a new folder; RuntimeError with its last words when it fails."""
    taken = timed("demo", "--size", size, "--data-dir", str(data))
    steps = read_steps(data / "reports")
    steps += shown_steps(taken[3])[len(steps) :]
    return Demonstration(size, data, steps, *taken[:3])


def timed(*arguments: str) -> tuple[float, float, float, str]:
    """Wall seconds, processor seconds, peak megabytes and progress of a command; RuntimeError when it fails."""
    began = time.perf_counter()
    child = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = child.stderr.read() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{arguments[0]} stoppede med kode {child.returncode}: {said[-500:]}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KILOBYTES_OF_ONE, said


def read_steps(reports: Path) -> tuple[Step, ...]:
    """The steps of the newest report of a data directory."""
    newest = max(reports.glob("run-*.json"), key=lambda path: path.stat().st_mtime)
    steps = json.loads(newest.read_text(encoding="utf-8"))["steps"]
    return tuple(Step(step["name"], step["rows"], step["seconds"]) for step in steps)


def shown_steps(progress: str) -> tuple[Step, ...]:
    """The steps in the order they were shown, to the tenth of a second."""
    return tuple(
        Step(
            shown["name"],
            int(shown["rows"].replace(".", "")),
            float(shown["seconds"].replace(".", "").replace(",", ".")),
        )
        for shown in SHOWN_STEP.finditer(progress)
    )


def median_demonstration(runs: list[Demonstration]) -> Demonstration:
    """The run with the median wall time (of an even number the faster of the two in the middle)."""
    return sorted(runs, key=lambda run: run.wall_seconds)[(len(runs) - 1) // 2]
