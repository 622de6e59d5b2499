"""How many children must come in a year for those in places to be as many as the year before, and the usual growth.

A register younger than a year has seen too few months to say how many come: one month gives no season, and none gives
nobody. What is certain is who is in a place, and how such children usually leave; the stock neither halves nor doubles
unseen. The months that the register lacks are therefore taken to bring what holds it (`intake` blends the two).
Not here: who leaves when (`leaving`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from forecasting.given.children import LEISURE
from forecasting.given.horizon import Flags, Floats
from forecasting.given.scenario import Scenario
from forecasting.places.exits import ExitDraw
from forecasting.places.leaving import Clock
from forecasting.places.newcomers import Candidates
from forecasting.places.onward import Onward
from forecasting.places.residents import Left, residents
from forecasting.places.streams import STREAMS, has_cases
from forecasting.world import World

DAYS = 365
DAYS_A_MONTH = 30.4


@dataclass(frozen=True, eq=False)
class _Leavers:
    """Children in a place today, and of them those who are elsewhere or gone within a year, by stream."""

    present: Floats
    leave: Floats
    leave_for_good: Floats


def is_young(world: World) -> bool:
    """Whether the register of what tells of new children began less than `register_months` ago."""
    since = world.cases_since if has_cases(world) else world.ends_since
    return world.horizon.tomorrow - since < world.assumed.intake.register_months * DAYS_A_MONTH


def replacements(
    world: World, draw: ExitDraw, clock: Clock, onward: Onward, candidates: list[Candidates]
) -> dict[str, float]:
    """Children a year by stream who must start for the stock to be as large in a year, with the assumed growth.

    Whoever leaves day-care for another place goes to school. As the municipality is, whatever a scenario says.
    """
    as_it_is = replace(world, options=replace(world.options, scenario=Scenario()))
    found = residents(as_it_is, draw, clock, onward, candidates)
    parts = [_leavers(as_it_is, found.fixed, 1), _leavers(as_it_is, found.open_, world.options.paths)]
    present, leave, gone = (
        sum(getattr(part, name) for part in parts) for name in ("present", "leave", "leave_for_good")
    )
    young, older = range(len(STREAMS))
    lost = np.array([leave[young], gone[older] - (leave[young] - gone[young])])
    wanted = np.maximum(lost + world.assumed.intake.growth_per_year * present, 0.0)
    return dict(zip(STREAMS, wanted.tolist(), strict=True))


def _leavers(world: World, left: Left, paths: int) -> _Leavers:
    today = world.horizon.tomorrow - 1
    stays = left.stays
    here = (stays.start <= today) & (left.stop > today) & _counts(world)[stays.spell]
    leaves = here & (left.stop <= today + DAYS)
    stream = (np.array(world.kinds) != "daycare").astype(np.int64)[stays.offer]
    weights = (here, leaves, leaves * (1 - left.followed))
    return _Leavers(*(np.bincount(stream, weight, len(STREAMS)) / paths for weight in weights))


def _counts(world: World) -> Flags:
    """Whether each spell is a place that we pay and that counts among the places in all."""
    counts: Flags = (
        world.spells.select(pl.col("is_paid_by_us") & ~pl.col("offer_type").is_in(LEISURE)).to_series().to_numpy()
    )
    return counts
