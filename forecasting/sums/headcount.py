"""Distinct children: those in two places at once are counted once in the ALL rows.

Places in the total count one each; while two of a child's overlap, one is taken back; a spell outside the total
counts only when the child has no other beside it. Not here: places and days (`tally`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import LEISURE, counts_in_total
from forecasting.given.horizon import FOREVER, MONTHS, Days, Flags, Floats, Ints, day_numbers
from forecasting.places.simulation import Population
from forecasting.world import World


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of overlapping spells in the total of one child, by position, and spells outside it that stand alone."""

    second: Ints
    first: Ints
    alone: Flags


def distinct_children(world: World, population: Population, present: Floats) -> Floats:
    """Children present by district on each month's last day (paths, districts, months) from `present` by cell."""
    in_total = np.array([counts_in_total(offer) for offer in world.offers], dtype=bool)
    shape = (present.shape[0], len(world.districts), len(world.offers), MONTHS)
    children: Floats = present.reshape(shape)[:, :, in_total].sum(axis=2)
    overlaps = overlapping_spells(world)
    children = children - _counted_twice(world, population, overlaps)
    leisure = np.array([offer in LEISURE for offer in world.offers], dtype=bool)
    alone = np.append(overlaps.alone, False)
    for left, count in population.parts:
        offer, spell = left.stays.offer, left.stays.spell
        chosen = np.flatnonzero(np.where(spell >= 0, alone[spell], ~in_total[offer] & ~leisure[offer]))
        row = left.stays.path[chosen] * len(world.districts) + left.stays.district[chosen]
        rows = count * len(world.districts)
        _, more = world.horizon.spread(rows, row, left.stays.start[chosen], left.stop[chosen])
        children = children + more.reshape(count, len(world.districts), MONTHS)
    return children


def overlapping_spells(world: World) -> Overlaps:
    """Overlaps among the spells paid by us; the later begun (then the higher placement_id) is the second."""
    spells = world.spells.with_row_index("position").filter("is_paid_by_us")
    spells = spells.with_columns(
        last=_last_day("end_date"), in_total=pl.col("is_in_total").fill_null(value=True), begun=pl.col("start_date")
    ).select("position", "child_label", "placement_id", "begun", "last", "in_total")
    pairs = spells.join(spells, on="child_label", suffix="_first").filter(
        pl.col("position") != pl.col("position_first"),
        (pl.col("begun_first").cast(pl.Int32) <= pl.col("last"))
        & (pl.col("begun").cast(pl.Int32) <= pl.col("last_first")),
    )
    earlier = (pl.col("begun_first") < pl.col("begun")) | (
        (pl.col("begun_first") == pl.col("begun")) & (pl.col("placement_id_first") < pl.col("placement_id"))
    )
    twice = (
        pairs.filter("in_total", "in_total_first", earlier)
        .sort("position", "last_first", "placement_id_first")
        .unique("position", keep="last", maintain_order=True)
    )
    outside = spells.filter(~pl.col("in_total")).join(pairs.filter("in_total_first"), on="position", how="anti")
    alone = np.zeros(world.spells.height, dtype=bool)
    alone[outside["position"].to_numpy()] = True
    second, first = (twice[name].to_numpy().astype(np.int64) for name in ("position", "position_first"))
    return Overlaps(second, first, alone)


def _last_day(column: str) -> pl.Expr:
    """Day number of a date column, FOREVER where it is open."""
    return pl.col(column).cast(pl.Int32).fill_null(int(FOREVER))


def _counted_twice(world: World, population: Population, overlaps: Overlaps) -> Floats:
    """Second spells while the first lasts (paths, districts, months)."""
    paths, districts = population.paths, len(world.districts)
    needed = np.unique(np.concatenate([overlaps.second, overlaps.first]))
    stops = _stops(population, needed, paths)
    second, first = np.searchsorted(needed, overlaps.second), np.searchsorted(needed, overlaps.first)
    until = np.minimum(stops[second], stops[first])
    spells = world.spells[overlaps.second.tolist()]
    begin = np.repeat(day_numbers(spells["start_date"])[:, None], paths, axis=1)
    district = world.district_positions(spells["district_id"])[:, None]
    row = np.arange(paths)[None, :] * districts + district
    _, twice = world.horizon.spread(paths * districts, row.ravel(), begin.ravel(), until.ravel())
    return twice.reshape(paths, districts, MONTHS)


def _stops(population: Population, needed: Ints, paths: int) -> Days:
    """The day after the last of each needed spell on each path (needed, paths); 0 for one long gone."""
    stops = np.zeros((len(needed), paths), dtype=np.int32)
    for left, count in population.parts:
        chosen = np.flatnonzero(np.isin(left.stays.spell, needed))
        at = np.searchsorted(needed, left.stays.spell[chosen])
        if count == 1:
            stops[at] = left.stop[chosen][:, None]
        else:
            stops[at, left.stays.path[chosen]] = left.stop[chosen]
    return stops
