"""How many children come to special offers and go back to ordinary teaching, and how long they stay: plain values.

Not here: their table (`stay_tables`), what of it is hidden (`protection`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

YEARS_SHOWN = 4

STAYS = """
-- one row per school year, all grades together: who came by its count day, who was there on 1 August and went back
select
    school_year, intake_count, nullif(ordinary_count, 0) as ordinary_count, nullif(stock_count, 0) as stock_count,
    case when stock_count > 0 then return_count end as return_count
from mart.transitions_yearly
where grade = 'ALL'
order by school_year
"""
DURATION = """
-- one row: the stays of the whole municipality, by Kaplan and Meier
select ended_count, open_count, median_days, still_there_1_year_share, still_there_3_year_share
from mart.duration
where offer_type = 'ALL'
"""


@dataclass(frozen=True)
class StayYear:
    """A school year; the return is None until it is over, the ordinary pupils where no census is so old."""

    school_year: str
    intake_count: int
    ordinary_count: int | None
    stock_count: int | None
    return_count: int | None


@dataclass(frozen=True)
class Duration:
    """Stays that have ended or go on, days until half have ended, and shares still there after so many years."""

    ended_count: int
    open_count: int
    median_days: int | None
    still_there_1_year_share: Decimal | None
    still_there_3_year_share: Decimal | None


@dataclass(frozen=True)
class Stays:
    """The newest school years, oldest first, and how long stays are."""

    years: tuple[StayYear, ...]
    duration: Duration | None


def read_stays(rows: Callable[[str], Sequence[Mapping[str, Any]]]) -> Stays | None:
    """None where no school year can be compared with the one before."""
    years = tuple(StayYear(**row) for row in rows(STAYS))[-YEARS_SHOWN:]
    durations = [Duration(**row) for row in rows(DURATION)]
    return Stays(years, durations[0] if durations else None) if years else None
