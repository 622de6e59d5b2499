"""How late starts, ends and referrals become known, and what that leaves to be simulated.

A spell without a registered end may be one whose end nobody has written down yet; an end on 31 July is often known
months ahead. Both come from one distribution: days from the event to the day it was known. `unknown_share(age)` is
the chance that an event `age` days old (negative: still ahead) is not known on the as-of day, so events already
known are not simulated twice and registered ends are relied on only as far ahead as history shows.

What is known by now is what was written down soon, so the newest events are compared only with those that could have
been seen as early (reverse hazards of right-truncated data; Lagakos, Barraj and De Gruttola 1988). Lists are cleaned on
certain dates, so the shares are held against what was unknown on this very day in earlier years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Steps
from forecasting.given.horizon import AUGUST, Floats, Ints, day_number, first_of_month, same_day

HISTORY_YEARS = 5
"""Registration habits older than this say little about today's."""
LONGEST_DAYS = 400
"""What takes longer counts as this: lists are gone through at least once a year."""
AGE_BOUNDS = (30, 90, 180, 365)
"""Ages of events told apart when this day of the year is held against all days."""
DAY_WEIGHT = 10
"""Events that all days' habit is worth against this day's."""


@dataclass(frozen=True, eq=False)
class Lag:
    """A distribution of days from event to knowledge, on sorted `days` with cumulative shares.

    `of_day` is how much more is unknown on this day of the year, by age (AGE_BOUNDS).
    """

    days: Ints
    cumulative: Floats
    of_day: Floats

    def unknown_share(self, age: Floats | Ints) -> Floats:
        """Chance that an event `age` days before the as-of day is still unknown then."""
        known = np.searchsorted(self.days, age, side="right")
        unknown = 1.0 - np.append(0.0, self.cumulative)[known]
        more = np.append(self.of_day, 0.0)[np.searchsorted(AGE_BOUNDS, age)]
        share: Floats = np.where(np.asarray(age) >= 0, np.clip(unknown + more, 0.0, 1.0), unknown)
        return share

    def drawn(self, age: Ints, luck: Floats) -> Ints:
        """Days from events to their knowledge, given that they are unknown `age` days after (negative: before) them."""
        known = np.append(0.0, self.cumulative)[np.searchsorted(self.days, age, side="right")]
        at = np.searchsorted(self.cumulative, known + luck * (1 - known), side="left")
        days: Ints = np.maximum(self.days[np.minimum(at, len(self.days) - 1)], age + 1)
        return days


@dataclass(frozen=True, eq=False)
class MonthLags:
    """Lags of events by the month they lie in, and the days of the month (0 the first) that they may lie on.

    Starts of the school year are known far longer ahead than others, and lie on the first: August is told apart.
    """

    usual: Lag
    august: Lag
    usual_days: Ints
    august_days: Ints

    def unknown_share(self, months: Ints, as_of: date) -> Floats:
        """Chance that an event in each month (year x 12 + month - 1) is unknown on the as-of day."""
        august = months % 12 == AUGUST - 1
        firsts = np.array([day_number(first_of_month(month)) for month in (*months, *months + 1)])
        first, last = firsts[: len(months)], firsts[len(months) :] - 1
        usual, in_august = (
            lag.unknown_share(day_number(as_of) - np.minimum(first[:, None] + days, last[:, None])).mean(axis=1)
            for lag, days in ((self.usual, self.usual_days), (self.august, self.august_days))
        )
        share: Floats = np.where(august, in_august, usual)
        return share

    @classmethod
    def of_starts(cls, events: pl.DataFrame, as_of: date, prior: Steps, weight: float) -> MonthLags:
        """Learned from starts (event_date, event_known_date), on their mean day of the month."""
        in_august = pl.col("event_date").dt.month() == AUGUST
        parts = events.filter(~in_august), events.filter(in_august)
        usual, august = (estimate_lag(part, as_of, prior, weight) for part in parts)
        days = [np.array([round(part["event_date"].dt.day().mean() or 15) - 1]) for part in parts]  # type: ignore[arg-type]
        return cls(usual, august, *days)

    @classmethod
    def of_cases(cls, events: pl.DataFrame, as_of: date, prior: Steps, weight: float) -> MonthLags:
        """Learned from cases (event_date, event_known_date), which come alike all year and on every day."""
        lag, days = estimate_lag(events, as_of, prior, weight), np.arange(31)
        return cls(lag, lag, days, days)


def estimate_lag(events: pl.DataFrame, as_of: date, prior: Steps, weight: float) -> Lag:
    """Lag from `events` (event_date, event_known_date), pulled towards `prior`, which is worth `weight` cases."""
    day = day_number(as_of)
    seen = events.drop_nulls(["event_date", "event_known_date"]).filter(
        pl.col("event_date").cast(pl.Int32) > day - HISTORY_YEARS * 365
    )
    event, known = seen["event_date"].cast(pl.Int32).to_numpy(), seen["event_known_date"].cast(pl.Int32).to_numpy()
    lags = np.minimum(np.append(known - event, prior.days), LONGEST_DAYS).astype(np.int64)
    limits = np.minimum(np.append(day - event, np.full(len(prior.days), LONGEST_DAYS)), LONGEST_DAYS)
    weights = np.append(np.ones(len(event)), np.asarray(prior.shares) * weight)
    order = np.argsort(lags, kind="stable")
    lags, weights, limits = lags[order], weights[order], limits[order]
    all_days = Lag(lags, _cumulative(lags, weights, limits), np.zeros(len(AGE_BOUNDS)))
    return replace(all_days, of_day=_of_day(all_days, event, known, as_of))


def _cumulative(lags: Ints, weights: Floats, limits: Ints) -> Floats:
    """Shares known by each of the sorted `lags`, from events seen only if known within their `limits`."""
    last = np.searchsorted(lags, lags, side="right") - 1
    reached = np.cumsum(weights)[last]
    order = np.argsort(limits, kind="stable")
    too_new = np.append(0.0, np.cumsum(weights[order]))[np.searchsorted(limits[order], lags, side="left")]
    first = np.searchsorted(lags, lags, side="left")
    here = reached - np.append(0.0, np.cumsum(weights))[first]
    new_lag = last == np.arange(len(lags))
    stays = np.where(new_lag, 1 - here / np.maximum(reached - too_new, 1e-12), 1.0)
    later = np.append(np.cumprod(np.clip(stays, 0, 1)[::-1])[::-1][1:], 1.0)
    cumulative: Floats = later[last]
    return cumulative


def _of_day(all_days: Lag, event: Ints, known: Ints, as_of: date) -> Floats:
    """Share unknown on this day of earlier years beyond what all days' habit expects, pulled to nothing, by age."""
    beyond, count = np.zeros(len(AGE_BOUNDS)), np.zeros(len(AGE_BOUNDS))
    for back in range(1, HISTORY_YEARS):
        then = day_number(same_day(as_of, as_of.year - back))
        age = then - event
        past = (age >= 0) & (age <= AGE_BOUNDS[-1])
        group = np.searchsorted(AGE_BOUNDS, age[past])
        beyond += np.bincount(group, (known[past] > then) - all_days.unknown_share(age[past]), len(AGE_BOUNDS))
        count += np.bincount(group, minlength=len(AGE_BOUNDS))
    return beyond / (count + DAY_WEIGHT)
