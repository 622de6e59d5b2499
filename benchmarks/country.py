"""`python -m benchmarks.country [--towns 1|10|98] [--at-once 1|2] [--folder DIR]`: a country of municipalities.

Each has its own folder, seed and number of inhabitants; deliveries are written, and one run is made of them in a
process of its own. What it took is kept in the folder, so that an interrupted measurement goes on. Not here: one
municipality's stages in detail (`stages`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.demonstration import read_steps, timed
from benchmarks.machine import machine_text
from benchmarks.printing import Cell, print_table
from pipelines.synthetic.sizes import LARGEST

COUNTRY = 98
SMALLEST_TOWN, MEDIAN_TOWN, LARGEST_TOWN = 2_000, 44_000, 640_000
"""Inhabitants of the smallest, the middle and the largest municipality of the country, about as in 2025."""
FIRST, LAST, AS_OF = "202201", "202504", "2025-04-30"
CLASSES = (10_000, 30_000, 60_000, 150_000, LARGEST)
MINUTE = 60.0


@dataclass(frozen=True)
class Town:
    """What one municipality's run took: seconds of the wall and the processor, peak megabytes, seconds by step."""

    people: int
    rows: int
    wall: float
    processor: float
    peak_mb: float
    steps: dict[str, float]


def sizes(count: int) -> list[int]:
    """Inhabitants of so many municipalities: the country's own when there are 98, else evenly drawn from it."""
    share = (np.arange(COUNTRY) + 0.5) / COUNTRY
    low, high = np.log(SMALLEST_TOWN / MEDIAN_TOWN), np.log(LARGEST_TOWN / MEDIAN_TOWN)
    spread = np.where(share < 0.5, low * (1 - 2 * share) ** 3, high * (2 * share - 1) ** 4)  # noqa: PLR2004 - the middle
    country = np.rint(MEDIAN_TOWN * np.exp(spread)).astype(int)
    chosen = np.rint((np.arange(count) + 0.5) / count * COUNTRY - 0.5).astype(int)
    return [int(people) for people in country[chosen]]


def measure(people: int, seed: int, root: Path) -> Town:
    """Write a municipality's deliveries and run them; RuntimeError with its last words when it fails."""
    deliveries, data = root / "leverancer", root / "data"
    timed("generate", "--size", str(people), "--seed", str(seed), "--from", FIRST, "--to", LAST,
          "--out", str(deliveries))  # fmt: skip
    wall, processor, peak_mb, _ = timed("run", "--deliveries", str(deliveries), "--as-of", AS_OF, "--data-dir",
                                        str(data), "--config", str(deliveries / "kommune.yaml"))  # fmt: skip
    steps = read_steps(data / "reports")
    seconds: dict[str, float] = {}
    for step in steps:
        seconds[step.name] = seconds.get(step.name, 0.0) + step.seconds
    return Town(people, steps[0].rows, wall, processor, peak_mb, seconds)


def kept(folder: Path, people: int, seed: int) -> Town:
    """What a municipality took, measured now if it has not been."""
    path = folder / f"{seed}-{people}.json"
    if not path.is_file():
        with tempfile.TemporaryDirectory(prefix="pladsprognose-country-") as root:
            town = measure(people, seed, Path(root))
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(town)), encoding="utf-8")
        beside.rename(path)
    return Town(**json.loads(path.read_text(encoding="utf-8")))


def print_country(towns: Sequence[Town]) -> None:
    """By size, the slope, and the whole."""
    low = 0
    lines: list[list[Cell]] = []
    for high in CLASSES:
        own = [town for town in towns if low < town.people <= high]
        if own:
            lines.append([f"{low:,}–{high:,}".replace(",", "."), *_means(own)])
        low = high
    lines.append(["I alt", *_means(towns)])
    header = ["Indbyggere", "Kommuner", "Sekunder", "Processor", "Største MB", "Minutter i alt"]
    print_table(f"{len(towns)} kommuner, én kørsel hver, middel pr. kommune", header, lines)
    print_steps(towns)


def _means(towns: Sequence[Town]) -> list[Cell]:
    walls = [town.wall for town in towns]
    return [
        len(towns), float(np.mean(walls)), float(np.mean([town.processor for town in towns])),
        round(max(town.peak_mb for town in towns)), sum(walls) / MINUTE,
    ]  # fmt: skip


def print_steps(towns: Sequence[Town]) -> None:
    """Seconds of each step in the smallest and the largest, and how they grow with the inhabitants."""
    ordered = sorted(towns, key=lambda town: town.people)
    smallest, largest = ordered[0], ordered[-1]
    lines: list[list[Cell]] = [
        [name, smallest.steps.get(name, 0.0), largest.steps.get(name, 0.0), slope(towns, name)]
        for name in largest.steps
    ]
    lines.append(["Hele kørslen", smallest.wall, largest.wall, slope(towns)])
    title = f"Trin: sekunder i den mindste ({smallest.people}) og den største ({largest.people}), og hældningen"
    print_table(title, ["Trin", "Mindste", "Største", "Hældning"], lines, places=2)


def slope(towns: Sequence[Town], step: str | None = None) -> float | None:
    """The exponent of inhabitants that time grows by (1: in proportion), by least squares of logarithms."""
    taken = [(town.people, town.wall if step is None else town.steps.get(step, 0.0)) for town in towns]
    known = [(people, seconds) for people, seconds in taken if seconds > 0]
    if len({people for people, _ in known}) < 3:  # noqa: PLR2004 - a line through two says nothing
        return None
    people, seconds = np.log(np.array(known)).T
    return float(np.polyfit(people, seconds, 1)[0])


def main(arguments: list[str]) -> None:
    """Measure what has not been, and print all of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country", description="Et land af kommuner.")
    parser.add_argument("--towns", type=int, default=10)
    parser.add_argument("--at-once", type=int, default=1, help="kommuner ad gangen")
    parser.add_argument("--folder", type=Path, default=Path("var") / "country")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    print(machine_text(), flush=True)
    people = sizes(options.towns)
    towns = []
    with ThreadPoolExecutor(options.at_once) as workers:
        for town in workers.map(partial(kept, options.folder), people, range(1, len(people) + 1)):
            print(f"{town.people} indbyggere: {town.wall:.0f} s", flush=True)
            towns.append(town)
    print_country(towns)


if __name__ == "__main__":
    main(sys.argv[1:])
