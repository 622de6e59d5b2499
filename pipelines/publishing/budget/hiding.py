"""What of a budget edition's own tables may be shown: places by district, a frozen share by line, coverage by age.

Districts add up to the whole, and to the lines of their area in the proposal, whether those are shown or not. A frozen
share costs the trend's
prices, so its money hangs together as its places do. Not here: lines and areas of the trend (`publishing.protection`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.budget.content import ZERO, AgeGroup, Budget, District
from pipelines.publishing.content import NOT_PLACES, Position, Prognosis
from pipelines.publishing.earlier import Before, Earlier
from pipelines.publishing.figures import (
    FROZEN,
    ONE,
    ROUNDING,
    Figures,
    Rule,
    average_price,
    line_figures,
    price_kr,
)
from pipelines.publishing.table import HiddenCell

DISTRICTS, OF_DISTRICT = "distrikter", ("places", "frozen_places")
AREAS, BETWEEN = "forventning_omraader", "|"
OUTSIDE = "UKENDT"


def frozen_figures(
    whole: Prognosis,
    budget: Budget,
    lines: Sequence[Position],
    types: Sequence[Position],
    rule: Rule,
) -> Figures:
    """Places at a frozen share by line, which add up to the total in places and in kroner."""
    found = line_figures(lines, types, FROZEN, rule)
    average, parts = average_price(whole), list[tuple[str, Decimal]]()
    for line in lines:
        price, kr = price_kr(line, whole), budget.kr_of_types(FROZEN, line.members or (line.code,))
        if price is not None:
            parts.append((f"line {line.key}", price / average))
        elif kr:  # nobody has the type in the trend, so nobody knows its price
            found.add(f"money {line.key}", kr / average, "inner")
            parts.append((f"money {line.key}", ONE))
    found.relate(*parts)
    return found


def frozen_before(budget: Budget, earlier: Earlier, as_of_year: int, whole: Prognosis) -> Before:
    """What earlier releases say of the frozen share, and of the frozen year itself."""
    ground = budget.ground("frozen_year")
    year = as_of_year - 1 if ground is None or ground.year is None else ground.year
    return earlier.frozen(budget.year, year, whole.vintage.as_of)


def told(whole: Prognosis, hidden: frozenset[HiddenCell], threshold: int, earlier: Earlier) -> tuple[
    Prognosis, frozenset[HiddenCell]
]:  # fmt: skip
    """The prognosis with its ages put together where any are few, its districts or none of them, and what is hidden."""
    if whole.budget is None:
        return whole, frozenset()
    budget = replace(whole.budget, ages=told_ages(whole.budget.ages, threshold), districts=_shown(whole.budget))
    if not threshold:
        return replace(whole, budget=budget), frozenset()
    before = earlier.districts(budget.year, whole.vintage.as_of)
    try:
        few = {
            name
            for counted in ("places", "frozen_places")
            for name in _hidden_districts(whole, budget.districts, counted, hidden, threshold, before)
        }
    except CannotHideError:
        return replace(whole, budget=replace(budget, districts=())), frozenset()
    few |= before.hidden & {district.district for district in budget.districts}
    cells = frozenset((DISTRICTS, name, column) for name in few for column in OF_DISTRICT)
    return replace(whole, budget=budget), cells


def _shown(budget: Budget) -> tuple[District, ...]:
    """The districts; those without one only where somebody has none."""
    return tuple(one for one in budget.districts if one.district != OUTSIDE or one.places or one.frozen_places)


def _hidden_districts(
    whole: Prognosis, districts: Sequence[District], counted: str, hidden: frozenset[HiddenCell], threshold: int,
    before: Before,
) -> frozenset[str]:  # fmt: skip
    found, names = Figures(margin=ROUNDING), {one.district for one in districts}
    for one in districts:
        count = getattr(one, counted)
        if count is None:
            return frozenset()
        found.add(one.district, count, before.status(one.district), reach=Decimal(threshold))
    found.relate(*((one.district, ONE) for one in districts))
    if counted == "places":
        _add_lines_of_areas(found, whole, districts, hidden, threshold)
    return found.hidden() & names


def _add_lines_of_areas(
    found: Figures, whole: Prognosis, districts: Sequence[District], hidden: frozenset[HiddenCell], threshold: int
) -> None:
    """The lines that the proposal hides of every area: over the areas they add up, and in an area with its districts.

    The lines that it shows are known, and change nothing.
    """
    by_area = whole.expectations.by_area if whole.expectations else None
    if by_area is None:
        return
    lines = [line for line in whole.offer_types if line.is_in_total and line.code != NOT_PLACES]
    closed = [
        line
        for line in lines
        if any((AREAS, f"{area}{BETWEEN}{line.key}", "places") in hidden for area in by_area.areas)
    ]
    for line in closed:
        keys = [f"{area}{BETWEEN}{line.key}" for area in by_area.areas]
        for area, key in zip(by_area.areas, keys, strict=True):
            count = by_area.figure(area, line.members or (line.code,), line.counted).places
            found.add(key, count, "inner", reach=Decimal(threshold))
        found.relate(*((key, ONE) for key in keys))
    for area in by_area.areas:
        own = ((one.district, -ONE) for one in districts if one.area == area)
        found.relate(*((f"{area}{BETWEEN}{line.key}", ONE) for line in closed), *own)


def told_ages(ages: Sequence[AgeGroup], threshold: int) -> tuple[AgeGroup, ...]:
    """The groups as they are, or all ages as one where any group has few places."""
    if all(group.covered_places >= threshold for group in ages):
        return tuple(ages)
    years = sorted({group.year for group in ages})
    return tuple(_together([group for group in ages if group.year == year]) for year in years)


def _together(groups: Sequence[AgeGroup]) -> AgeGroup:
    """All ages as one group; its rate and price are what its sums come to."""
    places_, kr, covered = (
        sum((getattr(group, name) for group in groups), ZERO) for name in ("places", "kr", "covered_places")
    )
    people = sum(group.covered_places / group.rate for group in groups if group.rate)
    return replace(
        groups[0],
        age_from=min(group.age_from for group in groups),
        age_to=max(group.age_to for group in groups),
        previous_people=sum(group.previous_people for group in groups),
        people=sum(group.people for group in groups),
        covered_places=covered,
        rate=covered / people if people else ZERO,
        places=places_,
        price_kr=kr / places_ if places_ else ZERO,
        kr=kr,
    )
