"""Which lines a reader gets: the municipality's own headings, then lines about too few children made coarser.

The rule of what is too small has its home in `pipelines.privacy.disclosure`; here it is applied to an edition, before
anything is written. Money follows the same lines as children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.errors import ApprovalError
from pipelines.municipality import Municipality, ReportCategory
from pipelines.privacy.disclosure import Cell, coarse_steps, keys_to_merge
from pipelines.publishing.content import (
    ALL,
    EFFECTS,
    NOT_PLACES,
    Activity,
    Component,
    Interval,
    MonthActivity,
    Position,
    Prognosis,
    ReferralCount,
    YearOutlook,
)
from pipelines.publishing.numbers import rounded

MERGED = "oevrige"
JOINT = " / "
"""Between the names of headings that the published file cannot tell apart."""
PERSON_COMPONENTS = ("known", "decided", "pending")


def protect(prognosis: Prognosis, municipality: Municipality) -> Prognosis:
    """The prognosis as it may be shown; ApprovalError when the whole municipality is below the threshold."""
    threshold = municipality.taerskel
    total = prognosis.total.activity
    if total is None or total.this_year < threshold:
        raise ApprovalError(
            f"Der er færre end {threshold} helårspladser i alt i {prognosis.fiscal_year}, så intet kan udgives uden at "
            "vise enkelte børn. Brug den interne fil published/analyse.duckdb."
        )
    seen = [_in_years_of(total, line, threshold) for line in prognosis.offer_types]
    lines = coarsen_positions(by_category(seen, municipality.rapportkategorier), threshold)
    lines = tuple(_with_round_places(line) for line in lines)
    line_of = {member: line.code for line in lines for member in line.members}
    return replace(
        prognosis,
        total=_with_round_places(_in_years_of(total, prognosis.total, threshold)),
        offer_types=lines,
        components=coarsen_components(prognosis.components, threshold),
        years=tuple(_shown_year(year, threshold) for year in prognosis.years),
        months=tuple(_with_round_month(month) for month in prognosis.months if month.places >= threshold),
        referrals=coarsen_referrals(prognosis.referrals, threshold),
        adjustments=tuple(
            replace(entry, offer_type=line_of.get(entry.offer_type, entry.offer_type))
            for entry in prognosis.adjustments
        ),
    )


def _in_years_of(total: Activity, line: Position, threshold: int) -> Position:
    """The line without the years in which the whole municipality is too small or not known."""
    if line.activity is None:
        return line
    activity = line.activity
    has_last, has_next = ((places or 0) >= threshold for places in (total.last_year, total.next_year))
    return replace(
        line,
        activity=replace(
            activity,
            last_year=activity.last_year if has_last else None,
            next_year=activity.next_year if has_next else None,
        ),
    )


def _with_round_places(line: Position) -> Position:
    """The line with places as they are printed: more decimals would give away days, and so single children."""
    if line.activity is None:
        return line
    activity = replace(
        line.activity,
        last_year=_round(line.activity.last_year),
        this_year=rounded(line.activity.this_year, 1),
        next_year=_round(line.activity.next_year),
        planned=_round(line.activity.planned),
    )
    return replace(line, activity=activity)


def _with_round_month(month: MonthActivity) -> MonthActivity:
    return replace(month, places=rounded(month.places, 1), p10=_round(month.p10), p90=_round(month.p90))


def _round(places: Decimal | None) -> Decimal | None:
    return None if places is None else rounded(places, 1)


def _shown_year(year: YearOutlook, threshold: int) -> YearOutlook:
    if (year.full_year_places or 0) >= threshold:
        return replace(year, full_year_places=_round(year.full_year_places))
    return replace(year, full_year_places=None, unit_price_kr=None)


def by_category(lines: Sequence[Position], categories: Sequence[ReportCategory]) -> tuple[Position, ...]:
    """Offer types under the municipality's headings, in the headings' order; types without one keep their own line.

    The published file knows a line's offer type, not its institution or service: headings that share an offer type
    become one, and a heading that names no offer type is left out.
    """
    groups: list[tuple[list[str], set[str]]] = []
    for category in categories:
        names, types = [category.kategori], set[str](category.tilbudstyper)
        for group in [group for group in groups if group[1] & types]:
            names, types = group[0] + names, group[1] | types
            groups.remove(group)
        if types:
            groups.append((names, types))
    found = [(names, [line for line in lines if line.code in types]) for names, types in groups]
    headed = [merge(members, JOINT.join(names)) for names, members in found if members]
    grouped = {code for _, types in groups for code in types}
    return (*headed, *(line for line in lines if line.code not in grouped))


def coarsen_positions(lines: Sequence[Position], threshold: int) -> tuple[Position, ...]:
    """Lines with too few children become one line, last but for what belongs to no offer type."""
    counted = [line for line in lines if line.code != NOT_PLACES]
    hidden = keys_to_merge([_cell(line) for line in counted], threshold)
    shown = [line for line in counted if line.code not in hidden]
    merged = [merge([line for line in counted if line.code in hidden], MERGED)] if hidden else []
    return (*shown, *merged, *(line for line in lines if line.code == NOT_PLACES))


def coarsen_components(components: Sequence[Component], threshold: int) -> tuple[Component, ...]:
    """Components that stand for actual children are joined with their neighbour until they are many enough."""
    found = {component.code: component for component in components}
    people = {code: found[code].full_year_places for code in PERSON_COMPONENTS if code in found}
    joined = [_join([found[code] for code in step]) for step in coarse_steps(people, threshold)]
    return (*joined, *(component for component in components if component.code not in people))


def coarsen_referrals(referrals: Sequence[ReferralCount], threshold: int) -> tuple[ReferralCount, ...]:
    """Outcomes that are too few become one line; no lines at all where too few referrals were received."""
    if any(min(line.this_year, line.last_year) < threshold for line in referrals if line.code == "received"):
        return ()
    outcomes = [line for line in referrals if line.code != "received"]
    cells = [Cell(line.code, (Decimal(line.this_year), Decimal(line.last_year))) for line in outcomes]
    hidden = keys_to_merge(cells, threshold)
    small = [line for line in outcomes if line.code in hidden]
    rest = ReferralCount(
        "+".join(line.code for line in small), sum(r.this_year for r in small), sum(r.last_year for r in small)
    )
    is_shown = bool(small) and min(rest.this_year, rest.last_year) >= threshold
    return (*(line for line in referrals if line.code not in hidden), *([rest] if is_shown else []))


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
        members=tuple(code for line in lines for code in (line.members or (line.code,))),
    )


def _cell(line: Position) -> Cell:
    """The line's counts and the totals printed elsewhere that it is part of."""
    families = {f"bevilling {line.grant_area}"} if line.grant_area != ALL else set()
    if line.is_in_total:
        families.add("pladser i alt")
    counts = _counts(line.activity) if line.activity else (Decimal(0),)
    return Cell(line.code, counts, frozenset(families))


def _counts(activity: Activity) -> tuple[Decimal, ...]:
    years = (activity.last_year, activity.this_year, activity.next_year)
    return tuple(places for places in years if places is not None)


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
    places = [line.activity for line in lines if line.activity and line.is_in_total]
    places = places or [line.activity for line in lines if line.activity]
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
    )


def _join(components: Sequence[Component]) -> Component:
    return Component(
        "+".join(component.code for component in components),
        _sum_intervals([component.amount for component in components]),
        _total([component.full_year_places for component in components]),
    )
