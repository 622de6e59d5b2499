"""Editions of made-up municipalities, small enough that a test can make hundreds: tables and manifest, no PDF."""

from __future__ import annotations

import json
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pipelines.municipality import Municipality
from pipelines.privacy.attack import Objection, objections
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.content import (
    EFFECTS,
    Activity,
    CaseTime,
    Component,
    EventCount,
    Interval,
    Ledger,
    Position,
    Prognosis,
    Vintage,
    YearOutlook,
)
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.edition import BY_OFFER_TYPE, LEAST_SHOWN
from pipelines.publishing.manifest import manifest_bytes
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.table import shown_percent

TYPES = ("basisplads", "specialboernehave", "mellemform", "specialklasse", "specialskole", "dagbehandling",
         "intern_skole", "special_sfo_klub", "enkeltintegration")  # fmt: skip
PRICES = dict(zip(TYPES, (180, 550, 120, 265, 440, 340, 700, 140, 90), strict=True))
"""About what a place of each type costs a year, in thousands of kroner."""
OUTSIDE = ("special_sfo_klub", "enkeltintegration")
AREAS = ("Dagtilbud", "Undervisning")
OUTCOMES = ("received", "granted", "alternative", "refused", "returned", "withdrawn")
DECISIONS = ("granted", "alternative", "refused")
COMPLAINTS = {"received": "refused", "forwarded": "returned", "changed": "withdrawn"}
"""Which events' counts the complaints have, so that one made-up table serves for both."""
YEARS = ("last_year", "this_year", "next_year")
CENT = Decimal("0.01")


def vintage(as_of: date = date(2025, 4, 30)) -> Vintage:
    return Vintage("f3a91c07", as_of, datetime(2025, 5, 6), "9b", "1+2", 1, "baseline", "approved", "chef", None,
                   False)  # fmt: skip


def position(code: str, area: str, mean: Decimal, places: tuple[Decimal, ...] | None) -> Position:
    none = Decimal(0)
    activity = None
    if places is not None:
        price = (mean / places[1]).quantize(CENT) if places[1] else None
        activity = Activity(places[0], places[1], places[2], places[1], price)
    return Position(
        code=code, grant_area=area, adopted_kr=mean, corrected_kr=mean, budget_kr=mean, spend_to_date_kr=mean / 3,
        expected=Interval(mean, mean - 1000, mean + 1000), deviation_kr=none, ordinary_operation_kr=none,
        carry_over_kr=none, effects_kr=dict.fromkeys(EFFECTS, none), activity=activity,
        is_in_total=code not in OUTSIDE, counted=(code,), areas=(area,),
    )  # fmt: skip


def prognosis(
    places: dict[str, tuple[Decimal, ...]],
    prices: dict[str, Decimal],
    parts: dict[str, Decimal],
    referrals: dict[str, dict[tuple[int, int], int]],
    as_of: date = date(2025, 4, 30),
) -> Prognosis:
    """An exact prognosis from places by type and year, a price by type, places by part and referrals by month."""
    lines = [
        position(code, AREAS[code not in TYPES[:2]], (places[code][1] * prices[code]).quantize(CENT), places[code])
        for code in TYPES
    ]
    none = Decimal(0)
    areas = [
        position(area, area, sum((line.expected.mean_kr for line in lines if line.grant_area == area), none), None)
        for area in AREAS
    ]
    sums = tuple(sum(places[code][year] for code in TYPES if code not in OUTSIDE) for year in range(3))
    total = position("ALL", "ALL", sum((area.expected.mean_kr for area in areas), none), sums)
    money = {code: (count * 400_000).quantize(CENT) for code, count in parts.items()}
    money["booked"] = total.expected.mean_kr - sum(money.values())
    components = [
        Component(code, Interval(mean, mean, mean), parts.get(code, Decimal(90))) for code, mean in money.items()
    ]
    components.append(Component("total", total.expected, sums[1]))
    return Prognosis(
        vintage=vintage(as_of), previous_as_of=None, fiscal_year=as_of.year, total=total, grant_areas=tuple(areas),
        offer_types=tuple(lines), components=tuple(components),
        years=(YearOutlook(as_of.year, total.expected, sums[1], None, None),), months=(),
        referrals=with_deadline(referrals),
        case_times=tuple(CaseTime(year, Decimal(40), Decimal(80)) for year in (as_of.year - 1, as_of.year)),
        complaints=tuple(EventCount(step, referrals[code]) for step, code in COMPLAINTS.items()), reconsidered=(0, 0),
        accuracy=(),
        adjustments=(), action_plan=(), methods=(), deliveries=(), ledger=Ledger(None, None),
    )  # fmt: skip


def with_deadline(referrals: dict[str, dict[tuple[int, int], int]]) -> tuple[EventCount, ...]:
    """The events, with every fourth decision of a month late and the others in time."""
    months = next(iter(referrals.values()))
    decided = {month: sum(referrals[code][month] for code in DECISIONS) for month in months}
    late = {month: count // 4 for month, count in decided.items()}
    in_time = {month: decided[month] - late[month] for month in months}
    return tuple(EventCount(code, counts) for code, counts in ({"in_time": in_time, "late": late} | referrals).items())


def prognosis_of(seed: int) -> Prognosis:
    """Nine offer types, now and then one with few children or none."""
    draw = random.Random(seed)  # noqa: S311 - made-up figures

    def size() -> Decimal:
        few = draw.random() < 0.15
        return Decimal(draw.randint(0, 4_400) if few else draw.randint(6_000, 120_000)) / 1000

    places = {}
    for code in TYPES:
        first = size()
        steps = [first, *(max(first + Decimal(draw.randint(-2_500, 2_500)) / 1000, Decimal(0)) for _ in range(2))]
        places[code] = tuple(steps)
    prices = {code: Decimal(price * draw.randint(90, 110) * 10) for code, price in PRICES.items()}
    parts = {"known": Decimal(80), "decided": size() / 4, "pending": size() / 4, "unbilled": Decimal(12)}
    referrals = {
        code: {(year, month): draw.randint(0, 6) for year in (2024, 2025) for month in range(1, 13)}
        for code in OUTCOMES
    }
    return prognosis(places, prices, parts, referrals)


def paper_of(found: Prognosis, earlier: tuple[Release, ...] = (), municipality: Municipality | None = None) -> Paper:
    return write_paper(found, "prognose1", municipality or Municipality(), "da", Earlier(earlier))


def sound_papers(number: int) -> list[tuple[int, Paper]]:
    """So many random papers with their seeds, passing over those of which too little could be shown to be of use."""
    found: list[tuple[int, Paper]] = []
    seed = 0
    while len(found) < number:
        seed += 1
        paper = paper_of(prognosis_of(seed))
        if shown_percent(paper.tables[code] for code in BY_OFFER_TYPE) >= LEAST_SHOWN:
            found.append((seed, paper))
    return found


def write(paper: Paper, folder: Path, edition: str = "2025/a", municipality: Municipality | None = None) -> Release:
    folder.mkdir(parents=True, exist_ok=True)
    for code, table in paper.tables.items():
        (folder / f"{code}.csv").write_bytes(csv_bytes(table, paper))
    manifest = manifest_bytes(paper, municipality or Municipality(), folder, edition, {})
    (folder / "manifest.json").write_bytes(manifest)
    return read_release(folder)


def attacked(paper: Paper, folder: Path, earlier: tuple[Release, ...] = ()) -> list[Objection]:
    return objections(folder, read_release(folder), earlier, paper.prices, paper.dearest)


def unhide(folder: Path, table: str, row: str, values: dict[str, str]) -> None:
    """Print these columns of a row after all, in the written file."""
    shape = json.loads((folder / "manifest.json").read_text())["disclosure"]["tables"][table]
    path = folder / f"{table}.csv"
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    place = 1 + shape["rows"].index(row)
    cells = lines[place].split(";")
    for column, printed in values.items():
        cells[shape["columns"].index(column)] = printed
    lines[place] = ";".join(cells)
    path.write_bytes(("\N{ZERO WIDTH NO-BREAK SPACE}" + "\r\n".join(lines)).encode())
