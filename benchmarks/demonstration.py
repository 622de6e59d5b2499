"""The demonstration run as a user runs it: a child process, timed from outside, its steps read from its own report.

Not here: how the figures are shown (`stages`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One step of the run's report."""

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
        """Seconds of the step with that name."""
        return sum(step.seconds for step in self.steps if step.name == name)


def command(*arguments: str) -> list[str]:
    """The product's command in this environment."""
    return [str(Path(sys.executable).with_name("pladsprognose")), *arguments]


def demonstrate(data: Path, size: str) -> Demonstration:
    """Run `demo` into a new folder; RuntimeError with its last words when it fails."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command("demo", "--size", size, "--data-dir", str(data), "--quiet"),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    complaint = child.stderr.read() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if child.returncode:
        raise RuntimeError(f"demo --size {size} stoppede med kode {child.returncode}: {complaint[-500:]}")
    return Demonstration(
        size, data, read_steps(data / "reports"), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    )


def read_steps(reports: Path) -> tuple[Step, ...]:
    """The steps of the newest report of a data directory."""
    newest = max(reports.glob("run-*.json"), key=lambda path: path.stat().st_mtime)
    steps = json.loads(newest.read_text(encoding="utf-8"))["steps"]
    return tuple(Step(step["name"], step["rows"], step["seconds"]) for step in steps)


def median_demonstration(runs: list[Demonstration]) -> Demonstration:
    """The run with the median wall time (of an even number the faster of the two in the middle)."""
    return sorted(runs, key=lambda run: run.wall_seconds)[(len(runs) - 1) // 2]
