from datetime import date
from decimal import Decimal

import pytest
from frames import ASSUMED, EXACT, area, cell, exact, made, posting, price, spell

from forecasting import project

TWO_YEARS = [(year, month) for year in (2024, 2025) for month in range(1, 13)]


def bills(until, months_late, price_kr=1000):
    """A bill a month for p1, posted on the 10th so many months later."""
    days = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
    rows = []
    for year, month in TWO_YEARS:
        at = year * 12 + month - 1 + months_late
        posted = date(at // 12, at % 12 + 1, 10)
        length = 29 if (year, month) == (2024, 2) else days[month]
        if posted <= until:
            rows.append(
                posting(
                    posted, f"{length * price_kr}.00", placement_id="p1", fiscal_year=year,
                    service_month=date(year, month, 1),
                )
            )  # fmt: skip
    return rows


def forecast(postings, as_of=date(2025, 6, 30), **other):
    return exact(
        as_of,
        spells=[spell("p1", date(2023, 12, 1))],
        prices=[price("p1", 1000.0)],
        postings=postings,
        offer_areas=[area(2025)],
        **other,
    ).fiscal_year


def test_when_all_that_is_due_is_billed_nothing_is_invented():
    assert cell(forecast(bills(date(2025, 6, 30), 0)), 2025, "unbilled") == 0
    assert cell(forecast(bills(date(2025, 6, 30), 0)), 2025) == Decimal(365_000)


def test_a_bill_at_another_amount_than_due_still_counts_as_billed():
    assert cell(forecast(bills(date(2025, 6, 30), 0, price_kr=900)), 2025, "unbilled") == 0


def test_bills_two_months_late_leave_two_months_to_come():
    year = forecast(bills(date(2025, 6, 30), 2))

    assert cell(year, 2025, "unbilled") == Decimal((31 + 30) * 1000)  # May and June
    assert cell(year, 2025) == Decimal(365_000)


def test_a_bill_that_history_says_will_not_come_is_not_expected():
    # every month was billed in the month itself for two years; March is missing and June is over
    missing = [row for row in bills(date(2025, 6, 30), 0) if row["service_month"] != date(2025, 3, 1)]

    assert cell(forecast(missing), 2025, "unbilled") == 0


def test_without_any_bill_all_that_is_due_will_come():
    assert cell(forecast([]), 2025, "unbilled") == Decimal(181_000)


def test_a_ledger_that_begins_this_year_says_nothing_against_late_bills():
    postings = [row for row in bills(date(2025, 4, 30), 1) if row["posting_date"].year == 2025]

    year = forecast(postings, as_of=date(2025, 4, 30))

    assert cell(year, 2025, "unbilled") == Decimal(30_000)  # April


def test_a_bill_for_a_quarter_covers_its_three_months_and_one_paid_ahead_is_booked_to_the_as_of_day():
    quarter = posting(
        date(2025, 3, 20), "181000.00", placement_id="p1", service_month=date(2025, 6, 1),
        service_from=date(2025, 1, 1), service_to=date(2025, 6, 30),
    )  # fmt: skip
    year = forecast([quarter], as_of=date(2025, 4, 30))

    assert cell(year, 2025, "unbilled") == 0
    assert cell(year, 2025, "booked") == Decimal(120_000)
    assert cell(year, 2025) == Decimal(365_000)


def test_transport_billed_within_the_placements_own_bill_is_not_due_again():
    year = exact(
        date(2025, 6, 30),
        spells=[spell("p1", date(2023, 12, 1))],
        prices=[price("p1", 900.0), price("p1", 100.0, service="befordring")],
        postings=bills(date(2025, 6, 30), 0),
    ).fiscal_year

    assert cell(year, 2025, "unbilled") == 0


@pytest.mark.parametrize(("ledger_day", "expected"), [(date(2025, 6, 30), 0), (date(2025, 5, 31), 30_000)])
def test_a_ledger_cut_a_month_earlier_is_one_month_behind(ledger_day, expected):
    inputs = made(
        date(2025, 6, 30),
        {"omkostninger": ledger_day},
        spells=[spell("p1", date(2023, 12, 1))],
        prices=[price("p1", 1000.0)],
        postings=bills(ledger_day, 0),
    )

    assert cell(project(inputs, ASSUMED, EXACT).fiscal_year, 2025, "unbilled") == Decimal(expected)


def test_an_own_offers_month_half_posted_lacks_what_is_usually_posted_later():
    # every month costs 73,000 x 12/365 x ... = a twelfth by days; 80 % is posted in the month, 20 % the month after
    own = {
        "provider_id": "A", "offer_type": "specialklasse", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "settlement_form": "ramme", "kr_per_year": 365_000.0,
    }  # fmt: skip
    rows = []
    for year, month in TWO_YEARS:
        for share, at in ((800, year * 12 + month - 1), (200, year * 12 + month)):
            posted = date(at // 12, at % 12 + 1, 15)
            if posted <= date(2025, 6, 30):
                rows.append(
                    posting(
                        posted, f"{30 * share}.00", offer_type="specialklasse", fiscal_year=year,
                        service_month=date(year, month, 1),
                    )
                )  # fmt: skip
    forecast_ = exact(
        date(2025, 6, 30),
        spells=[spell("p1", date(2023, 12, 1), offer_type="specialklasse", is_in_own_place=True)],
        own_offers=[own],
        postings=rows,
    )

    # June: 30,000 due, 24,000 posted, a fifth usually later
    assert cell(forecast_.fiscal_year, 2025, "unbilled", offer="specialklasse") == Decimal("6000.00")


@pytest.mark.parametrize("months_late", [0, 1])
@pytest.mark.parametrize("ledger_day", [date(2025, 5, 31), date(2025, 6, 13)])
def test_a_day_in_the_month_and_a_ledger_that_ends_before_it_change_no_total(months_late, ledger_day):
    # every month is billed whole on the 10th of its own or the next month, at price x days: 365 x 1,000 whatever day
    rows = bills(ledger_day, months_late)
    year = project(
        made(
            date(2025, 6, 13),
            {"omkostninger": ledger_day},
            spells=[spell("p1", date(2023, 12, 1))],
            prices=[price("p1", 1000.0)],
            postings=rows,
            offer_areas=[area(2025)],
        ),
        ASSUMED,
        EXACT,
    ).fiscal_year

    assert cell(year, 2025) == Decimal(365_000)
