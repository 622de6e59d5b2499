"""Forecasts that were made then, held against what came: two years of two districts, worked out by hand."""

from datetime import date

import polars as pl
import pytest
from frames import made, spell

from forecasting.given.terms import QUANTILES
from forecasting.questions.backtest import ACCURACY, Truth
from forecasting.questions.earlier_vintages import EarlierVintage, vintage_accuracy
from forecasting.told.level_table import LEVEL

KNOWN = made(date(2025, 4, 30), spells=[spell("a", date(2022, 1, 1))])
CELLS = (("ALL", "ALL"), ("ALL", "specialskole"), ("N", "ALL"), ("S", "ALL"))
MILLION = 1e6


def came():
    """2023: 8 places in N and 2 in S, for 5.0 million; 2024: 9 and 3, for 6.0 million; one offer type."""
    places, cost = [], []
    for year, by_cell, kr in ((2023, (10, 10, 8, 2), (5, 5, 4, 1)), (2024, (12, 12, 9, 3), (6, 6, 4.8, 1.2))):
        for (district, offer), count, millions in zip(CELLS, by_cell, kr, strict=True):
            places += [(date(year, month, 1), district, offer, count / 12) for month in range(1, 13)]
            cost.append((year, district, offer, millions * MILLION))
    by_month = ["month", "district_id", "offer_type", "full_year_places"]
    by_year = ["fiscal_year", "district_id", "offer_type", "cost_kr"]
    return Truth(pl.DataFrame(places, by_month, orient="row"), pl.DataFrame(cost, by_year, orient="row"))


def told(as_of, *years, keeps_places=True):
    """A vintage: for each year the places and millions of CELLS; 80 % is 0.4 places and -0.1 to +0.2 million."""
    rows, spread = [], []
    for year, places, millions in years:
        for (district, offer), count, kr in zip(CELLS, places, millions, strict=True):
            cell = {"fiscal_year": year, "district_id": district, "offer_type": offer}
            ends = zip(QUANTILES, (kr - 0.3, kr - 0.1, kr, kr + 0.2, kr + 0.4), strict=True)
            rows.append(cell | {"grant_area": "ALL", "component": "total", "mean_kr": kr * MILLION,
                                "full_year_places": float(count)}
                        | {f"{name}_kr": end * MILLION for name, end in ends})  # fmt: skip
            of_places = (count - 1, count - 0.4, count, count + 0.4, count + 1) if keeps_places else [None] * 5
            spread.append(cell | dict(zip(QUANTILES, of_places, strict=True)))
    quantiles = pl.DataFrame(spread, schema_overrides=dict.fromkeys(QUANTILES, pl.Float64))
    return EarlierVintage(as_of, pl.DataFrame(rows), quantiles, pl.DataFrame(schema=LEVEL))


SPRING = told(
    date(2023, 4, 30),
    (2023, (10.5, 10.5, 8.5, 2), (5.2, 5.2, 4.16, 1.04)),
    (2024, (11, 11, 8, 3), (5.4, 5.4, 4.2, 1.2)),
)
AUTUMN = told(
    date(2024, 10, 31), (2024, (12, 12, 9, 3), (6, 6, 4.8, 1.2)), (2025, (13, 13, 9, 4), (7, 7, 5, 2)),
    keeps_places=False,
)  # fmt: skip


@pytest.fixture(scope="module")
def judged():
    return vintage_accuracy([SPRING, AUTUMN], came(), KNOWN)


def row(judged, origin, horizon, level):
    (found,) = judged.filter(origin=origin, horizon=horizon, level=level).to_dicts()
    assert found["method"] == "vintage"
    return found


def test_a_vintage_is_held_against_the_places_that_came_at_each_level(judged):
    total = row(judged, SPRING.as_of, "year", "total")
    # 10.5 places were told and 10 came; 80 %: 10.1 to 10.9, 95 %: 9.5 to 11.5
    assert (total["n"], total["error"], total["wape"], total["bias"]) == pytest.approx((1, 0.5, 0.05, 0.05))
    assert (total["coverage_80"], total["coverage_95"]) == (0, 1)
    assert (total["interval_width"], total["interval_low"], total["interval_high"]) == pytest.approx((0.08, 0.01, 0.09))
    # .025 x .5 + .9 x .1 + .5 x .5 + .1 x .9 + .025 x 1.5 = .48, over five quantiles and ten places
    assert total["pinball"] == pytest.approx(0.0096)
    # one child came in 2022, as is known today: 0, 0, 0 and 1 place in the years before, a change of 1/3 a year
    assert total["mase"] == pytest.approx(1.5)
    district = row(judged, SPRING.as_of, "year", "district")
    assert (district["n"], district["error"], district["wape"]) == pytest.approx((2, 0.25, 0.05))


def test_a_vintage_is_held_against_the_kroner_that_were_booked_this_year_and_next(judged):
    kr = row(judged, SPRING.as_of, "year", "total_kr")
    # 5.2 million were told and 5.0 came; 80 %: 5.1 to 5.4, 95 %: 4.9 to 5.6
    assert (kr["error"], kr["bias"], kr["interval_width"]) == pytest.approx((200_000, 0.04, 0.06))
    assert (kr["coverage_80"], kr["coverage_95"]) == (0, 1)
    assert row(judged, SPRING.as_of, "year", "district_kr")["error"] == pytest.approx(100_000)
    assert row(judged, SPRING.as_of, "next_year", "total_kr")["bias"] == pytest.approx(-0.1)
    assert row(judged, SPRING.as_of, "next_year", "offer_type")["bias"] == pytest.approx(-1 / 12)


def test_a_year_that_is_not_over_is_not_judged_and_places_without_an_interval_have_no_coverage(judged):
    assert set(judged.filter(origin=AUTUMN.as_of)["horizon"]) == {"year"}
    places, kr = (row(judged, AUTUMN.as_of, "year", level) for level in ("total", "total_kr"))
    assert (places["error"], places["coverage_80"], places["interval_width"]) == (0, None, None)
    assert (kr["error"], kr["coverage_80"]) == (0, 1)


def test_without_vintages_there_is_a_table_of_no_rows():
    assert vintage_accuracy([], came(), KNOWN).schema == pl.Schema(ACCURACY)
