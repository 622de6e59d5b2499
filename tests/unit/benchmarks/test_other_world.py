"""The other municipality keeps to what was known, and late papers do not ruin its forecast."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from benchmarks.other_frames import OtherMunicipality
from benchmarks.other_world import CLASS, SCHOOL
from benchmarks.told_rates import told_guesses
from forecasting import Lever, Options, Scenario, load_assumptions, project
from forecasting.given.scenario import Move
from forecasting.questions.backtest import evaluate
from forecasting.questions.what_if import WhatIf

DAYS = (date(2021, 4, 30), date(2023, 4, 30))


@pytest.fixture(scope="module", params=["slow", "after"])
def town(request):
    return OtherMunicipality(4, request.param)


def test_nothing_is_shown_before_it_was_known(town):
    inputs = town.inputs(DAYS[0])

    assert inputs.spells["known_date"].max() <= DAYS[0]
    assert inputs.spells["end_known_date"].max() <= DAYS[0]
    assert inputs.postings["posting_date"].max() <= DAYS[0]
    assert inputs.referrals["decision_known_date"].max() <= DAYS[0]
    if town.registration == "after":
        assert inputs.spells["end_date"].max() < DAYS[0]


def test_with_late_papers_places_are_still_forecast_nearer_than_by_the_last_month(town):
    scores = evaluate([(town.inputs(day), town.truth) for day in DAYS], load_assumptions(), Options(paths=40)).accuracy
    totals = scores.filter(pl.col("level") == "total").group_by("method").agg(pl.col("wape").mean())
    means = dict(totals.iter_rows())

    assert means["pladsprognose"] < 0.75 * means["naive_last_month"]


@pytest.mark.parametrize("town", ["slow"], indirect=True)
def test_a_what_if_says_what_the_simulation_does_where_places_come_in_another_way(town):
    inputs, chosen = town.inputs(DAYS[0]), Options(paths=60)
    august = date(2021, 8, 1)
    plan = (Lever("referrals", 0.7, august, date(2022, 8, 1)), Lever("approvals", 0.9, august))
    scenario = Scenario("plan", plan, (Move(august, from_offer=SCHOOL, to_offer=CLASS, is_new=True, share=0.3),))
    before = project(inputs, load_assumptions(), replace(chosen, tells_draws=True))
    after = project(inputs, load_assumptions(), replace(chosen, scenario=scenario))
    change = WhatIf(before.draws, ()).change(scenario)

    yearly = [
        one.path_totals.group_by("fiscal_year").mean().sort("fiscal_year").select("total_kr", "full_year_places")
        for one in (before, after)
    ]
    kr, places = (yearly[1].to_numpy() - yearly[0].to_numpy()).T
    assert change.kr.mean(axis=0)[2:] == pytest.approx(kr[2:], rel=0.05)
    assert change.places.mean(axis=0)[2:] == pytest.approx(places[2:], rel=0.03)


def test_the_told_model_is_told_only_while_it_is_asked(town):
    assumed, options = load_assumptions(), Options(paths=20)
    known, later = town.inputs(DAYS[0]), town.inputs(DAYS[1])
    before = project(known, assumed, options).year_places

    this_year, following = told_guesses(known, later, assumed, options)

    assert {row["method"].unique().item() for row in (this_year, following)} == {"told_rates"}
    assert project(known, assumed, options).year_places.equals(before)
