"""Which lines a reader gets: the municipality's own headings, offer types without one on their own line.

Money follows the same lines as children. Not here: which figures of the lines are hidden (`protection`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.municipality import ReportCategory
from pipelines.publishing.content import ALL, EFFECTS, Activity, Interval, Position
from pipelines.publishing.texts import JOINT


def by_category(lines: Sequence[Position], categories: Sequence[ReportCategory]) -> tuple[Position, ...]:
    """Offer types under the municipality's headings, in the headings' order; types without one keep their own line.

    The published file knows a line's offer type, not its institution or service: headings that share an offer type
    become one, and a heading that names no offer type is left out.
    """
    groups = headings(categories)
    found = [(name, [line for line in lines if line.code in types]) for name, types in groups.items()]
    headed = [merge(members, name) for name, members in found if members]
    grouped = {code for types in groups.values() for code in types}
    return (*headed, *(line for line in lines if line.code not in grouped))


def headings(categories: Sequence[ReportCategory]) -> dict[str, frozenset[str]]:
    """The offer types under each heading, in the headings' order; headings that share a type are one."""
    groups: list[tuple[list[str], set[str]]] = []
    for category in categories:
        names, types = [category.kategori], set[str](category.tilbudstyper)
        for group in [group for group in groups if group[1] & types]:
            names, types = group[0] + names, group[1] | types
            groups.remove(group)
        if types:
            groups.append((names, types))
    return {JOINT.join(names): frozenset(types) for names, types in groups}


def merge(lines: Sequence[Position], code: str) -> Position:
    """The sum of several lines under one code; a single line only changes its code."""
    areas = {line.grant_area for line in lines}
    known = [line.previous_expected_kr for line in lines if line.previous_expected_kr is not None]
    return Position(
        code=code,
        grant_area=areas.pop() if len(areas) == 1 else ALL,
        adopted_kr=_total([line.adopted_kr for line in lines]),
        corrected_kr=_total([line.corrected_kr for line in lines]),
        budget_kr=_total([line.budget_kr for line in lines]),
        spend_to_date_kr=_total([line.spend_to_date_kr for line in lines]),
        expected=_sum_intervals([line.expected for line in lines]),
        deviation_kr=_total([line.deviation_kr for line in lines]),
        ordinary_operation_kr=_total([line.ordinary_operation_kr for line in lines]),
        carry_over_kr=_total([line.carry_over_kr for line in lines]),
        effects_kr={effect: _total([line.effects_kr[effect] for line in lines]) for effect in EFFECTS},
        previous_expected_kr=_total(known) if known else None,
        activity=_sum_activity(lines),
        is_in_total=any(line.is_in_total for line in lines),
        has_budget=all(line.has_budget for line in lines),
        members=tuple(line.code for line in lines),
        counted=tuple(code for line in _counting(lines) for code in line.counted),
        areas=tuple(sorted({area for line in lines for area in line.areas} - {ALL})) or (ALL,),
    )


def _counting(lines: Sequence[Position]) -> list[Position]:
    """The lines whose places the sum shows: those that count in the total, else all."""
    return [line for line in lines if line.is_in_total] or list(lines)


def _total(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _total_or_none(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return _total(known) if len(known) == len(values) else None


def _sum_intervals(intervals: Sequence[Interval]) -> Interval:
    return Interval(
        _total([interval.mean_kr for interval in intervals]),
        _total([interval.p10_kr for interval in intervals]),
        _total([interval.p90_kr for interval in intervals]),
    )


def _sum_activity(lines: Sequence[Position]) -> Activity | None:
    """Places of the lines that count in the total (of all, where none does), at their average price."""
    places = [line.activity for line in _counting(lines) if line.activity]
    if not places:
        return None
    count = _total([item.this_year for item in places])
    cost = _total([(item.unit_price_kr or Decimal(0)) * item.this_year for item in places])
    return Activity(
        last_year=_total_or_none([item.last_year for item in places]),
        this_year=count,
        next_year=_total_or_none([item.next_year for item in places]),
        planned=_total_or_none([item.planned for item in places]),
        unit_price_kr=cost / count if count else None,
        second_year=_total_or_none([item.second_year for item in places]),
        third_year=_total_or_none([item.third_year for item in places]),
        frozen=_total_or_none([item.frozen for item in places]),
    )
