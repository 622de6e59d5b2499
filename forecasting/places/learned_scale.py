"""How far a scale is from what is assumed of it, learned from a likelihood: empirical Bayes on a grid of its log.

Few or small observations leave the assumption, many speak for themselves (Casella: An introduction to empirical Bayes
data analysis, 1985). Not here: the likelihoods (`growth`, `exits`).
"""

from __future__ import annotations

import numpy as np

from forecasting.given.horizon import Floats

SPREAD = 0.7
"""Standard deviation of the log around what is assumed: half to double is likely."""
STEPS: Floats = SPREAD * np.arange(-3, 4)
"""Logs of the factors tried, from an eighth to eight times."""


def learned_factors(likelihood: Floats, *logs: Floats) -> list[float]:
    """Each scale's factor on what is assumed: the mean of its `logs` under log likelihood and prior, as a factor."""
    score = likelihood - sum(log**2 for log in logs) / (2 * SPREAD**2)
    weight = np.exp(score - score.max())
    return [float(np.exp(np.average(log, weights=weight))) for log in logs]
