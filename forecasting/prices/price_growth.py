"""How fast prices grow: the agreed index where there is one, else the municipality's own rates lean on the assumption.

Rates of this year and the next that are already published tell what the others will do. Frames follow the places of
their school and grow at a pace of their own. Not here: the paths drawn around it (`day_prices`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from forecasting.assumptions import Prices
from forecasting.given.horizon import YEARS

KEY = ("institution_id", "offer_type", "rate_group", "service", "unit", "settlement_form")
FRAME = "ramme"
RECENT_YEARS = 3
FEWEST_RATES = 5
LARGEST_STEP = 0.25
"""A rate that moves more in a year is another rate."""


def growth_by_year(rates: pl.DataFrame, year: int, agreed: Mapping[int, float], assumed: Prices) -> dict[int, float]:
    """Expected growth of prices from the year before, for each year of the horizon."""
    by_year = usual_steps(rates)
    recent = [by_year[y][0] for y in range(year - RECENT_YEARS + 1, year + 1) if y in by_year]
    weight = assumed.index_weight_years
    usual = (sum(recent) + weight * np.log1p(assumed.index_per_year)) / (len(recent) + weight)
    own = {}
    for coming in range(year, year + YEARS):
        mean, count = by_year.get(coming, (0.0, 0)) if coming <= year + 1 else (0.0, 0)
        step = (mean * count + usual * assumed.index_weight_rates) / (count + assumed.index_weight_rates)
        own[coming] = float(np.expm1(step))
    return own | {y: agreed[y] for y in own if y in agreed}


def usual_steps(rates: pl.DataFrame) -> dict[int, tuple[float, int]]:
    """Mean log growth a year of all rates but frames, and their number, by the year they are valid from."""
    steps = rate_steps(rates).filter(pl.col("settlement_form") != FRAME)
    yearly = steps.group_by("year").agg(pl.col("step").mean(), pl.len()).sort("year")
    return {year: (mean, count) for year, mean, count in yearly.iter_rows() if count >= FEWEST_RATES}


def provider_step_sd(rates: pl.DataFrame, assumed: Prices) -> float:
    """Spread of a provider's yearly price step around that of all, pulled to the assumption."""
    steps = rate_steps(rates).filter(pl.col("settlement_form") != FRAME)
    beside = pl.col("step") - pl.col("step").mean().over("year")
    by_provider = steps.with_columns(beside=beside).group_by("institution_id", "year").agg(pl.col("beside").mean())
    squares, weight = float((by_provider["beside"] ** 2).sum()), assumed.provider_step_weight
    return float(np.sqrt((squares + weight * assumed.provider_step_sd**2) / (by_provider.height + weight)).round(6))


def rate_steps(rates: pl.DataFrame) -> pl.DataFrame:
    """Log growth a year (`step`) of each rate that follows another of the same kind, by the year it is valid from."""
    before = pl.col("amount_kr").shift(1).over(KEY, order_by="valid_from")
    since = pl.col("valid_from").shift(1).over(KEY, order_by="valid_from")
    years = (pl.col("valid_from") - since).dt.total_days() / 365.25
    return (
        rates.with_columns(year=pl.col("valid_from").dt.year(), step=(pl.col("amount_kr") / before).log() / years)
        .filter(before > 0, pl.col("amount_kr") > 0, years > 0.5, pl.col("step").abs() <= LARGEST_STEP)  # noqa: PLR2004
        .select("year", "step", *KEY)
    )
