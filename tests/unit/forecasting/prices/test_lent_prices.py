from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED, area, budget, cell, made, price, spell

from forecasting import Options, project
from forecasting.places.intake import population_table
from forecasting.prices.lent_prices import LentLevels, lent_to, with_lent_prices

AS_OF = date(2025, 4, 30)
NEW = spell("new", date(2025, 2, 1), offer_type="intern_skole")


def day_prices(placement, **rows):
    found = with_lent_prices(made(AS_OF, **rows), index_per_year=0.02)
    return found.filter(pl.col("placement_id") == placement).select("valid_from", "valid_to", "kr_per_day").rows()


def test_a_new_type_that_nobody_has_priced_costs_what_its_kin_does():
    spells = [NEW, spell("a", date(2024, 1, 1)), spell("b", date(2024, 1, 1)), spell("c", date(2024, 1, 1))]
    spells[3] = spells[3] | {"offer_type": "specialboernehave"}
    prices = [price("a", 1000.0), price("b", 1400.0), price("c", 300.0)]
    assert day_prices("new", spells=spells, prices=prices) == [(date(2025, 2, 1), None, 1200.0)]


def test_where_nothing_is_priced_a_place_costs_what_the_newest_budget_sets_aside():
    row = budget(2025, 0, offer_type="intern_skole", planned_unit_price_kr=Decimal(365_000))
    assert day_prices("new", spells=[NEW], budget=[row]) == [(date(2025, 2, 1), None, 1000.0)]
    assert day_prices("new", spells=[NEW]) == []


def test_the_days_before_a_first_price_cost_what_it_was_worth_then():
    # the first price is for 2026: from tomorrow to new year a year's rise of 2 % is taken off
    rows = day_prices("new", spells=[NEW], prices=[price("new", 1020.0, date(2026, 1, 1))])
    assert rows == [(date(2025, 5, 1), date(2025, 12, 31), 1000.0), (date(2026, 1, 1), None, 1020.0)]


def test_a_place_with_a_price_is_left_alone():
    spells = [NEW, spell("gone", date(2023, 1, 1), date(2024, 1, 1))]
    assert day_prices("new", spells=spells, prices=[price("new", 900.0)]) == [(date(2010, 1, 1), None, 900.0)]
    assert day_prices("gone", spells=spells, prices=[price("new", 900.0)]) == []


def test_a_place_without_a_price_is_not_free_in_the_forecast():
    spells = [NEW, spell("a", date(2024, 1, 1))]
    inputs = made(AS_OF, spells=spells, prices=[price("a", 1000.0)], offer_areas=[area(2025, "intern_skole")])
    years = project(inputs, ASSUMED, Options(paths=20)).fiscal_year
    assert cell(years, 2026, offer="intern_skole") > 0


def test_how_far_off_a_lent_price_may_be_is_told_by_how_unlike_the_priced_offers_of_its_kin_are():
    # two offers of 1,000 and 1,400: their logs lie 0.168236 to each side, twice its square is 0.056607; beside three of
    # 0.25 it is (0.056607 + 3 x 0.0625) / (1 + 3) = 0.061027, whose root is 0.247036. A second place says no more.
    spells = [NEW, *(spell(name, date(2024, 1, 1)) for name in "abcd")]
    spells[2], spells[3] = spells[2] | {"provider_id": "B"}, spells[3] | {"provider_id": "B"}
    spells[4] = spells[4] | {"offer_type": "specialboernehave"}
    prices = [price("a", 1000.0), price("b", 1400.0), price("c", 1400.0), price("d", 300.0)]
    assert lent_to(made(AS_OF, spells=spells, prices=prices), ASSUMED.prices).rows() == [
        ("new", "intern_skole", pytest.approx(0.247036, abs=2e-6))
    ]
    # one offer alone, or none, is no spread: the assumption stands
    assert lent_to(made(AS_OF, spells=spells[:2], prices=prices[:1]), ASSUMED.prices)["sd"].to_list() == [0.25]
    assert lent_to(made(AS_OF, spells=[NEW]), ASSUMED.prices)["sd"].to_list() == [0.25]


def test_a_lent_price_is_drawn_once_a_path_for_the_whole_type_and_is_right_in_the_mean():
    lent = pl.DataFrame({"placement_id": ["p", "q", "r"], "offer_type": ["x", "x", "y"], "sd": [0.25, 0.25, 0.5]})
    levels = LentLevels.draw(lent, 20_000, seed=1)
    assert levels.positions(pl.Series(["r", "p", "q", "own"])).tolist() == [1, 0, 0, -1]
    assert levels.factor.mean(axis=0) == pytest.approx([1, 1], abs=0.015)
    assert levels.factor.std(axis=0) == pytest.approx([0.2540, 0.5329], abs=0.015)  # sqrt(exp(sd^2) - 1)


def test_a_cost_at_a_lent_price_has_the_width_of_what_is_not_known_and_its_own_price_has_not():
    # both are there to 2031, so places are certain; 80 % of a log price with 0.25 lies within 1.2816 x 0.25
    long = {"end_date": date(2031, 12, 31), "end_known_date": date(2024, 1, 1)}
    spells = [NEW | long, spell("a", date(2024, 1, 1)) | long]
    inputs = made(AS_OF, spells=spells, prices=[price("a", 1000.0)])
    years = project(inputs, ASSUMED, Options(paths=400)).fiscal_year

    def width(offer):
        low, high = (float(cell(years, 2025, "known", column, offer)) for column in ("p10_kr", "p90_kr"))
        return np.log(high / low)

    assert width("intern_skole") == pytest.approx(2 * 1.2816 * 0.25, rel=0.15)
    assert width("specialskole") < 0.05
    assert float(cell(years, 2025, "known", offer="intern_skole")) == pytest.approx(245_000, rel=0.05)


def test_a_year_that_one_district_lacks_is_its_year_before():
    people = pl.DataFrame(
        [(2022, "D1", 7, 50), (2022, "D2", 7, 80), (2023, "D2", 7, 90), (2024, "D1", 7, 60), (2024, "D2", 7, 90)],
        schema=["census_year", "district_id", "age", "people_count"],
        orient="row",
    )
    table = population_table(people, ("D1", "D2"), range(2022, 2026))[:, :, 7]
    assert table.tolist() == [[50, 80], [50, 90], [60, 90], [60, 90]]


@pytest.mark.parametrize("born", [date(1916, 1, 1), date(2031, 1, 1), None])
def test_a_child_of_an_impossible_age_is_counted_and_paid_for(born):
    spells = [spell("a", date(2024, 1, 1), birth_month=born)]
    years = project(made(AS_OF, spells=spells, prices=[price("a", 1000.0)]), ASSUMED, Options(paths=20)).fiscal_year
    # 120 days to 30 April are there whatever the age
    assert cell(years, 2025, column="full_year_places") >= Decimal(120) / 365 - Decimal("0.0001")
    assert not years["mean_kr"].is_null().any()
