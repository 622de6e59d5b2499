from datetime import date

import pytest
from frames import ASSUMED, area, made, posting, price, spell

from forecasting import Options
from forecasting.prices.billed_prices import with_billed_prices
from forecasting.world import World

AS_OF = date(2025, 4, 30)
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(16)]


def inputs(prices=(), spells=(), bills=None):
    own = [posting(month.replace(day=20), "30000.00", service_month=month, fiscal_year=month.year) for month in MONTHS]
    return made(
        AS_OF, spells=[spell("p1", date(2023, 8, 1)), *spells], prices=list(prices),
        postings=own if bills is None else bills, offer_areas=[area(2025)],
    )  # fmt: skip


def day_price(frame, placement="p1"):
    rows = frame.filter(frame["placement_id"] == placement)
    return rows["kr_per_day"].to_list()


def test_a_place_without_a_price_costs_what_its_types_bills_came_to():
    # twelve bills of 30,000 for February 2024 to January 2025, 366 days: 983.61 kr. a day
    found = with_billed_prices(inputs(), index_per_year=0.0)
    assert day_price(found) == [pytest.approx(12 * 30_000 / 366, abs=0.01)]


def test_it_is_carried_up_to_the_as_of_days_price_level():
    # the middle of the twelve months is 1 August 2024, 272 days before 30 April 2025
    found = with_billed_prices(inputs(), index_per_year=0.04)
    assert day_price(found) == [pytest.approx(12 * 30_000 / 366 * 1.04 ** (272 / 365.25), abs=0.01)]


def test_two_children_share_the_bills_of_their_type():
    found = with_billed_prices(inputs(spells=[spell("p2", date(2023, 8, 1))]), index_per_year=0.0)
    assert day_price(found, "p2") == [pytest.approx(12 * 30_000 / 366 / 2, abs=0.01)]


def test_a_delivered_price_is_left_alone_and_a_type_without_bills_stays_without_a_price():
    assert day_price(with_billed_prices(inputs(prices=[price("p1", 1200.0)]), 0.0)) == [1200.0]
    assert with_billed_prices(inputs(bills=[]), 0.0).is_empty()


def test_nothing_is_made_up_where_only_what_is_registered_counts():
    assert World.of(inputs(), ASSUMED, Options(paths=20, simulate_intake=False)).inputs.prices.is_empty()
