"""What is ahead by lane: full-year places and kroner of placements of everybody on every path, by fiscal year.

The same stays, prices, own classes and notice as `tally` adds up by district, added up beside it by lane. A child's
stay is cut where its band changes, on 1 August; the notice that is paid after it belongs to its last band. Not here:
what the lanes are (`level_members`), the ledger's part of the year (`level_ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from forecasting.given.horizon import MONTHS, YEARS, Days, Floats, Ints, day_numbers
from forecasting.ledger.billing_level import BillingLevels
from forecasting.ledger.year_end import NextYearShares
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.prices.charges import PriceShelf, charge_by_year
from forecasting.prices.day_prices import IndexPath
from forecasting.prices.own_offers import district_shares
from forecasting.sums.tally import charged_notice, notice_spells, own_cost_ahead, own_of_stays
from forecasting.told.level_members import BANDS, LAST_BAND, UNKNOWN_BAND, Lanes, band_changes
from forecasting.world import World


@dataclass(frozen=True, eq=False)
class LaneTally:
    """Sums that grow part by part, as `tally` goes through them.

    By path, lane and year: full-year places (this year's months to the as-of day's apart, in `served`), kroner after
    the as-of day without transport, and of transport. `own_days` by own offer, band and month.
    """

    world: World
    lanes: Lanes
    shelf: PriceShelf
    index: IndexPath
    places: Floats
    served: Floats
    kr: Floats
    transport_kr: Floats
    own_days: Floats

    @classmethod
    def of(cls, world: World, lanes: Lanes, shelf: PriceShelf, index: IndexPath) -> LaneTally:
        """Nobody yet."""
        shape = (world.options.paths, lanes.count, YEARS)
        own = (world.own.count, len(BANDS), MONTHS)
        sums = (np.zeros(shape), np.zeros(shape[:2]), np.zeros(shape), np.zeros(shape), np.zeros(own))
        return cls(world, lanes, shelf, index, *sums)

    def add(self, left: Left, count: int, paid_until: Days) -> None:
        """Add stays of `count` paths; only the lanes that they have are held."""
        stays, horizon, lanes = left.stays, self.world.horizon, self.lanes
        cut = _Cut.of(left, paid_until)
        self._add_own_days(left, cut, count)
        path, template = stays.path[cut.stay], stays.template[cut.stay]
        lane = lanes.at(lanes.of_template[template], cut.band, stays.offer[cut.stay])
        used = np.flatnonzero(np.bincount(lane, minlength=lanes.count))
        row, rows = path * len(used) + np.searchsorted(used, lane), count * len(used)
        self._add_places(used, row, cut, count)
        lever = self.index.lever_by_month
        lever = lever if count > 1 else lever.mean(axis=0, keepdims=True)  # such stays stand for all paths
        charged = charge_by_year(
            self.shelf, horizon, self.index, lever, rows=rows, row=row, path=path, template=template,
            start=np.maximum(cut.start, horizon.tomorrow), stop=cut.stop, paid_until=cut.paid_until,
        )  # fmt: skip
        for sums, kr in zip((self.kr, self.transport_kr), charged, strict=True):
            sums[:, used] += kr.reshape(count, len(used), YEARS)

    def _add_own_days(self, left: Left, cut: _Cut, count: int) -> None:
        """Days in own classes and frames: their cost is shared by them."""
        own = self.world.own
        if not own.count:
            return
        which = own_of_stays(self.world, left, own)[cut.stay]
        chosen = which >= 0
        row = which[chosen] * len(BANDS) + cut.band[chosen]
        days, _ = self.world.horizon.spread(own.count * len(BANDS), row, cut.start[chosen], cut.stop[chosen])
        self.own_days[...] += days.reshape(self.own_days.shape) / count

    def _add_places(self, used: Ints, row: Ints, cut: _Cut, count: int) -> None:
        horizon, now = self.world.horizon, self.world.inputs.as_of.month
        for first, stop in pairwise(sorted({0, now, *range(12, MONTHS + 1, 12)})):
            days = np.minimum(cut.stop, horizon.starts[stop]) - np.maximum(cut.start, horizon.starts[first])
            here = np.flatnonzero(days > 0)
            places = np.bincount(row[here], days[here], count * len(used)) / horizon.year_lengths[first]
            if stop <= now:
                self.served[:, used] += places.reshape(count, len(used))
            else:
                self.places[:, used, first // 12] += places.reshape(count, len(used))

    def all_places(self, lines: Floats) -> Floats:
        """Full-year places (paths, lanes, years), types carried to their plain lines (offers, years)."""
        places = self.places * self._by_lane(lines)
        places[:, :, 0] += self.served
        return places

    def all_kr(self, population: Population, lines: Floats, levels: BillingLevels, late: NextYearShares) -> Floats:
        """Kroner (paths, lanes, years) at what bills come to, in the fiscal years that book them."""
        main, transport = (self._by_lane(level) for level in levels.ahead)
        kr = self.kr + self._notice_kr() + self._own_kr(population)
        return late.booked((kr * main + self.transport_kr * transport) * self._by_lane(lines))

    def _by_lane(self, of_offers: Floats) -> Floats:
        """Figures of offer types (…, offers, years) for their lanes."""
        return np.tile(of_offers, (self.lanes.count // self.lanes.offers, 1))

    def _notice_kr(self) -> Floats:
        """Kroner of registered notice (1, lanes, years), in the band of the last day."""
        world, spells = self.world, notice_spells(self.world)
        last = day_numbers(spells["notice_from"]) - 1
        band = _band(band_changes(spells["cohort"].to_numpy()), last)
        of_class = self.lanes.of_template[spells["position"].to_numpy()]
        row = self.lanes.at(of_class, band, world.offer_positions(spells["offer_type"]))
        return _by_year(charged_notice(world, self.shelf, self.index, spells, row, self.lanes.count))

    def _own_kr(self, population: Population) -> Floats:
        """Kroner of own classes and frames: their provider's, by band as their children's days.

        A month's days are those of the mean path; on each path bands have more or less of a year as their places do.
        """
        world, kr = self.world, np.zeros_like(self.kr)
        if not world.own.count:
            return kr
        cost, shares = own_cost_ahead(world, population, self.index), district_shares(self.own_days, UNKNOWN_BAND)
        of_class = self.lanes.of_providers(world.own.keys["provider_id"])
        offer = world.offer_positions(world.own.keys["offer_type"])
        for which in range(world.own.count):
            bands = np.flatnonzero(shares[which].any(axis=1))
            usual = np.stack([_by_year(cost[:, which] * shares[which, band]) for band in bands], axis=1)
            lane = self.lanes.at(of_class[which], bands, offer[which])
            kr[:, lane] += leaned(usual, self.places[:, lane])
        return kr


def leaned(kr: Floats, places: Floats) -> Floats:
    """Kroner (paths, bands, years) with the same sums over bands, leaning as each path's places do from their mean."""
    mean = places.mean(axis=0)
    own = kr * np.divide(places, mean, out=np.ones_like(places), where=mean > 0)
    whole, told = kr.sum(axis=1, keepdims=True), own.sum(axis=1, keepdims=True)
    leaned: Floats = np.where(told > 0, own * np.divide(whole, told, out=np.zeros_like(told), where=told > 0), kr)
    return leaned


@dataclass(frozen=True, eq=False)
class _Cut:
    """Stays cut by band: positions of their stays, band, first day, day after the last, day after the last paid."""

    stay: Ints
    band: Ints
    start: Days
    stop: Days
    paid_until: Days

    @classmethod
    def of(cls, left: Left, paid_until: Days) -> _Cut:
        """Every stay in at least one piece: its whole length when the band is one."""
        stays, changes = left.stays, band_changes(left.stays.cohort)
        last_day = np.maximum(left.stop - 1, stays.start)
        first, last = (_band(changes, day) for day in (stays.start, last_day))
        crossing = np.flatnonzero(first < last)
        start = np.array(stays.start)
        start[crossing] = changes[last[crossing] - 1, crossing]
        pieces = [cls(np.arange(len(stays), dtype=np.int32), last, start, left.stop, paid_until)]
        for band in range(LAST_BAND):
            at = crossing[(first[crossing] <= band) & (band < last[crossing])]
            begin = np.where(first[at] == band, stays.start[at], changes[band - 1, at])
            pieces.append(
                cls(
                    at.astype(np.int32),
                    np.full(len(at), band, dtype=np.int32),
                    begin,
                    changes[band, at],
                    changes[band, at],
                )
            )
        return cls(*(np.concatenate([getattr(piece, field.name) for piece in pieces]) for field in fields(cls)))


def _band(changes: Days, day: Days) -> Ints:
    """Position of the band that each child is in on its day; `changes` as in `band_changes`."""
    band = np.zeros(len(day), dtype=np.int32)
    for change in changes:
        band += change <= day
    return band


def _by_year(monthly: Floats) -> Floats:
    yearly: Floats = monthly.reshape(*monthly.shape[:-1], YEARS, 12).sum(axis=-1)
    return yearly
