"""Goal-seek on common random numbers, and what a scenario changes step by step."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, budget, cell

from forecasting import Lever, Options, Scenario, ScenarioError, project
from forecasting.given.scenario import Goal
from forecasting.given.schemas import INPUTS
from forecasting.judged.baselines import NAIVE
from forecasting.judged.calibration import Widths
from forecasting.questions.goal import Answer, seek
from forecasting.questions.scenario_effect import scenario_effects

DAY = date(2024, 4, 30)
WIDE = Widths({("next_year", "total_kr"): (1.5, 2.0)})
LINED = Options(paths=30, lines={("specialskole", "next_year"): NAIVE, ("specialskole", "year"): NAIVE})


@pytest.fixture(scope="module")
def inputs():
    return make_flow(3, scale=0.2).inputs(DAY)


def sought(inputs, frame_kr, kind="referrals", certainty=0.5, name="ramme", options=LINED) -> Answer:
    goal = Goal(kind, date(2024, 8, 1), 2026, frame_kr=frame_kr, certainty=certainty)
    found = seek(inputs, ASSUMED, replace(options, scenario=Scenario(name, goal=goal)), Widths())
    assert found is not None
    return found


def effects(inputs, options):
    return scenario_effects(inputs, ASSUMED, options, project(inputs, ASSUMED, options, None, WIDE), WIDE)


def test_the_forecast_made_with_the_answer_stays_within_the_frame_and_hardly_below_it(inputs):
    plain = project(inputs, ASSUMED, LINED).fiscal_year
    frame = float(cell(plain, 2026, column="p90_kr")) * 0.97
    answer = sought(inputs, frame, certainty=0.9)
    made = Scenario("ramme", (Lever("referrals", answer.factor, date(2024, 8, 1)),))
    years = project(inputs, ASSUMED, replace(LINED, scenario=made)).fiscal_year

    assert 0 < answer.factor < 1
    assert float(cell(years, 2026, column="p90_kr")) == answer.cost_kr <= frame
    assert answer.cost_kr > frame * 0.99


def test_a_frame_with_room_says_how_far_the_intake_may_rise(inputs):
    plain = project(inputs, ASSUMED, LINED).fiscal_year
    answer = sought(inputs, float(cell(plain, 2026, column="p50_kr")) * 1.01)
    assert answer.factor > 1
    assert answer.is_within


def test_a_frame_that_no_intake_can_keep_is_told_with_what_is_still_missing(inputs):
    answer = sought(inputs, 1_000_000.0)
    assert (answer.factor, answer.tried, answer.is_within) == (None, 0.0, False)
    assert 1_000_000 < answer.cost_kr < answer.unchanged_kr


def test_without_a_frame_it_is_the_years_expected_corrected_budget(inputs):
    frames = {name: getattr(inputs, name) for name in INPUTS}
    rows = pl.DataFrame([budget(2026, 7_000_000), budget(2026, 1, grant_area="Andet")], schema=INPUTS["budget"])
    answer = sought(type(inputs).from_frames(frames | {"budget": rows}, DAY), None)
    assert answer.frame_kr == 7_000_001
    with pytest.raises(ScenarioError, match="no budget"):
        sought(inputs, None)


def test_the_steps_and_what_they_do_together_add_up_to_the_scenario_to_the_ore(inputs):
    levers = (Lever("referrals", 0.5, date(2024, 8, 1)), Lever("prices", 1.1, date(2025, 1, 1)))
    options = Options(paths=30, scenario=Scenario("begge", levers))
    rows = scenario_effects(inputs, ASSUMED, options, project(inputs, ASSUMED, options), Widths()).filter(
        fiscal_year=2026
    )
    kr = dict(rows.select("step", "mean_kr").iter_rows())
    plain = project(inputs, ASSUMED, replace(options, scenario=Scenario())).fiscal_year
    both = project(inputs, ASSUMED, options).fiscal_year

    assert list(kr) == ["baseline", "referrals", "prices", "interaction", "scenario"]
    assert kr["referrals"] + kr["prices"] + kr["interaction"] == kr["scenario"]
    # dearer places that are never taken are not dearer: together they save more than each alone
    assert kr["referrals"] < 0 < kr["prices"]
    assert kr["interaction"] < 0
    # leaves are rounded to the øre one by one, the sum of paths once
    assert abs(kr["baseline"] - cell(plain, 2026)) < Decimal(1)
    assert abs(kr["baseline"] + kr["scenario"] - cell(both, 2026)) < Decimal(1)


def test_a_scenario_changes_a_type_on_a_plain_line_by_as_large_a_share_as_it_changes_the_flow(inputs):
    half = Scenario("halvt", (Lever("referrals", 0.5, DAY), Lever("exits", 1.5, DAY)))

    def school(options, scenario):
        years = project(inputs, ASSUMED, replace(options, scenario=scenario)).fiscal_year
        return [
            float(cell(years, year, column=column, offer="specialskole"))
            for year in (2025, 2028)
            for column in ("full_year_places", "mean_kr")
        ]

    bare = replace(LINED, lines={})
    flow, lined = ([school(options, one) for one in (Scenario(), half)] for options in (bare, LINED))
    # no day of these years has been: the flow's own change is the whole of it, whatever the line says
    shares = [after / before for before, after in zip(*flow, strict=True)]
    assert [after / before for before, after in zip(*lined, strict=True)] == pytest.approx(shares, rel=1e-4)
    assert max(shares) < 0.95


def test_a_lever_between_two_factors_makes_the_effect_as_uncertain_as_the_lever_is(inputs):
    between = Scenario("spaend", (Lever("prices", (1.0, 1.2), date(2025, 1, 1)),))
    base, found = (
        project(inputs, ASSUMED, Options(paths=30, scenario=one, tells_levels=True)) for one in (Scenario(), between)
    )

    def totals(projection):
        return projection.path_totals.filter(fiscal_year=2026).sort("path")["total_kr"].to_numpy()

    # all of 2026 is ahead and all of it is places: each path is dearer by its own factor, one in each thirtieth of 20 %
    dearer = totals(found) / totals(base) - 1
    assert sorted(dearer) == pytest.approx([0.2 * (2 * part + 1) / 60 for part in range(30)], abs=1e-6)
    by_owner = found.levels.filter(fiscal_year=2026, dimension="own_bought", member="ALL")["mean_kr"].item()
    assert float(by_owner) == pytest.approx(float(cell(found.fiscal_year, 2026)), rel=1e-6)


def test_the_baseline_has_no_effects_and_a_single_step_is_the_whole(inputs):
    plain = Options(paths=30)
    assert effects(inputs, plain).is_empty()
    one = replace(plain, scenario=Scenario("en", (Lever("prices", 1.1, date(2025, 1, 1)),)))
    rows = effects(inputs, one).filter(fiscal_year=2026)
    kr = dict(rows.select("step", "mean_kr").iter_rows())
    assert list(kr) == ["baseline", "prices", "scenario"]
    assert kr["prices"] == kr["scenario"] > 0
    # what the scenario starts from is the forecast that is published, as wide as it is published
    years = project(inputs, ASSUMED, plain, None, WIDE).fiscal_year
    for column in ("mean_kr", "p025_kr", "p90_kr", "full_year_places"):
        assert rows[column][0] == cell(years, 2026, column=column)


def test_a_lever_on_referrals_also_raises_starts_that_no_referral_tells_of(inputs):
    frames = {name: getattr(inputs, name) for name in INPUTS} | {"referrals": inputs.referrals.clear()}
    unreferred = type(inputs).from_frames(frames | {"grants": inputs.grants.clear()}, DAY)

    def intake(factor):
        levers = (Lever("referrals", factor, DAY),) if factor != 1 else ()
        options = Options(paths=40, scenario=Scenario("x", levers) if levers else Scenario())
        return float(
            cell(project(unreferred, ASSUMED, options).fiscal_year, 2025, "expected_intake", "full_year_places")
        )

    # only those who have begun already, and whom nobody has written down yet
    assert intake(0) < intake(1) / 20
    assert intake(0.5) == pytest.approx(intake(1) / 2, rel=0.1)
    assert intake(2) == pytest.approx(intake(1) * 2, rel=0.1)
