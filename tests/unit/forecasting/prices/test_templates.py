"""What new places borrow from: shares of the usual mix, and how much paths differ in it."""

from datetime import date

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.given.randomness import combined, keys_of
from forecasting.prices.day_prices import recent_templates
from forecasting.world import World

AS_OF = date(2025, 4, 30)
PATHS, STAYS = 2000, 400


def picked(spells):
    """Templates of stays of the first type (paths, stays)."""
    world = World.of(made(AS_OF, spells=spells), ASSUMED, Options(paths=PATHS))
    templates = recent_templates(world.spells, world.offers, AS_OF, seed=7)
    path = np.repeat(np.arange(PATHS), STAYS)
    key = combined(combined(keys_of(["child"], 7), path), np.tile(np.arange(STAYS), PATHS))
    return templates.pick(np.zeros(len(path), dtype=np.int64), path, key).reshape(PATHS, STAYS)


def test_paths_know_the_mix_of_a_few_recent_places_no_better_than_they_are_many():
    """Twelve of three years, three of them in house A: a path samples four, each a quarter's chance of being there."""
    spells = [spell(f"p{n:02}", date(2024, 8, 1), provider_id="A" if n < 3 else "B") for n in range(12)]
    share = (picked(spells) < 3).mean(axis=1)

    assert share.mean() == pytest.approx(0.25, abs=0.015)
    assert share.std() == pytest.approx(np.sqrt(3 / 16 / 4 + 3 / 16 / STAYS * 3 / 4), rel=0.05)


def test_a_stay_borrows_from_its_own_type():
    kinds = ["dagbehandling", "specialskole"]
    spells = [spell(f"p{n}", date(2024, 8, 1), offer_type=kinds[n % 2]) for n in range(10)]

    assert (picked(spells) % 2 == 0).all()
