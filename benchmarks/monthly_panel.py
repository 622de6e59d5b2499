"""Monthly counts alone: the plain lines on a real hierarchy of months, beside the last month carried on.

Prescriptions and their cost in Australia 1991-2008 by patient, payment and group of medicine (Medicare Australia, as
distributed with tsibbledata), read from the folder that PLADSPROGNOSE_PANELS names; not shipped. It is a hierarchy of
volume and price such as ours, seen from six days a year with four years behind it. Not here: the lines (`baselines`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.printing import Cell, percent, print_table
from forecasting.given.horizon import Floats
from forecasting.judged.baselines import NAIVE, SEASONAL, SMOOTHING, THETA, YEARS_BACK, Stock, places_ahead, total_ahead
from pipelines.numbers import format_decimal

FILE = "monthly_scripts_cost_1991_2008.csv"
FIRST_YEAR, LAST_YEAR = 1992, 2007
"""The whole calendar years."""
MONTHS = (3, 4, 6, 7, 9, 10)
HORIZONS = ("i år", "næste år")
MEASURES = {"Scripts": "Recepter", "Cost": "Udgift"}
LINES = {NAIVE: "naiv", SEASONAL: "sidste år + ændring", SMOOTHING: "udglatning", THETA: "Theta"}
CHOSEN = "valgt"
FEWEST_YEARS = 4
"""Ended years that a choice of line is made on, as for the product's own."""
Errors = dict[tuple[str, str, int, date], float]
"""WAPE by level, line, horizon and day."""


def print_monthly(folder: Path) -> None:
    """Print the error of each line by level and horizon."""
    rows = pl.read_csv(folder / FILE).with_columns(pl.col("month").str.to_date("%Y-%m"))
    lines: list[list[Cell]] = []
    for measure, title in MEASURES.items():
        errors: Errors = {}
        for day in _days():
            errors |= _errors(rows, measure, day)
        for level, name in (("total", "i alt"), ("series", "pr. serie")):
            lines += [_line(f"{title} {name}, {when}", errors, level, at) for at, when in enumerate(HORIZONS)]
    print_table("Kun månedstal (WAPE)", ("", "Dage", *LINES.values(), CHOSEN, "valgt/naiv"), lines)


def _days() -> list[date]:
    years = range(FIRST_YEAR + YEARS_BACK, LAST_YEAR + 1)
    return [date(year, month, 28) for year in years for month in MONTHS]


def stock_of(rows: pl.DataFrame, measure: str, day: date) -> Stock:
    """Monthly amounts by series from four years before the day's year to its month, as the lines take them."""
    wide = _series(rows, measure).filter(
        pl.col("month").is_between(date(day.year - YEARS_BACK, 1, 1), date(day.year, day.month, 1))
    )
    names = tuple(wide.columns[1:])
    return Stock(names, day.year - YEARS_BACK, wide.select(names).to_numpy().T.astype(np.float64))


def _series(rows: pl.DataFrame, measure: str) -> pl.DataFrame:
    """One column a lowest series, one row a month; a month without any is nothing."""
    named = rows.with_columns(series=pl.concat_str("Concession", "Type", "ATC1", separator=" "))
    return named.pivot("series", index="month", values=measure, sort_columns=True).sort("month").fill_null(0.0)


def _errors(rows: pl.DataFrame, measure: str, day: date) -> Errors:
    known = stock_of(rows, measure, day)
    guesses: dict[str, Mapping[str, Floats]] = {
        "series": {line: places_ahead(known, day, line) for line in (NAIVE, SEASONAL)}
    }
    in_all = {line: ahead.sum(axis=0)[None, :] for line, ahead in guesses["series"].items()}
    guesses["total"] = in_all | {line: ahead[None, :] for line, ahead in total_ahead(known, day).items()}
    came = _series(rows, measure)
    found: Errors = {}
    for at in range(len(HORIZONS)):
        if day.year + at > LAST_YEAR:
            continue
        year = came.filter(pl.col("month").dt.year() == day.year + at).select(known.series).to_numpy().T
        truth = Stock(known.series, day.year + at, year.astype(np.float64)).year(day.year + at)
        for level, lines in guesses.items():
            right = truth if level == "series" else truth.sum(keepdims=True)
            for line, ahead in lines.items():
                found[level, line, at, day] = float(np.abs(ahead[:, at] - right).sum() / right.sum())
    return found


def _line(name: str, errors: Errors, level: str, at: int) -> list[Cell]:
    """Mean errors on the days that a choice could be made on, and of the choice."""
    chosen = {day: line for day in _days() if (line := best_before(errors, level, at, day)) is not None}
    chosen = {day: line for day, line in chosen.items() if (level, line, at, day) in errors}
    means = {
        line: np.mean([errors[level, line, at, day] for day in chosen])
        for line in LINES
        if all((level, line, at, day) in errors for day in chosen)
    }
    picked = np.mean([errors[level, line, at, day] for day, line in chosen.items()])
    shown = [percent(float(means[line]), 2) if line in means else None for line in LINES]
    return [name, len(chosen), *shown, percent(float(picked), 2), format_decimal(float(picked / means[NAIVE]), 2)]


def best_before(errors: Errors, level: str, at: int, day: date) -> str | None:
    """The line with the smallest error on days whose year in question had ended; None before four years have."""
    past = {key: e for key, e in errors.items() if key[0] == level and key[2] == at and key[3].year + at < day.year}
    if len({key[3].year for key in past}) < FEWEST_YEARS:
        return None
    sums: dict[str, float] = {}
    for (_, line, _, _), missed in past.items():
        sums[line] = sums.get(line, 0.0) + missed
    return min(sums, key=lambda line: (sums[line], line))
