"""Own places are limited: a simulated child who finds none free has a bought place instead.

Simulated children borrow price and provider from a recent spell of their type (`prices.Templates`), own or bought as
it has been. Month by month, on each path, our children in own places of a type are held against the places known for
it; those beyond them borrow from a bought place. Registered places, and grants to a known provider, stay where they
are. Not here: scenarios' moves (`relocation`), what a class costs (`own_offers`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from forecasting.given.horizon import (
    AUGUST,
    FOREVER,
    MONTHS,
    Days,
    Flags,
    Floats,
    Horizon,
    Ints,
    day_number,
    day_numbers,
)
from forecasting.given.randomness import generator, uniform
from forecasting.places.leaving import Stays
from forecasting.places.own_growth import SCHOOL_YEARS, first_untold, growth_paths, usual_step
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.prices.day_prices import Templates
from forecasting.world import World

HOUSE = ["provider_id", "offer_type"]
YEARS_BACK = 2
"""Years in which a house may have shown that it holds more children than it has places."""


def within_own_places(world: World, population: Population, templates: Templates) -> Population:
    """Everybody, with no more simulated children in own places than these hold."""
    houses = Houses.of(world)
    if not houses.told or not len(templates.order):
        return population
    room = most_children(houses) * houses.growth()
    limited = is_limited(world)
    drawn = [np.flatnonzero(limited[left.stays.template] & _borrows(world, left.stays)) for left in population.moving]
    stays = Stays.joined([left.stays.take(at) for left, at in zip(population.moving, drawn, strict=True)])
    stop = np.concatenate([left.stop[at] for left, at in zip(population.moving, drawn, strict=True)])
    elsewhere = _without_room(world, stays, stop, room - _heads_in_place(world, population, limited))
    template = np.split(_borrowed(stays, elsewhere, limited, templates), np.cumsum([len(at) for at in drawn])[:-1])
    moving = [_at(left, *of) for left, of in zip(population.moving, zip(drawn, template, strict=True), strict=True)]
    return replace(population, moving=tuple(moving))


def _at(left: Left, where: Ints, template: Ints) -> Left:
    """Stays with the templates of some of them changed."""
    found = left.stays.template.copy()
    found[where] = template
    return replace(left, stays=replace(left.stays, template=found))


def most_children(houses: Houses) -> Floats:
    """Children of ours that own places hold by offer type and month (types, months); infinite where nobody has told.

    The places told, or as far beyond them as our children have been in the last two years.
    """
    world = houses.world
    past = Horizon.of(date(world.horizon.as_of.year - YEARS_BACK, 1, 1))
    now = 12 * YEARS_BACK + world.horizon.as_of.month - 1
    heads = houses.heads(past)
    before, was_told = houses.places(past, np.zeros(len(houses.told), dtype=bool))
    ahead, is_told = houses.places(world.horizon, heads[:, now] > 0)
    heads, before = houses.by_type(heads * was_told)[:, :now], houses.by_type(before)[:, :now]
    fullness = np.divide(heads, before, out=np.zeros(heads.shape), where=before > 0).max(axis=1, keepdims=True)
    return np.where(houses.by_type(is_told) > 0, houses.by_type(ahead) * np.maximum(fullness, 1.0), np.inf)


@dataclass(frozen=True, eq=False)
class Houses:
    """Own institutions whose places of an offer type are told: `told` has their rows, `offers` their types."""

    world: World
    told: list[pl.DataFrame]
    offers: Ints

    @classmethod
    def of(cls, world: World) -> Houses:
        """One for each institution and offer type."""
        rows = world.inputs.capacity.filter("is_own", pl.col("offer_type").is_in(world.offers))
        told = rows.sort(*HOUSE, "valid_from").partition_by(HOUSE, maintain_order=True)
        offers = world.offer_positions(pl.Series([own["offer_type"].item(0) for own in told], dtype=pl.String))
        return cls(world, told, offers)

    def places(self, horizon: Horizon, lived_in: Flags) -> tuple[Floats, Flags]:
        """Places on each month's first day, and whether they are told (houses, months).

        A house that is `lived_in` before its first day has the places of that day already; a closed one has none.
        """
        first = horizon.starts[:-1]
        places, is_told = np.zeros((len(self.told), MONTHS)), np.zeros((len(self.told), MONTHS), dtype=bool)
        for house, own in enumerate(self.told):
            at = np.searchsorted(day_numbers(own["valid_from"]), first, side="right") - 1
            is_told[house] = (at >= 0) | lived_in[house]
            row = np.maximum(at, 0)
            open_ = is_told[house] & (first <= self.last[house])
            places[house] = np.where(open_, own["place_count"].to_numpy()[row], 0)
        return places, is_told

    @cached_property
    def last(self) -> Days:
        """Each house's last day of places; none while it is not told what there will be when a house closes.

        Its children go on somewhere: to its neighbours of the same type, if there are any.
        """
        last = np.array([day_numbers(own["valid_to"])[0] for own in self.told])
        changes = self.first_days[self.first_days > day_number(self.world.horizon.as_of)]
        is_silent = (changes[None] > last[:, None] + 1).all(axis=1)
        stays_open = np.zeros(len(self.world.offers), dtype=last.dtype)
        np.maximum.at(stays_open, self.offers, last)
        stays = (last > day_number(self.world.horizon.as_of)) & is_silent & (stays_open[self.offers] > last)
        return np.where(stays, FOREVER, last)

    @property
    def first_days(self) -> Days:
        """Every day from which places are told."""
        return np.concatenate([day_numbers(own["valid_from"]) for own in self.told])

    def heads(self, horizon: Horizon) -> Floats:
        """Our registered children on each month's last day (houses, months)."""
        index = pl.concat([own.select(HOUSE).head(1) for own in self.told]).with_row_index("house")
        spells = self.world.spells.filter("is_paid_by_us").join(index, on=HOUSE, how="inner")
        stop = np.minimum(day_numbers(spells["end_date"]).astype(np.int64) + 1, FOREVER)
        house = spells["house"].to_numpy().astype(np.int64)
        return horizon.spread(len(self.told), house, day_numbers(spells["start_date"]), stop)[1]

    def growth(self) -> Floats:
        """Places as a share of those told, where nobody has told yet (paths, types, months)."""
        today = self.world.horizon
        untold = first_untold(today.as_of, self.first_days)
        past = Horizon.of(date(untold - 1 - SCHOOL_YEARS, 1, 1))
        august = slice(AUGUST - 1, MONTHS, 12)
        lived_in = self.heads(past)[:, AUGUST - 1] > 0
        usual = usual_step(self.by_type(self.places(past, lived_in)[0])[:, august], self.world.assumed.own_places)
        options = self.world.options
        shape = (options.paths, len(self.world.offers))
        return growth_paths(usual, today.as_of.year, untold, shape, generator(options.seed, "own places"))

    def by_type(self, of_houses: Floats | Flags) -> Floats:
        """Sums of houses by offer type (types, months)."""
        sums = np.zeros((len(self.world.offers), MONTHS))
        np.add.at(sums, self.offers, of_houses)
        return sums


def is_limited(world: World) -> Flags:
    """Whether each spell, then each grant, is in a place of our own whose number is known; one more for neither."""
    rows = pl.concat([world.spells.select(HOUSE), world.grants.select(HOUSE)])
    known = world.inputs.capacity.filter("is_own").select(HOUSE).unique().with_columns(is_known=True)
    found = rows.join(known, on=HOUSE, how="left", maintain_order="left")
    return np.append(found["is_known"].fill_null(value=False).to_numpy(), False)


def _borrows(world: World, stays: Stays) -> Flags:
    """Simulated stays that borrow from a spell: no registered place, no grant at a price of its own."""
    borrows: Flags = (stays.spell < 0) & (stays.template >= 0) & (stays.template < world.spells.height)
    return borrows


def _heads_in_place(world: World, population: Population, limited: Flags) -> Floats:
    """Our children who stay in their own places (paths, types, months), on each month's last day."""
    paths, width = population.paths, len(world.offers)
    heads = np.zeros((paths, width, MONTHS))
    paid = np.append(world.spells["is_paid_by_us"].to_numpy(), True)
    for left, count in population.parts:
        stays = left.stays
        inside = np.flatnonzero(limited[stays.template] & paid[stays.spell] & ~_borrows(world, stays))
        row = stays.path[inside].astype(np.int64) * width + stays.offer[inside]
        _, present = world.horizon.spread(count * width, row, stays.start[inside], left.stop[inside])
        heads += present.reshape(count, width, MONTHS)
    return heads


def _without_room(world: World, stays: Stays, stop: Days, room: Floats) -> Ints:
    """Stays that find no own place free, month by month, who gets one by luck; `room` (paths, types, months)."""
    width, rows = room.shape[1], room.shape[0] * room.shape[1]
    first, last = world.horizon.month_index(stays.start), world.horizon.month_index(stop)
    chosen = np.flatnonzero(np.isfinite(room[0]).any(axis=1)[stays.offer] & (last > first))
    group = stays.path[chosen].astype(np.int64) * width + stays.offer[chosen]
    order = np.argsort(first[chosen] * rows + group + uniform(stays.key[chosen], "own place"), kind="stable")
    chosen, group = chosen[order], group[order]
    bounds = np.searchsorted(first[chosen], np.arange(MONTHS + 1))
    room, stays_in = room.reshape(rows, MONTHS), np.zeros((rows, MONTHS + 1))
    found = np.zeros(len(chosen), dtype=bool)
    for month in range(MONTHS):
        now = slice(bounds[month], bounds[month + 1])
        here = group[now]
        rank = np.arange(len(here)) - np.searchsorted(here, here)
        found[now] = rank < (room[:, month] - stays_in[:, month:].sum(axis=1))[here]
        np.add.at(stays_in, (here[found[now]], last[chosen[now]][found[now]] - 1), 1)
    return chosen[~found]


def _borrowed(stays: Stays, elsewhere: Ints, limited: Flags, templates: Templates) -> Ints:
    """The template of each stay; those who go elsewhere have a bought one of their type, if there is any."""
    template = stays.template.copy()
    luck = uniform(stays.key[elsewhere], "bought place")
    for offer in np.unique(stays.offer[elsewhere]):
        of_type = templates.order[templates.first[offer] : templates.first[offer + 1]]
        bought = of_type[~limited[of_type]]
        here = stays.offer[elsewhere] == offer
        if len(bought):
            template[elsewhere[here]] = bought[(luck[here] * len(bought)).astype(np.int64)]
    return template
