"""Is the curve broken? A test of one series for a change from a given day, with its false alarms counted.

A quasi-Poisson interrupted time series: log of the count = log of what was to be expected + the month of the year + the
trend before + a step phased in from the day. The limit is calibrated by simulating the same series without a break, its
month-to-month dependence included, because the textbook limit gives far too many false alarms on such series; and the
smallest effect that could have been seen is always told. The false-alarm rate is counted on simulations that did not
set the limit. Method: Wagner et al.: Segmented regression analysis of interrupted time series studies, 2002.
Not here: how it is said (`pipelines.publishing.curve`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM, GLMResults

from forecasting.given.horizon import Floats, Ints
from forecasting.given.randomness import generator
from forecasting.given.terms import Schema
from forecasting.questions.event_series import Series

EVENT_TEST: Schema = {
    "series": pl.String,
    **dict.fromkeys(
        ["effect", "interval_low", "interval_high", "false_alarm_rate", "smallest_visible_effect"], pl.Float64
    ),
}

SIMULATIONS = 200
"""For the limit, and as many again for the false-alarm rate."""
LEVEL = 0.05
POWER_Z = 0.84
"""A true effect that is seen four times in five lies this many standard errors beyond the limit."""
PHASE_MONTHS = 6
"""What is begun on a day works in full so many months later (docs/decisions/0050 has the power of other forms)."""
MONTHS_FOR_EACH = 36
"""With three of each calendar month they have a level each; with fewer the year is a wave."""
FEWEST_MONTHS = 6
"""On either side of the day; with fewer there is nothing to say."""
Row = tuple[str, float | None, float | None, float | None, float | None, float | None]


@dataclass(frozen=True)
class Fit:
    """The step, when it is phased in, on the log scale, and its standard error."""

    step: float
    error: float


def tested_events(series: list[Series], since: date, seed: int) -> pl.DataFrame:
    """Whether each series has changed from the month of `since` on: one row a series (schema EVENT_TEST)."""
    month = since.year * 12 + since.month - 1
    rows = [_tested(one, month, seed) for one in series]
    return pl.DataFrame(rows, schema=EVENT_TEST, orient="row").sort("series")


def _tested(series: Series, month: int, seed: int) -> Row:
    event_at = int((series.months < month).sum())
    if min(event_at, len(series.count) - event_at) < FEWEST_MONTHS or series.count.sum() <= 0:
        return (series.name, None, None, None, None, None)
    design = _design(series, month)
    fit = _fit(series.count, series.expected, design)
    limit, alarms = _calibrated(series, design, seed)
    low, high = (float(np.expm1(fit.step + sign * limit * fit.error)) for sign in (-1, 1))
    visible, effect = float(-np.expm1(-(limit + POWER_Z) * fit.error)), float(np.expm1(fit.step))
    return (series.name, effect, low, high, alarms, visible)


def _design(series: Series, month: int) -> Floats:
    """Columns: constant, trend in years, the months of the year, and last the step phased in from `month` on."""
    step = np.clip((series.months - month + 1) / PHASE_MONTHS, 0, 1)
    trend = (series.months - month) / 12
    return np.column_stack([np.ones(len(step)), trend, _season(series.months % 12, len(step)), step])


def _season(calendar_month: Ints, months: int) -> Floats:
    """A column a calendar month but the first, or a wave where the series is short."""
    if months < MONTHS_FOR_EACH:
        wave = 2 * np.pi * calendar_month / 12
        return np.column_stack([np.sin(wave), np.cos(wave)])
    others = np.unique(calendar_month)[1:]
    columns: Floats = (calendar_month[:, None] == others[None, :]).astype(np.float64)
    return columns


def _poisson(count: Floats, expected: Floats, design: Floats) -> GLMResults:
    offset = np.log(np.maximum(expected, 1e-9))
    return GLM(count, design, family=Poisson(), offset=offset).fit()


def _dispersion(count: Floats, mean: Floats, parameters: int) -> float:
    """How many times more (or less) the series varies than a Poisson count, by Pearson's chi-square."""
    return max(float(((count - mean) ** 2 / mean).sum()) / max(len(count) - parameters, 1), 1e-6)


def _fit(count: Floats, expected: Floats, design: Floats) -> Fit:
    """Quasi-Poisson fit: Poisson means, errors scaled by the dispersion."""
    result = _poisson(count, expected, design)
    spread = _dispersion(count, np.maximum(result.fittedvalues, 1e-9), design.shape[1])
    return Fit(float(result.params[-1]), float(result.bse[-1]) * float(np.sqrt(spread)))


def _calibrated(series: Series, design: Floats, seed: int) -> tuple[float, float]:
    """The limit in standard errors at 5 % false alarms, and the share of alarms on fresh simulations."""
    null = _poisson(series.count, series.expected, design[:, :-1])
    mean = np.maximum(null.fittedvalues, 1e-6)
    spread = _dispersion(series.count, mean, design.shape[1] - 1)
    residual = (series.count - mean) / np.sqrt(mean)
    tie = float(np.clip((residual[1:] * residual[:-1]).sum() / max((residual**2).sum(), 1e-12), 0, 0.95))
    noise = _dependent_noise(2 * SIMULATIONS, len(mean), tie, seed, series.name)
    drawn = np.maximum(mean + np.sqrt(mean * spread) * noise, 0)
    fits = [_fit(counts, series.expected, design) for counts in drawn]
    ratios = np.array([abs(fit.step) / max(fit.error, 1e-12) for fit in fits])
    limit = max(float(np.quantile(ratios[:SIMULATIONS], 1 - LEVEL)), 1.96)
    return limit, float((ratios[SIMULATIONS:] > limit).mean())


def _dependent_noise(rows: int, months: int, tie: float, seed: int, name: str) -> Floats:
    """Standard normal series in which each month leans on the one before."""
    noise = generator(seed, f"event {name}").normal(0, 1, (rows, months))
    for month in range(1, months):
        noise[:, month] = tie * noise[:, month - 1] + np.sqrt(1 - tie**2) * noise[:, month]
    return noise
