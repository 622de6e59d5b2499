"""Budget editions of made-up municipalities, small enough that a test can make many: tables and manifest, no PDF."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from small_editions import CENT, OUTCOMES, OUTSIDE, PRICES, TYPES, prognosis

from pipelines.municipality import Municipality
from pipelines.privacy.release import Release
from pipelines.publishing.area_expected import AreaExpectations, AreaFigure
from pipelines.publishing.budget.content import Budget, District, Ground, RunningYear, WayYear
from pipelines.publishing.budget.paper import write_budget_paper
from pipelines.publishing.content import Activity, Position, Prognosis
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.expected import Expectations
from pipelines.publishing.paper import Paper

NONE = Decimal(0)
DISTRICTS = {"D1": "O1", "D2": "O1", "D3": "O2", "D4": "O2"}
FIELDS = ("last_year", "this_year", "next_year", "second_year", "third_year", "frozen")
Cells = dict[tuple[str, str, str], Decimal]
"""Places by field, type and district."""


def cells_of(seed: int) -> Cells:
    """Places that move a little from year to year; a type may be small, or small in one district."""
    draw = random.Random(seed)  # noqa: S311 - made-up figures
    found: Cells = {}
    for code in TYPES:
        few = draw.random() < 0.2
        for district in DISTRICTS:
            size = draw.randint(0, 1_500) if few or draw.random() < 0.08 else draw.randint(5_500, 30_000)
            for field in FIELDS:
                found[field, code, district] = Decimal(max(size + draw.randint(-1_200, 1_200), 0)) / 1000
    return found


def budget_of(cells: Cells, seed: int) -> Prognosis:
    """The prognosis of a budget edition with these places, at one price a type, and no money without places."""
    draw = random.Random(seed)  # noqa: S311 - made-up figures
    prices = {code: Decimal(price * draw.randint(90, 110) * 10) for code, price in PRICES.items()}
    by_type = {
        (field, code): sum((cells[field, code, name] for name in DISTRICTS), NONE) for field in FIELDS for code in TYPES
    }
    places = {code: tuple(by_type[field, code] for field in FIELDS[:3]) for code in TYPES}
    made = prognosis(places, prices, {}, {code: {} for code in OUTCOMES})
    lines = tuple(
        _with_years(line, {field: by_type[field, line.code] for field in FIELDS}) for line in made.offer_types
    )
    sums = {field: sum((by_type[field, code] for code in TYPES if code not in OUTSIDE), NONE) for field in FIELDS}
    frozen = {code: (by_type["frozen", code] * prices[code]).quantize(CENT) for code in TYPES}
    return replace(
        made, fiscal_year=2026, components=(), referrals=(), complaints=(), case_times=(), offer_types=lines,
        total=_with_years(made.total, sums), expectations=_areas(cells, prices, made.total.expected.mean_kr),
        budget=_budget(cells, sums, frozen, made.total.expected.mean_kr),
    )  # fmt: skip


def _with_years(line: Position, years: dict[str, Decimal]) -> Position:
    price = line.activity.unit_price_kr if line.activity else None
    return replace(line, activity=Activity(planned=years["this_year"], unit_price_kr=price, **years))


def _areas(cells: Cells, prices: dict[str, Decimal], whole: Decimal) -> Expectations:
    figures = {}
    for code in TYPES:
        for area in ("O1", "O2"):
            count = sum((cells["this_year", code, name] for name, own in DISTRICTS.items() if own == area), NONE)
            figures[area, code] = AreaFigure(None, NONE, count, (count * prices[code]).quantize(Decimal(1)))
    inside = sum((figure.forecast_kr for figure in figures.values()), NONE)
    made = AreaExpectations(figures, {})
    return Expectations({}, None, inside, whole, NONE, NONE, NONE, date(2025, 4, 30), "", None, made)


def _budget(cells: Cells, sums: dict[str, Decimal], frozen: dict[str, Decimal], trend: Decimal) -> Budget:
    districts = [
        District(name, area, *(sum((cells[field, code, name] for code in TYPES if code not in OUTSIDE), NONE)
                               for field in ("this_year", "frozen")))
        for name, area in DISTRICTS.items()
    ]  # fmt: skip
    years = {
        **{("trend", 2026 + more): WayYear(trend, trend, trend, sums[field], None, None)
           for more, field in enumerate(FIELDS[1:5])},
        **{("frozen", 2026 + more): WayYear(sum(frozen.values(), NONE), None, None, sums["frozen"], None, None)
           for more in range(4)},
    }  # fmt: skip
    running = RunningYear(2025, None, trend, trend, trend, sums["last_year"], None, {})
    lines = {("frozen", code): kr for code, kr in frozen.items()}
    grounds = (Ground("frozen_year", 2024, None, "assumed", date(2025, 4, 30)),)
    return Budget(2026, years, {}, lines, (), (), grounds, tuple(districts), running)


def paper_of(found: Prognosis, earlier: tuple[Release, ...] = ()) -> Paper:
    return write_budget_paper(found, Municipality(), "da", Earlier(earlier))
