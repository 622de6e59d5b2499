"""Limits that are looked at month after month, and still give a false alarm only as often as stated.

Every look may spend the same chance of a false alarm, given that there was none before it (alpha spending; Lan and
DeMets: Discrete sequential boundaries for clinical trials, 1983). The limits are quantiles of the largest score over
all groups on simulated paths of what was to be expected, so that groups that lean on each other cost nothing, and
beginning again at a new forecast changes nothing. Not here: what a score is of (`alarm_table`).
"""

from __future__ import annotations

import numpy as np

from forecasting.given.horizon import Floats

LOOKS_A_YEAR = 12
ROOT_SHIFT = 0.375


def chance_a_look(yearly: float, families: int = 1) -> float:
    """The chance of a false alarm at one monthly look in one of the families that share a year's (0-1)."""
    return float(1 - (1 - yearly) ** (1 / LOOKS_A_YEAR)) / families


def limits(scores: Floats, chance: float) -> Floats:
    """The limit of each look from scores (paths, looks, groups); paths that passed one are out of those after it."""
    largest = np.abs(scores).max(axis=2)
    left, found = np.ones(len(largest), dtype=bool), np.empty(largest.shape[1])
    for look in range(largest.shape[1]):
        found[look] = np.quantile(largest[left, look], 1 - chance, method="inverted_cdf")
        left &= largest[:, look] <= found[look]
    return found


def root(count: Floats) -> Floats:
    """Counts on the scale on which their spread depends little on their mean (Anscombe 1948)."""
    scale: Floats = np.sqrt(count + ROOT_SHIFT)
    return scale


def monthly_spread(counts: Floats, prior: float, weight: float) -> float:
    """How much months vary beyond chance: the variance of the monthly shock, from counts (years, 12).

    Each month is held against its year times its calendar month; by moments, pulled to `prior`, which is worth `weight`
    months.
    """
    years, months = counts.shape
    free = (years - 1) * (months - 1)
    if free <= 0 or not counts.sum():
        return prior
    mean = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    beyond = ((counts - mean) ** 2).sum() / free - mean.mean()
    own = max(float(beyond / (mean**2).mean()), 0.0)
    return float((own * free + prior * weight) / (free + weight))
