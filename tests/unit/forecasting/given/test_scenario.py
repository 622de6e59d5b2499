from datetime import date

import pytest

from forecasting import Lever, Scenario, ScenarioError


def test_a_lever_works_from_its_day_on_and_two_of_a_kind_multiply():
    scenario = Scenario(
        "indsats", (Lever("referrals", 0.9, date(2026, 1, 1)), Lever("referrals", 0.8, date(2027, 1, 1)))
    )

    day = (date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1))
    numbers = [one.toordinal() - date(1970, 1, 1).toordinal() for one in day]
    assert [scenario.factor("referrals", number) for number in numbers] == pytest.approx([1.0, 0.9, 0.72])
    assert scenario.factor("exits", numbers[1]) == 1.0


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
