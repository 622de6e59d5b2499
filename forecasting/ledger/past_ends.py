"""Ends before the as-of day that nobody has registered yet: what is not due after them, on the paths that have them.

The bills of a place without a registered end are taken as due to the as-of day; where it has ended on a path, only the
days until then are, and those of its notice. Not here: which bills are missing (`this_year`), what is due after the
as-of day (`tally`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from forecasting.given.horizon import FOREVER, Days, Floats, Ints, day_numbers
from forecasting.ledger.this_year import Unbilled
from forecasting.places.notice import Notice
from forecasting.places.simulation import Population
from forecasting.world import World


def still_owed(world: World, population: Population, notice: Notice, bills: Unbilled) -> Unbilled:
    """The outstanding bills without the days that are not paid on each path; transport is paid for no notice."""
    places = world.spells.select("placement_id", "start_date").with_row_index("position")
    leaves = bills.leaves.join(places, on="placement_id", how="left", maintain_order="left", validate="m:1")
    spell, at = np.unique(leaves["position"].fill_null(world.spells.height).to_numpy(), return_inverse=True)
    paid, stayed = _until(world, population, notice, spell)
    travels = leaves["travel_share"].to_numpy()
    share = _share(world, leaves, paid[:, at]) * (1 - travels) + _share(world, leaves, stayed[:, at]) * travels
    return replace(bills, comes=bills.comes * share)


def _until(world: World, population: Population, notice: Notice, spell: Ints) -> tuple[Days, Days]:
    """The day after the last paid, and after the last in place, of spells (positions) by path; FOREVER if not ended."""
    paid, stayed = np.full((2, population.paths, len(spell)), FOREVER, dtype=np.int32)
    for left in population.moving:
        ended = left.take((left.stop < world.horizon.tomorrow) & np.isin(left.stays.spell, spell))
        at = ended.stays.path, np.searchsorted(spell, ended.stays.spell)
        paid[at], stayed[at] = notice.paid_until(ended), ended.stop
    return paid, stayed


def _share(world: World, leaves: pl.DataFrame, until: Days) -> Floats:
    """The share of each leaf's days of service that lie before a day (paths, n)."""
    days = leaves.select(
        first=pl.max_horizontal("service_month", "start_date"),
        last=pl.min_horizontal(pl.col("service_month").dt.month_end(), pl.lit(world.horizon.as_of)),
    )
    first, stop = day_numbers(days["first"]), day_numbers(days["last"]) + 1
    share: Floats = np.clip((until - first) / np.maximum(stop - first, 1), 0.0, 1.0)
    return share
