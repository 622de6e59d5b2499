"""Events that are no habit: a lockdown, a strike, a reform, a school that closed. What is learnt goes around them.

An event covers days (both included) of one or more series. Months it leaves out teach nothing of rates and levels; a
dip says how much of the usual came, and how much of what did not is caught up afterwards, which the past is held
against and the months ahead follow. A day before an event was known is forecast without it.
Not here: how a municipality writes an event (its configuration).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np

from forecasting.given.horizon import Flags, Floats, Ints, day_number, month_starts

EventSeries = Literal["referrals", "decisions", "exits", "cost"]
YEAR_ZERO = 1970
"""Months are numbered year x 12 + month - 1; tables of them begin here."""
LAST_YEAR = 2110


class EventError(ValueError):
    """The events do not hold; the message lists every problem."""


@dataclass(frozen=True)
class Event:
    """Days of `series` that were not as usual: left out, or with a `share` of the usual, a dip in referrals.

    Of what did not come, `caught_up` comes in the `caught_up_months` after. `known_from` is when one could know.
    """

    name: str
    series: tuple[EventSeries, ...]
    from_date: date
    to_date: date
    share: float | None = None
    caught_up: float = 0.0
    caught_up_months: int = 0
    known_from: date | None = None

    def problems(self) -> Iterator[str]:
        """What does not hold, in sentences."""
        if self.to_date < self.from_date:
            yield f"{self.name} ends before it begins"
        if not self.series or set(self.series) - set(get_args(EventSeries)):
            yield f"{self.name} has unknown series or none"
        if self.share is not None and (self.series != ("referrals",) or not 0 <= self.share <= 1):
            yield f"{self.name}: only referrals can have a share, from 0 to 1"
        if not 0 <= self.caught_up <= 1 or (self.caught_up > 0) != (self.caught_up_months > 0):
            yield f"{self.name}: caught_up is a share, and needs caught_up_months"
        if self.caught_up > 0 and self.share is None:
            yield f"{self.name}: what is left out is not caught up"

    @property
    def first_known(self) -> date:
        """The first day on which a forecast may use it."""
        return min(self.known_from or self.from_date, self.from_date)

    def covered(self) -> Floats:
        """Share of each month's days that it covers, by month number from YEAR_ZERO."""
        starts = month_starts(YEAR_ZERO, 12 * (LAST_YEAR - YEAR_ZERO))
        low = np.maximum(starts[:-1], day_number(self.from_date))
        high = np.minimum(starts[1:], day_number(self.to_date) + 1)
        days: Floats = np.clip(high - low, 0, None) / np.diff(starts)
        return days


@dataclass(frozen=True)
class Events:
    """The events that a forecast knows of. Raises EventError with every problem."""

    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        problems = [problem for event in self.events for problem in event.problems()]
        if problems:
            raise EventError("; ".join(problems))

    def known(self, as_of: date) -> Events:
        """Those known on a day."""
        return Events(tuple(event for event in self.events if event.first_known <= as_of))

    def surprised(self, as_of: date, year: int) -> bool:
        """Whether a year holds days of an event that was not known on a day: no fault of the method."""
        return any(e.first_known > as_of and e.from_date.year <= year <= e.to_date.year for e in self.events)

    def left_out(self, series: EventSeries, days: Ints) -> Flags:
        """Whether each day (day number) teaches nothing of the series."""
        out = np.zeros(np.shape(days), dtype=bool)
        for event in self._of(series):
            if event.share is None:
                out |= (days >= day_number(event.from_date)) & (days <= day_number(event.to_date))
        return out

    def months_left_out(self, series: EventSeries, months: Ints) -> Flags:
        """Whether each month (year x 12 + month - 1) has a day that is left out."""
        out = np.zeros(12 * (LAST_YEAR - YEAR_ZERO), dtype=bool)
        for event in self._of(series):
            out |= (event.covered() > 0) & (event.share is None)
        flags: Flags = out[months - 12 * YEAR_ZERO]
        return flags

    def months_touched(self, series: EventSeries, months: Ints) -> Flags:
        """Whether each month is left out, in a dip or in the months that catch up."""
        touched: Flags = self.months_left_out(series, months) | (self.factor(series, months) != 1)
        return touched

    def factor(self, series: EventSeries, months: Ints) -> Floats:
        """What was to come of the usual in each month, by its dips and what is caught up after them; 1 without."""
        factor = np.ones(12 * (LAST_YEAR - YEAR_ZERO))
        for event in self._of(series):
            if event.share is None:
                continue
            lost = (1 - event.share) * event.covered()
            factor -= lost
            after = int(np.flatnonzero(lost).max(initial=-1)) + 1
            factor[after : after + event.caught_up_months] += (
                event.caught_up * lost.sum() / max(event.caught_up_months, 1)
            )
        found: Floats = np.maximum(factor, 0.0)[months - 12 * YEAR_ZERO]
        return found

    def _of(self, series: EventSeries) -> list[Event]:
        return [event for event in self.events if series in event.series]
