"""`python -m benchmarks.attack_year [--size small|city] [--months 1,2,…]`: a year of editions, attacked in one go.

A made-up municipality is run as of the last day of each month asked for. Packs are published of it and of the months
since the one before, and a paper where the calendar has one. Every edition is attacked when it leaves; afterwards each
is attacked by a reader who has all the others, later ones too, and knows what places and the dearest children cost.
Not here: the attack (`pipelines.privacy.attack.together`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipelines.municipality import Municipality, load_municipality
from pipelines.privacy.attack.together import Known, attacked_together
from pipelines.privacy.register import Register
from pipelines.privacy.release import read_release
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.packs.publication import dearest_of
from pipelines.publishing.paper import write_paper
from pipelines.publishing.published_file import open_published
from pipelines.settings import DataDirectory

YEAR = 2025
KINDS = {4: "prognose1", 7: "prognose2", 10: "prognose3", 12: "regnskab"}
EVERY_MONTH = tuple(range(1, 13))


def main(arguments: list[str]) -> int:
    """Publish the months asked for and attack them all; 1 where anything could be found out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack_year", description="Et års udgaver under ét.")
    parser.add_argument("--size", choices=("small", "city"), default="small")
    parser.add_argument("--months", type=lambda text: tuple(map(int, text.split(","))), default=EVERY_MONTH)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="pladsprognose-year-") as root:
        data = DataDirectory(Path(root) / "data")
        deliveries = str(Path(root) / "leverancer")
        command("generate", "--size", options.size, "--from", f"{YEAR - 2}01", "--to", f"{YEAR}12", "--out", deliveries)
        known: dict[str, Known] = {}
        for before, month in pairwise((0, *options.months)):
            known |= publish_months(range(before + 1, month + 1), deliveries, data)
        return print_attack(data, known)


def publish_months(months: range, deliveries: str, data: DataDirectory) -> dict[str, Known]:
    """Run as of the last month's last day; publish all their packs, and its paper; returns what is known of each."""
    month, known = months[-1], dict[str, Known]()
    began, where = time.monotonic(), ["--data-dir", str(data.root)]
    day = f"{YEAR}-{month:02}-{monthrange(YEAR, month)[1]}"
    vintage = json.loads(command("run", "--deliveries", deliveries, "--as-of", day, "--json", *where))["vintage_id"]
    if month in KINDS:
        command("approve", "--vintage", vintage, "--by", "en leder", *where)
        folder = Path(command("publish", "--vintage", vintage, "--kind", KINDS[month], *where).strip())
        known[f"{YEAR}/{folder.name}"] = known_of_paper(data, vintage)
    for each in months:
        folder = Path(command("publish", "--kind", "datapakke", "--period", f"{YEAR}{each:02}", *where).strip())
        known[f"datapakker/{folder.name}"] = known_of_packs(data, each, folder)
    sys.stdout.write(f"{day}: {time.monotonic() - began:.0f} s\n")
    sys.stdout.flush()
    return known


def known_of_paper(data: DataDirectory, vintage: str) -> Known:
    """What a place costs in each line of a paper, exactly, and what its dearest children cost."""
    with open_published(data.analysis) as source:
        paper = write_paper(source.prognosis(vintage), "prognose1", municipality_of(data), "da", Earlier())
    return Known(paper.prices, paper.dearest)


def known_of_packs(data: DataDirectory, month: int, folder: Path) -> Known:
    """What the dearest children cost in each line of a month's packs."""
    with open_published(data.analysis) as source:
        found = read_month(source, date(YEAR, month, 1), municipality_of(data))
    return Known(dearest=dearest_of(found, read_release(folder)))


def municipality_of(data: DataDirectory) -> Municipality:
    """What the runs were told of the municipality."""
    return load_municipality(data.configuration if data.configuration.is_file() else None)


def print_attack(data: DataDirectory, known: Mapping[str, Known]) -> int:
    """What could be found out of each edition by who has them all."""
    began, found = time.monotonic(), 0
    sys.stdout.write("| udgave | vist | skjult | indvendinger |\n|---|---|---|---|\n")
    for each in attacked_together(Register(data.release_register).releases(), known):
        sys.stdout.write(f"| {each.edition} | {each.shown} | {each.hidden} | {len(each.objections)} |\n")
        sys.stdout.writelines(f"{objection.sentence()}\n" for objection in each.objections)
        found += len(each.objections)
    sys.stdout.write(f"Angrebet under ét: {time.monotonic() - began:.0f} s, {found} indvendinger.\n")
    return bool(found)


def command(*arguments: str) -> str:
    """What a command of pladsprognose says; SystemExit where it fails."""
    line = [sys.executable, "-m", "pipelines", *arguments]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
