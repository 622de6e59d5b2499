"""Offer types that a plain line forecasts better: their sums carried to the line.

A line knows of no scenario. What carries the baseline to it carries its scenarios as far, so that what a scenario
changes is still there (`projection.carried_as_baseline`). Not here: the lines (`baselines`), which types they are
chosen for (`method_choice`).
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

Lines = dict[tuple[str, str], float]
"""What carries each (offer type, horizon) to its line."""


def at_lines(world: World, sums: Tally, lines: Lines) -> Tally:
    """The sums with all that is ahead of each offer type by its factors; days that have been are as they were."""
    if not lines:
        return sums
    factors = factors_by_year(world, lines)
    by_cell = np.tile(factors, (len(world.districts), 1))
    by_month = np.tile(months_of(world, factors), (len(world.districts), 1))
    return replace(
        sums,
        days=sums.days * by_month, present=sums.present * by_month, sources=sums.sources * by_month,
        component_days=sums.component_days * by_cell, month_kr=sums.month_kr * np.repeat(by_cell, 12, axis=1),
        month_transport_kr=sums.month_transport_kr * np.repeat(by_cell, 12, axis=1),
    )  # fmt: skip


def line_factors(world: World, sums: Tally, lines: Mapping[tuple[str, str], str | float]) -> Lines:
    """What carries each offer type and horizon to its line; a factor among `lines` is as it is."""
    stock = known_stock(world.inputs, "offer_type", in_total=False)
    factors: Lines = {}
    for (offer, horizon), line in lines.items():
        if not isinstance(line, str):
            factors[offer, horizon] = line
        elif offer in world.offer_index and offer in stock.series:
            ahead = places_ahead(stock, world.inputs.as_of, line)[stock.series.index(offer)]
            year = _years(horizon).start
            factors[offer, horizon] = _factor(world, sums, offer, ahead[HORIZONS.index(horizon)], year)
    return factors


def factors_by_year(world: World, lines: Lines) -> Floats:
    """The factors (offers, years), ones where a type has no line; beyond next year they are next year's."""
    factors = np.ones((len(world.offers), YEARS))
    for (offer, horizon), factor in lines.items():
        if offer in world.offer_index:
            factors[world.offer_index[offer], _years(horizon)] = factor
    return factors


def _years(horizon: str) -> slice:
    return slice(0, 1) if horizon == HORIZONS[0] else slice(1, YEARS)


def months_of(world: World, factors: Floats) -> Floats:
    """The factors of days by month: days that have been are as they were."""
    by_month = np.repeat(factors, 12, axis=1)
    by_month[:, : world.inputs.as_of.month] = 1.0
    return by_month


def _factor(world: World, sums: Tally, offer: str, places: float, year: int) -> float:
    """What the days ahead of a year are to be multiplied by, to reach the line's places."""
    cells = np.arange(len(world.districts)) * len(world.offers) + world.offer_index[offer]
    days = sums.days[:, cells, 12 * year : 12 * year + 12].mean(axis=0).sum()
    ahead = sums.component_days[:, :, cells, year].mean(axis=1).sum()
    wanted = places * world.horizon.year_lengths[12 * year] - (days - ahead)
    return max(float(wanted / ahead), 0.0) if ahead > 0 else 1.0
