"""`python -m benchmarks [--only PART] [--size small|city] [--repeat N] [--seeds 1,2,…]`; `--help` lists the parts.

Without options: one ledger file beside DuckDB's own reading of it, the demonstration in both sizes by stage, load and
marts beside plain SQL on the same deliveries, the forecast through a lockdown, and its fall-backs on real panels. Not
here: the measurements themselves, nor the forecast's error (`forecast`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.demonstration import Demonstration, demonstrate, median_demonstration
from benchmarks.event_stress import print_event_stress
from benchmarks.gate import compare_gate
from benchmarks.machine import machine_text
from benchmarks.panels import print_panels
from benchmarks.plain_sql import compare_with_plain_sql
from benchmarks.stages import print_stages

PARTS = ("gate", "speed", "plain-sql", "events", "panels")
SIZES = ("small", "city")
SEEDS = (1, 2, 3, 4, 5, 6)


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options; argparse explains wrong ones and exits with 2."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Tid, hukommelse og nødmetoder.")
    parser.add_argument("--only", choices=PARTS, help="kun én del")
    parser.add_argument("--size", choices=SIZES, help="kun én størrelse")
    parser.add_argument(
        "--repeat", type=int, default=1, help="hvor mange gange den lille kommune køres; medianen vises"
    )
    parser.add_argument(
        "--seeds",
        type=lambda text: tuple(int(seed) for seed in text.split(",")),
        default=SEEDS,
        help="kommuner, der lukkes, fx 1,2,3",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    """Measure what was asked for and print it."""
    options = read_arguments(arguments)
    sizes = (options.size,) if options.size else SIZES
    print(machine_text(), flush=True)
    with tempfile.TemporaryDirectory(prefix="pladsprognose-bench-") as root:
        if options.only in (None, "gate"):
            compare_gate(Path(root))
        if options.only in (None, "speed", "plain-sql"):
            for size in sizes:
                measure_speed(Path(root), size, options.only, options.repeat if size == "small" else 1)
        if options.only in (None, "events"):
            print_event_stress(options.seeds)
        if options.only in (None, "panels"):
            print_panels()


def measure_speed(root: Path, size: str, only: str | None, repeat: int) -> None:
    """Run the demonstration and print its stages, plain SQL beside it, and how it judged itself."""
    runs: list[Demonstration] = [demonstrate(root / f"{size}-{number}", size) for number in range(repeat)]
    typical = median_demonstration(runs)
    if only != "plain-sql":
        print_stages(typical, repeat)
    if only != "speed":
        compare_with_plain_sql(typical)


if __name__ == "__main__":
    main(sys.argv[1:])
