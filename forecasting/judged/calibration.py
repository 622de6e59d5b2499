"""Widths held against what came: how much wider or narrower intervals must be to hold what they promise.

Each series of an earlier forecast has a score: how far the truth lay from the median, in half-widths of its own
interval. The factor is the score that 80 (95) in 100 stay below (conformal; Vovk, Gammerman and Shafer 2005), pulled
from the level's own to that of all levels of places or of kroner, and from there to 1: one origin and level is one
case, whatever the number of series, and `WEIGHT` cases say that nothing is to be changed. Not here: how the truth is
found (`backtest`), what an interval holds before (`summary`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.terms import DIMENSIONS, QUANTILES

WEIGHT = 20.0
BOUNDS = (0.5, 3.0)
LARGEST_SCORE = 10.0
"""A truth beside an interval of no width at all."""
PROMISES = (0.8, 0.95)
KR_SUFFIX = "_kr"
Factors = tuple[float, float]


@dataclass(frozen=True)
class Widths:
    """Factors of the 80 and the 95 % interval by (horizon, level); 1 where nothing has been measured."""

    factors: Mapping[tuple[str, str], Factors] = field(default_factory=dict)

    def of(self, horizon: str, level: str) -> Factors:
        """The two factors of a horizon and level."""
        return self.factors.get((horizon, level), (1.0, 1.0))

    def widened(self, spread: Floats, horizon: str, levels: list[str], lowest: float = -np.inf) -> Floats:
        """Quantiles (quantiles, columns), each column at its own level, drawn out from the median."""
        narrow, wide = np.array([self.of(horizon, level) for level in levels]).reshape(-1, 2).T
        middle = spread[2]
        drawn = middle + (spread - middle) * np.stack([wide, narrow, np.ones_like(wide), narrow, wide])
        drawn[0], drawn[4] = np.minimum(drawn[0], drawn[1]), np.maximum(drawn[4], drawn[3])
        held: Floats = np.maximum(drawn, np.minimum(lowest, spread))
        return held


def scores(guesses: pl.DataFrame) -> pl.DataFrame:
    """Scores of the two intervals (`s80`, `s95`) of rows with quantiles and `truth`."""
    low95, low80, middle, high80, high95 = QUANTILES
    beside = pl.col("truth") - pl.col(middle)
    above = beside > 0

    def score(low: str, high: str) -> pl.Expr:
        half = pl.when(above).then(pl.col(high) - pl.col(middle)).otherwise(pl.col(middle) - pl.col(low))
        ratio = pl.when(half > 0).then(beside.abs() / half).otherwise(pl.lit(LARGEST_SCORE))
        return pl.when(beside == 0).then(0.0).otherwise(ratio.clip(0, LARGEST_SCORE))

    return guesses.with_columns(s80=score(low80, high80), s95=score(low95, high95))


def fit_widths(scored: pl.DataFrame) -> Widths:
    """Factors from `scored` (origin, horizon, level, s80, s95).

    The same children by band, group and owner say nothing more of all levels; they only lean on them.
    """
    factors: dict[tuple[str, str], Factors] = {}
    families = scored.with_columns(is_kr=pl.col("level").str.ends_with(KR_SUFFIX))
    for (horizon, _), family in families.group_by("horizon", "is_kr", maintain_order=True):
        of_dimension = pl.col("level").str.strip_suffix(KR_SUFFIX).is_in(DIMENSIONS)
        together = _pulled(family.filter(~of_dimension), (1.0, 1.0))
        for (level,), rows in family.group_by("level", maintain_order=True):
            factors[str(horizon), str(level)] = _pulled(rows, together)
    return Widths(dict(sorted(factors.items())))


def _pulled(rows: pl.DataFrame, towards: Factors) -> Factors:
    """The scores' own factors, pulled towards others on the log scale; each origin and level weighs the same."""
    cases = rows.select("origin", "level").n_unique()
    weights = rows.select(1 / pl.len().over("origin", "level")).to_series().to_numpy()
    share = cases / (cases + WEIGHT)

    def pulled(name: str, promise: float, other: float) -> float:
        own = np.clip(_quantile(rows[name].to_numpy(), weights, promise), *BOUNDS)
        return round(float(own**share * other ** (1 - share)), 4)

    return pulled("s80", PROMISES[0], towards[0]), pulled("s95", PROMISES[1], towards[1])


def _quantile(values: Floats, weights: Floats, promise: float) -> float:
    """The value that a share of the weight stays at or below, with one more case beyond all."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order]) / (weights.sum() + 1)
    at = int(np.searchsorted(cumulative, promise))
    return float(values[order][min(at, len(order) - 1)])
