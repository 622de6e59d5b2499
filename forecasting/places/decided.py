"""Children with a grant that no placement answers yet, as stays on every path.

Not here: whether and when a grant is taken up, as measured (`take_up`); pending and expected children (`newcomers`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.children import with_cohort
from forecasting.given.horizon import FOREVER, Days, Flags, Ints, day_numbers
from forecasting.given.randomness import Keys, keys_of, uniform
from forecasting.places.cases import grant_cases
from forecasting.places.leaving import Stays
from forecasting.places.newcomers import Candidates, tiled
from forecasting.places.streams import are_new
from forecasting.places.take_up import grants_taken
from forecasting.prices.day_prices import Templates
from forecasting.world import DECIDED, World


def granted_stays(world: World, templates: Templates, owners: Ints) -> Candidates:
    """Grants not matched to a placement, as they stand; `owners` are their own price rows, -1 borrows one."""
    grants = with_cohort(world.grants, "grade_reference_date")
    paths = world.options.paths
    key, path = tiled(keys_of(grants["decision_id"], world.options.seed), paths)
    offer = np.repeat(world.offer_positions(grants["offer_type"]), paths)
    borrowed = templates.pick(offer, path, key)
    own = np.repeat(owners, paths)
    taken, start = _taken_up(world, grants, key)
    stays = Stays(
        path, np.repeat(world.district_positions(grants["district_id"]), paths), offer,
        np.repeat(grants["cohort"].to_numpy(), paths).astype(np.int64), start,
        np.where(own >= 0, own, borrowed), key, np.full(len(path), DECIDED), np.full(len(path), -1),
        np.repeat(are_new(world, grants), paths), np.repeat(grant_cases(world), paths),
    )  # fmt: skip
    starts = np.where(taken, start, FOREVER).astype(np.int32).reshape(-1, paths)
    return Candidates(stays.take(taken), grants["child_label"].to_list(), starts, offer.reshape(-1, paths))


def _taken_up(world: World, grants: pl.DataFrame, key: Keys) -> tuple[Flags, Days]:
    """Whether each grant is taken up on each path, and its first day; as granted where nothing is simulated."""
    paths, today = world.options.paths, world.horizon.tomorrow - 1
    granted = day_numbers(grants["start_date"])
    start = np.repeat(granted, paths)
    if not world.options.simulate_intake:
        return np.ones(len(key), dtype=bool), start
    waited = today - day_numbers(grants["decision_date"].fill_null(world.horizon.as_of))
    found = grants_taken(world)
    taken: Flags = uniform(key, "taken up") < np.repeat(found.chance(waited.astype(np.int64)), paths)
    queue = tiled(keys_of(grants["offer_type"], world.options.seed), paths)[0]
    slip = found.slip(np.repeat(today - granted, paths).astype(np.int64), uniform(queue, "slip"))
    return taken, (start + slip).astype(np.int32)
