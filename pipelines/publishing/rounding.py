"""Places as they are printed: more decimals would give away days, and so single children.

Not here: which figures are hidden (`protection`), how amounts are rounded (`numbers`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipelines.publishing.content import MonthActivity, Position, Prognosis, YearOutlook
from pipelines.publishing.numbers import rounded

OTHERS = ("last_year", "next_year", "second_year", "third_year", "frozen")
"""Places beside those of the year itself, which may be too few or not known in the whole municipality."""


def in_years_of(prognosis: Prognosis, line: Position, threshold: int) -> Position:
    """The line without the years in which the whole municipality is too small or not known."""
    total = prognosis.total.activity
    if line.activity is None or total is None:
        return line
    gone: dict[str, Any] = {name: None for name in OTHERS if (getattr(total, name) or 0) < max(threshold, 1)}
    return replace(line, activity=replace(line.activity, **gone))


def round_places(prognosis: Prognosis, threshold: int) -> Prognosis:
    """The prognosis with places of one decimal, without totals and months below the threshold."""
    return replace(
        prognosis,
        total=_with_round_places(in_years_of(prognosis, prognosis.total, threshold)),
        offer_types=tuple(_with_round_places(line) for line in prognosis.offer_types),
        years=tuple(_shown_year(year, threshold) for year in prognosis.years),
        months=tuple(_with_round_month(month) for month in prognosis.months if month.places >= threshold),
    )


def _with_round_places(line: Position) -> Position:
    if line.activity is None:
        return line
    others: dict[str, Any] = {name: _round(getattr(line.activity, name)) for name in (*OTHERS, "planned")}
    return replace(line, activity=replace(line.activity, this_year=rounded(line.activity.this_year, 1), **others))


def _with_round_month(month: MonthActivity) -> MonthActivity:
    return replace(month, places=rounded(month.places, 1), p10=_round(month.p10), p90=_round(month.p90))


def _round(places: Decimal | None) -> Decimal | None:
    return None if places is None else rounded(places, 1)


def _shown_year(year: YearOutlook, threshold: int) -> YearOutlook:
    if (year.full_year_places or 0) >= threshold:
        return replace(year, full_year_places=_round(year.full_year_places))
    return replace(year, full_year_places=None, unit_price_kr=None)
