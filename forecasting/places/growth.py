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
from forecasting.places.learned_scale import STEPS, learned_factors

QUARTERS = 4
FIRST_LEVEL_SD = 0.3
GROWTH_WALK_SD = 0.02
"""Standard deviation of a year's change in growth."""


def learned_noise(observed: Floats, expected: Floats, assumed: Intake) -> Intake:
    """`assumed` with the random walk and the overdispersion that the quarters themselves make likely, by the filter."""
    walks, overs = (grid.ravel() for grid in np.meshgrid(STEPS, STEPS))
    *_, likelihood = _filtered(
        observed, expected, assumed,
        assumed.random_walk_per_year * np.exp(walks), assumed.overdispersion * np.exp(overs),
    )  # fmt: skip
    walk, over = learned_factors(likelihood, walks, overs)
    return assumed.model_copy(
        update={
            "random_walk_per_year": assumed.random_walk_per_year * walk,
            "overdispersion": assumed.overdispersion * over,
        }
    )


def filter_level(observed: Floats, expected: Floats, assumed: Intake) -> tuple[Floats, Floats]:
    """Mean (2) and covariance (2, 2) of log level and quarterly growth after the last quarter."""
    walk, over = np.array([assumed.random_walk_per_year]), np.array([assumed.overdispersion])
    mean, spread, _ = _filtered(observed, expected, assumed, walk, over)
    return mean[0], spread[0]


def _filtered(
    observed: Floats, expected: Floats, assumed: Intake, walk: Floats, over: Floats
) -> tuple[Floats, Floats, Floats]:
    """Mean, covariance and log likelihood under each pair (rows) of walk a year and overdispersion a month."""
    damping = assumed.damping_per_year ** (1 / QUARTERS)
    step = np.array([[1.0, 1.0], [0.0, damping]])
    noise = np.zeros((len(walk), 2, 2))
    noise[:, 0, 0], noise[:, 1, 1] = walk**2 / QUARTERS, (GROWTH_WALK_SD / QUARTERS) ** 2 / QUARTERS
    mean = np.tile([0.0, assumed.growth_per_year / QUARTERS], (len(walk), 1))
    spread = np.tile(np.diag([FIRST_LEVEL_SD**2, (assumed.growth_sd / QUARTERS) ** 2]), (len(walk), 1, 1))
    likelihood = np.zeros(len(walk))
    for count, want in zip(observed, expected, strict=True):
        mean, spread = mean @ step.T, step @ spread @ step.T + noise
        if want <= 0:
            continue
        rate = want * np.exp(mean[:, 0])
        surprise = count / rate - 1
        variance = spread[:, 0, 0] + 1 / rate + over / 3
        likelihood -= (np.log(variance * rate**2) + surprise**2 / variance) / 2
        gain = spread[:, :, 0] / variance[:, None]
        mean = mean + gain * surprise[:, None]
        spread = spread - gain[:, :, None] * spread[:, None, 0]
    return mean, (spread + spread.transpose(0, 2, 1)) / 2, likelihood


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
