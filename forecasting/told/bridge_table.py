"""The rows of forecast.bridge: from any earlier end of a fiscal year to a later one, with its causes, at every level.

A start is the budget, or a forecast made on an earlier day; an end is this forecast, or the accounts of a year that is
closed. From the budget to this forecast, and from the vintage before to it, are the rows of `deviation`. The difference
is start less end, so that dearer is negative, and its causes sum to it. Not here: the causes (`from_budget`, `change`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from forecasting.given.terms import ALL, MONEY, PLACES, Schema
from forecasting.told.change import Change
from forecasting.told.closed_accounts import accounts, closed_years
from forecasting.told.from_budget import FromBudget
from forecasting.told.people import PlacesOfAges
from forecasting.told.published import ADJUSTMENT, EFFECTS, End, Key, Published, keys_of
from forecasting.world import World

YEARS = 2
"""The years of this forecast that earlier ones are held against: the current and the next."""
BUDGET, VINTAGE = "budget", "vintage"
FORECAST, ACCOUNTS = "forecast", "accounts"
BRIDGE: Schema = {
    "starts_in": pl.String,
    "start_vintage_id": pl.String,
    "ends_in": pl.String,
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "start_kr": MONEY,
    "end_kr": MONEY,
    "difference_kr": MONEY,
    "start_places": PLACES,
    "end_places": PLACES,
    **{f"{effect}_effect_kr": MONEY for effect in (*EFFECTS, ADJUSTMENT)},
}


def bridge_frame(world: World, now: Published, earlier: Mapping[str, Published]) -> pl.DataFrame:
    """The rows (schema BRIDGE); `earlier` are the forecasts that this one is held against, by vintage."""
    ages = PlacesOfAges(world)
    rows: list[tuple[Any, ...]] = []
    first = min([world.horizon.as_of.year, *(end.told_years[0] for end in earlier.values())])
    for year in closed_years(world):
        came = accounts(world, year, now.people, min(first, year))
        rows += [(BUDGET, None, ACCOUNTS, *row) for row in _from_budget(world, came, ages)]
        for vintage_id, before in earlier.items():
            if year in before.told_years:
                rows += [(VINTAGE, vintage_id, ACCOUNTS, *row) for row in _since(before.end(year), came, ages)]
    for year in world.horizon.years[:YEARS]:
        for vintage_id, before in earlier.items():
            if year in before.told_years:
                since = _since(before.end(year), now.end(year), ages)
                rows += [(VINTAGE, vintage_id, FORECAST, *row) for row in since]
    return pl.DataFrame(rows, schema=BRIDGE, orient="row").sort(list(BRIDGE)[:7])


def _from_budget(world: World, came: End, ages: PlacesOfAges) -> Iterator[tuple[Any, ...]]:
    bridged = FromBudget.of(world, came, ages)
    if bridged is None:
        return
    for key, members in bridged.budget.levels(_leaves(came)).items():
        budget_kr = bridged.budget.money(members)["expected_corrected_kr"]
        difference = budget_kr - came.expected.kr(key)
        places = bridged.budget.planned_places(key, members), came.expected.places(key)
        causes = bridged.causes(key, members, difference)
        yield (came.fiscal_year, *key, budget_kr, came.expected.kr(key), difference, *places, *causes, None)


def _since(before: End, after: End, ages: PlacesOfAges) -> Iterator[tuple[Any, ...]]:
    change = Change(before, after, ages)
    levels: dict[Key, list[Key]] = {}
    for leaf in sorted({*_leaves(before), *_leaves(after)}):
        for key in keys_of(leaf):
            levels.setdefault(key, []).append(leaf)
    for key, members in levels.items():
        start_kr, difference, *causes = change.row(key, members)
        places = before.expected.places(key), after.expected.places(key)
        yield (after.fiscal_year, *key, start_kr, start_kr - difference, difference, *places, *causes)


def _leaves(end: End) -> Iterable[Key]:
    return (key for key in end.expected.total if ALL not in key)
