"""How good were we: rolling origins scored against what came, beside plain lines.

An origin is the inputs as known on its day (cut by the warehouse's as-of path, never by filtering finished data) and
the truth as known today. Levels: `total` and `offer_type` in full-year places, `total_kr` in kroner of the fiscal
year. Horizons: the origin's `year` and `next_year`. Not here: the lines themselves (`baselines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.baselines import NAIVE, SEASONAL, Stock, cost_ahead, known_stock, places_ahead, yearly_change
from forecasting.children import counts_in_total
from forecasting.horizon import Floats
from forecasting.inputs import Inputs
from forecasting.options import FEWEST_PATHS, Options
from forecasting.projection import project
from forecasting.schemas import ACCURACY, ALL, QUANTILES

PRODUCT, DECIDED_ONLY = "pladsprognose", "known_and_decided"
HORIZONS = ("year", "next_year")
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, eq=False)
class Truth:
    """What came: `places` (month, offer_type, full_year_places), `cost` (fiscal_year, cost_kr) of complete years."""

    places: pl.DataFrame
    cost: pl.DataFrame

    def places_of(self, year: int) -> dict[str, float]:
        """Full-year places by type in the total; empty when the year is not complete."""
        months = self.places.filter(pl.col("month").dt.year() == year)
        if months["month"].n_unique() < MONTHS_OF_YEAR:
            return {}
        sums = months.group_by("offer_type").agg(pl.col("full_year_places").cast(pl.Float64).sum())
        return {offer: places for offer, places in sums.sort("offer_type").iter_rows() if counts_in_total(offer)}

    def cost_of(self, year: int) -> float | None:
        """The year's accounts; None when there are none."""
        found = self.cost.filter(pl.col("fiscal_year") == year)["cost_kr"]
        return float(found.cast(pl.Float64).sum()) if len(found) else None


@dataclass(frozen=True, eq=False)
class Guess:
    """A method's forecast of one horizon: kroner or places by series, with quantiles (quantiles, series) if it has."""

    method: str
    mean: dict[str, float]
    spread: dict[str, Floats] | None = None


SHOWN_DIGITS = 10
"""Sums of fractions come in no fixed order; the digits beyond these would differ from run to run."""


def evaluate(
    origins: Sequence[tuple[Inputs, Truth]], assumptions: Assumptions, options: Options | None = None
) -> pl.DataFrame:
    """One row per origin, horizon, level and method (schema ACCURACY); years without truth are left out."""
    rows = [row for inputs, truth in origins for row in _score_origin(inputs, truth, assumptions, options or Options())]
    scored = pl.DataFrame(rows, schema=ACCURACY, orient="row").sort(list(ACCURACY)[:4])
    return scored.with_columns(pl.col(pl.Float64).round_sig_figs(SHOWN_DIGITS))


def pooled(accuracy: pl.DataFrame) -> pl.DataFrame:
    """Mean of each measure over origins, with the number of origins, by horizon, level and method."""
    measures = [name for name, dtype in ACCURACY.items() if dtype == pl.Float64]
    return (
        accuracy.group_by("horizon", "level", "method")
        .agg(pl.len().alias("origins"), pl.col(measures).mean())
        .sort("horizon", "level", "method")
    )


def _score_origin(
    inputs: Inputs, truth: Truth, assumptions: Assumptions, options: Options
) -> Iterator[tuple[Any, ...]]:
    index = options.price_index.get(inputs.as_of.year, assumptions.prices.index_per_year)
    stock = known_stock(inputs)
    scale = yearly_change(stock, inputs.as_of)
    guesses = _guesses(inputs, assumptions, options, stock, index)
    for at, horizon in enumerate(HORIZONS):
        year = inputs.as_of.year + at
        places, cost = truth.places_of(year), truth.cost_of(year)
        for level, guess in guesses[at]:
            if level == "total_kr" and cost is not None:
                actual = {ALL: cost}
                unit = scale / max(sum(places.values()), 1e-9) * cost if places else None
            elif level != "total_kr" and places:
                actual = {ALL: sum(places.values())} if level == "total" else places
                unit = scale / (1 if level == "total" else max(len(places), 1))
            else:
                continue
            yield (inputs.as_of, horizon, level, guess.method, *_score(guess, actual, unit))


def _guesses(
    inputs: Inputs, assumptions: Assumptions, options: Options, stock: Stock, index: float
) -> list[list[tuple[str, Guess]]]:
    """(level, guess) of each horizon: the product, what is decided alone, and the plain lines."""
    bare = replace(options, simulate_intake=False, simulate_exits=False, paths=FEWEST_PATHS)
    ours = _projected(inputs, assumptions, options, PRODUCT, with_spread=True)
    decided = _projected(inputs, assumptions, bare, DECIDED_ONLY, with_spread=False)
    costs = cost_ahead(inputs, index)
    every: list[list[tuple[str, Guess]]] = []
    for at in range(len(HORIZONS)):
        found = [*ours[at], *decided[at]]
        for method in (NAIVE, SEASONAL):
            ahead = dict(zip(stock.offers, places_ahead(stock, inputs.as_of, method)[:, at].tolist(), strict=True))
            ahead = {offer: places for offer, places in ahead.items() if counts_in_total(offer)}
            found += [("total", Guess(method, {ALL: sum(ahead.values())})), ("offer_type", Guess(method, ahead))]
        found += [("total_kr", Guess(method, {ALL: kr[at]})) for method, kr in costs.items()]
        every.append(found)
    return every


def _projected(
    inputs: Inputs, assumptions: Assumptions, options: Options, method: str, *, with_spread: bool
) -> list[list[tuple[str, Guess]]]:
    projection = project(inputs, assumptions, options)
    found = []
    for at in range(len(HORIZONS)):
        year = inputs.as_of.year + at
        rows = projection.fiscal_year.filter(
            pl.col("fiscal_year") == year, pl.col("component") == "total", pl.col("grant_area") == ALL,
            pl.col("district_id") == ALL,
        )  # fmt: skip
        by_offer = {row["offer_type"]: row for row in rows.iter_rows(named=True)}
        places = {offer: float(row["full_year_places"]) for offer, row in by_offer.items()}
        kept = {offer: value for offer, value in places.items() if offer != ALL and counts_in_total(offer)}
        spread = _place_spread(projection.year_places, year) if with_spread else None
        kr = by_offer[ALL]
        kr_spread = {ALL: np.array([float(kr[f"{name}_kr"]) for name in QUANTILES])} if with_spread else None
        found.append(
            [
                ("total", Guess(method, {ALL: places[ALL]}, spread)),
                ("offer_type", Guess(method, kept, spread)),
                ("total_kr", Guess(method, {ALL: float(kr["mean_kr"])}, kr_spread)),
            ]
        )
    return found


def _place_spread(year_places: pl.DataFrame, year: int) -> dict[str, Floats]:
    """Quantiles of the year's places by type from the paths."""
    rows = year_places.filter(pl.col("fiscal_year") == year)
    return {row["offer_type"]: np.array([row[name] for name in QUANTILES]) for row in rows.iter_rows(named=True)}


def _score(guess: Guess, actual: dict[str, float], unit: float | None) -> tuple[float | int | None, ...]:
    """n, error, mase, wape, bias, coverage_80, coverage_95, pinball, interval_width over the series of a level."""
    series = sorted(set(actual) | set(guess.mean))
    truth = np.array([actual.get(name, 0.0) for name in series])
    error = np.array([guess.mean.get(name, 0.0) for name in series]) - truth
    size = max(float(np.abs(truth).sum()), 1e-9)
    mean_error = float(np.abs(error).mean())
    scaled = mean_error / unit if unit else None
    head = (len(series), mean_error, scaled, float(np.abs(error).sum()) / size, float(error.sum()) / size)
    if guess.spread is None:
        return (*head, None, None, None, None)
    bands = np.stack([guess.spread.get(name, np.zeros(len(QUANTILES))) for name in series])
    low95, low80, _, high80, high95 = bands.T
    levels = np.array(list(QUANTILES.values()))
    below = truth[:, None] - bands
    pinball = np.maximum(levels * below, (levels - 1) * below).mean(axis=1).sum() / size
    return (
        *head,
        float(((low80 <= truth) & (truth <= high80)).mean()),
        float(((low95 <= truth) & (truth <= high95)).mean()),
        float(pinball),
        float((high80 - low80).sum()) / size,
    )
