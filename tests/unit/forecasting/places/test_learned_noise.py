"""How much levels move from quarter to quarter and summer to summer is learned where there is enough to learn of."""

import numpy as np
import pytest
from frames import ASSUMED

from forecasting.places.exits import learned_drift
from forecasting.places.growth import learned_noise

YEARS, SHARE = 6, np.array([[0.2]])
DRIFT = ASSUMED.exits.drift_per_year


def _drift(children: int, moves: float, seed: int) -> float:
    rng = np.random.default_rng(seed)
    at_risk = np.full((YEARS, 1, 1), float(children))
    left = rng.binomial(children, np.minimum(SHARE * np.exp(rng.normal(0, moves, (YEARS, 1, 1))), 1)).astype(float)
    return learned_drift(at_risk, left, left.sum(axis=0) / at_risk.sum(axis=0), DRIFT)


@pytest.mark.parametrize(("moves", "low", "high"), [(0.0, 0.02, 0.055), (0.2, 0.12, 0.3)])
def test_a_citys_summers_say_how_much_its_exits_move(moves: float, low: float, high: float):
    found = [_drift(4_000, moves, seed) for seed in range(200)]

    assert low < np.median(found) < high


def test_thirty_children_a_summer_leave_what_is_assumed():
    found = [_drift(30, 0.0, seed) for seed in range(200)]

    assert np.median(found) == pytest.approx(DRIFT, rel=0.15)


def test_one_summer_says_nothing_of_how_summers_differ():
    one = np.full((1, 1, 1), 4_000.0)

    assert learned_drift(one, 0.3 * one, SHARE, DRIFT) == pytest.approx(DRIFT)
    assert learned_drift(one[:0], one[:0], SHARE, DRIFT) == DRIFT


def test_summers_of_equal_size_are_the_textbooks_random_effects():
    # equal variances v: the restricted likelihood is that of a sample variance s2 on n - 1 degrees around v + tau2
    left = np.array([700.0, 900.0, 760.0, 840.0, 800.0, 800.0])[:, None, None]
    v, s2, n = 0.8 / 800, np.var(left[:, 0, 0] / 800, ddof=1), 6
    steps = 0.7 * np.arange(-3, 4)
    total = v + (DRIFT * np.exp(steps)) ** 2
    score = -(n - 1) / 2 * (np.log(total) + s2 / total) - steps**2 / (2 * 0.7**2)
    expected = DRIFT * np.exp(np.average(steps, weights=np.exp(score)))

    assert learned_drift(np.full((6, 1, 1), 4_000.0), left, SHARE, DRIFT) == pytest.approx(expected)


def test_a_steady_city_is_told_from_one_whose_months_jump():
    rng, want = np.random.default_rng(7), np.full(32, 500.0)
    steady = learned_noise(rng.poisson(want).astype(float), want, ASSUMED.intake)
    jumping = learned_noise(rng.poisson(want * rng.gamma(5, 1 / 5, 32)).astype(float), want, ASSUMED.intake)

    assert steady.overdispersion < ASSUMED.intake.overdispersion / 3
    assert jumping.overdispersion > 2 * ASSUMED.intake.overdispersion
    assert steady.random_walk_per_year < ASSUMED.intake.random_walk_per_year


def test_no_quarters_leave_what_is_assumed():
    nothing = np.zeros(0)
    found = learned_noise(nothing, nothing, ASSUMED.intake)

    assert found.overdispersion == pytest.approx(ASSUMED.intake.overdispersion)
    assert found.random_walk_per_year == pytest.approx(ASSUMED.intake.random_walk_per_year)
