from datetime import date
from decimal import Decimal

import pytest
from frames import area, budget, exact, posting, price, spell

from forecasting.told.bridge_table import bridge_frame

EFFECTS = ("population", "share", "timing", "mix", "index", "price", "one_off", "unexplained")
FIRST, SECOND = (spell(name, date(2023, 8, 1), birth_month=date(2017, 3, 1)) for name in ("p1", "p2"))
GONE = spell("gone", date(2022, 8, 1), date(2023, 1, 15))
"""The registers begin in January 2023: 2024 is the last whole year."""


def people(count, of="census_year"):
    return [{of: 2024, "district_id": "D1", "age": 6, "people_count": count}]


@pytest.fixture(scope="module")
def told():
    """Of 2024, from 2025: what the budget and a forecast of April 2024 became, by the cell that is asked for."""
    rows = {"prices": [price(name, 1000.0) for name in ("p1", "p2")], "offer_areas": [area(2024), area(2025)]}
    before = exact(date(2024, 4, 30), spells=[GONE, FIRST], population=people(100), **rows).published
    plan = {"offer_type": "specialskole", "planned_full_year_places": Decimal(1),
            "planned_unit_price_kr": Decimal(350_000)}  # fmt: skip
    booked = [posting(date(2024, month, 28), 60_000) for month in range(1, 12)]
    booked += [posting(date(2024, 12, 28), 70_000), posting(date(2025, 1, 28), 60_000)]
    now = exact(
        date(2025, 4, 30), spells=[GONE, FIRST, SECOND], population=people(100),
        budget=[budget(2024, 350_000, **plan)], budget_population=people(90, "fiscal_year"),
        postings=[*booked, posting(date(2024, 6, 3), 50_000, is_one_off=True)], **rows,
    )  # fmt: skip
    table = bridge_frame(now.vantage.world, now.published, {"before": before})

    def row(starts_in, ends_in, year, key=("ALL", "ALL", "ALL")):
        area_, district, offer = key
        (found,) = table.filter(
            starts_in=starts_in, ends_in=ends_in, fiscal_year=year, grant_area=area_, district_id=district,
            offer_type=offer,
        ).to_dicts()  # fmt: skip
        return found

    return row


def causes(row):
    return {name: row[f"{name}_effect_kr"] for name in EFFECTS if row[f"{name}_effect_kr"]}


def test_a_budget_became_its_accounts_by_children_share_price_and_a_one_off(told):
    row = told("budget", "accounts", 2024)

    # by hand: one place of 350,000 became two of 365,000 (730,000 booked) and a one-off. The budget could know of 90
    # six-year-olds where there were 100: 1 x 10/90 place is population, the rest of the other place is share
    assert (row["start_kr"], row["end_kr"], row["difference_kr"]) == (350_000, 780_000, -430_000)
    assert (row["start_places"], row["end_places"]) == (1, 2)
    assert causes(row) == {
        "population": Decimal("-38888.89"), "share": Decimal("-311111.11"), "price": -30_000, "one_off": -50_000,
    }  # fmt: skip


def test_a_forecast_became_the_accounts_of_its_year_at_every_level(told):
    row = told("vintage", "accounts", 2024)

    # by hand: one child for 366 days of 1,000 became two for 730,000; as many six-year-olds as it knew of
    assert (row["start_kr"], row["end_kr"]) == (366_000, 780_000)
    assert causes(row) == {"share": -366_000, "price": 2_000, "one_off": -50_000}
    assert (row["start_vintage_id"], row["start_places"], row["end_places"]) == ("before", 1, 2)
    assert told("vintage", "accounts", 2024, ("Special", "D1", "specialskole"))["difference_kr"] == -414_000


def test_a_forecast_of_the_year_before_is_held_against_this_one_for_the_years_both_tell_of(told):
    row = told("vintage", "forecast", 2025)

    assert row["end_places"] - row["start_places"] == 1
    assert causes(row)["share"] < 0
    assert sum(causes(row).values()) == row["difference_kr"] == row["start_kr"] - row["end_kr"]
