"""A year's figures by area and offer type, worked out of what was known on a day: budget, demography and plan.

- The budget: what has been decided with places. Places that the budget does not split on districts are split on areas
  by the places each paid for the year before, else by its children.
- Demography: times the children of the offer type's age that are expected in the area now, over those that were
  counted on when the budget was adopted.
- The action plan: less its planned saving of the year, where it is delivered, spread over the figures by kroner.

Not here: what people do with a proposal (`agreement`). Everything is exact to the øre; parts are rounded so that they
add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import duckdb

from forecasting.given.children import kind_of
from pipelines.expectation_figures.store import KR, Figure, in_kr

UNKNOWN = "UKENDT"
DAYCARE_AGES, SCHOOL_AGES = (0, 5), (6, 16)
PLACE = Decimal("0.0001")
Cell = tuple[str, str]
"""Area and offer type."""

ORIGIN = "select max(origin_date) from control.origin where origin_date <= $known"

BUDGETS = """
-- one row per offer type and area that the budget gives places, UKENDT where it is not split
select
    coalesce(district.area_id, 'UKENDT') as area_id,
    entry.offer_type,
    sum(entry.full_year_places) as places,
    sum(entry.amount_kr) as budget_kr
from staging.stg_budget_entry as entry
inner join staging.budget_type as budget_type on entry.budget_type = budget_type.budget_type
left join intermediate.int_district as district
    on entry.origin_date = district.origin_date and entry.district_id = district.district_id
where
    entry.origin_date = $origin and entry.fiscal_year = $year and entry.full_year_places is not null
    and entry.offer_type is not null and budget_type.is_in_corrected and entry.decided_date <= entry.cut_off_date
group by all
having sum(entry.full_year_places) > 0
order by all
"""

CORRECTED = """
select sum(corrected_kr), min(adopted_date) from intermediate.int_budget_cell
where origin_date = $origin and fiscal_year = $year
"""

AREAS = """
select distinct area_id from intermediate.int_district
where origin_date = $origin and area_id <> 'UKENDT' order by area_id
"""

USED = """
-- one row per area and offer type: days in places that we paid for in the year before
select
    district.area_id,
    placement.offer_type,
    sum(datediff('day', greatest(placement.start_date, make_date($year - 1, 1, 1)),
        least(coalesce(placement.end_date, date '9999-12-31'), make_date($year - 1, 12, 31))) + 1) as days
from intermediate.int_placement as placement
inner join intermediate.int_district as district
    on placement.origin_date = district.origin_date and placement.district_id = district.district_id
where
    placement.origin_date = $origin and placement.is_paid_by_us and district.area_id <> 'UKENDT'
    and placement.start_date <= make_date($year - 1, 12, 31)
    and coalesce(placement.end_date, date '9999-12-31') >= make_date($year - 1, 1, 1)
group by all
order by all
"""

CHILDREN = """
-- one row per area: children of an age expected for the year, as known on a day, or in the last year known then
with known as (
    select
        population.district_id, population.age, population.people_count, year(population.census_date) as census_year,
        row_number() over (
            partition by population.district_id, population.age, population.census_date
            order by kind.is_actual desc, population.vintage_year desc
        ) as preference
    from staging.stg_population as population
    inner join staging.population_kind as kind on population.population_kind = kind.population_kind
    where
        population.origin_date = $origin and population.known_date <= $known
        and year(population.census_date) <= $year
)
select district.area_id, sum(known.people_count) as children
from known
inner join intermediate.int_district as district
    on district.origin_date = $origin and known.district_id = district.district_id
where
    known.preference = 1 and known.age between $youngest and $oldest
    and known.census_year = (select max(census_year) from known)
group by district.area_id
order by district.area_id
"""

SAVING = """
-- what the plan's latest status known says that the year's initiatives save
with status as (
    select * from staging.stg_action_plan where origin_date = $origin and fiscal_year = $year
)
select coalesce(sum(planned_saving_kr), 0) from status
where status_date = (select max(status_date) from status) and phase is distinct from 'stoppet'
"""


class Worked(NamedTuple):
    """Figures with what they were worked out of."""

    seen_from: date
    corrected_kr: Decimal
    plan_kr: Decimal
    figures: tuple[Figure, ...]


def work_out(connection: duckdb.DuckDBPyConnection, year: int, known: date, *, with_plan: bool) -> Worked | None:
    """The year's figures as known on the newest day looked from up to `known`; None where the budget has no places."""
    ((origin,),) = connection.execute(ORIGIN, {"known": known}).fetchall()
    if origin is None:
        return None
    where = {"origin": origin, "year": year}
    corrected, adopted = connection.execute(CORRECTED, where).fetchall()[0]
    budget = {(area, offer): (places, kr) for area, offer, places, kr in connection.execute(BUDGETS, where).fetchall()}
    if not budget or corrected is None:
        return None
    areas = [area for (area,) in connection.execute(AREAS, {"origin": origin}).fetchall()]
    used = {(area, offer): days for area, offer, days in connection.execute(USED, where).fetchall()}
    now, then = (_children(connection, origin, year, day) for day in (origin, adopted or origin))
    split = split_on_areas(budget, areas, used, now)
    figures = [demographic(cell, split[cell], then, now) for cell in sorted(split)]
    ((saving,),) = connection.execute(SAVING, where).fetchall()
    less = less_the_plan(figures, saving if with_plan else Decimal(0))
    return Worked(origin, corrected, sum((figure.plan_kr for figure in less), Decimal("0.00")), less)


class Share(NamedTuple):
    """What the budget gives an area of an offer type; the price is the budget's own."""

    places: Decimal
    budget_kr: Decimal
    at_price_kr: Decimal
    """The places at the prices of the rows they come from, unrounded."""

    def __add__(self, other: object) -> Share:
        if not isinstance(other, Share):
            return NotImplemented
        return Share(*(mine + its for mine, its in zip(self, other, strict=True)))


def split_on_areas(
    budget: Mapping[Cell, tuple[Decimal, Decimal]],
    areas: Sequence[str],
    used: Mapping[Cell, int],
    children: Mapping[Cell, int],
) -> dict[Cell, Share]:
    """The budget by area; what it gives to no area is split by use, else by children."""
    found: dict[Cell, Share] = {}
    for (area, offer), (places, amount) in sorted(budget.items()):
        weights = {area: 1}
        if area == UNKNOWN:
            weights = {place: used.get((place, offer), 0) for place in areas}
            if not any(weights.values()):
                weights = {place: children.get((place, kind_of(offer)), 0) for place in areas}
        split = parts(places, weights.values(), PLACE), parts(amount, weights.values(), KR)
        for place, its_places, its_kr in zip(weights, *split, strict=True):
            if its_places:
                share = Share(its_places, its_kr, its_places * amount / places)
                found[place, offer] = found[place, offer] + share if (place, offer) in found else share
    return found


def demographic(cell: Cell, share: Share, then: Mapping[Cell, int], now: Mapping[Cell, int]) -> Figure:
    """The budget's places times the children expected over those counted on; unchanged where either is not known."""
    key = cell[0], kind_of(cell[1])
    counted_on, expected = then.get(key), now.get(key)
    places, amount, price = share.places, share.budget_kr, in_kr(share.at_price_kr / share.places)
    if counted_on and expected:
        factor = Decimal(expected) / Decimal(counted_on)
        places, amount = in_places(places * factor), in_kr(amount * factor)
    else:
        counted_on = expected = None
    nothing = Decimal("0.00")
    return Figure(*cell, share.places, share.budget_kr, counted_on, expected, nothing, places, price, amount)


def less_the_plan(figures: Iterable[Figure], saving_kr: Decimal) -> tuple[Figure, ...]:
    """The figures less their share of the saving, in kroner and in places at their own price; never below nothing."""
    whole = tuple(figures)
    saved = min(saving_kr, sum((figure.year_kr for figure in whole), Decimal(0)))
    shares = parts(saved, [figure.year_kr for figure in whole], KR)
    return tuple(_less(figure, share) if share else figure for figure, share in zip(whole, shares, strict=True))


def _less(figure: Figure, share: Decimal) -> Figure:
    left = figure.year_kr - share
    return replace(figure, plan_kr=share, year_kr=left, places=in_places(figure.places * left / figure.year_kr))


def in_places(count: Decimal) -> Decimal:
    """Places as they are kept."""
    return count.quantize(PLACE, rounding=ROUND_HALF_UP)


def parts(whole: Decimal, weights: Iterable[Decimal | int], step: Decimal) -> list[Decimal]:
    """The whole split by weights in parts of whole steps that add up to it; nothing where no weight is."""
    known = [Decimal(weight) for weight in weights]
    total, passed, given = sum(known, Decimal(0)), Decimal(0), Decimal(0)
    found = []
    for weight in known:
        passed += weight
        reached = (whole * passed / total).quantize(step, rounding=ROUND_HALF_UP) if total else Decimal(0)
        found.append(reached - given)
        given = reached
    return found


def _children(connection: duckdb.DuckDBPyConnection, origin: date, year: int, known: date) -> dict[Cell, int]:
    """Children by area and kind of offer, as known on a day."""
    found: dict[Cell, int] = {}
    for kind, (youngest, oldest) in {"daycare": DAYCARE_AGES, "school": SCHOOL_AGES, "leisure": SCHOOL_AGES}.items():
        where = {"origin": origin, "year": year, "known": known, "youngest": youngest, "oldest": oldest}
        found |= {(area, kind): children for area, children in connection.execute(CHILDREN, where).fetchall()}
    return found
