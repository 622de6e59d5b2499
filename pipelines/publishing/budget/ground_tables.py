"""The tables about what a budget rests on: districts, the demographic regulation, and every assumption by itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipelines.publishing.budget.content import ZERO, AgeGroup, Budget, Ground
from pipelines.publishing.budget.tables import PEOPLE, PRICES, SHARE, budget_of, column, said_of, table, titled
from pipelines.publishing.budget.ways_tables import price_column
from pipelines.publishing.content import ALL, Prognosis, Style
from pipelines.publishing.numbers import EN_DASH, amount_in_words, amount_text
from pipelines.publishing.table import Row, Table, Value
from pipelines.publishing.texts import name

DISTRICTS, AGES, GROUNDS = "distrikter", "demografi", "antagelser"
OUTSIDE = "UKENDT"
GROUND_ORDER = ("previous_budget", "budget_places", "frozen_year", "population", "population_before",
                "population_ends", "index", "plan", "plan_scenario", "plan_months", "plan_low", "plan_expected",
                "plan_high")  # fmt: skip


def district_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Places by district, as the trend and the frozen share have them; None where there is only one, or none."""
    budget = budget_of(prognosis)
    if len(budget.districts) < 2:  # noqa: PLR2004 - one district is the whole
        return None
    has_frozen = all(one.frozen_places is not None for one in budget.districts)
    columns = [
        column("district", "text", style),
        column("area", "text", style),
        *([column("frozen_places", "places", style, titled(budget))] if has_frozen else []),
        column("trend_places", "places", style),
    ]
    keys = ["district", "area", *(["frozen_places"] if has_frozen else []), "places"]
    columns = [type(one)(key, one.header, one.kind) for key, one in zip(keys, columns, strict=True)]
    rows = [
        Row(one.district, (_district_name(one.district, style), _area_name(one.area, style),
                           *([one.frozen_places] if has_frozen else []), one.places))
        for one in budget.districts
    ]  # fmt: skip
    frozen, trend = (budget.ways.get((way, budget.year)) for way in ("frozen", "trend"))
    totals: list[Value] = [frozen.places if frozen else None] if has_frozen else []
    whole: tuple[Value, ...] = (name("offer_type", ALL, style.language), None, *totals,
                                trend.places if trend else None)  # fmt: skip
    notes = ["districts", "places"]
    return table(DISTRICTS, "places", columns, [*rows, Row(ALL, whole, is_total=True)], notes, prognosis, style,
                 (SHARE, PEOPLE))  # fmt: skip


def _district_name(district: str, style: Style) -> str:
    """Its name, or `Distrikt D01`: a bare code of three letters could stand by chance in a file's hash."""
    if district == OUTSIDE:
        return style.text("budget_text", "no_district")
    return style.names.get(district) or style.text("budget_text", "district", district=district)


def _area_name(area: str | None, style: Style) -> str | None:
    return None if area is None else style.names.get(area, area)


def age_table(prognosis: Prognosis, style: Style) -> Table | None:
    """The demographic regulation of the budget year by group of ages; None where it cannot be made."""
    budget = budget_of(prognosis)
    groups = [group for group in budget.ages if group.year == budget.year]
    if not groups:
        return None
    vintages = {"before": groups[0].previous_vintage, "now": groups[0].vintage, "year": budget.year}
    columns = [
        column("ages", "text", style),
        column("people_before", "count", style, vintages),
        column("people_now", "count", style, vintages),
        column("people_more", "count", style, formula="{people_now}-{people_before}"),
        column("rate", "share", style, titled(budget)),
        column("covered", "places", style, titled(budget)),
        column("more_places", "places", style),
        price_column(style),
        column("regulation", "amount", style, is_summed=True),
    ]
    rows = [Row(f"{group.age_from}-{group.age_to}", _age_values(group, style)) for group in groups]
    sums = [sum((getattr(group, key) for group in groups), Decimal(0)) for key in ("covered_places", "places", "kr")]
    people = [sum(getattr(group, key) for group in groups) for key in ("previous_people", "people")]
    whole = (name("offer_type", ALL, style.language), *people, people[1] - people[0], None, sums[0], sums[1], None,
             sums[2])  # fmt: skip
    made = table(AGES, "money_and_places", columns, [*rows, Row(ALL, whole, is_total=True)], ["regulation", "ages"],
                 prognosis, style, (PEOPLE, SHARE, PRICES))  # fmt: skip
    return replace(made, notes=(_later_years(budget, style), *made.notes))


def _later_years(budget: Budget, style: Style) -> str:
    """What the regulation comes to in the years after the budget year, as far as both forecasts reach."""
    said = []
    for year in budget.years[1:]:
        kr = regulation_kr(budget, year)
        shown = EN_DASH if kr is None else amount_text(kr, style.unit, style.language)
        said.append(f"{year}: {shown}")
    return style.text("budget_text", "later_years", years="; ".join(said))


def _age_values(group: AgeGroup, style: Style) -> tuple[Value, ...]:
    ages = style.text("budget_text", "ages", ages=f"{group.age_from}{EN_DASH}{group.age_to}")
    return (
        ages, group.previous_people, group.people, group.people - group.previous_people, group.rate,
        group.covered_places, group.places, group.price_kr, group.kr,
    )  # fmt: skip


def regulation_kr(budget: Budget, year: int) -> Decimal | None:
    """What the regulation comes to in a year; None where it cannot be made."""
    groups = [group for group in budget.ages if group.year == year]
    return sum((group.kr for group in groups), ZERO) if groups else None


def ground_table(prognosis: Prognosis, style: Style) -> Table:
    """Every assumption, where it comes from and as of when; what is missing too."""
    budget = budget_of(prognosis)
    columns = [column(code, "text", style) for code in ("ground", "ground_value", "ground_source")]
    columns.append(column("ground_day", "day", style))
    found = sorted(budget.grounds, key=_order)
    rows = [Row(f"{place} {ground.code}", _ground_values(ground, style)) for place, ground in enumerate(found)]
    return table(GROUNDS, "", columns, rows, ["grounds"], prognosis, style, ())


def _order(ground: Ground) -> tuple[int, int, bool]:
    return GROUND_ORDER.index(ground.code), ground.year or 0, ground.status == "assumed"


def _ground_values(ground: Ground, style: Style) -> tuple[Value, ...]:
    values = said_of(ground, style)
    if ground.code == "plan" and ground.value is not None:
        values["value"] = amount_in_words(ground.value, style.unit, style.language)
    is_there = ground.status != "missing"
    value = style.text("budget_ground", f"{ground.code}_value", **values) if is_there else EN_DASH
    return (
        style.text("budget_ground", ground.code, **values), value, style.text("budget_status", ground.status),
        ground.dated,
    )  # fmt: skip
