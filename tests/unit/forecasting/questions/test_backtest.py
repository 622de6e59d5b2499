from datetime import date

import numpy as np
import polars as pl
import pytest
from flow import make_flow

from forecasting import Options, load_assumptions
from forecasting.questions import event_test
from forecasting.questions.backtest import ACCURACY, Truth, evaluate, pooled
from forecasting.questions.event_series import Series, event_series


@pytest.fixture(scope="module")
def flow():
    return make_flow(5, last_year=2025)


@pytest.fixture(scope="module")
def accuracy(flow):
    truth = Truth(flow.places(), flow.cost())
    origins = [(flow.inputs(date(year, 4, 30)), truth) for year in (2021, 2022, 2023, 2025)]
    return evaluate(origins, load_assumptions(), Options(paths=100)).accuracy


def test_each_origin_is_scored_on_both_horizons_where_the_truth_is_known(accuracy):
    ours = accuracy.filter(pl.col("method") == "pladsprognose", pl.col("level") == "total")

    assert accuracy.schema == pl.Schema(ACCURACY)
    assert ours.filter(pl.col("horizon") == "year")["origin"].to_list() == [
        date(y, 4, 30) for y in (2021, 2022, 2023, 2025)
    ]
    assert ours.filter(pl.col("horizon") == "next_year")["origin"].dt.year().to_list() == [2021, 2022, 2023]


def test_the_forecast_stands_beside_the_plain_lines(accuracy):
    methods = set(accuracy.filter(pl.col("level") == "total_kr")["method"])

    assert methods == {
        "pladsprognose", "known_and_decided", "naive_last_month", "seasonal_naive_drift", "last_year_cost",
        "last_year_share_to_date", "exponential_smoothing", "theta", "annual_points",
    }  # fmt: skip


def test_this_years_error_is_within_two_percent_and_below_the_plain_lines_of_cost(accuracy):
    # the flow's own shocks alone give about half a percent; two percent would mean that something is broken
    year = pooled(accuracy).filter(pl.col("horizon") == "year")
    wape = {(level, method): value for level, method, value in year.select("level", "method", "wape").iter_rows()}

    assert wape["total", "pladsprognose"] < 0.02
    assert wape["total_kr", "pladsprognose"] < min(
        wape["total_kr", "last_year_cost"], wape["total_kr", "known_and_decided"]
    )


def test_intervals_cover_most_of_what_came(accuracy):
    covered = accuracy.filter(pl.col("method") == "pladsprognose")["coverage_95"].mean()

    assert covered > 0.75


def test_plain_lines_have_no_intervals(accuracy):
    assert accuracy.filter(pl.col("method") == "naive_last_month")["coverage_80"].null_count() > 0


def months(count):
    return np.arange(2019 * 12, 2019 * 12 + count)


def test_a_drop_by_half_is_seen():
    count = np.where(np.arange(60) < 40, 20.0, 10.0) + np.tile([1.0, -1.0], 30)
    event = event_test.tested_events(
        [Series("referrals", months(60), count, np.full(60, 20.0))], date(2022, 5, 1), seed=1
    )

    row = event.row(0, named=True)
    assert row["effect"] == pytest.approx(-0.5, abs=0.1)
    assert row["interval_high"] < 0


def test_an_unbroken_series_is_not_called_broken_and_says_what_could_have_been_seen(flow):
    inputs = flow.inputs(date(2023, 4, 30))

    events = event_test.tested_events(event_series(inputs, load_assumptions(), Options()), date(2022, 4, 1), seed=1)

    assert events["series"].to_list() == ["age_adjusted_share", "real_price_cost", "referrals"]
    assert (events["false_alarm_rate"] < 0.12).all()  # 5 % meant, counted on 200 simulations
    assert (events["smallest_visible_effect"] > 0).all()


def test_too_few_months_give_no_number():
    event = event_test.tested_events([Series("referrals", months(9), np.ones(9), np.ones(9))], date(2019, 6, 1), seed=1)

    assert event.row(0)[1:] == (None,) * 5
