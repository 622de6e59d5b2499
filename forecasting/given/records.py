"""Since when the registers are whole: what lies before is there only for children who were still in a place.

An export begins some day. Spells that ended before it are missing, and so are cases that led to nothing; to count the
survivors' years would make leaving look rare, approval certain and intake steeply rising. Ends, refusals and
withdrawals give the day away: they cannot be seen before it. Not here: how late a thing becomes known (`registration`).
"""

from __future__ import annotations

import polars as pl

from forecasting.given.horizon import day_number

STRAY_SHARE = 0.02
"""A few ends and refusals may have found their way in from before."""
FEWEST_FAILED = 5
FAILED = ("refused", "withdrawn")


def ends_since(spells: pl.DataFrame, as_of: int) -> int:
    """Day number from which ends are recorded; without any end it is `as_of`, so that no survivor counts."""
    return _low(spells.filter(pl.col("end_date").cast(pl.Int32) <= as_of)["end_date"], as_of)


def cases_since(referrals: pl.DataFrame, ends: int) -> int:
    """Day number from which all cases are recorded, told by those that failed; with too few of them it is `ends`."""
    failed = referrals.filter(pl.col("status").is_in(FAILED))["received_date"]
    return _low(failed, ends) if len(failed) >= FEWEST_FAILED else ends


def _low(dates: pl.Series, default: int) -> int:
    known = dates.drop_nulls().sort()
    return day_number(known[int(STRAY_SHARE * len(known))]) if len(known) else default
