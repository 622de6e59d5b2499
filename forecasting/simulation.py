"""One forecast simulated: days in places, children present and kroner of placements, on every path.

The order of a path: children in a place leave; some go on elsewhere; decided, pending and expected children start,
leave and go on in turn; young school starters get a leisure place beside. All levels above are sums over paths, so
totals have intervals of their own. Not here: the ledger's part of the year (`ledger`), grant areas (`components`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.children import LEISURE, kind_of
from forecasting.exits import draw_exits, gather_exits
from forecasting.horizon import Days, Floats
from forecasting.leaving import STAYED, Clock, Stays, simulate_stops
from forecasting.newcomers import Candidates, direct_stays, granted_stays, intake_pipeline, pending_stays, referred_stays
from forecasting.prices import Templates, recent_templates
from forecasting.randomness import combined, uniform
from forecasting.residents import Left, continues, residents
from forecasting.world import World

GENERATIONS = 3
"""A simulated child goes on elsewhere at most so many times within five years."""
YOUNG_GRADE = 3
"""Leisure places beside school are for children up to this grade."""


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody on every path: fixed stays stand for all paths, moving ones have one of their own."""

    fixed: Left
    moving: Left
    templates: Templates


def populate(world: World, grant_owners: np.ndarray) -> Population:
    """Simulate who is in which place when."""
    options, horizon = world.options, world.horizon
    evidence = gather_exits(world.spells, world.offers, horizon.as_of, world.assumed)
    clock = Clock.of(horizon, evidence, world.assumed.registration.window_days)
    draw = draw_exits(evidence, world.assumed, options.paths, options.seed, len(clock.school_years))
    templates = recent_templates(world.spells, world.offers, horizon.as_of)
    candidates = [granted_stays(world, templates, grant_owners)]
    arriving = [candidates[0].stays]
    if options.simulate_intake:
        pipeline = intake_pipeline(world)
        candidates.append(pending_stays(world, pipeline, templates))
        arriving += [candidates[1].stays, referred_stays(world, pipeline, templates), direct_stays(world, templates)]
    present = residents(world, draw, clock, candidates)
    later = Clock.of(horizon, None, world.assumed.registration.window_days)
    moving = [present.open_]
    waiting = Stays.joined([*arriving, *(_moved(world, left, draw.moves, templates) for left in (present.open_, present.going_on))])
    waiting = Stays.joined([waiting, _leisure(world, waiting, templates)])
    for generation in range(GENERATIONS):
        left = _leave(world, waiting, draw, later)
        moving.append(left)
        if generation + 1 < GENERATIONS:
            waiting = _moved(world, left, draw.moves, templates)
    return Population(present.fixed, _joined(moving), templates)


def _joined(parts: list[Left]) -> Left:
    return Left(
        Stays.joined([part.stays for part in parts]),
        np.concatenate([part.stop for part in parts]),
        np.concatenate([part.cause for part in parts]),
        np.concatenate([part.continues for part in parts]),
    )


def _leave(world: World, stays: Stays, draw, clock: Clock) -> Left:  # noqa: ANN001 - see populate
    if not world.options.simulate_exits:
        stop = np.full(len(stays), np.int32(2**30))
        return Left(stays, stop, np.full(len(stays), STAYED), np.zeros(len(stays), dtype=bool))
    stop, cause = simulate_stops(stays, draw, clock, world.horizon, world.assumed.bands, world.options.scenario)
    leisure = np.array([offer in LEISURE for offer in world.offers])[stays.offer]
    goes = continues(stays, cause, draw) & ~leisure & world.options.simulate_intake
    return Left(stays, stop, cause, goes)


def _moved(world: World, left: Left, moves: Floats, templates: Templates) -> Stays:
    """The next places of those who go on, beginning the day after the last."""
    chosen = left.continues & (left.stop < world.horizon.stop)
    stays, start = left.stays.take(chosen), left.stop[chosen]
    key = combined(stays.key, 1)
    offer = (uniform(key, "next offer")[:, None] > moves[stays.path, stays.offer]).sum(axis=1)
    offer = np.minimum(offer, len(world.offers) - 1)
    template = templates.pick(offer, uniform(key, "template"))
    return Stays(stays.path, stays.district, offer, stays.cohort, start, template, key, stays.component)


def _leisure(world: World, stays: Stays, templates: Templates) -> Stays:
    """Leisure places beside the school places of young children who start."""
    if not set(LEISURE) & set(world.offers) or not world.options.simulate_intake:
        return stays.take(np.zeros(len(stays), dtype=bool))
    offer = world.offer_index[LEISURE[0]]
    school = np.array([kind_of(code) == "school" for code in world.offers])[stays.offer]
    year = 1970 + (stays.start - 212) / 365.25
    young = np.floor(year) - stays.cohort <= YOUNG_GRADE
    chosen = school & young & (uniform(stays.key, "leisure") < leisure_share(world))
    beside = stays.take(chosen)
    key = combined(beside.key, 2)
    offers = np.full(len(beside), offer)
    template = templates.pick(offers, uniform(key, "template"))
    return Stays(beside.path, beside.district, offers, beside.cohort, beside.start, template, key, beside.component)


def leisure_share(world: World) -> float:
    """Share of young school starters with a leisure place begun within a month, last five years."""
    spells = world.spells.filter("is_paid_by_us").with_columns(grade_year=_school_year(world))
    since = world.horizon.as_of.replace(year=world.horizon.as_of.year - 5, day=1)
    kinds = {offer: kind_of(offer) for offer in world.offers}
    spells = spells.with_columns(kind=_kind(kinds))
    recent = spells.filter(_between(since, world.horizon.as_of))
    school = recent.filter(_is("school"), _young())
    beside = recent.filter(_is("leisure")).select("child_label", leisure_start="start_date")
    pairs = school.join(beside, on="child_label", how="inner").filter(_near())
    return (pairs["placement_id"].n_unique() + 0.0) / (school.height + 2.0)
