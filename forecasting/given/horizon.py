"""The calendar of one forecast: days as numbers, months, school-year ends, and the sum of stays by month.

Belongs here: every day count. All stays are half-open [start, stop) in days since 1970-01-01, so that a spell
from 31 December to 31 December is one day. Not here: what a day costs (`prices`), who stays (`simulation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Days = npt.NDArray[Any]
"""Day numbers (int32)."""
Floats = npt.NDArray[Any]
"""Quantities (float64)."""
Ints = npt.NDArray[Any]
"""Positions and counts (int32 or int64)."""
Flags = npt.NDArray[np.bool_]
"""Yes or no."""

YEARS = 5
"""Current fiscal year, the next and three more."""
MONTHS = 12 * YEARS
AUGUST = 8
"""The month in which the school year begins."""
FOREVER = np.int32(2**30)
"""The stop of a stay that nobody has ended."""
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(int(number) + _EPOCH)


def day_numbers(series: pl.Series, missing: int = int(FOREVER)) -> Days:
    """Day numbers of a date column; `missing` where the date is unknown."""
    return series.cast(pl.Int32).fill_null(missing).to_numpy().astype(np.int32)


def calendar_month(days: Days) -> Ints:
    """Month of each day, counted from 0."""
    month: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return month


def first_of_month(month: int) -> date:
    """The first day of a month (year x 12 + month - 1)."""
    return date(int(month) // 12, int(month) % 12 + 1, 1)


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of a day starts: 2025 for 1 August 2025 and for 31 July 2026."""
    return day.year - (day.month < AUGUST)


def same_day(as_of: date, year: int) -> date:
    """The day of another year; 28 February for 29 February."""
    leap_day = (as_of.month, as_of.day) == (2, 29)
    return as_of.replace(year=year, day=28 if leap_day else as_of.day)


def days_in_year(year: int) -> int:
    """365, or 366 in a leap year."""
    return day_number(date(year + 1, 1, 1)) - day_number(date(year, 1, 1))


def month_starts(first_year: int, months: int) -> Days:
    """Day numbers of the first of each month from January of a year; one more than `months`, the last is the stop."""
    return np.array([day_number(date(first_year + m // 12, m % 12 + 1, 1)) for m in range(months + 1)], dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Horizon:
    """January of the as-of day's fiscal year through December four years later, in 60 months."""

    as_of: date
    starts: Days
    month_of_day: Days

    @classmethod
    def of(cls, as_of: date) -> Horizon:
        """The horizon of a forecast made on what was known at the end of `as_of`."""
        starts = month_starts(as_of.year, MONTHS)
        lengths = np.diff(starts)
        month_of_day = np.append(np.repeat(np.arange(MONTHS, dtype=np.int32), lengths), np.int32(MONTHS))
        return cls(as_of, starts, month_of_day)

    @property
    def first(self) -> int:
        """1 January of the fiscal year."""
        return int(self.starts[0])

    @property
    def stop(self) -> int:
        """The day after the last."""
        return int(self.starts[-1])

    @property
    def tomorrow(self) -> int:
        """The first day that lies after the as-of day."""
        return day_number(self.as_of) + 1

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years."""
        return tuple(range(self.as_of.year, self.as_of.year + YEARS))

    @property
    def months(self) -> list[date]:
        """First day of each month."""
        return [date_of(day) for day in self.starts[:-1]]

    @property
    def lengths(self) -> Ints:
        """Days in each month."""
        return np.diff(self.starts).astype(np.int64)

    @property
    def year_lengths(self) -> Ints:
        """Days in the year of each month."""
        return np.repeat([days_in_year(year) for year in self.years], 12).astype(np.int64)

    def year_bounds(self, year_index: int) -> tuple[int, int]:
        """First day and day after the last of the horizon's n-th year."""
        return int(self.starts[12 * year_index]), int(self.starts[12 * year_index + 12])

    def month_index(self, days: Days) -> Days:
        """Month of each day; days before the horizon fall in its first month, days after in month 60."""
        months: Days = self.month_of_day[np.clip(days, self.first, self.stop) - self.first]
        return months

    def spread(
        self, rows: int, row: npt.NDArray[np.integer], start: Days, stop: Days, weight: Floats | None = None,
        window: tuple[int, int] = (0, MONTHS),
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """Sum of days x weight per row and month of `window`, and of the weight present on each month's last day.

        A stay adds part of its first month, all of the months after, and takes back the rest of its last:
        two weighted counts and one running sum, whatever the length of the stay.
        """
        begin, months = window[0], window[1] - window[0]
        low = np.maximum(start, self.starts[begin])
        high = np.minimum(stop, self.starts[window[1]])
        keep = np.flatnonzero(high > low)
        low, high, cell = low[keep], high[keep], row[keep] * (months + 1)
        weight = np.ones(len(keep)) if weight is None else weight[keep]
        first, last = self.month_index(low), self.month_index(high)
        month_stop = np.append(self.starts[1:], self.stop)
        at_first, at_last, size = cell + (first - begin), cell + (last - begin), rows * (months + 1)
        days = np.bincount(at_first, weight * (month_stop[first] - low), size)
        days -= np.bincount(at_last, weight * (month_stop[last] - high), size)
        present = np.bincount(at_first, weight, size)
        present -= np.bincount(at_last, weight, size)
        present = np.cumsum(present.reshape(rows, months + 1)[:, :months], axis=1)
        days = days.reshape(rows, months + 1)[:, :months]
        days[:, 1:] += present[:, :-1] * self.lengths[begin + 1 : window[1]]
        return days, present
