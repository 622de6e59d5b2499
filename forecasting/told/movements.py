"""Who comes and who leaves, year by year: entries and last ends by cell, with how much of their year they fill.

A start on a day fills the rest of its year (`share`), and the year after has the part that it lacked. So with n starts
and shares a by year, the starts behind the change in full-year places from one year to the next are a of the year plus
n - a of the year before; for ends alike. Only entries and ends that no place follows are counted: a child who goes on
elsewhere is no newcomer. Means over the paths; what is registered is in all of them. Not here: what the change is due
to (`drivers`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import LEISURE
from forecasting.given.horizon import YEARS, Days, Flags, Floats, Ints, days_in_year, month_starts
from forecasting.places.simulation import Population
from forecasting.sums.tally import Tally
from forecasting.world import World

BEFORE = 2
"""Years before the fiscal year: a change, and the change before it."""


@dataclass(frozen=True, eq=False)
class Events:
    """Starts, or ends, by cell and year (cells, years): how many, and the shares of their year that lie after them."""

    count: Floats
    share: Floats

    def behind(self, year: int) -> Floats:
        """Those of the year and of the one before that make its places differ from that year's (cells)."""
        found: Floats = self.share[:, year] + self.count[:, year - 1] - self.share[:, year - 1]
        return found


@dataclass(frozen=True, eq=False)
class Movements:
    """Entries, last ends and full-year places by cell (district x offer) and year, two years back to the horizon's end.

    `whole_from` is the first year of whose events, and the year's before, all are registered.
    """

    years: tuple[int, ...]
    entries: Events
    exits: Events
    places: Floats
    whole_from: int


def movements(world: World, population: Population, sums: Tally) -> Movements:
    """All that we pay for: spells long ended, and everybody simulated."""
    first = world.horizon.as_of.year - BEFORE
    years = tuple(range(first, world.horizon.years[-1] + 1))
    bounds = np.array([day_number_of(year) for year in (*years, years[-1] + 1)])
    starts, ends = (_Counter(world.cells, bounds) for _ in range(2))
    leisure = np.array([offer in LEISURE for offer in world.offers])
    paid = np.append(world.spells["is_paid_by_us"].to_numpy(), True)
    for left, count in population.parts:
        stays, ours = left.stays, paid[left.stays.spell]
        cell = (stays.district.astype(np.int64) * len(world.offers) + stays.offer)[ours]
        new = (stays.is_entry | leisure[stays.offer])[ours]
        starts.add(cell, stays.start[ours], new / count)
        stop = np.maximum(left.stop[ours], world.horizon.first)
        ends.add(cell, stop, (1.0 - left.followed[ours]) / count)
    _add_ended(world, starts, ends, leisure)
    places = np.hstack([_places_before(world, bounds), _mean_places(world, sums)])
    return Movements(years, starts.events(), ends.events(), places, _whole_from(world))


def day_number_of(year: int) -> int:
    """The day number of 1 January."""
    return int(month_starts(year, 0)[0])


class _Counter:
    """Counts by cell and day, so that every year's sums are one product."""

    def __init__(self, cells: int, bounds: Ints) -> None:
        self.bounds, self.cells, self.days = bounds, cells, int(bounds[-1] - bounds[0])
        self.counts = np.zeros(cells * self.days)

    def add(self, cell: Ints, day: Days, weight: Floats) -> None:
        """Add events; those outside the years are left out."""
        at = day.astype(np.int64) - self.bounds[0]
        inside = (at >= 0) & (at < self.days)
        self.counts += np.bincount(cell[inside] * self.days + at[inside], weight[inside], len(self.counts))

    def events(self) -> Events:
        """Sums by year."""
        lengths = np.diff(self.bounds)
        year = np.repeat(np.arange(len(lengths)), lengths)
        in_year = np.eye(len(lengths))[year]
        rest = (self.bounds[year + 1] - np.arange(self.bounds[0], self.bounds[-1])) / lengths[year]
        counts = self.counts.reshape(self.cells, self.days)
        return Events(counts @ in_year, counts @ (in_year * rest[:, None]))


def _ours(world: World) -> pl.DataFrame:
    return world.spells.filter("is_paid_by_us")


def _cells(world: World, spells: pl.DataFrame) -> Ints:
    cells: Ints = world.district_positions(spells["district_id"]) * len(world.offers) + world.offer_positions(
        spells["offer_type"]
    )
    return cells


def _add_ended(world: World, starts: _Counter, ends: _Counter, leisure: Flags) -> None:
    """Spells that ended before the fiscal year, whom no stay stands for."""
    ended = _ours(world).filter(pl.col("end_date").cast(pl.Int32) < world.horizon.first)
    cell = _cells(world, ended)
    new = ended["is_entry"].to_numpy() | leisure[cell % len(world.offers)]
    starts.add(cell, ended["start_date"].cast(pl.Int32).to_numpy(), new.astype(np.float64))
    left = 1.0 - ended["continues"].cast(pl.Float64).to_numpy()
    ends.add(cell, ended["end_date"].cast(pl.Int32).to_numpy() + 1, left)


def _places_before(world: World, bounds: Ints) -> Floats:
    """Full-year places by cell in the years before the fiscal year, of registered spells."""
    spells = _ours(world)
    start = spells["start_date"].cast(pl.Int32).to_numpy().astype(np.int64)
    stop = spells["end_date"].cast(pl.Int32).fill_null(int(bounds[-1])).to_numpy().astype(np.int64) + 1
    places = []
    for year in range(BEFORE):
        low, high = bounds[year], bounds[year + 1]
        days = np.clip(np.minimum(stop, high) - np.maximum(start, low), 0, None)
        places.append(np.bincount(_cells(world, spells), days / (high - low), world.cells))
    return np.stack(places, axis=1)


def _mean_places(world: World, sums: Tally) -> Floats:
    """Full-year places by cell in the years of the horizon, mean over the paths."""
    lengths = np.array([days_in_year(year) for year in world.horizon.years])
    yearly: Floats = sums.days.mean(axis=0).reshape(world.cells, YEARS, 12).sum(axis=2) / lengths
    return yearly


def _whole_from(world: World) -> int:
    """The first year whose events and the year's before are recorded from their first day."""
    year = world.horizon.as_of.year - BEFORE + 1
    while day_number_of(year - 1) < world.ends_since:
        year += 1
    return year
