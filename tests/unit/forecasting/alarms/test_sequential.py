"""Limits that are looked at month by month: hand-computed on a few paths, and kept over many simulated years."""

import numpy as np
import pytest

from forecasting.alarms.sequential import chance_a_look, limits, monthly_spread, root


def test_twelve_looks_give_a_false_alarm_in_as_many_years_as_stated():
    assert (1 - chance_a_look(0.25)) ** 12 == pytest.approx(0.75)
    assert chance_a_look(0.25, families=3) == pytest.approx(chance_a_look(0.25) / 3)


def test_a_limit_lets_as_many_paths_pass_as_may_and_those_are_out_of_the_next():
    # ten paths, one in ten may pass: the highest passes 9, is out, and of the nine left none may but one in ten of them
    first = np.arange(1.0, 11.0)
    second = np.where(first == 10, 50.0, -first)

    assert limits(np.stack([first, second], axis=1)[:, :, None], 0.1).tolist() == [9.0, 9.0]
    assert limits(first[:, None, None], 0.2).tolist() == [8.0]


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_in_ten_thousand_quiet_years_there_are_no_more_alarms_than_stated(spread):
    # six groups of 2 to 200 referrals a month that share a month's shock, looked at by month and since the start
    rng = np.random.default_rng(3)
    mean = np.array([2.0, 5, 10, 30, 80, 200])

    def years(count):
        shock = rng.gamma(1 / spread, spread, (count, 12, 1)) if spread else 1.0
        drawn = rng.poisson(shock * mean, (count, 12, 6))
        return np.concatenate([root(drawn), root(drawn.cumsum(axis=1))], axis=2)

    drawn, quiet = years(8000), years(10_000)
    middle, wide = drawn.mean(axis=0), drawn.std(axis=0)
    limit = limits((drawn - middle) / wide, chance_a_look(0.25))
    alarms = (np.abs((quiet - middle) / wide).max(axis=2) > limit).any(axis=1).mean()

    assert 0.19 < alarms < 0.265  # counts come in whole children, so the chance is not spent to the last


def test_how_much_months_vary_is_the_municipalitys_own_where_it_has_years_and_the_assumption_where_it_has_none():
    # seven years of the same: nothing of its own in 66 degrees of freedom, pulled to 0.05 by four months
    same = np.tile(np.arange(12) * 10 + 100, (7, 1))
    assert monthly_spread(same, 0.05, 4) == pytest.approx(0.05 * 4 / 70)
    assert monthly_spread(same[:1], 0.05, 4) == 0.05
    rng = np.random.default_rng(4)
    counts = rng.poisson(1000 * rng.gamma(1 / 0.04, 0.04, (60, 12)))
    assert monthly_spread(counts, 0.01, 4) == pytest.approx(0.04, rel=0.15)
