"""The tables of the ways beside each other: kroner and places by year, what they differ by, the lines they are of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.publishing.budget.content import CAUSES, ZERO, Budget, WayName
from pipelines.publishing.budget.tables import (
    BUDGET,
    OF_WAYS,
    PEOPLE,
    PRICES,
    SHARE,
    budget_of,
    column,
    named_column,
    table,
    titled,
)
from pipelines.publishing.content import NOT_PLACES, Position, Prognosis, Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.table import Column, Row, Table, Value, headed_column, price_unit
from pipelines.publishing.texts import name
from pipelines.publishing.waterfall import UNEXPLAINED, way_table

WAYS, PLACES, STEPS, CAUSES_BY_WAY, CAUSES_BY_YEAR = (
    "budgetveje",
    "budgetpladser",
    "budgettrin",
    "budgetbro",
    "budgetbro_aar",
)
PLACES_BY_YEAR = ("places_this", "places_next", "places_second", "places_third")


def way_name(way: str, budget: Budget, style: Style) -> str:
    """`Andelen fra 2024 holdt fast`."""
    return style.text("budget_way", way, **titled(budget))


def ways_table(prognosis: Prognosis, style: Style) -> Table:
    """What each way costs in the budget year and the three after it, and what it is beside last year's budget."""
    budget = budget_of(prognosis)
    first, *others = budget.years
    has_last = "previous" in budget.made
    columns = [
        column("way", "text", style),
        named_column("year_0", str(first), "amount"),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
        *([column("more", "amount", style)] if has_last else []),
        *(named_column(f"year_{place}", str(year), "amount") for place, year in enumerate(others, 1)),
    ]
    rows = []
    for way in budget.made:
        own, *later = (budget.ways[way, year] for year in budget.years)
        more = [None if way == "previous" else own.kr - budget.ways["previous", first].kr] if has_last else []
        values: tuple[Value, ...] = (
            way_name(way, budget, style), own.kr, own.low_kr, own.high_kr, *more, *(each.kr for each in later),
        )  # fmt: skip
        rows.append(Row(way, values))
    notes = ["ways", *(["frozen_is_a_sum"] if "frozen" in budget.made else []), *_plan_note(budget)]
    return table(WAYS, "money", columns, rows, notes, prognosis, style)


def _plan_note(budget: Budget) -> list[str]:
    if "plan" not in budget.made:
        return ["no_plan"]
    return ["plan_is_scenario" if budget.ground("plan_scenario") else "plan_is_stated"]


def places_table(prognosis: Prognosis, style: Style) -> Table:
    """Children and full-year places of each way, and what a place costs in the budget year."""
    budget = budget_of(prognosis)
    columns = [
        column("way", "text", style),
        column("children", "places", style, {"year": budget.year}),
        *(column("places_of_year", "places", style, {"year": year}) for year in budget.years),
        price_column(style),
    ]
    keys = ("way", "children", *(f"year_{place}" for place in range(len(budget.years))), "price")
    columns = [Column(key, one.header, one.kind) for key, one in zip(keys, columns, strict=True)]
    rows = []
    for way in budget.made:
        years = [budget.ways[way, year] for year in budget.years]
        counts = [None if not each.places else each.places for each in years]
        rows.append(Row(way, (way_name(way, budget, style), years[0].children, *counts, years[0].price_kr)))
    return table(PLACES, "money_and_places", columns, rows, ["children", "places"], prognosis, style)


def price_column(style: Style) -> Column:
    """The price of a place, never in millions."""
    header, unit = style.text("column", "price"), price_unit(style.unit)
    return Column("price", header if unit == style.unit else f"{header} ({UNITS[unit].title[style.language]})", "price")


def causes_to_trend(budget: Budget, year: int) -> dict[str, Decimal]:
    """The causes of a year's differences added up, from the first way to the trend.

    A budget without places has none: what moves from the frozen share is not what moves from that budget.
    """
    found = dict.fromkeys(CAUSES, ZERO)
    for step in budget.steps_of(year):
        for cause, kr in step.effects_kr.items():
            found[cause] += kr if step.after != "plan" else ZERO
    if budget.ground("budget_places"):
        return dict.fromkeys(CAUSES, ZERO) | {UNEXPLAINED: sum(found.values(), ZERO)}
    return found


def step_table(prognosis: Prognosis, style: Style) -> Table | None:
    """From last year's adopted budget, in its own prices, to the trend of the budget year; None without a budget."""
    budget = budget_of(prognosis)
    adopted = budget.running.adopted_kr
    if adopted is None or "previous" not in budget.made:
        return None
    carried = budget.ways["previous", budget.year].kr
    causes = {cause: kr for cause, kr in causes_to_trend(budget, budget.year).items() if kr}
    start = style.text("budget_way", "adopted", **titled(budget)), adopted
    end = way_name("trend", budget, style), budget.ways["trend", budget.year].kr
    steps = [("index", carried - adopted), *causes.items()]
    title = style.text("budget_table", STEPS, **titled(budget))
    made = way_table(STEPS, title, start, steps, end, style, budget.year)
    return table(STEPS, "money", made.columns, made.rows, ["steps", *_unexplained(budget)], prognosis, style)


def _unexplained(budget: Budget) -> list[str]:
    """That the budget has no places, where so."""
    return ["budget_without_places"] if budget.ground("budget_places") else []


def cause_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Why each way differs from the one before it in the budget year; None where there is only one way."""
    budget = budget_of(prognosis)
    steps = budget.steps_of(budget.year)
    if not steps:
        return None
    columns = [
        headed_column("effect", "text", style),
        *(named_column(f"{step.before}_{step.after}", _step_name(step.before, step.after, style), "amount",
                       is_summed=True) for step in steps),
        column("all_steps", "amount", style, is_summed=True),
    ]  # fmt: skip
    rows = [
        Row(cause, (name("effect", cause, style.language), *(step.effects_kr[cause] for step in steps),
                    sum((step.effects_kr[cause] for step in steps), ZERO)))
        for cause in CAUSES
        if any(abs(step.effects_kr[cause]) >= 1 for step in steps)
    ]  # fmt: skip
    whole = Row("total", (style.text("budget_column", "difference"), *(step.kr for step in steps),
                          sum((step.kr for step in steps), ZERO)), is_total=True)  # fmt: skip
    notes = ["causes", *_unexplained(budget)]
    return table(CAUSES_BY_WAY, "money", columns, [*rows, whole], notes, prognosis, style)


def _step_name(before: WayName, after: WayName, style: Style) -> str:
    return style.text("budget_step", f"{before}_{after}")


def cause_year_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Why the trend differs from last year's budget, year by year; None without a budget."""
    budget = budget_of(prognosis)
    if "previous" not in budget.made:
        return None
    by_year = {year: causes_to_trend(budget, year) for year in budget.years}
    columns = [
        headed_column("effect", "text", style),
        *(named_column(f"year_{place}", str(year), "amount", is_summed=True) for place, year in enumerate(by_year)),
    ]
    rows = [
        Row(cause, (name("effect", cause, style.language), *(found[cause] for found in by_year.values())))
        for cause in CAUSES
        if any(abs(found[cause]) >= 1 for found in by_year.values())
    ]
    wholes = (sum(found.values(), ZERO) for found in by_year.values())
    total = Row("total", (style.text("budget_column", "trend_less_budget"), *wholes), is_total=True)
    return table(CAUSES_BY_YEAR, "money", columns, [*rows, total], ["causes"], prognosis, style)


def area_table(prognosis: Prognosis, style: Style) -> Table:
    """The budget year by grant area: last year's budget carried on, and the trend."""
    columns = [headed_column("grant_area", "text", style), *_money_columns(style)]
    rows = [
        Row(line.key, (name("grant_area", line.code, style.language), *_money(line)),
            is_total=line is prognosis.total)
        for line in (*prognosis.grant_areas, prognosis.total)
    ]  # fmt: skip
    return table("bevillingsomraader", "money", columns, rows, ["interval"], prognosis, style,
                 (BUDGET, PEOPLE, PRICES))  # fmt: skip


def line_table(prognosis: Prognosis, style: Style) -> Table:
    """The budget year by offer type: places and price of the trend, last year's budget, the frozen share, the trend."""
    budget = budget_of(prognosis)
    has_frozen = "frozen" in budget.made
    money = _money_columns(style)
    columns = [
        headed_column("offer_type", "text", style),
        headed_column("places", "places", style),
        price_column(style),
        money[0],
        *([column("frozen", "amount", style, titled(budget), is_summed=True)] if has_frozen else []),
        *money[1:],
    ]
    rows = []
    for line in (*prognosis.offer_types, prognosis.total):
        is_total = line is prognosis.total
        places: tuple[Value, ...] = (None, None)
        if line.code != NOT_PLACES and line.activity is not None:
            places = line.activity.this_year, line.activity.unit_price_kr
        first, *rest = _money(line)
        frozen = [_frozen_kr(line, budget, is_total=is_total)] if has_frozen else []
        label = name("offer_type", line.code, style.language)
        rows.append(Row(line.key, (label, *places, first, *frozen, *rest), is_total=is_total))
    notes = ["places", "outside_total", *(["frozen_price"] if has_frozen else [])]
    return table("tilbudstyper", "money_and_places", columns, rows, notes, prognosis, style, OF_WAYS[:-1])


def _frozen_kr(line: Position, budget: Budget, *, is_total: bool) -> Value:
    if is_total:
        return budget.ways["frozen", budget.year].kr
    return budget.kr_of_types("frozen", line.members or (line.code,))


def _money_columns(style: Style) -> list[Column]:
    return [
        column("budget", "amount", style, is_summed=True),
        column("expected", "amount", style, is_summed=True),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
        named_column("deviation", style.text("budget_column", "more"), "amount", formula="{expected}-{budget}"),
    ]


def _money(line: Position) -> tuple[Value, ...]:
    return (
        line.budget_kr if line.has_budget else None, line.expected.mean_kr, line.expected.p10_kr, line.expected.p90_kr,
        -line.deviation_kr if line.has_budget else None,
    )  # fmt: skip


def line_places_table(prognosis: Prognosis, style: Style) -> Table:
    """Full-year places by offer type: the running year, the four years of the trend, the frozen share, the budget's."""
    budget = budget_of(prognosis)
    first = budget.year
    has_frozen, has_planned = "frozen" in budget.made, prognosis.total.activity and prognosis.total.activity.planned
    columns = [
        headed_column("offer_type", "text", style),
        column("places_last", "places", style, {"year": first - 1}),
        *(column("places_of_year", "places", style, {"year": first + more}) for more in range(len(PLACES_BY_YEAR))),
        *([column("places_frozen", "places", style, titled(budget))] if has_frozen else []),
        *([column("places_planned", "places", style, {"year": first - 1})] if has_planned else []),
    ]
    keys = ("offer_type", "places_last", *PLACES_BY_YEAR, *(["places_frozen"] if has_frozen else []),
            *(["places_planned"] if has_planned else []))  # fmt: skip
    columns = [Column(key, one.header, one.kind) for key, one in zip(keys, columns, strict=True)]
    lines = [line for line in (*prognosis.offer_types, prognosis.total) if line.code != NOT_PLACES and line.activity]
    rows = [
        Row(line.key, (name("offer_type", line.code, style.language), *_counts(line, keys)),
            is_total=line is prognosis.total)
        for line in lines
    ]  # fmt: skip
    return table("aktivitet", "places", columns, rows, ["places", "outside_total"], prognosis, style, (SHARE, PEOPLE))


FIELDS = {"places_last": "last_year", "places_this": "this_year", "places_next": "next_year",
          "places_second": "second_year", "places_third": "third_year", "places_frozen": "frozen",
          "places_planned": "planned"}  # fmt: skip


def _counts(line: Position, keys: tuple[str, ...]) -> Iterator[Value]:
    for key in keys[1:]:
        yield getattr(line.activity, FIELDS[key])
