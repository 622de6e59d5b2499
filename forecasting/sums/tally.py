"""Sums of a simulated population by path, cell and month: days, children on the last day, kroner of placements.

A cell is (district, offer type). `days` and `present` cover the whole year so far too; kroner begin the day after
the as-of day, because what lies before is the ledger's (`ledger`). Only placements that we pay for count; children
others pay for matter for the number of own classes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from forecasting.given.horizon import MONTHS, YEARS, Days, Floats, Ints, day_numbers
from forecasting.ledger.billing_level import BillingLevels
from forecasting.places.notice import Notice
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.prices.charges import PriceShelf, charge
from forecasting.prices.day_prices import IndexPath
from forecasting.prices.own_offers import OwnOffers, district_shares
from forecasting.sums.headcount import distinct_children
from forecasting.sums.provenance import HISTORIC, OF_COMPONENT, SIMULATED, SOURCES
from forecasting.world import COMPONENTS, KNOWN, World


@dataclass(frozen=True, eq=False)
class Tally:
    """Arrays over paths.

    days and present (paths, cells, months); distinct children (paths, districts, months); after the as-of day:
    component_days (components, paths, cells, years), month_kr (components, paths, cells, months) and
    month_transport_kr (paths, cells, months). sources (sources of `provenance`, cells, months): mean days.
    """

    days: Floats
    present: Floats
    children: Floats
    component_days: Floats
    month_kr: Floats
    month_transport_kr: Floats
    sources: Floats

    @property
    def component_kr(self) -> Floats:
        """Kroner after the as-of day without transport (components, paths, cells, years)."""
        return _by_year(self.month_kr)

    @property
    def transport_kr(self) -> Floats:
        """Kroner of transport after the as-of day (paths, cells, years)."""
        return _by_year(self.month_transport_kr)

    def at_levels(self, levels: BillingLevels, nowhere: int) -> Tally:
        """Kroner times what bills come to; what names no placement is booked in the district `nowhere`."""
        districts = self.month_kr.shape[-2] // levels.ahead.shape[2]
        main, transport = (np.repeat(np.tile(level, (1, districts, 1)), 12, axis=2) for level in levels.ahead)
        unnamed, unnamed_transport = levels.unnamed
        return replace(
            self,
            month_kr=_moved(self.month_kr * main, unnamed, nowhere),
            month_transport_kr=_moved(self.month_transport_kr * transport, unnamed_transport, nowhere),
        )


def _moved(kr: Floats, share: Floats, district: int) -> Floats:
    """`kr` (…, cells, times) with a share of each offer type moved to one district."""
    cube = kr.reshape(*kr.shape[:-2], -1, len(share), kr.shape[-1])
    moved = cube * share[:, None]
    cube = cube - moved
    cube[..., district, :, :] += moved.sum(axis=-3)
    placed: Floats = cube.reshape(kr.shape)
    return placed


def _by_year(monthly: Floats) -> Floats:
    yearly: Floats = monthly.reshape(*monthly.shape[:-1], YEARS, 12).sum(axis=-1)
    return yearly


def tally(
    world: World, population: Population, shelf: PriceShelf, index: IndexPath, notice: Notice,
    beside: Callable[[Left, int, Days], None] | None = None,
) -> Tally:  # fmt: skip
    """Add up everybody, component by component to bound the memory.

    `beside` is shown each part (its stays, number of paths, and the day after the last paid) for sums of its own.
    """
    paths, cells = world.options.paths, world.cells
    days, present, month_transport_kr = (np.zeros((paths, cells, MONTHS)) for _ in range(3))
    component_days = np.zeros((len(COMPONENTS), paths, cells, YEARS))
    sources = np.zeros((len(SOURCES), cells, MONTHS))
    month_kr = _own_offer_kr(world, population, index)
    for component in range(len(COMPONENTS)):
        for part, count in _parts(world, population, component):
            placed = _placed(world, part, count)
            days += placed.days
            present += placed.present
            component_days[component] += _by_year(placed.days_ahead)
            sources[HISTORIC] += (placed.days - placed.days_ahead).mean(axis=0)
            elsewhere = _gone_on_days(world, part, component)
            sources[OF_COMPONENT[component]] += placed.days_ahead.mean(axis=0) - elsewhere
            sources[SIMULATED] += elsewhere
            paid_until = notice.paid_until(part)
            if beside is not None:
                beside(part, count, paid_until)
            kr, travelled = _charged(world, part, count, shelf, index, paid_until)
            month_kr[component] += kr
            month_transport_kr += travelled
        if component == KNOWN:
            month_kr[component] += _registered_notice(world, shelf, index)
    children = distinct_children(world, population, present)
    return Tally(days, present, children, component_days, month_kr, month_transport_kr, sources)


def _parts(world: World, population: Population, component: int) -> list[tuple[Left, int]]:
    """What we pay for of a component: the fixed stays, and the moving ones as one part, with those of a lent price."""
    fixed = _ours(world, population.fixed, component)
    lends = world.lends[np.where(fixed.stays.template < world.spells.height, fixed.stays.template, -1)]
    moving = [_ours(world, left, component) for left in population.moving]
    moving.append(_on_every_path(fixed.take(lends), population.paths))
    parts = [(fixed.take(~lends), 1), (Left.joined(moving), population.paths)]
    return [(part, count) for part, count in parts if len(part.stays)]


def _on_every_path(fixed: Left, paths: int) -> Left:
    """Stays that stand for all paths, each on all of them: their price is not the same on each."""
    left = fixed.take(np.repeat(np.arange(len(fixed.stays)), paths))
    return replace(left, stays=replace(left.stays, path=np.tile(np.arange(paths), len(fixed.stays))))


@dataclass(frozen=True, eq=False)
class _Placed:
    """Days, children present and days after the as-of day (paths or 1, cells, months)."""

    days: Floats
    present: Floats
    days_ahead: Floats


def _cell_rows(world: World, left: Left, district: Ints | None = None) -> Ints:
    stays = left.stays
    district = stays.district if district is None else district
    rows: Ints = stays.path * world.cells + district * len(world.offers) + stays.offer
    return rows


def _booked_in(world: World, left: Left) -> Ints:
    """The district in which each stay is booked: its provider's where bills name no placement, else the child's."""
    of_stay = np.append(world.booked_owners, -1)[left.stays.template]
    return np.where(of_stay >= 0, of_stay, left.stays.district)


def _placed(world: World, left: Left, count: int) -> _Placed:
    row, rows = _cell_rows(world, left), count * world.cells
    days, present = world.horizon.spread(rows, row, left.stays.start, left.stop)
    months = world.horizon.as_of.month
    until = np.minimum(left.stop, world.horizon.tomorrow)
    behind, _ = world.horizon.spread(rows, row, left.stays.start, until, window=(0, months))
    ahead = days.copy()
    ahead[:, :months] -= behind
    shape = (count, world.cells, MONTHS)
    return _Placed(days.reshape(shape), present.reshape(shape), ahead.reshape(shape))


def _gone_on_days(world: World, left: Left, component: int) -> Floats:
    """Mean days (cells, months) of children in a place in the places that they go on to and nobody has registered."""
    moved = (left.stays.spell < 0) & (component == KNOWN)
    row = _cell_rows(world, left) % world.cells
    start = np.maximum(left.stays.start, world.horizon.tomorrow)
    days, _ = world.horizon.spread(world.cells, row[moved], start[moved], left.stop[moved])
    mean: Floats = days / world.options.paths
    return mean


def _charged(
    world: World, left: Left, count: int, shelf: PriceShelf, index: IndexPath, paid_until: Days
) -> tuple[Floats, Floats]:
    """Kroner after the as-of day without transport, and of transport (paths or 1, cells, months), levers included."""
    main, travelled = charge(
        shelf, world.horizon, index, rows=count * world.cells, row=_cell_rows(world, left, _booked_in(world, left)),
        path=left.stays.path,
        template=left.stays.template, start=np.maximum(left.stays.start, world.horizon.tomorrow), stop=left.stop,
        paid_until=paid_until,
    )  # fmt: skip
    shape = (count, world.cells, MONTHS)
    lever = index.lever_by_month[:, None]
    return main.reshape(shape) * lever, travelled.reshape(shape) * lever


def _ours(world: World, left: Left, component: int) -> Left:
    """The stays of a component that we pay for."""
    paid = world.spells["is_paid_by_us"].to_numpy()
    chosen = (left.stays.component == component) & np.append(paid, True)[left.stays.spell]
    return left.take(chosen)


def _registered_notice(world: World, shelf: PriceShelf, index: IndexPath) -> Floats:
    """Kroner of registered notice periods after the as-of day, on no path's luck (paths or 1, cells, months)."""
    spells = notice_spells(world)
    booked = world.booked_in(spells)
    district = np.where(booked >= 0, booked, world.district_positions(spells["district_id"]))
    cell = district * len(world.offers) + world.offer_positions(spells["offer_type"])
    return charged_notice(world, shelf, index, spells, cell, world.cells)


def notice_spells(world: World) -> pl.DataFrame:
    """Our spells with days of registered notice after the as-of day, with their `position`."""
    return world.spells.with_row_index("position").filter(
        "is_paid_by_us", pl.col("notice_to") > world.horizon.as_of, pl.col("notice_from").is_not_null()
    )


def charged_notice(
    world: World, shelf: PriceShelf, index: IndexPath, spells: pl.DataFrame, row: Ints, rows: int
) -> Floats:
    """Kroner of the notice of `notice_spells`, each in its row (paths or 1, rows, months)."""
    start = np.maximum(day_numbers(spells["notice_from"]), world.horizon.tomorrow).astype(np.int32)
    stop = day_numbers(spells["notice_to"]) + 1
    nobody = np.zeros(len(row), dtype=np.int64)
    usual = replace(shelf, lent=shelf.lent[:0])
    kr, _ = charge(
        usual, world.horizon, index, rows=rows, row=row, path=nobody,
        template=spells["position"].to_numpy().astype(np.int64), start=start, stop=start, paid_until=stop,
    )  # fmt: skip
    return kr.reshape(1, rows, MONTHS) * index.lever_by_month[:, None]


def own_heads(world: World, population: Population, own: OwnOffers) -> Floats:
    """Children on each month's last day by path and own offer, whoever pays (paths, own, months)."""
    paths = world.options.paths
    heads = np.zeros((paths, own.count, MONTHS))
    for left, count in population.parts:
        which = own_of_stays(world, left, own)
        chosen = which >= 0
        row = left.stays.path[chosen] * own.count + which[chosen]
        _, present = world.horizon.spread(count * own.count, row, left.stays.start[chosen], left.stop[chosen])
        heads += present.reshape(count, own.count, MONTHS)
    return heads


def own_of_stays(world: World, left: Left, own: OwnOffers) -> Ints:
    """The own offer each stay is in, through its own or borrowed spell; -1 where the type does not match."""
    of_spell = np.append(own.of_spells(world.spells), -1)
    template = np.where(left.stays.template < world.spells.height, left.stays.template, -1)
    which = of_spell[template]
    types = np.append(world.offer_positions(own.keys["offer_type"]), -1)
    return np.where(types[which] == left.stays.offer, which, -1)


def _own_offer_kr(world: World, population: Population, index: IndexPath) -> Floats:
    """Kroner of own classes and frames after the as-of day (components, paths, cells, months)."""
    own, total = world.own, np.zeros((len(COMPONENTS), world.options.paths, world.cells, MONTHS))
    if not own.count:
        return total
    cost = own_cost_ahead(world, population, index)
    shares = own_shares(world, population, own)
    offers = world.offer_positions(own.keys["offer_type"])
    for which, offer in enumerate(offers):
        for column in np.flatnonzero(shares[which].any(axis=1)):
            component, district = divmod(int(column), len(world.districts))
            total[component, :, district * len(world.offers) + offer] += cost[:, which] * shares[which, column]
    return total


def own_cost_ahead(world: World, population: Population, index: IndexPath) -> Floats:
    """Kroner of own classes and frames after the as-of day (paths, own, months)."""
    return own_cost_of(world, own_heads(world, population, world.own), index)


def own_cost_of(world: World, heads: Floats, index: IndexPath) -> Floats:
    """Kroner of own classes and frames with so many children (paths, own, months), after the as-of day."""
    cost = world.own.monthly_cost(heads, world.horizon, index)
    ahead = np.clip(world.horizon.starts[1:] - world.horizon.tomorrow, 0, world.horizon.lengths) / world.horizon.lengths
    cost *= ahead * index.lever_by_month[:, None]
    return cost


def own_shares(world: World, population: Population, own: OwnOffers) -> Floats:
    """Share of each own offer's month by (component, district), from the mean days of those we pay for."""
    columns = len(COMPONENTS) * len(world.districts)
    days = np.zeros((own.count, columns, MONTHS))
    booked = np.append(world.booked_in(own.keys), -1)
    for left, count in population.parts:
        for component in range(len(COMPONENTS)):
            part = _ours(world, left, component)
            which = own_of_stays(world, part, own)
            chosen = which >= 0
            district = np.where(booked[which] >= 0, booked[which], part.stays.district)[chosen]
            row = which[chosen] * columns + component * len(world.districts) + district
            spread, _ = world.horizon.spread(own.count * columns, row, part.stays.start[chosen], part.stop[chosen])
            days += spread.reshape(days.shape) / count
    return district_shares(days, world.district_positions(pl.Series(["UKENDT"]))[0])
