"""Steps of own places: means and spreads worked out by hand from a few school years."""

from datetime import date

import numpy as np
import pytest
from frames import ASSUMED

from forecasting.given.horizon import day_number
from forecasting.places.own_growth import first_untold, growth_paths, usual_step

ASSUMED_STEP = ASSUMED.own_places.model_copy(update={"growth_per_year": 0.0, "step_sd": 0.05, "weight": 2.0})
NOTHING = np.zeros((2, 0))


def days(*told):
    return np.array([day_number(day) for day in told], dtype=np.int32)


def test_august_is_told_when_places_change_in_the_year_up_to_it():
    spring, summer = date(2025, 4, 30), date(2025, 6, 30)
    august, later = date(2025, 8, 1), date(2027, 8, 1)

    assert first_untold(spring, days(date(2024, 8, 1))) == 2025
    assert first_untold(summer, days(date(2024, 8, 1), august)) == 2026
    assert first_untold(spring, days(date(2024, 8, 1), later)) == 2025
    assert first_untold(date(2025, 8, 1), days(august)) == 2026
    assert first_untold(date(2025, 7, 31), days(august)) == 2026
    assert first_untold(date(2025, 7, 31), days()) == 2025


def test_steps_lean_on_what_is_assumed_by_how_many_have_been_seen():
    places = np.array([[100.0, 110.0, 121.0]])
    step = np.log(1.1)

    mean, error, sd = usual_step(places, ASSUMED_STEP)

    assert mean == pytest.approx(2 * step / 4)
    assert sd == pytest.approx(np.sqrt(2 * 0.05**2 / 4))
    assert error == pytest.approx(sd / 2)


def test_a_type_weighs_by_its_places_and_one_without_places_says_nothing():
    places = np.array([[300.0, 330.0], [100.0, 100.0], [0.0, 20.0]])
    seen = 0.75 * np.log(1.1)
    scatter = 0.75 * (np.log(1.1) - seen) ** 2 + 0.25 * seen**2

    mean, _, sd = usual_step(places, ASSUMED_STEP)

    assert mean == pytest.approx(seen / 3)
    assert sd == pytest.approx(np.sqrt((scatter + 2 * 0.05**2) / 3))


def test_without_a_history_the_steps_are_those_assumed():
    assert usual_step(NOTHING, ASSUMED_STEP) == pytest.approx((0.0, 0.05 / np.sqrt(2), 0.05))
    assert usual_step(np.zeros((2, 5)), ASSUMED_STEP) == pytest.approx((0.0, 0.05 / np.sqrt(2), 0.05))


def test_places_are_those_told_until_the_first_untold_august_and_step_each_august_after():
    share = growth_paths((0.1, 0.0, 0.0), 2025, 2026, (3, 2), np.random.default_rng(1))

    assert share.shape == (3, 2, 60)
    assert (share[:, :, :19] == 1).all()
    assert share[:, :, 19:31] == pytest.approx(np.exp(0.1))
    assert share[:, :, 31:43] == pytest.approx(np.exp(0.2))
    assert share[:, :, 55:] == pytest.approx(np.exp(0.4))


def test_paths_differ_by_their_usual_step_and_types_by_their_own():
    share = np.log(growth_paths((0.0, 0.03, 0.04), 2025, 2025, (20_000, 2), np.random.default_rng(1))[:, :, 59])

    assert share.std(axis=0) == pytest.approx([np.sqrt((5 * 0.03) ** 2 + 5 * 0.04**2)] * 2, rel=0.03)
    assert np.corrcoef(share.T)[0, 1] == pytest.approx(0.15**2 / (0.15**2 + 5 * 0.04**2), abs=0.03)
