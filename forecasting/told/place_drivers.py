"""The drivers of places of one municipality: every district and offer type, totals included, by year.

Children count by how often those of their age and district have come to a place, day-care and school apart, so that a
small year group about to start school weighs more than a large one that has. Newcomers are shared among the types of
their group: those of day-care, those of school, and each type outside the total by itself. Not here: the split itself
(`drivers`), kroner (`driver_table`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Flags, Floats
from forecasting.given.terms import ALL
from forecasting.places.intake import population_table, usual_rates
from forecasting.places.streams import STREAMS, of_stream
from forecasting.told.drivers import Intake, rolled_up, split_change
from forecasting.told.movements import BEFORE, Events, Movements
from forecasting.world import World


def place_drivers(world: World, moved: Movements) -> dict[tuple[str, str], Floats]:
    """Places by driver and year (drivers, years of `moved`) for each district and type, totals included."""
    counted = np.array([counts_in_total(offer) for offer in world.offers], dtype=bool)
    behind = np.stack([moved.exits.behind(year) for year in range(1, len(moved.years))], axis=1)
    exits = np.hstack([np.zeros((len(behind), 1)), behind])
    parts = split_change(
        rolled_up(moved.places, len(world.districts), counted), rolled_up(exits, len(world.districts), counted),
        _intakes(world, moved.entries, counted), moved.years.index(moved.whole_from),
    )  # fmt: skip
    keys = [(district, offer) for district in (*world.districts, ALL) for offer in (*world.offers, ALL)]
    return {key: parts[:, row] for row, key in enumerate(keys)}


def _intakes(world: World, entries: Events, counted: Flags) -> list[Intake]:
    """Entries by group of types that newcomers are shared among."""
    expected = usual_entries(world)
    names = [kind if counts_in_total(offer) else offer for offer, kind in zip(world.offers, world.kinds, strict=True)]
    found = []
    for group in sorted(set(names)):
        here = np.array([name == group for name in names])
        daycare = world.kinds[int(np.argmax(here))] == STREAMS[0]
        found.append(_intake(entries, expected[STREAMS[0] if daycare else STREAMS[1]], here, counted))
    return found


def _intake(entries: Events, expected: Floats, here: Flags, counted: Flags) -> Intake:
    """The entries to the types `here`, with the children of each row's district."""
    districts, width = len(expected), len(here) + 1
    in_group = np.tile(here, districts)[:, None]
    everybody = np.ones(len(here), dtype=bool)
    count, share = entries.count * in_group, entries.share * in_group
    children = np.vstack([expected, expected.sum(axis=0)])
    in_all, share_in_all = (rolled_up(part, districts, everybody)[len(here) :: width] for part in (count, share))
    return Intake(
        children=np.repeat(children, width, axis=0),
        group_count=np.repeat(in_all, width, axis=0),
        group_share=np.repeat(share_in_all, width, axis=0),
        count=rolled_up(count, districts, counted),
        share=rolled_up(share, districts, counted),
    )


def usual_entries(world: World) -> dict[str, Floats]:
    """By stream: entries that each year's children would bring at usual rates (districts, years), two years back on."""
    daycare = [offer for offer, kind in zip(world.offers, world.kinds, strict=True) if kind == STREAMS[0]]
    entries = world.spells.filter("is_paid_by_us", "is_entry", pl.col("start_date") <= world.horizon.as_of)
    young = pl.col("offer_type").is_in(daycare)
    years = range(world.horizon.as_of.year - BEFORE, world.horizon.years[-1] + 1)
    people = population_table(world.inputs.population, world.districts, years)
    return {
        stream: np.einsum("yda,da->dy", people, _rates(world, stream, entries.filter(chosen)))
        for stream, chosen in zip(STREAMS, (young, ~young), strict=True)
    }


def _rates(world: World, stream: str, entries: pl.DataFrame) -> Floats:
    events = entries.select("birth_month", "district_id", day="start_date")
    return usual_rates(
        events, world.inputs.population, world.districts, world.horizon.as_of,
        of_stream(world.assumed.intake, stream), world.ends_since, world.events,
    )  # fmt: skip
