"""What is counted by area and by school beside the children in offers: signs of a census, pupils who are away often.

Areas add up to the municipality, schools to their area. Not here: what of it is hidden (`hiding`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipelines.publishing.content import ALL
from pipelines.publishing.packs.content import Month, Ratio
from pipelines.publishing.packs.figure_keys import OVER_TEN, figure_key, unit_part, years_before
from pipelines.publishing.packs.month_file import area_key
from pipelines.publishing.packs.question import Question

NONE = Decimal(0)
Parts = Mapping[str, str]
"""The folder of each area."""


def counted(month: Month, parts: Parts, new: Callable[[], Question]) -> Iterator[Question]:
    """One question for each indicator and day."""
    for (what, when), counts in sorted(_counts(month).items()):
        found = new()
        areas = [
            found.count(parts[area], what, when, counts[area]) for area in month.areas if area in counts
        ]  # fmt: skip
        if ALL in counts:
            found.is_sum(found.count(ALL, what, when, counts[ALL]), areas)
        if what == OVER_TEN:
            _add_schools(found, month, parts, when)
        yield found


def tellable_waits(month: Month, parts: Parts, threshold: int, hidden: frozenset[str]) -> Month:
    """The month with the censuses of waits at which every area, and whoever is outside them, has enough cases.

    A mean is told of every area or of none: so no other's is left when they are taken from the municipality's.
    """
    days = {day for day, _ in month.waits}
    told = {day for day in days if _can_be_told(month, parts, threshold, hidden, day)}
    return replace(month, waits={key: ratio for key, ratio in month.waits.items() if key[0] in told})


def _can_be_told(month: Month, parts: Parts, threshold: int, hidden: frozenset[str], day: date) -> bool:
    cases = {area: (month.waits.get((day, area), Ratio(NONE, NONE)).whole or NONE) for area in (*month.areas, ALL)}
    outside = cases.pop(ALL) - sum(cases.values(), NONE)
    keys = {figure_key(part, "ppr_sager", day) for part in parts.values()}
    return not keys & hidden and (not outside or outside >= threshold) and all(
        count >= threshold for count in cases.values()
    )  # fmt: skip


def _counts(month: Month) -> dict[tuple[str, date], dict[str, Decimal]]:
    """By indicator and day, then by area and in all; an area that is not in a census has nobody."""
    found: dict[tuple[str, date], dict[str, Decimal]] = {}
    for (indicator, day, area), ratio in month.signs.items():
        everywhere = dict.fromkeys((*month.areas, ALL), NONE)
        found.setdefault((indicator, day), everywhere)[area] = ratio.part
    for back in (0, 1):
        when = years_before(month.period, back)
        places = {area: area_key(area) for area in month.areas} | {ALL: ALL}
        away = {area: month.absence.get((OVER_TEN, when, key)) for area, key in places.items()}
        if any(away.values()):
            found[OVER_TEN, when] = {area: ratio.part for area, ratio in away.items() if ratio}
    return found


def _add_schools(found: Question, month: Month, parts: Parts, when: date) -> None:
    """The schools' pupils who are away often add up to their area's."""
    for area, districts in month.areas.items():
        schools = [
            found.count(unit_part(unit), OVER_TEN, when, ratio.part)
            for unit in month.at.units
            if unit.kind == "school" and unit.district in districts
            and (ratio := month.absence.get((OVER_TEN, when, unit.code)))
        ]  # fmt: skip
        total = f"{parts[area]} {OVER_TEN} {when.isoformat()}"
        if schools and total in found.keys:
            found.is_sum(total, schools)
