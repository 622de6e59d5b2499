import numpy as np
import pytest
from frames import ASSUMED

from forecasting.places.growth import filter_level

STEADY = ASSUMED.intake.model_copy(update={"growth_per_year": 0.0})


def test_few_cases_a_quarter_that_come_as_expected_do_not_make_the_level_fall():
    # 400 series of 32 quarters with seven cases expected in each
    rng = np.random.default_rng(5)
    levels = [filter_level(rng.poisson(7.0, 32).astype(float), np.full(32, 7.0), STEADY)[0][0] for _ in range(400)]

    assert np.exp(levels).mean() == pytest.approx(1.0, abs=0.03)


def test_a_level_that_has_doubled_for_years_is_found():
    assert np.exp(filter_level(np.full(32, 60.0), np.full(32, 30.0), STEADY)[0][0]) == pytest.approx(2.0, abs=0.1)


def test_quarters_in_which_nothing_was_expected_say_nothing():
    found = filter_level(np.array([50.0, 30.0, 30.0]), np.array([0.0, 30.0, 30.0]), STEADY)[0]

    assert np.exp(found[0]) == pytest.approx(1.0, abs=0.01)
