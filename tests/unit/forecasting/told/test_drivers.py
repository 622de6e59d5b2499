"""What a year's change is due to: towns of one group of offers, worked out by hand, and the municipality that flows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, made, posting, spell

from forecasting import Options, project
from forecasting.told.driver_table import KR_DRIVERS, PLACE_DRIVERS
from forecasting.told.drivers import DRIVERS, Intake, split_change

YEARS = 6


def row(*values):
    return np.array([values], dtype=float)


def town(entries, exits, start, children=(1000,) * YEARS, group=None):
    """A town whose children come and go on New Year's Day: places change by the year's entries less its exits."""
    count, left = row(*entries), row(*exits)
    places = start + np.cumsum(count - left, axis=1)
    group = count if group is None else row(*group)
    return split_change(places, left, [Intake(row(*children), group, group, count, count)], reference=1)[:, 0]


def at(parts, year):
    return {name: round(float(part), 6) for name, part in zip(DRIVERS, parts[:, year], strict=True) if round(part, 6)}


def test_a_town_at_rest_has_no_drivers():
    parts = town([20] * YEARS, [20] * YEARS, 100)
    assert all(at(parts, year) == {} for year in range(YEARS))


def test_more_children_and_nothing_else_is_population_alone_in_every_year_after():
    # 10 % more children from year 2: 22 come, and of those in a place a fifth of the mean of the two years leave,
    # 20 + 0.2 x half the change so far; so 2 more become 2 / 1.1 places, and then 2 less what leaves of them
    first = 2 / 1.1
    second = (2 - 0.2 * first) / 1.1
    exits = [20, 20, 20 + 0.1 * first, 20 + 0.2 * (first + second / 2)]
    parts = town([20, 20, 22, 22, 22, 22], [*exits, 0, 0], 100, [1000, 1000, 1100, 1100, 1100, 1100])
    assert at(parts, 2) == {"population": round(first, 6)}
    assert at(parts, 3) == {"population": round(second, 6)}


def test_more_referred_of_the_same_children_is_intake_alone():
    # 33 of 1,000 instead of 20: 13 more a year, less a fifth of half of what they become
    assert at(town([20, 20, 33, 0, 0, 0], [20, 20, 20 + 0.1 * 13 / 1.1, 0, 0, 0], 100), 2) == {
        "intake": round(13 / 1.1, 6)
    }


def test_a_tenth_more_children_of_whom_half_as_many_again_come_is_split_in_equal_shares():
    # 100 more children at a mean of 25 in 1,000, and 10 more in 1,000 of a mean of 1,050 children; 13 in all
    parts = town([20, 20, 33, 0, 0, 0], [20, 20, 20 + 1.3 / 1.1, 0, 0, 0], 100, [1000, 1000, 1100, 1100, 1100, 1100])
    assert at(parts, 2) == {"population": round(2.5 / 1.1, 6), "intake": round(10.5 / 1.1, 6)}


def test_fewer_who_leave_is_duration_alone():
    # 5 leave instead of 20 and all else is the same: 15 places more
    assert at(town([20] * YEARS, [20, 20, 5, 20, 20, 20], 100), 2) == {"duration": 15.0}


def test_a_larger_share_of_the_same_newcomers_is_mix_and_so_are_children_from_other_offers():
    # 12 of the 20 newcomers of all offers come here, not 10
    exits = [10, 10, 10 + 0.1 * 2 / 1.1, 0, 0, 0]
    assert at(town([10, 10, 12, 0, 0, 0], exits, 50, group=[20] * YEARS), 2) == {"mix": round(2 / 1.1, 6)}
    # 20 come and a fifth of a mean of 102 leave, and yet there are 4 more places: 4.4 came from elsewhere
    moved = split_change(
        row(100, 100, 104), row(20, 20, 20.4), [Intake(*[row(1000, 1000, 1000), *[row(20, 20, 20)] * 4])], reference=1
    )
    assert at(moved[:, 0], 2) == {"mix": 4.0}


def test_what_moved_before_the_first_year_is_under_way_and_fades():
    # 25 came and 20 left of a mean of 102.5: 5 more. With the same rates, 0.902439 x 5 / 1.097561 more the next year
    rate = 20 / 102.5
    more = 5 * (1 - rate / 2) / (1 + rate / 2)
    exits = [20, 20, rate * (105 + more / 2), 0, 0, 0]
    assert at(town([20, 25, 25, 0, 0, 0], exits, 100), 2) == {"under_way": round(more, 6)}


@pytest.mark.parametrize("luck", range(3))
def test_the_drivers_of_any_towns_sum_to_the_change(luck):
    drawn = np.random.default_rng(luck)
    shape = (40, 7)
    counts = drawn.poisson(2, shape).astype(float)
    children = drawn.integers(0, 3, shape) * 100.0
    here = np.minimum(counts, drawn.poisson(1, shape))
    intake = Intake(children, counts, counts * drawn.random(shape), here, here * drawn.random(shape))
    places = drawn.poisson(1, shape) * drawn.random(shape)
    parts = split_change(places, drawn.poisson(1, shape) * drawn.random(shape), [intake], reference=1)
    assert np.allclose(parts.sum(axis=0)[:, 1:], np.diff(places, axis=1))
    assert np.isfinite(parts).all()


DAY = date(2025, 12, 31)
RECORDED = spell("gone", date(2019, 1, 1), date(2020, 12, 31))
"""A place that ended long ago: since then all ends are registered."""


def told(as_of, options=None, **rows):
    options = options or Options(simulate_intake=False, simulate_exits=False, paths=20)
    return project(made(as_of, **rows), ASSUMED, replace(options, tells_drivers=True)).drivers


def one(frame, year=2025, offer="ALL", district="ALL"):
    chosen = frame.filter(fiscal_year=year, offer_type=offer, district_id=district)
    return {name: value for name, value in chosen.row(0, named=True).items() if value not in (0, None)}


def a_year(year, kr):
    return posting(date(year, 1, 31), kr)


def test_a_new_child_at_midyear_is_intake_and_kroner_follow_the_price_of_last_year_and_the_index():
    # two places of 100,000 last year; a third child from 1 July is 184/365 = 0.5041 place. Index 2.8 % of 250,410,
    # so 257,421.48 explains all; then a one-off of 1,000, and 500 of income more than last year's 200
    spells = [RECORDED, spell("a", date(2019, 1, 1)), spell("b", date(2019, 1, 1)), spell("c", date(2025, 7, 1))]
    postings = [
        a_year(2024, "200000"), a_year(2025, "257421.48"), posting(date(2025, 5, 1), "1000", is_one_off=True),
        posting(date(2024, 3, 1), "-200", spend_kind="income"), posting(date(2025, 3, 1), "-700", spend_kind="income"),
    ]  # fmt: skip
    assert one(told(DAY, spells=spells, postings=postings)) == {
        "scenario": "baseline", "fiscal_year": 2025, "district_id": "ALL", "offer_type": "ALL",
        "previous_places": 2, "places": Decimal("2.5041"), "intake_places": Decimal("0.5041"),
        "previous_kr": 199_800, "expected_kr": Decimal("257721.48"), "intake_kr": 50_410,
        "index_kr": Decimal("7011.48"), "one_off_kr": 1000, "other_kr": -500,
    }  # fmt: skip


def test_a_child_who_moves_to_a_dearer_offer_is_mix_and_nobody_has_come_or_left():
    # a moves on New Year's Day: 100,000 becomes 300,000; at the mean of last year's two prices that is 100,000 dearer
    spells = [
        RECORDED, spell("a", date(2019, 1, 1), date(2024, 12, 31), child_label="a"),
        spell("a2", date(2025, 1, 1), child_label="a", offer_type="specialklasse"),
        spell("b", date(2019, 1, 1), offer_type="specialklasse"),
    ]  # fmt: skip
    postings = [
        a_year(2024, "100000"), posting(date(2024, 1, 31), "300000", offer_type="specialklasse"),
        posting(date(2025, 1, 31), "616800", offer_type="specialklasse"),
    ]  # fmt: skip
    frame = told(DAY, spells=spells, postings=postings)
    whole = one(frame)
    assert {name: whole[name] for name in whole if name.endswith("_kr")} == {
        "previous_kr": 400_000, "expected_kr": 616_800, "mix_kr": 200_000, "index_kr": 16_800,
    }  # fmt: skip
    assert [name for name in whole if name.endswith("_places")] == ["previous_places"]
    assert one(frame, offer="specialklasse")["mix_places"] == 1
    assert one(frame, offer="specialskole")["mix_places"] == -1


def test_without_last_years_accounts_there_are_places_and_no_kroner_of_the_first_year():
    frame = told(DAY, spells=[RECORDED, spell("a", date(2019, 1, 1))], postings=[a_year(2025, "100000")])
    first = frame.filter(fiscal_year=2025)
    assert first.select(pl.col("previous_kr", "intake_kr", "unexplained_kr").null_count()).row(0) == (first.height,) * 3
    assert one(frame)["previous_places"] == 1
    assert one(frame, 2026)["previous_kr"] == one(frame)["expected_kr"]


def test_records_that_begin_too_late_leave_the_change_unexplained_until_there_is_something_to_hold_it_against():
    # the first end there is lies in 2023: its entries and ends are whole from 2024, so 2025 has no earlier year
    spells = [
        spell("gone", date(2019, 1, 1), date(2023, 6, 30)), spell("a", date(2019, 1, 1)), spell("c", date(2025, 7, 1))
    ]  # fmt: skip
    frame = told(DAY, spells=spells, postings=[a_year(2024, "100000"), a_year(2025, "150000")])
    assert one(frame)["unexplained_places"] == Decimal("0.5041")
    assert one(frame)["unexplained_kr"] == Decimal("50410.00")
    assert one(frame, 2026)["under_way_places"] + one(frame, 2026).get("intake_places", 0) == Decimal("0.4959")


@cache
def flowing():
    inputs = make_flow(3, scale=0.2).inputs(date(2024, 4, 30))
    return inputs, project(inputs, ASSUMED, Options(paths=40, tells_drivers=True))


def test_drivers_sum_to_the_change_of_the_published_years_to_the_oere_and_the_place():
    inputs, found = flowing()
    drivers = found.drivers
    for unit, names in (("places", PLACE_DRIVERS), ("kr", KR_DRIVERS)):
        parts = sum((pl.col(f"{name}_{unit}") for name in names), pl.lit(Decimal(0)))
        now = "places" if unit == "places" else "expected_kr"
        assert drivers.filter(pl.col(now) - pl.col(f"previous_{unit}") != parts).is_empty()
    total = found.fiscal_year.filter(component="total", grant_area="ALL")
    both = drivers.join(total, on=["fiscal_year", "district_id", "offer_type"])
    assert both.height == drivers.height
    assert both.filter(
        (pl.col("places") != pl.col("full_year_places")) | (pl.col("expected_kr") != pl.col("mean_kr"))
    ).is_empty()
    before = drivers.with_columns(pl.col("fiscal_year") + 1, before="places").select(
        "fiscal_year", "district_id", "offer_type", "before"
    )
    chained = drivers.join(before, on=["fiscal_year", "district_id", "offer_type"])
    assert chained.filter(pl.col("before") != pl.col("previous_places")).is_empty()
    last = inputs.postings.filter(fiscal_year=2023)["amount_kr"].sum()
    assert one(drivers, 2024)["previous_kr"] == last


def test_in_all_offers_nobody_comes_from_elsewhere_so_who_is_new_and_who_has_left_is_told_right():
    _, found = flowing()
    whole = found.drivers.filter(district_id="ALL", offer_type="ALL")
    assert whole.height == 5
    assert whole["mix_places"].cast(pl.Float64).abs().max() < 0.1
    assert whole["unexplained_places"].cast(pl.Float64).abs().max() == 0


def test_nothing_else_depends_on_whether_drivers_are_told():
    inputs, found = flowing()
    untold = project(inputs, ASSUMED, Options(paths=40))
    assert untold.drivers.is_empty()
    assert untold.fiscal_year.equals(found.fiscal_year)
