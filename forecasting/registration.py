"""How late starts, ends and referrals become known, and what that leaves to be simulated.

A spell without a registered end may be one whose end nobody has written down yet; an end on 31 July is often known
months ahead. Both come from one distribution: days from the event to the day it was known. `unknown_share(age)` is
the chance that an event `age` days old (negative: still ahead) is not known on the as-of day, so events already
known are not simulated twice and registered ends are relied on only as far ahead as history shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Steps
from forecasting.horizon import Floats, Ints, day_number

HISTORY_YEARS = 5
"""Registration habits older than this say little about today's."""
RECENT_DAYS = 180
"""The last half-year is left out of the estimate: its late cases are still to come."""


@dataclass(frozen=True, eq=False)
class Lag:
    """A distribution of days from event to knowledge, on sorted `days` with cumulative shares."""

    days: Ints
    cumulative: Floats

    def unknown_share(self, age: Floats | Ints) -> Floats:
        """Chance that an event `age` days before the as-of day is still unknown then."""
        known = np.searchsorted(self.days, age, side="right")
        return 1.0 - np.append(0.0, self.cumulative)[known]


def estimate_lag(events: pl.DataFrame, as_of: date, prior: Steps, weight: float) -> Lag:
    """Lag from `events` (event_date, event_known_date), pulled towards `prior`, which is worth `weight` cases."""
    day = day_number(as_of)
    mature = events.filter(
        pl.col("event_known_date").is_not_null()
        & pl.col("event_date").cast(pl.Int32).is_between(day - HISTORY_YEARS * 365, day - RECENT_DAYS)
    ).with_columns(lag=(pl.col("event_known_date") - pl.col("event_date")).dt.total_days())
    lags = np.append(mature["lag"].to_numpy(), prior.days).astype(np.int64)
    weights = np.append(np.ones(mature.height), np.asarray(prior.shares) * weight)
    order = np.argsort(lags, kind="stable")
    return Lag(lags[order], np.cumsum(weights[order]) / weights.sum())
