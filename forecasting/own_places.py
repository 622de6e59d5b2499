"""Own places are limited: a simulated child who finds none free has a bought place instead.

Simulated children borrow price and provider from a recent spell of their type (`prices.Templates`), own or bought as
it has been. Month by month, on each path, our children in own places of a type are held against the places known for
it; those beyond them borrow from a bought place. Registered places, and grants to a known provider, stay where they
are. Not here: scenarios' moves (`relocation`), what a class costs (`own_offers`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from forecasting.horizon import FOREVER, MONTHS, Days, Flags, Floats, Horizon, Ints, day_numbers
from forecasting.leaving import Stays
from forecasting.prices import Templates
from forecasting.randomness import uniform
from forecasting.residents import Left
from forecasting.simulation import Population
from forecasting.world import World

YEARS_BACK = 2
"""Years in which a house may have shown that it holds more children than it has places."""


def within_own_places(world: World, population: Population, templates: Templates) -> Population:
    """Everybody, with no more simulated children in own places than these hold."""
    room = most_children(world)
    if np.isinf(room).all() or not len(templates.order):
        return population
    limited = _is_limited(world)
    drawn = [np.flatnonzero(limited[left.stays.template] & _borrows(world, left.stays)) for left in population.moving]
    stays = Stays.joined([left.stays.take(at) for left, at in zip(population.moving, drawn, strict=True)])
    stop = np.concatenate([left.stop[at] for left, at in zip(population.moving, drawn, strict=True)])
    elsewhere = _without_room(world, stays, stop, room[None] - _heads_in_place(world, population, limited))
    template = np.split(_borrowed(stays, elsewhere, limited, templates), np.cumsum([len(at) for at in drawn])[:-1])
    moving = [_at(left, *of) for left, of in zip(population.moving, zip(drawn, template, strict=True), strict=True)]
    return replace(population, moving=tuple(moving))


def _at(left: Left, where: Ints, template: Ints) -> Left:
    """Stays with the templates of some of them changed."""
    found = left.stays.template.copy()
    found[where] = template
    return replace(left, stays=replace(left.stays, template=found))


def most_children(world: World) -> Floats:
    """Children of ours that own places hold by offer type and month (types, months); infinite where nobody has told.

    The places told, or as far beyond them as our children have been in the last two years.
    """
    past = Horizon.of(date(world.horizon.as_of.year - YEARS_BACK, 1, 1))
    now = 12 * YEARS_BACK + world.horizon.as_of.month - 1
    before, heads = _places(world, past)[:, :now], _heads(world, past)[:, :now]
    fullness = np.divide(heads, before, out=np.zeros(heads.shape), where=before > 0)
    ahead = _places(world, world.horizon)
    known = (ahead > 0).any(axis=1, keepdims=True)
    return np.where(known, ahead * np.maximum(fullness.max(axis=1, keepdims=True), 1.0), np.inf)


def _places(world: World, horizon: Horizon) -> Floats:
    """Places by offer type and month, on its first day."""
    places, first = np.zeros((len(world.offers), MONTHS)), horizon.starts[:-1]
    rows = world.inputs.capacity.filter("is_own", pl.col("offer_type").is_in(world.offers)).sort("valid_from")
    for own in rows.partition_by("provider_id", "offer_type"):
        at = np.searchsorted(day_numbers(own["valid_from"]), first, side="right") - 1
        told = (at >= 0) & (first <= day_numbers(own["valid_to"])[at])
        places[world.offer_index[own["offer_type"].item(0)]] += np.where(told, own["place_count"].to_numpy()[at], 0)
    return places


def _heads(world: World, horizon: Horizon) -> Floats:
    """Our registered children in those places by offer type and month, on its last day."""
    inside = _is_limited(world)[: world.spells.height] & world.spells["is_paid_by_us"].to_numpy()
    spells = world.spells.filter(inside)
    stop = day_numbers(spells["end_date"]).astype(np.int64) + 1
    offer = world.offer_positions(spells["offer_type"])
    return horizon.spread(len(world.offers), offer, day_numbers(spells["start_date"]), np.minimum(stop, FOREVER))[1]


def _is_limited(world: World) -> Flags:
    """Whether each spell, then each grant, is in a place of our own whose number is known; one more for neither."""
    where = ["provider_id", "offer_type"]
    rows = pl.concat([world.spells.select(where), world.grants.select(where)])
    known = world.inputs.capacity.filter("is_own").select(where).unique().with_columns(is_known=True)
    found = rows.join(known, on=where, how="left", maintain_order="left")
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
    chosen = np.flatnonzero(np.isfinite(room[0, :, 0])[stays.offer] & (last > first))
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
