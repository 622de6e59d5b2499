"""`python -m benchmarks.attack_year [--size small|city] [--months 1,2,…]`: a year of editions, attacked in one go.

A made-up municipality is run as of the last day of each month asked for. Packs are published of it and of the months
since the one before, and a paper where the calendar has one. Every edition is attacked when it leaves; afterwards each
is attacked by a reader who has all the others, later ones too, and knows what places cost. Not here: the attack
(`pipelines.privacy.attack.together`).
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
from itertools import pairwise
from pathlib import Path

from pipelines.municipality import load_municipality
from pipelines.privacy.attack.shape import Prices
from pipelines.privacy.attack.together import attacked_together
from pipelines.privacy.register import Register
from pipelines.publishing.earlier import Earlier
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
        prices: dict[str, Prices] = {}
        for before, month in pairwise((0, *options.months)):
            prices |= publish_months(range(before + 1, month + 1), deliveries, data)
        return print_attack(data, prices)


def publish_months(months: range, deliveries: str, data: DataDirectory) -> dict[str, Prices]:
    """Run as of the last month's last day; publish all their packs, and its paper; returns the paper's prices."""
    month, prices = months[-1], dict[str, Prices]()
    began, where = time.monotonic(), ["--data-dir", str(data.root)]
    day = f"{YEAR}-{month:02}-{monthrange(YEAR, month)[1]}"
    vintage = json.loads(command("run", "--deliveries", deliveries, "--as-of", day, "--json", *where))["vintage_id"]
    if month in KINDS:
        command("approve", "--vintage", vintage, "--by", "en leder", *where)
        folder = Path(command("publish", "--vintage", vintage, "--kind", KINDS[month], *where).strip())
        prices[f"{YEAR}/{folder.name}"] = prices_of(data, vintage)
    for each in months:
        command("publish", "--kind", "datapakke", "--period", f"{YEAR}{each:02}", *where)
    sys.stdout.write(f"{day}: {time.monotonic() - began:.0f} s\n")
    sys.stdout.flush()
    return prices


def prices_of(data: DataDirectory, vintage: str) -> Prices:
    """What a place costs in each line of a paper, exactly."""
    municipality = load_municipality(data.configuration if data.configuration.is_file() else None)
    with open_published(data.analysis) as source:
        return write_paper(source.prognosis(vintage), "prognose1", municipality, "da", Earlier()).prices


def print_attack(data: DataDirectory, prices: Mapping[str, Prices]) -> int:
    """What could be found out of each edition by who has them all."""
    began, found = time.monotonic(), 0
    sys.stdout.write("| udgave | vist | skjult | indvendinger |\n|---|---|---|---|\n")
    for each in attacked_together(Register(data.release_register).releases(), prices):
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
