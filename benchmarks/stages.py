"""Where the time of a demonstration goes: rows, seconds and share by stage, with wall time and peak memory."""

from __future__ import annotations

from benchmarks.demonstration import Demonstration
from benchmarks.printing import Cell, percent, print_table
from pipelines.numbers import format_count, format_decimal

REST = "Opstart (Python, Dagster, dbt)"


def print_stages(run: Demonstration, repeat: int) -> None:
    """The stages of one run; what no step times is the command's start."""
    rest = run.wall_seconds - sum(step.seconds for step in run.steps)
    lines: list[list[Cell]] = [
        [step.name, step.rows, step.seconds, percent(step.seconds / run.wall_seconds, 0)] for step in run.steps
    ]
    lines += [
        [REST, None, rest, percent(rest / run.wall_seconds, 0)],
        ["I alt", None, run.wall_seconds, percent(1.0, 0)],
    ]
    runs = "" if repeat == 1 else f", medianen af {repeat} kørsler"
    print_table(f"demo --size {run.size}{runs}", ["Trin", "Rækker", "Sekunder", "Andel"], lines)
    print(
        f"Største hukommelse {format_count(round(run.peak_mb))} MB · processortid "
        f"{format_decimal(run.processor_seconds, 1)} s = {format_decimal(run.processor_seconds / run.wall_seconds, 2)} "
        "kerner i brug i snit",
        flush=True,
    )
