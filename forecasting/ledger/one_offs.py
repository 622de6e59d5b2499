"""One-offs still to come: as often and as large as the ledger's own past has had them.

They are known only when booked, but a year without new ones is rarer than a year with. Their number is Poisson with the
ledger's own rate, their amounts are drawn from the past ones (Bayesian bootstrap; Rubin 1981). Less than a year of
ledger says nothing, and nothing is expected. Not here: those already booked (`this_year`).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import YEARS, day_number, days_in_year, same_day
from forecasting.given.postings import is_one_off
from forecasting.given.randomness import generator
from forecasting.ledger.untied import LEAF, Untied, complete_years
from forecasting.prices.day_prices import IndexPath
from forecasting.world import World

KIND = "one_off"
WEIGHT_OF_CALENDAR = 5
"""One-offs that an even spread over the year is worth against the months in which they used to come."""
FEWEST_DAYS = 365


def new_one_offs(world: World, index: IndexPath) -> Untied:
    """Kroner of one-offs not booked yet by leaf, of this year's rest and each later year."""
    events = _events(world)
    years = _ledger_years(world)
    if not world.options.simulate_intake or events.is_empty() or not years:
        return Untied(KIND, events.select(LEAF).clear(), np.zeros((world.options.paths, 0, YEARS)))
    leaves = events.select(LEAF).unique().sort(LEAF)
    leaf = events.select(LEAF).join(leaves.with_row_index("leaf"), on=list(LEAF), maintain_order="left")["leaf"]
    rng = generator(world.options.seed, "one-offs")
    paths, count = world.options.paths, events.height
    rate = rng.gamma(count + 0.5, 1 / years, paths)
    weights = np.cumsum(rng.dirichlet(np.ones(count), paths), axis=1)
    amounts, kr = events["kr"].to_numpy(), np.zeros((paths, leaves.height, YEARS))
    for year in range(YEARS):
        share = rest_of_year(world, events) if year == 0 else 1.0
        path = np.repeat(np.arange(paths), rng.poisson(rate * share))
        drawn = np.minimum((rng.random(len(path))[:, None] > weights[path]).sum(axis=1), count - 1)
        flat = path * leaves.height + leaf.to_numpy()[drawn]
        kr[:, :, year] = np.bincount(flat, amounts[drawn], paths * leaves.height).reshape(paths, -1)
        kr[:, :, year] *= index.by_year[:, year : year + 1]
    return Untied(KIND, leaves, kr)


def _events(world: World) -> pl.DataFrame:
    """Past one-offs: the lines of one day and leaf are one."""
    rows = world.inputs.postings.filter(is_one_off())
    return (
        rows.group_by("fiscal_year", "posting_date", *LEAF)
        .agg(kr=pl.col("amount_kr").cast(pl.Float64).sum())
        .filter(pl.col("kr") != 0)
        .sort("fiscal_year", "posting_date", *LEAF, nulls_last=False)
    )


def _ledger_years(world: World) -> float:
    """Years that the ledger covers; 0 for less than one."""
    first = world.inputs.postings["posting_date"].min()
    if not isinstance(first, date):
        return 0.0
    days = day_number(world.inputs.cut_off("omkostninger")) - day_number(first.replace(day=1)) + 1
    return days / 365.25 if days >= FEWEST_DAYS else 0.0


def rest_of_year(world: World, events: pl.DataFrame) -> float:
    """Share of a year's one-offs that is booked after the as-of day."""
    as_of = world.inputs.cut_off("omkostninger")
    past = complete_years(world)
    whole = events.filter(pl.col("fiscal_year").is_in(past))
    late = sum(
        whole.filter(pl.col("fiscal_year") == year, pl.col("posting_date") > same_day(as_of, year)).height
        for year in past
    )
    ahead = 1 - (day_number(as_of) - day_number(date(as_of.year, 1, 1)) + 1) / days_in_year(as_of.year)
    return (late + WEIGHT_OF_CALENDAR * ahead) / (whole.height + WEIGHT_OF_CALENDAR)
