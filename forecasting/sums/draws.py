"""What a what-if is reckoned from: a finished forecast's coming places, by what would have to change for them to.

`cases` are sums over all paths of the stays that begin after the as-of day, by the months in which their case is
received and decided (`asked`), the month they begin, offer type, and own or bought. `years` are sums of each path and
year, those same stays by cohort, the month their case is received. So a lever's mean effect is that of every stay, and
its spread that of cohorts. Kroner are of the year of service; `late` is the share that next year's accounts book, and
`narrow` and `wide` what the published intervals of the total are drawn out by. Not here: how stays are added up
(`coming`), what is asked (`questions.what_if`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import MONTHS, YEARS
from forecasting.given.terms import Schema
from forecasting.judged.calibration import Widths
from forecasting.places.simulation import Population
from forecasting.prices.day_prices import Templates
from forecasting.sums.coming import COHORTS, Coming, Priced
from forecasting.sums.summary import horizon_of
from forecasting.sums.tally import Tally
from forecasting.world import World

BY_YEAR = pl.Array(pl.Float64, YEARS)
CASES: Schema = {
    "asked": pl.Int32,
    "start_month": pl.Int8,
    "offer_type": pl.Int8,
    "is_bought": pl.Boolean,
    **dict.fromkeys(("kr", "paid_days", "days", "sought_days"), pl.Array(pl.Float32, YEARS)),
}
"""A path's mean; an offer type is its position among TYPES, `sought_days` those of own places that others wait for."""
YEAR_SUMS: Schema = {
    "path": pl.Int32,
    "fiscal_year": pl.Int32,
    "as_of": pl.Date,
    "seed": pl.Int64,
    **dict.fromkeys(("narrow", "wide", "total_kr", "full_year_places", "price_index", "late"), pl.Float64),
    "month_kr": pl.Array(pl.Float64, 12),
    **dict.fromkeys(("cohort_kr", "cohort_places"), pl.Array(pl.Float32, COHORTS)),
}
TYPES: Schema = {
    "offer_type": pl.String,
    "is_in_total": pl.Boolean,
    "bought_share": pl.Float64,
    **dict.fromkeys(("line", "kr_per_krone", "bought_kr", "own_kr", "waiting_days"), BY_YEAR),
}
"""By offer type: of its recent places the share that is bought, and what they cost a day, bought and own; what carries
its days to its plain line, what is booked per krone of today's price, and a path's days of those who found no own
place.
"""


@dataclass(frozen=True, eq=False)
class Draws:
    """Frames of schemas CASES, YEAR_SUMS (sorted by path and year) and TYPES."""

    cases: pl.DataFrame
    years: pl.DataFrame
    types: pl.DataFrame


def draws_of(
    world: World, wishes: Population, population: Population, templates: Templates, priced: Priced, sums: Tally,
    totals: pl.DataFrame, widths: Widths,
) -> Draws:  # fmt: skip
    """The draws of a baseline; `sums` at their lines and levels, `totals` of its paths and years.

    `wishes` is the population before own places were held against their number (`own_places`).
    """
    coming = Coming.of(world, wishes, population, priced)
    return Draws(_cases(world, coming), _years(world, coming, priced, sums, totals, widths),
                 _types(world, coming, priced, templates))  # fmt: skip


def _cases(world: World, coming: Coming) -> pl.DataFrame:
    keys, values = coming.by_key()
    rest, place = np.divmod(keys, len(world.offers) * 2)
    asked, start = np.divmod(rest, MONTHS)
    columns = (asked - 1, start, place // 2, place % 2 == 1, *np.split(values.astype(np.float32), 4, axis=1))
    named = zip(CASES.items(), columns, strict=True)
    return pl.DataFrame({name: pl.Series(column).cast(dtype) for (name, dtype), column in named})


def _years(
    world: World, coming: Coming, priced: Priced, sums: Tally, totals: pl.DataFrame, widths: Widths
) -> pl.DataFrame:
    flat = world.options.paths * YEARS
    month_kr = (sums.month_kr.sum(axis=0) + sums.month_transport_kr).sum(axis=1)
    yearly = sums.component_kr.sum(axis=0) + sums.transport_kr
    late, whole = (yearly * priced.late.of_cells(yearly.shape[1])).sum(axis=1), yearly.sum(axis=1)
    factors = np.array([widths.of(horizon_of(at), "total_kr") for at in range(YEARS)])
    columns = {
        "as_of": [world.horizon.as_of] * flat, "seed": np.full(flat, world.options.seed),
        "narrow": np.tile(factors[:, 0], world.options.paths), "wide": np.tile(factors[:, 1], world.options.paths),
        "price_index": priced.index.by_year.ravel(),
        "late": np.divide(late, whole, out=np.zeros_like(whole), where=whole != 0).ravel(),
        "month_kr": month_kr.reshape(flat, 12), "cohort_kr": coming.cohort_kr.reshape(flat, COHORTS),
        "cohort_places": coming.cohort_places.reshape(flat, COHORTS),
    }  # fmt: skip
    series = [pl.Series(name, values).cast(YEAR_SUMS[name]) for name, values in columns.items()]
    frame = totals.sort("path", "fiscal_year").with_columns(pl.col("path").cast(pl.Int32))
    return frame.with_columns(series).select(list(YEAR_SUMS))


def _types(world: World, coming: Coming, priced: Priced, templates: Templates) -> pl.DataFrame:
    level = priced.index.by_year[:, None, :] * priced.levels.ahead[0]
    pools = [templates.order[templates.first[at] : templates.first[at + 1]] for at in range(len(world.offers))]
    bought = [coming.is_bought[pool] for pool in pools]
    prices = [
        np.stack([coming.kr_a_day(at, pool[chosen]) for at, (pool, chosen) in enumerate(zip(pools, each, strict=True))])
        for each in (bought, [~chosen for chosen in bought])
    ]
    columns = (
        world.offers, [counts_in_total(offer) for offer in world.offers],
        [float(chosen.mean()) if len(chosen) else 1.0 for chosen in bought],
        coming.line, level.mean(axis=0) * coming.line, *prices, coming.waiting_days,
    )  # fmt: skip
    return pl.DataFrame(dict(zip(TYPES, columns, strict=True)), schema=TYPES)
