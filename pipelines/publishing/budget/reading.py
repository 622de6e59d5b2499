"""Reads a vintage's budget out of the published file, in the shape that every edition is protected and printed in.

The edition's fiscal year is the budget year: what is expected of it is the trend, and what it is held against is last
year's budget carried on. UsageError for a vintage made before there were budgets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pipelines.errors import UsageError
from pipelines.publishing.action_plan import Initiative
from pipelines.publishing.area_expected import AreaExpectations, AreaFigure
from pipelines.publishing.budget.content import (
    CAUSES,
    WAYS,
    AgeGroup,
    Budget,
    District,
    Ground,
    RunningYear,
    Step,
    WayYear,
)
from pipelines.publishing.budget.queries import (
    AGES,
    AREA_FIGURES,
    BRIDGES,
    DISTRICTS,
    GROUNDS,
    HAS_BUDGETS,
    RUNNING,
    RUNNING_PLACES,
)
from pipelines.publishing.budget.queries import WAYS as WAY_ROWS
from pipelines.publishing.content import (
    ALL,
    EFFECTS,
    NOT_PLACES,
    Activity,
    Delivery,
    Interval,
    Ledger,
    Position,
    Prognosis,
    YearOutlook,
)
from pipelines.publishing.dominance import read_concentration
from pipelines.publishing.expected import Expectations
from pipelines.publishing.method_effects import read_methods
from pipelines.publishing.published_file import PublishedFile, accuracy_of
from pipelines.publishing.queries import ACCURACY, ACTION_PLAN, DELIVERIES, LEDGER

Row = Mapping[str, Any]
ZERO = Decimal(0)
YEARS_OF = ("this_year", "next_year", "second_year", "third_year")


def budget_prognosis(source: PublishedFile, vintage_id: str) -> Prognosis:
    """All that a budget edition shows of one vintage."""
    vintage = source.vintage(vintage_id)
    running = vintage.as_of.year
    where = {
        "vintage_id": vintage_id, "scenario": vintage.scenario, "budget_year": running + 1, "running_year": running,
        "as_of": vintage.as_of,
    }  # fmt: skip
    rows = source.rows(WAY_ROWS, where) if source.rows(HAS_BUDGETS) else []
    if not any(row["way"] == "trend" for row in rows):
        raise UsageError(
            f"Prognosen {vintage_id} er lavet, før der var budgetudgaver. Lav den igen: "
            f"pladsprognose prognosis --as-of {vintage.as_of}.",
            f"The prognosis {vintage_id} was made before there were budget editions. Make it again: "
            f"pladsprognose prognosis --as-of {vintage.as_of}.",
        )
    budget = _budget(source, where, rows)
    this_year = where | {"fiscal_year": running}
    return Prognosis(
        vintage=vintage,
        fiscal_year=budget.year,
        total=_total(source, where, rows, budget),
        grant_areas=tuple(_grant_areas(rows, budget)),
        offer_types=tuple(_offer_types(source, where, rows, budget)),
        years=tuple(_years(budget)),
        accuracy=tuple(accuracy_of(row) for row in source.rows(ACCURACY, this_year) if row["horizon"] == "next_year"),
        action_plan=tuple(Initiative(**row) for row in source.rows(ACTION_PLAN, this_year)),
        methods=read_methods(source.rows, this_year),
        deliveries=tuple(Delivery(**row) for row in source.rows(DELIVERIES)),
        ledger=Ledger(**source.rows(LEDGER, this_year)[0]),
        expectations=_expectations(source, where, budget),
        previous_as_of=None, components=(), months=(), referrals=(), case_times=(), complaints=(), reconsidered=(0, 0),
        adjustments=(),
        budget=budget,
        concentration=read_concentration(source.rows, this_year),  # as known now: fewer places are known of next year
    )  # fmt: skip


def _budget(source: PublishedFile, where: dict[str, Any], rows: Sequence[Row]) -> Budget:
    year = where["budget_year"]
    whole = [row for row in rows if (row["grant_area"], row["district_id"], row["offer_type"]) == (ALL, ALL, ALL)]
    now = [row for row in rows if row["fiscal_year"] == year]
    return Budget(
        year=year,
        ways={(row["way"], row["fiscal_year"]): _way_year(row) for row in whole},
        areas={(row["way"], row["grant_area"]): row["mean_kr"] for row in now if row["grant_area"] != ALL},
        area_years={
            (row["grant_area"], row["fiscal_year"]): row["mean_kr"]
            for row in rows
            if row["way"] == "trend" and row["district_id"] == row["offer_type"] == ALL
        },
        lines={(row["way"], row["offer_type"]): row["mean_kr"] for row in now if row["offer_type"] != ALL},
        steps=tuple(_step(row) for row in source.rows(BRIDGES, where)),
        ages=tuple(AgeGroup(**{**row, "rate": Decimal(str(row["rate"]))}) for row in source.rows(AGES, where)),
        grounds=tuple(_ground(row) for row in source.rows(GROUNDS, where)),
        districts=tuple(_district(row) for row in source.rows(DISTRICTS, where)),
        running=_running(source, where),
    )


def _way_year(row: Row) -> WayYear:
    return WayYear(
        row["mean_kr"], row["p10_kr"], row["p90_kr"], row["full_year_places"], row["mean_children"],
        row["unit_price_kr"],
    )  # fmt: skip


def _step(row: Row) -> Step:
    effects = {cause: row[f"{cause}_effect_kr"] for cause in CAUSES}
    return Step(row["fiscal_year"], row["from_way"], row["to_way"], effects)


def _ground(row: Row) -> Ground:
    value = None if row["value"] is None else Decimal(str(row["value"]))
    return Ground(row["code"], row["year"], value, row["status"], row["dated"])


def _district(row: Row) -> District:
    frozen = None if row["frozen_places"] is None else Decimal(str(row["frozen_places"]))
    return District(row["district"], row["area"], Decimal(str(row["places"])), frozen)


def _running(source: PublishedFile, where: dict[str, Any]) -> RunningYear:
    row = source.rows(RUNNING, where)[0]
    has_budget = bool(row["budget_kr"])
    return RunningYear(
        year=where["running_year"],
        adopted_kr=row["adopted_kr"] if has_budget else None,
        expected_kr=row["expected_kr"],
        low_kr=row["low_kr"],
        high_kr=row["high_kr"],
        places=row["places"],
        planned_places=row["planned_places"],
        effects_kr={effect: -row[f"{effect}_effect_kr"] for effect in EFFECTS} if has_budget else {},
    )


def _interval(row: Row) -> Interval:
    return Interval(row["mean_kr"], row["p10_kr"] or row["mean_kr"], row["p90_kr"] or row["mean_kr"])


def _position(code: str, area: str, expected: Interval, budget_kr: Decimal | None) -> Position:
    """A line of the budget year: the trend held against last year's budget, if it speaks of the line."""
    kept = budget_kr or ZERO
    deviation = kept - expected.mean_kr if budget_kr is not None else ZERO
    return Position(
        code=code, grant_area=area, adopted_kr=kept, corrected_kr=kept, budget_kr=kept, spend_to_date_kr=ZERO,
        expected=expected, deviation_kr=deviation, ordinary_operation_kr=deviation, carry_over_kr=ZERO,
        effects_kr=dict.fromkeys(EFFECTS, ZERO), has_budget=budget_kr is not None,
    )  # fmt: skip


def _total(source: PublishedFile, where: dict[str, Any], rows: Sequence[Row], budget: Budget) -> Position:
    previous = budget.ways.get(("previous", budget.year))
    trend = budget.ways["trend", budget.year]
    expected = Interval(trend.kr, trend.low_kr or trend.kr, trend.high_kr or trend.kr)
    line = _position(ALL, ALL, expected, previous.kr if previous else None)
    return replace(line, activity=_activities(source, where, rows)[ALL])


def _grant_areas(rows: Sequence[Row], budget: Budget) -> list[Position]:
    names = sorted({row["grant_area"] for row in rows if row["way"] in ("trend", "frozen")} - {ALL})
    found = {
        row["grant_area"]: row
        for row in rows
        if row["way"] == "trend" and row["fiscal_year"] == budget.year and row["grant_area"] != ALL
    }
    last = ("ukendt", "umappet")
    names.sort(key=lambda name: (name in last, name))
    nothing = {"mean_kr": ZERO, "p10_kr": ZERO, "p90_kr": ZERO}
    return [
        _position(name, name, _interval(found.get(name, nothing)), budget.kr_of_area("previous", name))
        for name in names
    ]


def _offer_types(source: PublishedFile, where: dict[str, Any], rows: Sequence[Row], budget: Budget) -> list[Position]:
    activities = _activities(source, where, rows)
    trend = {
        row["offer_type"]: row
        for row in rows
        if row["way"] == "trend" and row["fiscal_year"] == budget.year and row["offer_type"] != ALL
    }
    is_split = any(way == "previous" and offer != "ikke_fordelt" for way, offer in budget.lines)
    found = []
    for line in source.offer_types(where | {"fiscal_year": budget.year}, ()):
        own = budget.kr_of_types("previous", (line.code,)) if is_split else None
        expected = _interval(trend[line.code]) if line.code in trend else Interval(ZERO, ZERO, ZERO)
        made = _position(line.code, line.grant_area, expected, own)
        nobody = Activity(ZERO, ZERO, ZERO, None, None, ZERO, ZERO, ZERO)
        found.append(
            replace(made, areas=line.areas, in_areas=line.in_areas, is_in_total=line.is_in_total,
                    is_offered=line.is_offered, activity=activities.get(line.code, nobody), counted=(line.code,))
        )  # fmt: skip
    return found


def _activities(source: PublishedFile, where: dict[str, Any], rows: Sequence[Row]) -> dict[str, Activity]:
    """Places by offer type and in all: the running year, four budget years, the frozen share and the budget's."""
    running = {row["offer_type"]: row["full_year_places"] for row in source.rows(RUNNING_PLACES, where)}
    places = {
        (row["way"], row["fiscal_year"], row["offer_type"]): row
        for row in rows
        if row["grant_area"] == ALL and row["district_id"] == ALL
    }
    year = where["budget_year"]
    has = {way: any(name == way for name, _, _ in places) for way in WAYS}
    offers = {offer for way, _, offer in places if way in ("trend", "frozen")} | {*running}

    def count(way: str, of_year: int, offer: str) -> Decimal:
        row = places.get((way, of_year, offer))
        return ZERO if row is None else row["full_year_places"] or ZERO

    found = {}
    for offer in offers:
        ahead = {name: count("trend", year + more, offer) for more, name in enumerate(YEARS_OF)}
        priced = places.get(("trend", year, offer))
        planned = places.get(("previous", year, offer))
        found[offer] = Activity(
            last_year=running.get(offer) or ZERO,
            planned=planned["full_year_places"] if planned else None,
            unit_price_kr=priced["unit_price_kr"] if priced else None,
            frozen=count("frozen", year, offer) if has["frozen"] else None,
            **ahead,
        )
    return found


def _years(budget: Budget) -> list[YearOutlook]:
    trends = {year: budget.ways["trend", year] for year in budget.years}
    return [
        YearOutlook(year, Interval(way.kr, way.low_kr or way.kr, way.high_kr or way.kr), way.places, way.price_kr, None)
        for year, way in trends.items()
    ]


def _expectations(source: PublishedFile, where: dict[str, Any], budget: Budget) -> Expectations:
    """The proposal of expectation figures: the trend by area; what no area has is kept centrally."""
    figures = {
        (row["area_id"], row["offer_type"]): AreaFigure(
            row["expected_places"], row["agreed_kr"], Decimal(str(row["places"])), Decimal(str(row["forecast_kr"]))
        )
        for row in source.rows(AREA_FIGURES, where)
    }
    by_area = AreaExpectations(figures, {})
    inside = sum((figure.forecast_kr for (area, _), figure in figures.items() if area in by_area.areas), ZERO)
    whole = budget.ways["trend", budget.year]
    unsplit = budget.kr_of_types("trend", (NOT_PLACES,)) or ZERO
    return Expectations(
        by_type={}, places=whole.places, areas_kr=inside, corrected_kr=_whole(whole.kr), not_decided_kr=ZERO,
        frozen_at=where["as_of"], frozen_by="", version=None, by_area=by_area,
        unsplit_kr=unsplit, reserved_kr=ZERO,
    )  # fmt: skip


def _whole(kr: Decimal) -> Decimal:
    """Whole kroner: a proposal is agreed upon as it is printed."""
    return kr.quantize(Decimal(1), rounding=ROUND_HALF_UP)
