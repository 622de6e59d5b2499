"""One forecast simulated: days in places, children present and kroner of placements, on every path.

The order of a path: children in a place leave; some go on elsewhere; decided, pending and expected children start,
leave and go on in turn; young school starters get a leisure place beside. All levels above are sums over paths, so
totals have intervals of their own. Not here: the ledger's part of the year (`ledger`), grant areas (`components`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.given.children import LEISURE
from forecasting.given.horizon import FOREVER, Floats, Ints
from forecasting.given.randomness import combined, uniform
from forecasting.places.decided import granted_stays
from forecasting.places.exits import ExitDraw, draw_exits, gather_exits
from forecasting.places.leaving import STAYED, Clock, Stays, going_on_share, simulate_stops
from forecasting.places.leisure import leisure_stays, other_leisure_starts
from forecasting.places.newcomers import (
    direct_stays,
    direct_stream,
    intake_pipelines,
    pending_stays,
    referred_stays,
)
from forecasting.places.onward import Onward, goes_on
from forecasting.places.replacement import is_young, replacements
from forecasting.places.residents import Left, residents
from forecasting.places.streams import has_cases
from forecasting.prices.day_prices import Templates, recent_templates
from forecasting.world import World

GENERATIONS = 3
"""A simulated child goes on elsewhere at most so many times within five years."""


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody on every path: fixed stays stand for all paths, moving ones have one of their own."""

    fixed: Left
    moving: tuple[Left, ...]
    paths: int

    @property
    def parts(self) -> list[tuple[Left, int]]:
        """All stays in parts, each with its number of paths."""
        return [(self.fixed, 1), *((left, self.paths) for left in self.moving)]


def populate(world: World, grant_owners: Ints) -> tuple[Population, Templates]:
    """Simulate who is in which place when; with the spells that new places borrow from."""
    options, horizon = world.options, world.horizon
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    evidence = gather_exits(world.spells, kinds, horizon.as_of, world.assumed, world.ends_since, world.events)
    clock = Clock.of(horizon, evidence.season, world.assumed.registration.window_days, evidence.lags)
    draw = draw_exits(evidence, world.assumed, options.paths, options.seed, len(clock.school_years))
    templates = recent_templates(world.spells, world.offers, horizon.as_of, options.seed)
    candidates = [granted_stays(world, templates, grant_owners)]
    arriving = [candidates[0].stays]
    onward = Onward.of(world, (evidence.lags.school_year, evidence.lags.immediate))
    if options.simulate_intake:
        pipelines = intake_pipelines(world)
        candidates.append(pending_stays(world, pipelines, templates))
        wanted = replacements(world, draw, clock, onward, candidates) if is_young(world) else {}
        by_case = wanted if has_cases(world) else {}
        by_start = {} if has_cases(world) else wanted
        arriving += [candidates[1].stays, referred_stays(world, pipelines, templates, by_case)]
        arriving.append(direct_stays(world, templates, by_start))
    present = residents(world, draw, clock, onward, candidates)
    later = Clock.of(horizon, evidence.season, world.assumed.registration.window_days)
    moving = [present.open_]
    going_on = [_moved(world, left, draw.moves, onward, templates) for left in (present.open_, present.going_on)]
    waiting = Stays.joined([*arriving, *going_on])
    if options.simulate_intake:
        others = direct_stream(world, "leisure", other_leisure_starts(world), world.ends_since, templates)
        waiting = Stays.joined([waiting, leisure_stays(world, waiting, templates), others])
    for generation in range(GENERATIONS):
        left = _leave(world, waiting, draw, later)
        moving.append(left)
        if generation + 1 < GENERATIONS:
            waiting = _moved(world, left, draw.moves, onward, templates)
    return Population(present.fixed, tuple(moving), options.paths), templates


def _leave(world: World, stays: Stays, draw: ExitDraw, clock: Clock) -> Left:
    if not world.options.simulate_exits:
        stop = np.full(len(stays), FOREVER)
        nobody = np.zeros(len(stays), dtype=bool)
        return Left(stays, stop, np.full(len(stays), STAYED), nobody, nobody)
    stop, cause = simulate_stops(stays, draw, clock, world.horizon, world.assumed.bands, world.levers)
    leisure = np.array([offer in LEISURE for offer in world.offers])[stays.offer]
    goes = (cause < STAYED) & ~leisure & world.options.simulate_intake
    goes &= goes_on(stays.key, going_on_share(stays, stop, cause, draw, world.levers))
    return Left(stays, stop, cause, goes, goes)


def _moved(world: World, left: Left, moves: Floats, onward: Onward, templates: Templates) -> Stays:
    """The next places of those who go on, beginning as many days after the last as is usual."""
    chosen = left.continues & (left.stop < world.horizon.stop)
    stays = left.stays.take(chosen)
    key = combined(stays.key, 1)
    stop = left.stop[chosen]
    start = stop + onward.days_between(left.cause[chosen], stop - 1, uniform(key, "days between"))
    offer = (uniform(key, "next offer")[:, None] > moves[stays.path, stays.offer]).sum(axis=1)
    offer = np.minimum(offer, len(world.offers) - 1)
    template = templates.pick(offer, stays.path, key)
    nobody = np.full(len(stays), -1)
    return Stays(
        stays.path, stays.district, offer, stays.cohort, start, template, key, stays.component, nobody, nobody >= 0,
        stays.case, stays.asked,
    )  # fmt: skip
