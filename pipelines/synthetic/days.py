"""Days as whole numbers, and the calendar of the area: months, school years, grades and visitation rounds.

A day is the count of days since 1 January 1970, so a column of days becomes a column of dates by a cast. A month is
YYYYMM. Not here: what happens on a day.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import cache

from pipelines.errors import UsageError

EPOCH = date(1970, 1, 1).toordinal()
SATURDAY = 5
AUGUST, DECEMBER = 8, 12
HIGHEST_GRADE = 10
CASE_SYSTEM_FROM = 202101  # the month from which the municipality has cases to deliver
ROUNDS = ((1, 20), (5, 15), (10, 10))  # three rounds a year, January, May and October (Aalborg's published calendar)
ROUND_CLOSES_DAYS = 21


@cache
def day_of(year: int, month: int, day: int) -> int:
    """The day number of a calendar day."""
    return date(year, month, day).toordinal() - EPOCH


@cache
def date_of(day: int) -> date:
    """The calendar day of a day number."""
    return date.fromordinal(day + EPOCH)


def month_of(day: int) -> int:
    """The month YYYYMM that holds a day."""
    found = date_of(day)
    return found.year * 100 + found.month


def first_day(month: int) -> int:
    """The first day of a month."""
    return day_of(month // 100, month % 100, 1)


def last_day(month: int) -> int:
    """The last day of a month."""
    year, number = divmod(month, 100)
    return day_of(year, number, calendar.monthrange(year, number)[1])


def add_months(month: int, count: int) -> int:
    """The month that lies `count` months later."""
    years, number = divmod((month // 100) * 12 + month % 100 - 1 + count, 12)
    return years * 100 + number + 1


def months_between(first: int, last: int) -> list[int]:
    """All months from first to last, both included."""
    found = [first]
    while found[-1] < last:
        found.append(add_months(found[-1], 1))
    return found


def checked_period(first: int, last: int) -> list[int]:
    """The months of a generated period; UsageError when it is not one."""
    for month in (first, last):
        if not (1 <= month % 100 <= DECEMBER and 2018 <= month // 100 <= 2035):  # noqa: PLR2004 - named in the message
            raise UsageError(
                f"{month} er ikke en måned mellem 201801 og 203512, skrevet ÅÅÅÅMM.",
                f"{month} is not a month between 201801 and 203512, written YYYYMM.",
            )
    if last < first:
        raise UsageError(
            f"Sidste måned {last} ligger før første måned {first}.",
            f"The last month {last} is before the first month {first}.",
        )
    if last < CASE_SYSTEM_FROM:
        raise UsageError(
            f"Sidste måned {last} er for tidlig: den kunstige kommunes sagssystem begynder {CASE_SYSTEM_FROM}.",
            f"The last month {last} is too early: the case system of the synthetic town begins {CASE_SYSTEM_FROM}.",
        )
    return months_between(first, last)


def school_year(day: int) -> int:
    """The year in which the day's school year began (1 August)."""
    found = date_of(day)
    return found.year if found.month >= AUGUST else found.year - 1


def school_year_end(day: int) -> int:
    """31 July that ends the day's school year."""
    return day_of(school_year(day) + 1, 7, 31)


def next_first_of_august(day: int) -> int:
    """The first 1 August after the day."""
    return school_year_end(day) + 1


def next_workday(day: int) -> int:
    """The day, or the Monday after when it falls in a weekend."""
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
    return day if weekday < SATURDAY else day + 7 - weekday


def next_round(received: int) -> tuple[str, int]:
    """The round a referral comes up in, as label and meeting day: the first that had not closed when it came."""
    year = date_of(received).year
    for candidate in (year, year + 1):
        for month, day in ROUNDS:
            meeting = next_workday(day_of(candidate, month, day))
            if received <= meeting - ROUND_CLOSES_DAYS:
                return f"{candidate}-{month:02d}", meeting
    raise AssertionError(received)
