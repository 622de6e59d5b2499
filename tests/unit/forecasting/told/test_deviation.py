from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from frames import EXACT, area, budget, exact, price, spell

from forecasting.told.bridge import Side, Volume, bridge

SINCE_2023 = spell("gone", date(2022, 8, 1), date(2023, 1, 15))
"""The registers begin in January 2023: 2024 is the last whole year."""


def pupil(name, born, start=date(2023, 8, 1)):
    return spell(name, start, birth_month=date(born, 3, 1))


def people(year, six, ten, of="census_year"):
    return [{of: year, "district_id": "D1", "age": age, "people_count": n} for age, n in ((6, six), (10, ten))]


@pytest.mark.parametrize(
    ("known_then", "population"),
    [
        ([], "-36500.00"),  # nobody told of 2025 when the budget was adopted: it is held against the people of 2024
        (people(2025, 100, 100, "fiscal_year"), "-36500.00"),
        (people(2025, 110, 90, "fiscal_year"), "0.00"),  # what the budget could count on is no news
    ],
)
def test_more_of_an_age_that_more_have_a_place_at_is_population_though_there_are_as_many_children(
    known_then, population
):
    # of 100 of six years in 2024 two had a place, of 100 of ten years one; in 2025 they are 110 and 90. By hand:
    # 10 x 0.02 - 10 x 0.01 = 0.1 place more, at 365,000; the part that has a place is as much smaller
    pupils = [pupil("p1", 2017), pupil("p2", 2017), pupil("p3", 2013)]
    plan = {"offer_type": "specialskole", "planned_full_year_places": Decimal(3),
            "planned_unit_price_kr": Decimal(365_000)}  # fmt: skip
    found = exact(
        date(2025, 4, 30), spells=[SINCE_2023, *pupils], prices=[price(f"p{n}", 1000.0) for n in (1, 2, 3)],
        offer_areas=[area(2025)], budget=[budget(2025, 1_095_000, **plan)],
        population=[*people(2024, 100, 100), *people(2025, 110, 90)], budget_population=known_then,
    ).deviation  # fmt: skip

    for row in found.iter_rows(named=True):
        assert row["deviation_kr"] == 0
        assert row["population_effect_kr"] == -row["share_effect_kr"] == Decimal(population)


@pytest.fixture(scope="module")
def before_and_now():
    """Two pupils in March; in April a third is known to begin in August, there are more children, prices rise more."""

    def forecast(as_of, six, index, more=(), previous=None):
        pupils = [pupil("p1", 2017), pupil("p2", 2017), *more]
        return exact(
            as_of, previous, replace(EXACT, price_index={2026: index}), spells=[SINCE_2023, *pupils],
            prices=[price(child["placement_id"], 1000.0) for child in pupils],
            offer_areas=[area(2025)], budget=[budget(2025, 700_000), budget(2026, 700_000)],
            population=[*people(2024, 100, 100), *people(2025, six, 100), *people(2026, six, 100)],
        )  # fmt: skip

    before = forecast(date(2025, 3, 31), 100, 0.02).published

    def now(earlier):
        more = [pupil("p3", 2017, date(2025, 8, 1))]
        rows = forecast(date(2025, 4, 30), 110, 0.05, more, earlier).deviation
        return rows.filter(grant_area="ALL", district_id="ALL", offer_type="ALL").sort("fiscal_year").to_dicts()

    return before, now


def causes(row):
    names = [name for name in row if name.startswith("change_") and name.endswith("_effect_kr")]
    return {name.removeprefix("change_").removesuffix("_effect_kr"): row[name] for name in names}


def test_a_change_is_split_by_each_forecasts_own_people_children_and_growth_of_prices(before_and_now):
    before, now = before_and_now
    this_year, next_year = now(before)

    # by hand at 365,000 a place, one place a child before: a tenth more of six years is 0.2 child of two; the third
    # child is 0.8 beside; it has 153 of 365 days, 0.4192 of a place, so 0.5808 less than the others
    assert causes(this_year) == {
        "population": Decimal("-73000.00"), "share": Decimal("-292000.00"), "timing": Decimal("211992.00"), "mix": 0,
        "index": 0, "price": Decimal("8.00"), "one_off": 0, "unexplained": 0, "adjustment": 0,
    }  # fmt: skip
    assert this_year["change_kr"] == Decimal("-153000.00")
    # 2026: three whole places at the price of two before, which was to rise 2 % and is to rise 5 %: 3 / 102 more
    told = causes(next_year)
    assert told["index"] == pytest.approx(-next_year["previous_expected_kr"] * 3 / 2 * 3 / 102, abs=Decimal("0.02"))
    assert abs(told["price"]) < 1
    assert sum(told.values()) == next_year["change_kr"]


def test_without_the_growth_of_prices_that_a_forecast_had_index_and_price_are_unexplained(before_and_now):
    before, now = before_and_now
    told, row = causes(now(before)[1]), now(replace(before, growth=None))[1]

    without = causes(row)
    assert without["index"] == without["price"] == 0
    assert without["unexplained"] == told["index"] + told["price"] < 0
    assert sum(without.values()) == row["change_kr"]


def test_children_counted_after_most_have_left_do_not_stand_for_the_year():
    # 20 places in the year, 2 children in September; then 22 and 1: two more places, and no tenth of children
    def side(children, places):
        return Side({"specialskole": Volume(Decimal(children), Decimal(places), Decimal(100))})

    steps = bridge(side(2, 20), side(1, 22))
    assert (steps.share, steps.timing) == (Decimal(200), 0)
    steps = bridge(side(10, 20), side(11, 20))
    assert (steps.share, steps.timing) == (Decimal(200), Decimal(-200))
