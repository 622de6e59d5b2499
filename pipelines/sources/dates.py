"""Dates and school years as they are delivered: Danish and ISO writing only, real days only."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.sources.amounts import Reading

EARLIEST = date(1990, 1, 1)
# Days that can be told at all; beyond them nothing is reckoned with, whatever a person says.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
YEARS_AHEAD = 5
DANISH = r"^(?:[0-9]{2}-[0-9]{2}-[0-9]{4}|[0-9]{2}\.[0-9]{2}\.[0-9]{4})$"
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def latest_date(edition_date: date) -> date:
    """The last day that a delivery may name: the edition's last day five years on."""
    # 29 February has no day five years later
    day = 28 if (edition_date.month, edition_date.day) == (2, 29) else edition_date.day
    return edition_date.replace(year=edition_date.year + YEARS_AHEAD, day=day)


def plain_day(text: pl.Expr) -> pl.Expr:
    """`dd-mm-yyyy`, `dd.mm.yyyy` or `yyyy-mm-dd` as a day; null when it is written otherwise or does not exist."""
    written = (
        pl.when(text.str.contains(DANISH))
        .then(pl.concat_str(text.str.slice(6, 4), pl.lit("-"), text.str.slice(3, 2), pl.lit("-"), text.str.slice(0, 2)))
        .when(text.str.contains(ISO))
        .then(text)
    )
    return written.str.to_date("%Y-%m-%d", strict=False)


def day_reading(day: pl.Expr, edition_date: date) -> Reading:
    """A day from 1990 to five years after the edition."""
    code = (
        pl.when(day.is_null()).then(pl.lit("DATE_FORMAT"))
        .when(~day.is_between(EARLIEST, latest_date(edition_date))).then(pl.lit("DATE_RANGE"))
    )  # fmt: skip
    return Reading(pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day), code)


def read_date(text: pl.Expr, edition_date: date) -> Reading:
    """Text to a day in one go."""
    return day_reading(plain_day(text), edition_date)


def plain_school_year(text: pl.Expr) -> pl.Expr:
    """`2025/26`, also from `2025/2026` and `2025-26`; null when it is not two years in a row."""
    parts = text.str.extract_groups(r"^(?<first>20[0-9]{2})[/-](?:20)?(?<second>[0-9]{2})$")
    first, second = parts.struct.field("first"), parts.struct.field("second")
    is_pair = (first.cast(pl.Int32) + 1) % 100 == second.cast(pl.Int32)
    return pl.when(is_pair).then(pl.concat_str(first, pl.lit("/"), second))
