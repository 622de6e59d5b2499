"""When in the year children leave: at the school year's end, or at once, and then in some months more than in others.

The weeks around 31 July belong to the school year's end, so nobody leaves at once in them. How much more leave in one
month than in another is learned from those who left for good, each month pulled to an even pace; moves to another
place follow the visitation's rounds and are known ahead. Not here: how many leave (`exits`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.horizon import Days, Flags, Floats, Ints, calendar_month

CAUSES = ("school_year_end", "immediate")
SCHOOL_YEAR_END, IMMEDIATE = range(len(CAUSES))
WEEKS = (620, 807)
"""First and last day of the weeks around 31 July, as month and day."""
PLAIN_YEAR = np.arange(365, dtype=np.int32)
"""Day numbers of 1970, a year without a leap day."""


def ends_at_school_year_end(column: str) -> pl.Expr:
    """Whether an end lies in the weeks around 31 July."""
    month, day = pl.col(column).dt.month().cast(pl.Int32), pl.col(column).dt.day()
    return (100 * month + day).is_between(*WEEKS)


def lies_at_school_year_end(days: Days) -> Flags:
    """The same of day numbers."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    date = 100 * (calendar_month(days) + 1) + days - months + 1
    flags: Flags = (date >= WEEKS[0]) & (date <= WEEKS[1])
    return flags


def cause_on(last_day: Days) -> Ints:
    """The cause (position in CAUSES) of an end decided by the child's next place: by the time of the year alone."""
    return np.where(lies_at_school_year_end(last_day), SCHOOL_YEAR_END, IMMEDIATE).astype(np.int8)


def exit_season(left: Days, present: Floats, first: int, weight: float) -> Floats:
    """How many times the year's pace children leave at once on a day of each calendar month (12).

    `left` are the last days of those who left at once for good; `present` children in place on each day from `first`,
    counted as far as an end on it would be known by now. `weight` leavers in each month say that the pace is even.
    """
    days = np.arange(first, first + len(present), dtype=np.int32)
    at_once = ~lies_at_school_year_end(days)
    exposed = np.bincount(calendar_month(days), present * at_once, 12)
    came = np.bincount(calendar_month(left), minlength=12)
    expected = exposed * came.sum() / max(exposed.sum(), 1e-9)
    months = (came + weight) / (expected + weight)
    season: Floats = months / pace_on(PLAIN_YEAR, months).mean()
    return season


def pace_on(days: Days, season: Floats) -> Floats:
    """How many times the year's pace children leave at once on each day; 0 in the weeks around 31 July."""
    pace: Floats = np.where(lies_at_school_year_end(days), 0.0, season[calendar_month(days)])
    return pace
