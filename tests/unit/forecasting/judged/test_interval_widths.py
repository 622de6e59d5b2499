from datetime import date

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED, made, price, spell

from forecasting import Options, project
from forecasting.given.terms import QUANTILES
from forecasting.judged.calibration import WEIGHT, Widths, fit_widths, scores


def scored(values, level="total", horizon="year", year=2020):
    rows = [
        {"origin": date(year + at, 4, 30), "horizon": horizon, "level": level, "s80": value, "s95": value}
        for at, value in enumerate(values)
    ]
    return pl.DataFrame(rows)


def test_a_score_is_the_distance_from_the_median_in_half_widths_of_the_same_side():
    interval = dict(zip(QUANTILES, [80.0, 90.0, 100.0, 120.0, 140.0], strict=True))
    rows = pl.DataFrame([interval | {"truth": truth} for truth in (130.0, 95.0, 100.0)])

    assert scores(rows)["s80"].to_list() == [30 / 20, 5 / 10, 0]
    assert scores(rows)["s95"].to_list() == [30 / 40, 5 / 20, 0]


def test_a_truth_beside_an_interval_without_width_has_the_largest_score_and_a_hit_has_none():
    flat = dict.fromkeys(QUANTILES, 100.0)

    assert scores(pl.DataFrame([flat | {"truth": 100.0}, flat | {"truth": 101.0}]))["s80"].to_list() == [0, 10]


def test_the_factor_is_the_score_that_four_of_five_stay_below_pulled_to_one_by_twenty_cases():
    # of 99 scores 0.02, 0.04 ... 1.98 and one beyond all, the 80th is 1.6
    found = fit_widths(scored([0.02 * at for at in range(1, 100)], year=1900))
    share = 99 / (99 + WEIGHT)
    together = 1.6**share
    narrow, wide = found.of("year", "total")

    assert narrow == pytest.approx(1.6**share * together ** (1 - share), abs=1e-3)
    assert wide == pytest.approx(1.9**share * (1.9**share) ** (1 - share), abs=1e-3)


def test_one_origin_weighs_the_same_however_many_series_it_has():
    one = scored([2.0] * 10)
    many = pl.concat([one, *[scored([0.1] * 1, year=2020)] * 50])

    assert fit_widths(many).of("year", "total")[0] > 1.2


def test_places_and_kroner_and_the_horizons_teach_each_other_nothing():
    found = fit_widths(pl.concat([scored([3.0] * 40, year=1980), scored([0.1] * 40, "district_kr", year=1980)]))

    assert found.of("year", "total")[0] > 2
    assert found.of("year", "district_kr")[0] < 0.7
    assert found.of("next_year", "total") == (1.0, 1.0)


def test_a_mended_interval_keeps_its_median_and_its_order_and_no_places_below_nothing():
    widths = Widths({("year", "total"): (3.0, 0.5)})
    spread = np.array([[1.0], [2.0], [4.0], [6.0], [7.0]])

    assert widths.widened(spread, "year", ["total"], lowest=0.0).ravel().tolist() == [0, 0, 4, 10, 10]
    assert widths.widened(spread, "year", ["district"]).tolist() == spread.tolist()


def test_what_is_expected_in_all_lies_in_its_interval_even_where_one_child_may_leave():
    # the child stays on far more than nine paths of ten, so both ends are the whole year and the mean is a little less
    inputs = made(date(2024, 4, 30), spells=[spell("a", date(2022, 8, 1))], prices=[price("a", 1000.0)])
    rows = project(inputs, ASSUMED, Options(paths=400)).fiscal_year.filter(component="total", fiscal_year=2024)
    assert rows.filter(pl.col("mean_kr") < pl.col("p50_kr")).height > 0
    assert rows.filter(~pl.col("mean_kr").is_between("p10_kr", "p90_kr")).is_empty()
