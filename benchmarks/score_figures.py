"""What rows of scores say: mean error, ratio with its uncertainty over towns, coverage with its band, widths.

Origins of one town are not independent: the same child is missed from many days. So a ratio's interval comes from
drawing whole towns anew (Efron's bootstrap), and a band of coverage, which takes every day as its own, is too narrow.
Not here: how a forecast is scored (`forecasting.judged.scoring`), the tables (`score_tables`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import binom

from forecasting.judged.baselines import SEASONAL, SMOOTHING, THETA

STANDARD = (SEASONAL, SMOOTHING, THETA)
RESAMPLES = 2000
BAND = 0.99
PROMISES = {"80": 0.80, "95": 0.95}


@dataclass(frozen=True)
class Ratio:
    """One mean error over another, with the 95 % interval that other towns would have given."""

    value: float
    low: float
    high: float


def of_method(rows: pl.DataFrame, method: str) -> pl.DataFrame:
    """The rows of one method."""
    return rows.filter(pl.col("method") == method)


def error(rows: pl.DataFrame, method: str) -> float | None:
    """The mean error over origins and towns; None where the method has none."""
    chosen = of_method(rows, method)
    return None if chosen.is_empty() else float(chosen["wape"].to_numpy().mean())


def best_standard(rows: pl.DataFrame) -> str:
    """The standard method with the smallest mean error, known only afterwards; the first where none was measured."""
    errors = rows.filter(pl.col("method").is_in(STANDARD)).group_by("method").agg(pl.col("wape").mean())
    return str(errors.sort("wape", "method")["method"][0]) if errors.height else STANDARD[0]


def ratio(rows: pl.DataFrame, above: str, below: str) -> Ratio | None:
    """Mean error of `above` over that of `below`, on the days that both have."""
    key = ["seed", "origin", "horizon", "level"]
    both = of_method(rows, above).join(of_method(rows, below), on=key, suffix="_below")
    if both.is_empty():
        return None
    towns = both.group_by("seed").agg(pl.col("wape", "wape_below").sum()).sort("seed")
    sums = towns.select("wape", "wape_below").to_numpy()
    drawn = np.random.default_rng(1).integers(0, len(sums), (RESAMPLES, len(sums)))
    again = sums[drawn].sum(axis=1)
    low, high = np.quantile(again[:, 0] / again[:, 1], [0.025, 0.975])
    whole = sums.sum(axis=0)
    return Ratio(float(whole[0] / whole[1]), float(low), float(high))


def covered(rows: pl.DataFrame, promise: str) -> float:
    """Share of all numbers that their interval held."""
    return float(np.average(rows[f"coverage_{promise}"].to_numpy(), weights=rows["n"].to_numpy()))


def holds(rows: pl.DataFrame, promise: str) -> bool:
    """Whether as many as promised were held, within the exact binomial band of so many days."""
    low, high = binom.interval(BAND, rows.height, PROMISES[promise])
    return bool(low <= round(covered(rows, promise) * rows.height) <= high)


def needed_width(naive: pl.DataFrame) -> float:
    """The width of an interval around the naive line that would have held 80 % of what came."""
    return 2 * float(naive["bias"].abs().quantile(0.8, interpolation="linear") or 0.0)
