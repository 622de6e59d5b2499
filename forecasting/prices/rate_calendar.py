"""When rates change: the month of the year, how often, and which price year the last known rate was set for.

A price year begins in the month in which a rate usually changes. A rate that changes every year and has none for the
price year that runs yet will get one; how surely is learned from its own years and from how many others have theirs.
Not here: by how much prices grow (`price_growth`), the paths drawn around it (`day_prices`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

RATE = ("institution_id", "offer_type", "rate_group", "service")
USUAL_HABIT, HABIT_YEARS = 0.9, 2
"""The chance of a change in a year before any rate is seen to change or not, and the years that it is worth."""
YEARS_BEHIND = 2
"""Rates further behind than this have stayed as they were."""


def price_year(day: pl.Expr, step_month: pl.Expr | int) -> pl.Expr:
    """The price year of a date: the calendar year in which it began."""
    return day.dt.year() - (day.dt.month() < step_month).cast(pl.Int32)


def rate_calendar(rates: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """By rate (RATE): `step_month`, and `set_for`, the price year of the last known rate.

    A part of a year back is a year that may still get a rate of its own: 2024.1 in 2025 is one almost sure to come.
    """
    years = _years(_with_step_month(rates), as_of)
    overall = (pl.col("steps").sum() + HABIT_YEARS * USUAL_HABIT) / (pl.col("years").sum() + HABIT_YEARS)
    habit = (pl.col("steps") + HABIT_YEARS * overall) / (pl.col("years") + HABIT_YEARS)
    years = years.with_columns(habit=habit.clip(0, 1))
    behind = [pl.lit(0.0)]
    for back in range(YEARS_BEHIND):
        came = pl.col("last") >= pl.col("now") - back
        share = (came.sum() / pl.col("habit").sum()).clip(0, 1)
        still = pl.col("habit") * (1 - share)
        chance = still / (still + 1 - pl.col("habit"))
        behind.append(pl.when(came | chance.is_nan()).then(0.0).otherwise(chance))
    set_for = pl.max_horizontal("last", "now") - pl.sum_horizontal(behind)
    ended = pl.max_horizontal(price_year(pl.col("ends"), pl.col("step_month")), pl.col("now") - YEARS_BEHIND)
    set_for = pl.when(pl.col("ends") < as_of).then(ended.cast(pl.Float64)).otherwise(set_for)
    return years.select(*RATE, "step_month", set_for=set_for.round(6))


def _with_step_month(rates: pl.DataFrame) -> pl.DataFrame:
    """Rates in force one after another, whether each is a change, and the month in which theirs usually come."""
    rows = rates.filter(pl.col("amount_kr") > 0).sort(*RATE, "valid_from", "amount_kr")
    before = pl.col("amount_kr").shift(1).over(RATE)
    rows = rows.with_columns(changed=before.is_not_null() & (pl.col("amount_kr") != before))
    month = pl.col("valid_from").dt.month().cast(pl.Int32)
    own = (
        rows.filter("changed")
        .group_by(*RATE, step_month=month)
        .agg(pl.len(), pl.col("valid_from").max())
        .sort(*RATE, "len", "valid_from", descending=[False] * len(RATE) + [True, True])
        .unique(RATE, keep="first", maintain_order=True)
    )
    usual = own.group_by("step_month").agg(pl.len()).sort("len", "step_month", descending=[True, False])
    most = usual["step_month"].item(0) if usual.height else 1
    rows = rows.join(own.select(*RATE, "step_month"), on=RATE, how="left")
    return rows.with_columns(pl.col("step_month").fill_null(most))


def _years(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """By rate: its last price year and that of the as-of day, years seen and steps among them, and when it ends."""
    year = price_year(pl.col("valid_from"), pl.col("step_month"))
    found = rows.group_by(RATE).agg(
        pl.col("step_month").first(), first=year.min(), last=year.max(),
        steps=year.filter("changed").n_unique(), ends=pl.col("valid_to").sort_by("valid_from").last(),
    )  # fmt: skip
    now = price_year(pl.lit(as_of), pl.col("step_month"))
    found = found.with_columns(now=now)
    seen = pl.max_horizontal("last", pl.col("now") - 1) - pl.col("first")
    return found.with_columns(years=seen.clip(0)).sort(RATE)
