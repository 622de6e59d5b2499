"""A forecast's error and its interval held against what came, by method and level.

Rows are guesses of one origin and horizon: level, method, series, mean and (for methods that have one) quantiles.
Not here: who guesses (`backtest`, `baselines`), how widths are mended (`calibration`).
"""

from __future__ import annotations

import polars as pl

from forecasting.given.terms import QUANTILES

SCORED = ("n", "error", "mase", "wape", "bias", "coverage_80", "coverage_95", "pinball", "interval_width",
          "interval_low", "interval_high")  # fmt: skip
SERIES = {"level": pl.String, "series": pl.String, "truth": pl.Float64}
GUESSES = {"level": pl.String, "method": pl.String, "series": pl.String, "mean": pl.Float64} | dict.fromkeys(
    QUANTILES, pl.Float64
)


def beside_truth(guesses: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Each method's series and those that came, of the levels with a truth; what is missing on a side is nothing."""
    key = ["level", "method", "series"]
    came = guesses.select("level", "method").unique().join(truth.select("level", "series"), on="level")
    series = pl.concat([came.select(key), guesses.select(key)]).unique()
    rows = (
        series.join(truth.select("level").unique(), on="level", how="semi")
        .join(truth, on=["level", "series"], how="left")
        .join(guesses, on=key, how="left")
    )
    rows = rows.with_columns(pl.col("truth", "mean").fill_null(0.0))
    return rows.filter((pl.col("truth") != 0) | (pl.col("mean") != 0)).sort(key)


def score_levels(rows: pl.DataFrame, units: dict[str, float]) -> pl.DataFrame:
    """One row a level and method: SCORED; `units` scale the absolute error of a level to MASE.

    `interval_low` and `interval_high` are the ends of the 80 % interval from what came, as `bias` is its mean.
    """
    error, size = pl.col("mean") - pl.col("truth"), pl.col("truth").abs().sum().clip(1e-9)
    low95, low80, _, high80, high95 = QUANTILES
    has_interval = pl.col(low80).is_not_null().any()

    def if_interval(value: pl.Expr) -> pl.Expr:
        return pl.when(has_interval).then(value)

    def inside(low: str, high: str) -> pl.Expr:
        return ((pl.col(low) <= pl.col("truth")) & (pl.col("truth") <= pl.col(high))).mean()

    loss = pl.sum_horizontal(
        pl.max_horizontal(level * (pl.col("truth") - pl.col(name)), (level - 1) * (pl.col("truth") - pl.col(name)))
        for name, level in QUANTILES.items()
    )
    unit = pl.col("level").first().replace_strict(units, default=None, return_dtype=pl.Float64)
    return rows.group_by("level", "method", maintain_order=True).agg(
        n=pl.len().cast(pl.Int32),
        error=error.abs().mean(),
        mase=error.abs().mean() / unit,
        wape=error.abs().sum() / size,
        bias=error.sum() / size,
        coverage_80=if_interval(inside(low80, high80)),
        coverage_95=if_interval(inside(low95, high95)),
        pinball=if_interval(loss.sum() / len(QUANTILES) / size),
        interval_width=if_interval((pl.col(high80) - pl.col(low80)).sum() / size),
        interval_low=if_interval((pl.col(low80) - pl.col("truth")).sum() / size),
        interval_high=if_interval((pl.col(high80) - pl.col("truth")).sum() / size),
    )
