"""Offer types that a plain line forecasts better: their sums carried to the line.

Not here: the lines (`baselines`), which types they are chosen for (`method_choice`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from forecasting.given.horizon import YEARS, Floats
from forecasting.judged.baselines import known_stock, places_ahead
from forecasting.judged.method_choice import HORIZONS
from forecasting.sums.tally import Tally
from forecasting.world import World


def at_lines(world: World, sums: Tally, methods: Mapping[tuple[str, str], str]) -> Tally:
    """The sums with the offer types of `methods` carried to their lines: all that is ahead by one factor a year.

    The line beyond next year is next year's; days that have been are as they were.
    """
    if not methods:
        return sums
    factors = line_factors(world, sums, methods)
    by_cell = np.tile(factors, (len(world.districts), 1))
    by_month = np.tile(months_of(world, factors), (len(world.districts), 1))
    return replace(
        sums,
        days=sums.days * by_month, present=sums.present * by_month, sources=sums.sources * by_month,
        component_days=sums.component_days * by_cell, month_kr=sums.month_kr * np.repeat(by_cell, 12, axis=1),
        month_transport_kr=sums.month_transport_kr * np.repeat(by_cell, 12, axis=1),
    )  # fmt: skip


def line_factors(world: World, sums: Tally, methods: Mapping[tuple[str, str], str]) -> Floats:
    """What carries each offer type to its line, by year (offers, years); ones where it has none."""
    factors = np.ones((len(world.offers), YEARS))
    stock = known_stock(world.inputs, "offer_type", in_total=False)
    for (offer, horizon), method in methods.items():
        if offer in world.offer_index and offer in stock.series:
            ahead = places_ahead(stock, world.inputs.as_of, method)[stock.series.index(offer)]
            years = slice(0, 1) if horizon == HORIZONS[0] else slice(1, YEARS)
            factors[world.offer_index[offer], years] = _factor(
                world, sums, offer, ahead[HORIZONS.index(horizon)], years
            )
    return factors


def months_of(world: World, factors: Floats) -> Floats:
    """The factors of days by month: days that have been are as they were."""
    by_month = np.repeat(factors, 12, axis=1)
    by_month[:, : world.inputs.as_of.month] = 1.0
    return by_month


def _factor(world: World, sums: Tally, offer: str, places: float, years: slice) -> float:
    """What the days ahead of the first of `years` are to be multiplied by, to reach the line's places."""
    cells = np.arange(len(world.districts)) * len(world.offers) + world.offer_index[offer]
    year = years.start
    days = sums.days[:, cells, 12 * year : 12 * year + 12].mean(axis=0).sum()
    ahead = sums.component_days[:, :, cells, year].mean(axis=1).sum()
    wanted = places * world.horizon.year_lengths[12 * year] - (days - ahead)
    return max(float(wanted / ahead), 0.0) if ahead > 0 else 1.0
