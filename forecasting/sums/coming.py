"""The stays that begin after the as-of day, added up for what-ifs: by what brings them, and by path and cohort.

Prices, own classes and notice are those of `tally`, every stay counted by itself. Own classes and frames cost what the
coming children make them cost together, child and month by child and month. Not here: what the sums are for (`draws`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import MONTHS, YEARS, Days, Flags, Floats, Horizon, Ints
from forecasting.ledger.billing_level import BillingLevels
from forecasting.ledger.year_end import NextYearShares
from forecasting.places.asked import UNASKED, received_month
from forecasting.places.leaving import Stays
from forecasting.places.notice import Notice
from forecasting.places.own_places import is_limited
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.prices.charges import PriceShelf, charge_by_year
from forecasting.prices.day_prices import IndexPath
from forecasting.sums.lines import Lines, factors_by_year
from forecasting.sums.tally import own_cost_of, own_heads, own_of_stays
from forecasting.world import World

COHORTS = MONTHS + 2
"""The months in which cases are received, after the last, and what nobody has to ask for."""
AT_ONCE = 200_000
"""Stays looked at together: a city has millions."""
PATHS_APART = 8
"""A place's price is looked at on every eighth path: paths differ by the index and the lent prices alone."""


@dataclass(frozen=True, eq=False)
class Priced:
    """The prices and habits that turn stays into kroner."""

    shelf: PriceShelf
    index: IndexPath
    notice: Notice
    levels: BillingLevels
    late: NextYearShares
    lines: Lines


@dataclass(frozen=True, eq=False)
class Coming:
    """Sums that grow part by part.

    By path, year and cohort: kroner, and full-year places in the total. By type and year: what carries days to their
    line, and days of those who found no own place. `found` are keys (`_keys`) with kroner, paid days, days, and days of
    own places that others wait for, by year.
    """

    world: World
    priced: Priced
    line: Floats
    is_bought: Flags
    own_kr: Floats
    cohort_kr: Floats
    cohort_places: Floats
    waiting_days: Floats
    found: list[tuple[Ints, Floats]] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, wishes: Population, population: Population, priced: Priced) -> Coming:
        """All that we pay for; `wishes` is the population before own places were held against their number."""
        own_place = world.spells["is_in_own_place"].fill_null(value=False).to_numpy()
        shape = (world.options.paths, YEARS, COHORTS)
        coming = cls(
            world, priced, factors_by_year(world, priced.lines), np.append(~own_place, True),
            _own_kr(world, population, priced.index), np.zeros(shape), np.zeros(shape),
            np.zeros((len(world.offers), YEARS)),
        )  # fmt: skip
        sought = Sought.of(world, wishes, population)
        paid = np.append(world.spells["is_paid_by_us"].to_numpy(), True)
        for (left, count), (wished, _) in zip(population.parts, wishes.parts, strict=True):
            begins = np.flatnonzero((left.stays.start >= world.horizon.tomorrow) & paid[left.stays.spell])
            for at in np.split(begins, range(AT_ONCE, len(begins), AT_ONCE)):
                waits = left.stays.template[at] != wished.stays.template[at]
                if len(at):
                    coming.add(left.take(at), count, waits, sought)
        return coming

    def add(self, left: Left, count: int, waits: Flags, sought: Sought) -> None:
        """Add stays of `count` paths; what stands for all paths is on each. Those who wait found no own place free."""
        stays, horizon = left.stays, self.world.horizon
        paid_until = self.priced.notice.paid_until(left)
        kr, days = self._kr(left, paid_until), days_by_year(horizon, stays.start, left.stop)
        others = days_by_year(horizon, sought.since(left), left.stop)
        values = np.concatenate([kr, days_by_year(horizon, stays.start, paid_until), days, others], axis=1)
        keys, row = np.unique(self._keys(stays), return_inverse=True)
        self.found.append((keys, summed(row, values / count, len(keys))))
        self.found[:] = [self.by_key()]
        self.waiting_days[...] += summed(stays.offer[waits], days[waits] / self.world.options.paths, len(self.line))
        cohort = np.where(stays.asked == UNASKED, COHORTS - 1, received_month(stays.asked))
        counts = np.array([counts_in_total(offer) for offer in self.world.offers])[stays.offer]
        places = days * self.line[stays.offer] * counts[:, None] / horizon.year_lengths[::12]
        for sums, each in ((self.cohort_kr, kr), (self.cohort_places, places)):
            part = summed(stays.path * COHORTS + cohort, each, count * COHORTS)
            sums[...] += part.reshape(count, COHORTS, YEARS).transpose(0, 2, 1)

    def _keys(self, stays: Stays) -> Ints:
        """What is asked, month of the start, offer type, and own or bought, in one number."""
        template = np.where(stays.template < self.world.spells.height, stays.template, -1)
        asked = stays.asked.astype(np.int64) - UNASKED
        starts = asked * MONTHS + self.world.horizon.month_index(stays.start)
        keys: Ints = (starts * len(self.world.offers) + stays.offer) * 2 + self.is_bought[template]
        return keys

    def _kr(self, left: Left, paid_until: Days) -> Floats:
        """Kroner of each stay by year of service, at what bills come to (stays, years)."""
        stays, priced, horizon = left.stays, self.priced, self.world.horizon
        main, transport = charge_by_year(
            priced.shelf, horizon, priced.index, np.ones((1, MONTHS)), rows=len(stays), row=np.arange(len(stays)),
            path=stays.path, template=stays.template, start=stays.start, stop=left.stop, paid_until=paid_until,
        )  # fmt: skip
        which = own_of_stays(self.world, left, self.world.own)
        first, last = horizon.month_index(stays.start), horizon.month_index(left.stop)
        for year in range(YEARS):
            low, high = (np.clip(month, 12 * year, 12 * year + 12) for month in (first, last))
            main[:, year] += np.where(which >= 0, self.own_kr[which, high] - self.own_kr[which, low], 0.0)
        ahead, of = priced.levels.ahead, (stays.path, stays.offer)
        kr: Floats = (main * ahead[0][of] + transport * ahead[1][of]) * self.line[stays.offer]
        return kr

    def kr_a_day(self, offer: int, pool: Ints) -> Floats:
        """Kroner a day by year of a place like those of the spells in the pool; 0 without any."""
        if not len(pool):
            return np.zeros(YEARS)
        paths, horizon = np.arange(0, self.world.options.paths, PATHS_APART), self.world.horizon
        one = np.ones(len(paths) * len(pool), dtype=np.int64)
        stays = Stays(
            np.repeat(paths, len(pool)), one * 0, one * offer, one * 0, one * horizon.tomorrow,
            np.tile(pool, len(paths)), one.astype(np.uint64), one * 0, -one, one < 0, -one,
        )  # fmt: skip
        stop = (one * horizon.stop).astype(np.int32)
        kr = self._kr(Left(stays, stop, one, one < 0, one), stop).mean(axis=0)
        a_day: Floats = kr / days_by_year(horizon, stays.start[:1], stop[:1])[0].clip(1)
        return a_day

    def by_key(self) -> tuple[Ints, Floats]:
        """The keys of all parts and their sums over paths, a path's mean."""
        if not self.found:
            return np.zeros(0, dtype=np.int64), np.zeros((0, 4 * YEARS))
        keys, row = np.unique(np.concatenate([keys for keys, _ in self.found]), return_inverse=True)
        return keys, summed(row, np.concatenate([values for _, values in self.found]), len(keys))


@dataclass(frozen=True, eq=False)
class Sought:
    """The simulated stays in own places that somebody waits for, and from when.

    `next_wait` is the first day of the month in which, from each month on, the first child finds none free (paths,
    types, months + 1).
    """

    next_wait: Days
    limited: Flags
    horizon: Horizon

    @classmethod
    def of(cls, world: World, wishes: Population, population: Population) -> Sought:
        """Those who found none have another template than they wished."""
        waits = np.zeros((population.paths, len(world.offers), MONTHS + 1), dtype=bool)
        for left, wished in zip(population.moving, wishes.moving, strict=True):
            at = np.flatnonzero(left.stays.template != wished.stays.template)
            month = world.horizon.month_index(left.stays.start[at])
            waits[left.stays.path[at], left.stays.offer[at], month] = True
        day = np.where(waits, world.horizon.starts, world.horizon.stop)
        next_wait = np.minimum.accumulate(day[:, :, ::-1], axis=2)[:, :, ::-1]
        return cls(next_wait, np.append(is_limited(world)[: world.spells.height], False), world.horizon)

    def since(self, left: Left) -> Days:
        """The day from which somebody else would have the place; the horizon's end for other places."""
        stays = left.stays
        template = np.where(stays.spell < 0, np.clip(stays.template, -1, len(self.limited) - 1), -1)
        wait = self.next_wait[stays.path, stays.offer, self.horizon.month_index(stays.start)]
        return np.where(self.limited[template], np.maximum(stays.start, wait), self.horizon.stop)


def summed(row: Ints, values: Floats, rows: int) -> Floats:
    """Sums of `values` (n, columns) by row."""
    return np.stack([np.bincount(row, column, rows) for column in values.T], axis=1)


def days_by_year(horizon: Horizon, start: Days, stop: Days) -> Floats:
    """Days of each stay by year (stays, years)."""
    bounds = horizon.starts[::12]
    days = np.minimum(stop[:, None], bounds[None, 1:]) - np.maximum(start[:, None], bounds[None, :-1])
    whole: Floats = np.maximum(days, 0).astype(np.float64)
    return whole


def _own_kr(world: World, population: Population, index: IndexPath) -> Floats:
    """Kroner that each own offer's coming child costs up to each month (own, months + 1): of all of them together."""
    running = np.zeros((max(world.own.count, 1), MONTHS + 1))
    if world.own.count:
        begun = [left.take(left.stays.start < world.horizon.tomorrow) for left, _ in population.parts]
        before = Population(begun[0], tuple(begun[1:]), population.paths)
        heads, others = (own_heads(world, each, world.own) for each in (population, before))
        more = (own_cost_of(world, heads, index) - own_cost_of(world, others, index)).sum(axis=0)
        children = (heads - others).sum(axis=0)
        each_kr = np.divide(more, children, out=np.zeros_like(children), where=children > 0)
        running[:, 1:] = np.cumsum(each_kr, axis=1)
    return running
