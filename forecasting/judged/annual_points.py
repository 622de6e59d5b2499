"""Ahead from a few annual points: each series' log growth, pulled to that of all series together.

Recent years weigh most. How far a series' own growth counts is what the series' growths differ beyond their noise
(empirical Bayes; Efron and Morris: Data Analysis Using Stein's Estimator, 1975). Growth is used only where, on the
series' own past, it came nearer than the last point did. Not here: which series (`baselines`).
"""

from __future__ import annotations

import numpy as np

from forecasting.given.horizon import Floats

HALF_LIFE = 0.5
"""Years after which a year's growth counts half."""
LONGEST = 5
FEWEST = 3
"""Points that a growth and its noise can be told from."""


def annual_ahead(history: Floats, steps: int) -> Floats:
    """Series (series, steps) after `history` (series, years) of positive amounts, by growth or as the last point."""
    last = np.repeat(history[:, -1:], steps, axis=1)
    return pooled_growth(history, steps) if growth_has_paid(history) else last


def growth_has_paid(history: Floats) -> bool:
    """Whether pooled growth came nearer than the last point, over all earlier years that it could be tried on."""
    tried = range(FEWEST, history.shape[1])
    grown = sum(np.abs(pooled_growth(history[:, :at], 1)[:, 0] - history[:, at]).sum() for at in tried)
    still = sum(np.abs(history[:, at - 1] - history[:, at]).sum() for at in tried)
    return bool(grown < still)


def pooled_growth(history: Floats, steps: int) -> Floats:
    """Series (series, steps) ahead at their pooled log growth."""
    recent = history[:, -LONGEST - 1 :]
    common_by_year = np.diff(np.log(recent.sum(axis=0)))
    own_by_year = np.diff(np.log(recent), axis=1) - common_by_year
    weights = 0.5 ** (np.arange(len(common_by_year))[::-1] / HALF_LIFE)
    weights = weights / weights.sum()
    own = own_by_year @ weights
    growth = common_by_year @ weights + _share(own, own_by_year, weights) * (own - own.mean())
    ahead: Floats = history[:, -1:] * np.exp(growth[:, None] * np.arange(1, steps + 1))
    return ahead


def _share(own: Floats, own_by_year: Floats, weights: Floats) -> float:
    """How far the series' own growths are to be believed: 0, all alike, to 1, each for itself."""
    if own_by_year.shape[0] < 2 or own_by_year.shape[1] < 2:  # noqa: PLR2004 - a variance takes two
        return 0.0
    noise = float(own_by_year.var(axis=1, ddof=1).mean() * (weights**2).sum())
    between = max(float(own.var(ddof=1)) - noise, 0.0)
    return between / (between + noise) if between > 0 else 0.0
