"""The level of new cases and its growth: a local level with damped growth, filtered quarter by quarter.

Observed over expected cases give the level; short or thin series lean on the assumed growth, long ones on their
own. The paths ahead draw level and growth from what the filter leaves open and add a random walk.
Method: damped linear trend in state-space form (Harvey: Forecasting, structural time series models, 1989), updated by
the relative surprise of a count (West, Harrison and Migon 1985): logs of few cases lie below the log of their mean.
"""

from __future__ import annotations

import numpy as np

from forecasting.assumptions import Intake
from forecasting.given.horizon import Floats

QUARTERS = 4
FIRST_LEVEL_SD = 0.3
GROWTH_WALK_SD = 0.02
"""Standard deviation of a year's change in growth."""


def filter_level(observed: Floats, expected: Floats, assumed: Intake) -> tuple[Floats, Floats]:
    """Mean (2) and covariance (2, 2) of log level and quarterly growth after the last quarter."""
    damping = assumed.damping_per_year ** (1 / QUARTERS)
    step = np.array([[1.0, 1.0], [0.0, damping]])
    noise = np.diag([assumed.random_walk_per_year**2 / QUARTERS, (GROWTH_WALK_SD / QUARTERS) ** 2 / QUARTERS])
    mean = np.array([0.0, assumed.growth_per_year / QUARTERS])
    spread = np.diag([FIRST_LEVEL_SD**2, (assumed.growth_sd / QUARTERS) ** 2])
    for count, want in zip(observed, expected, strict=True):
        mean, spread = step @ mean, step @ spread @ step.T + noise
        if want <= 0:
            continue
        rate = want * np.exp(mean[0])
        surprise = count / rate - 1
        variance = spread[0, 0] + 1 / rate + assumed.overdispersion / 3
        gain = spread[:, 0] / variance
        mean, spread = mean + gain * surprise, spread - np.outer(gain, spread[0])
    return mean, (spread + spread.T) / 2


def level_paths(
    mean: Floats, spread: Floats, assumed: Intake, months: int, paths: int, rng: np.random.Generator
) -> Floats:
    """Level of each path (rows) in each month after the as-of day, as a factor."""
    state = rng.multivariate_normal(mean, spread, paths, method="eigh")
    damping = assumed.damping_per_year ** (1 / 12)
    growth = state[:, 1:] / 3 * damping ** np.arange(months)
    walk = rng.normal(0, assumed.random_walk_per_year / np.sqrt(12), (paths, months))
    level: Floats = np.exp(state[:, :1] + np.cumsum(growth + walk, axis=1))
    return level
