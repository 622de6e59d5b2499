"""Children moved by a scenario: a school that closes, own places instead of bought ones, one type instead of another.

On the day of a move the stays it takes are cut in two: up to the day in the old place, from it in the new, with the new
one's provider, price and type; who comes later begins there. Chances of leaving stay those of the child's own type, and
no notice is paid, for such a move is told in time. Luck belongs to the child, so the baseline's children are the same.
Not here: what a move may say (`scenario`), what the new place costs (`charges`, `own_offers`, `fixed_costs`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import Days, Flags, Ints, day_number
from forecasting.given.randomness import uniform
from forecasting.given.scenario import Move, UnknownDestinationError, UnknownOriginError
from forecasting.places.leaving import STAYED, Stays
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.prices.day_prices import Templates
from forecasting.world import World


def relocated(world: World, population: Population, templates: Templates) -> Population:
    """Everybody after the scenario's moves, in their order. Raises ScenarioError for a place that nobody knows."""
    for number, move in enumerate(world.options.scenario.moves):
        _check_places(world, move)
        fixed = _moved(world, population.fixed, move, number, templates)
        moving = tuple(_moved(world, left, move, number, templates) for left in population.moving)
        population = replace(population, fixed=fixed, moving=moving)
    return population


def _check_places(world: World, move: Move) -> None:
    places = [world.spells, world.grants, world.own.keys]
    for name, column in ((move.from_provider, "provider_id"), (move.from_offer, "offer_type")):
        if name is not None and not any((frame[column] == name).any() for frame in places):
            raise UnknownOriginError(name)
    if move.to_provider is not None and not (world.spells["provider_id"] == move.to_provider).any():
        raise UnknownDestinationError(move.to_provider)


def first_day(world: World, move: Move) -> int:
    """The move's day number; what has been cannot be moved."""
    return max(day_number(move.from_date), world.horizon.tomorrow)


def _moved(world: World, left: Left, move: Move, number: int, templates: Templates) -> Left:
    day = first_day(world, move)
    chosen = np.flatnonzero(_taken(world, left, move, number, day))
    if not len(chosen):
        return left
    stays = left.stays.take(chosen)
    offer = np.full(len(chosen), world.offer_index[move.to_offer]) if move.to_offer else stays.offer
    template = _new_templates(world, stays, move, number, templates, offer)
    later = replace(
        stays, start=np.maximum(stays.start, day), offer=offer, template=template,
        is_entry=stays.is_entry & (stays.start >= day),
    )  # fmt: skip
    after = replace(left.take(chosen), stays=later)
    stop, cause, continues, followed = (part.copy() for part in (left.stop, left.cause, left.continues, left.followed))
    stop[chosen], cause[chosen], continues[chosen], followed[chosen] = day, STAYED, True, True
    stop = np.where(stop > left.stays.start, stop, left.stays.start).astype(np.int32)
    before = Left(left.stays, stop, cause, continues, followed).take(stop > left.stays.start)
    return Left.joined([before, after])


def _taken(world: World, left: Left, move: Move, number: int, day: Days | int) -> Flags:
    """Whether each stay is one that the move takes, on its day or from its own start; each move has its own luck."""
    stays = left.stays
    taken: Flags = (left.stop > day) & (uniform(stays.key, f"move {number}" if number else "move") < move.share)
    if move.from_provider is not None:
        providers = pl.concat([world.spells["provider_id"], world.grants["provider_id"]])
        here = np.append((providers == move.from_provider).fill_null(value=False).to_numpy(), False)
        taken &= here[np.minimum(stays.template, len(here) - 1)]
    if move.from_offer is not None:
        taken &= stays.offer == world.offer_index.get(move.from_offer, -1)
    if move.is_bought:
        own = np.append(world.spells["is_in_own_place"].fill_null(value=False).to_numpy(), False)
        taken &= ~own[np.minimum(stays.template, len(own) - 1)]
    if move.is_new:
        taken &= stays.start >= day
    return taken


def _new_templates(world: World, stays: Stays, move: Move, number: int, templates: Templates, offer: Ints) -> Ints:
    """Whose price rows apply in the new place: the scenario's own, or a spell of the provider or type moved to."""
    if move.place_kr is not None:
        return np.full(len(stays), world.spells.height + world.grants.height + number)
    luck = uniform(stays.key, "new place")
    found: Ints = np.array(stays.template)
    for code in np.unique(offer):
        pool = _pool(world, move, templates, int(code))
        here = offer == code
        found[here] = pool[(luck[here] * len(pool)).astype(np.int64)]
    return found


def _pool(world: World, move: Move, templates: Templates, offer: int) -> Ints:
    """Recent spells of the type with the provider moved to, else any of that provider; without one, others staying."""
    of_type = templates.order[templates.first[offer] : templates.first[offer + 1]]
    provider = world.spells["provider_id"].to_numpy()
    pool: Ints
    if move.to_provider is None:
        left = [move.from_provider, *(other.from_provider for other in world.options.scenario.moves if other.closes)]
        stays_open = ~np.isin(provider.astype(str), [name for name in left if name is not None])
        pool = of_type[stays_open[of_type]]
        pool = pool if len(pool) else templates.order[stays_open[templates.order]]
    else:
        pool = of_type[provider[of_type] == move.to_provider]
        pool = pool if len(pool) else np.flatnonzero(provider == move.to_provider)
    if not len(pool):
        raise UnknownDestinationError(move.to_provider or world.offers[offer])
    return pool


def place_prices(moves: tuple[Move, ...], as_of: date) -> pl.DataFrame:
    """The price of a place that a move sets, as rows of a placement of its own: one a move, priced or not."""
    return pl.DataFrame(
        {
            "placement_id": [f"move {number}" for number in range(len(moves))],
            "kr_per_day": [None if move.place_kr is None else move.place_kr / 365 for move in moves],
        },
        schema={"placement_id": pl.String, "kr_per_day": pl.Float64},
    ).with_columns(
        service=pl.lit("undervisning"), valid_from=pl.lit(as_of), valid_to=pl.lit(None, pl.Date),
        settlement_form=pl.lit("takst"),
    )  # fmt: skip
