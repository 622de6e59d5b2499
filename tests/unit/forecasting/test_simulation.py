"""The simulated forecast on a small flowing municipality: what holds for every one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from flow import make_flow
from polars.testing import assert_frame_equal

from forecasting import Inputs, Lever, Options, Scenario, load_assumptions, project
from forecasting.given.schemas import INPUTS
from forecasting.given.terms import ALL
from forecasting.sums.components import COMPONENTS

AS_OF = date(2023, 4, 30)
ASSUMED = load_assumptions()
OPTIONS = Options(paths=60)
KEYS = ["fiscal_year", "grant_area", "district_id", "offer_type"]


@pytest.fixture(scope="module")
def inputs():
    return make_flow(1, scale=0.5).inputs(AS_OF)


@pytest.fixture(scope="module")
def forecast(inputs):
    return project(inputs, ASSUMED, OPTIONS)


def total(forecast, year):
    return forecast.path_totals.filter(pl.col("fiscal_year") == year)["total_kr"]


def test_components_add_up_to_the_total_in_every_cell(forecast):
    years = forecast.fiscal_year
    parts = (
        years.filter(pl.col("component").is_in(COMPONENTS))
        .group_by(KEYS)
        .agg(pl.col("mean_kr", "full_year_places").sum())
    )
    whole = years.filter(pl.col("component") == "total").select(*KEYS, "mean_kr", "full_year_places")

    compared = whole.join(parts, on=KEYS, how="left", validate="1:1").fill_null(Decimal(0))
    assert compared.filter(pl.col("mean_kr") != pl.col("mean_kr_right")).is_empty()
    every_type = compared.filter(pl.col("offer_type") != ALL)
    assert every_type.filter(pl.col("full_year_places") != pl.col("full_year_places_right")).is_empty()


def test_leaves_add_up_to_every_all_row(forecast):
    years = forecast.fiscal_year.filter(pl.col("component") == "total")
    leaves = years.filter(pl.all_horizontal(pl.col(KEYS[1:]) != ALL))
    sums = leaves.group_by("fiscal_year").agg(pl.col("mean_kr").sum().cast(pl.Decimal(18, 2)))
    whole = years.filter(pl.all_horizontal(pl.col(KEYS[1:]) == ALL)).select("fiscal_year", "mean_kr")

    assert_frame_equal(sums.sort("fiscal_year"), whole.sort("fiscal_year"))


def test_a_total_is_narrower_than_the_sum_of_its_parts_intervals(forecast):
    years = forecast.fiscal_year.filter(
        pl.col("component") == "total",
        pl.col("fiscal_year") == 2024,
        pl.col("grant_area") == ALL,
        pl.col("offer_type") == ALL,
    ).with_columns(width=pl.col("p90_kr") - pl.col("p10_kr"))

    assert (
        years.filter(pl.col("district_id") == ALL)["width"].item()
        < years.filter(pl.col("district_id") != ALL)["width"].sum()
    )


def test_a_years_months_add_up_to_the_years_places(forecast):
    months = forecast.activity.filter(
        pl.col("measure") == "full_year_places", pl.col("district_id") == ALL, pl.col("offer_type") == ALL
    )
    sums = months.group_by(pl.col("month").dt.year().alias("fiscal_year")).agg(pl.col("mean").sum()).sort("fiscal_year")
    years = forecast.fiscal_year.filter(
        pl.col("component") == "total", pl.all_horizontal(pl.col(KEYS[1:]) == ALL)
    ).sort("fiscal_year")

    assert sums["mean"].to_list() == pytest.approx([float(p) for p in years["full_year_places"]], abs=0.01)


def test_no_figure_is_missing_or_not_a_number(forecast):
    for frame in (forecast.activity, forecast.cost, forecast.fiscal_year):
        assert frame.drop("unit_price_kr", strict=False).null_count().sum_horizontal().item() == 0
    assert forecast.activity.filter(pl.col("mean").is_nan() | pl.col("p975").is_nan()).is_empty()
    assert forecast.activity.filter(pl.col("p025") < 0).is_empty()


def test_the_same_seed_gives_the_same_forecast_whatever_the_order_of_rows_and_another_seed_does_not(inputs, forecast):
    shuffled = {name: getattr(inputs, name).sample(fraction=1, shuffle=True, seed=7) for name in INPUTS}

    again = project(Inputs.from_frames(shuffled, AS_OF), ASSUMED, OPTIONS)

    assert_frame_equal(again.fiscal_year, forecast.fiscal_year)
    assert_frame_equal(again.activity, forecast.activity)
    assert_frame_equal(again.cost, forecast.cost)
    assert not project(inputs, ASSUMED, replace(OPTIONS, seed=2)).fiscal_year.equals(forecast.fiscal_year)


def test_one_more_child_leaves_the_luck_of_the_others_alone(inputs, forecast):
    extra = inputs.spells.head(1).with_columns(
        placement_id=pl.lit("extra"), child_label=pl.lit("extra"), start_date=pl.lit(date(2023, 9, 1)),
        end_date=pl.lit(date(2023, 12, 31)), end_known_date=pl.lit(AS_OF), known_date=pl.lit(AS_OF),
    )  # fmt: skip
    more = replace(inputs, spells=pl.concat([inputs.spells, extra]))

    places = project(more, ASSUMED, OPTIONS).path_totals["full_year_places"] - forecast.path_totals["full_year_places"]

    # 122 days of 2023 on every path; later years do not move
    assert places[:60].to_list() == pytest.approx([122 / 365] * 60, abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "factor", "dearer"),
    [
        ("referrals", 0.5, False),
        ("approvals", 0.5, False),
        ("exits", 2.0, False),
        ("prices", 1.1, True),
        ("referrals", 1.5, True),
    ],
)
def test_a_lever_moves_every_path_the_same_way_on_common_luck(inputs, forecast, kind, factor, dearer):
    scenario = Scenario("indsats", (Lever(kind, factor, date(2023, 6, 1)),))

    moved = project(inputs, ASSUMED, replace(OPTIONS, scenario=scenario))

    change = total(moved, 2025) - total(forecast, 2025)
    assert moved.fiscal_year["scenario"].unique().to_list() == ["indsats"]
    assert ((change > 0) == dearer).mean() > 0.95


def test_registered_ends_are_not_simulated_a_second_time(inputs):
    # all open spells get an end in 2026 that is known: nothing leaves before it
    closed = inputs.spells.with_columns(
        end_date=pl.col("end_date").fill_null(date(2026, 12, 31)),
        end_known_date=pl.col("end_known_date").fill_null(AS_OF),
    )
    forecast = project(replace(inputs, spells=closed), ASSUMED, replace(OPTIONS, simulate_intake=False))

    year = forecast.fiscal_year.filter(pl.col("component") == "total", pl.col("fiscal_year") == 2024)
    assert year.filter(pl.col("p10_kr") != pl.col("p90_kr")).filter(pl.col("grant_area") == ALL).height == 0 or (
        forecast.path_totals.filter(pl.col("fiscal_year") == 2024)["full_year_places"].n_unique() == 1
    )


def test_a_child_of_impossible_age_and_a_new_offer_type_do_no_harm(inputs):
    odd = inputs.spells.head(1).with_columns(
        placement_id=pl.lit("odd"), child_label=pl.lit("odd"), birth_month=pl.lit(date(1950, 1, 1)),
        offer_type=pl.lit("noget_nyt"), start_date=pl.lit(date(2023, 2, 1)), end_date=pl.lit(None, dtype=pl.Date),
    )  # fmt: skip

    forecast = project(replace(inputs, spells=pl.concat([inputs.spells, odd])), ASSUMED, OPTIONS)

    assert "noget_nyt" in forecast.fiscal_year["offer_type"].to_list()


@pytest.mark.parametrize("missing", ["population", "referrals", "postings", "prices", "offer_areas"])
def test_without_a_source_there_is_still_a_forecast(inputs, missing):
    without = replace(inputs, **{missing: getattr(inputs, missing).clear()})

    forecast = project(without, ASSUMED, Options(paths=20))

    places = forecast.path_totals.filter(pl.col("fiscal_year") == 2023)["full_year_places"].mean()
    assert 150 < places < 350
