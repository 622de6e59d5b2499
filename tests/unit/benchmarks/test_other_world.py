"""The other municipality keeps to what was known, and late papers do not ruin its forecast."""

from datetime import date

import polars as pl
import pytest

from benchmarks.other_frames import OtherMunicipality
from benchmarks.told_rates import told_guesses
from forecasting import Options, load_assumptions, project
from forecasting.questions.backtest import evaluate

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


def test_the_told_model_is_told_only_while_it_is_asked(town):
    assumed, options = load_assumptions(), Options(paths=20)
    known, later = town.inputs(DAYS[0]), town.inputs(DAYS[1])
    before = project(known, assumed, options).year_places

    this_year, following = told_guesses(known, later, assumed, options)

    assert {row["method"].unique().item() for row in (this_year, following)} == {"told_rates"}
    assert project(known, assumed, options).year_places.equals(before)
