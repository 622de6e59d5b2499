from datetime import date

import numpy as np
import pytest

from forecasting import Lever, Scenario, ScenarioError
from forecasting.given.levers import Levers
from forecasting.given.scenario import Goal, Move, RepeatedLeverError

EVERY = np.arange(8)


def number(day):
    return day.toordinal() - date(1970, 1, 1).toordinal()


def test_a_lever_works_from_its_day_on_and_two_of_a_kind_multiply():
    levers = (Lever("referrals", 0.9, date(2026, 1, 1)), Lever("referrals", 0.8, date(2027, 1, 1)))
    drawn = Levers(Scenario("indsats", levers), 1, 8)

    days = np.array([number(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1))])
    assert drawn.factor("referrals", days, np.zeros(3, dtype=int)) == pytest.approx([1.0, 0.9, 0.72])
    assert (drawn.factor("exits", days, EVERY[:, None]) == 1).all()
    assert drawn.changes("referrals") == days[1:].tolist()


def test_a_lever_is_phased_in_by_even_steps_of_its_effect_and_overlapping_ones_multiply():
    first = Lever("referrals", 0.8, date(2025, 8, 15), date(2025, 12, 10))
    drawn = Levers(Scenario("plan", (first, Lever("referrals", 0.5, date(2025, 11, 1)))), 1, 8)

    # four months: 0.95, 0.90, 0.85, 0.80 of what would have come; half of that from November
    months = [date(2025, 8, 31), *(date(2025, month, 1) for month in (9, 10, 11, 12)), date(2025, 12, 10)]
    days = np.array([number(day) for day in months])
    found = drawn.factor("referrals", days, np.zeros(6, dtype=int))
    assert found == pytest.approx([1.0, 0.95, 0.90, 0.425, 0.425, 0.40])


def test_an_interval_is_one_factor_a_path_spread_evenly_whatever_else_the_scenario_has():
    plan = Lever("referrals", (0.90, 0.95), date(2026, 1, 1), date(2026, 3, 1))
    alone = Levers(Scenario("plan", (plan,)), 1, 8)
    beside = Levers(Scenario("plan", (Lever("prices", 1.1, date(2025, 1, 1)), plan)), 1, 8)
    before, half, whole = (
        alone.factor("referrals", np.array(number(day)), EVERY)
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2027, 5, 5))
    )

    # eight paths: one in the middle of each eighth of the interval, in an order of their own
    assert sorted(whole) == pytest.approx([0.90 + 0.05 * (2 * eighth + 1) / 16 for eighth in range(8)])
    assert not np.array_equal(whole, np.sort(whole))
    assert (before == 1).all()
    assert half == pytest.approx((1 + whole) / 2)
    assert np.array_equal(beside.factor("referrals", np.array(number(date(2027, 5, 5))), EVERY), whole)
    assert not alone.is_known("referrals")
    assert alone.largest(("referrals",)) == 1


def test_two_levers_that_may_be_one_written_twice_are_refused():
    twice = (Lever("exits", 1.1, date(2026, 1, 1)), Lever("exits", 1.2, date(2026, 1, 1)))
    with pytest.raises(RepeatedLeverError):
        Scenario("plan", twice)
    with pytest.raises(RepeatedLeverError):
        Scenario("plan", twice[:1], goal=Goal("exits", date(2026, 1, 1), 2026))


@pytest.mark.parametrize("kroner", [float("inf"), float("nan"), 1e11, -1.0])
def test_a_price_or_fixed_cost_is_an_amount_that_a_municipality_can_pay(kroner):
    for name in ("place_kr", "fixed_kr"):
        with pytest.raises(ScenarioError, match="kroner a year"):
            Scenario("flyt", moves=(Move(date(2026, 1, 1), from_offer="dagbehandling", **{name: kroner}),))


def test_every_problem_of_a_scenario_is_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        Scenario("baseline", (Lever("weather", 1.0, date(2026, 1, 1)), Lever("exits", -1.0, date(2026, 1, 1))))

    assert "weather" in str(caught.value)
    assert "expected 0 to 10" in str(caught.value)
    assert "the name baseline" in str(caught.value)


def test_only_the_scenario_without_levers_is_the_baseline():
    assert Scenario().name == "baseline"
    with pytest.raises(ScenarioError):
        Scenario("andet navn")
