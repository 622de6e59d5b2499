from datetime import date

import numpy as np
import pytest
from frames import ASSUMED, area, made, posting, price, spell

from forecasting import Options
from forecasting.ledger import unbilled
from forecasting.world import World

MONTHS = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(28)]
AS_OF = date(2025, 4, 30)


def bill(service, kr, placement="p1"):
    posted = service.replace(day=25)
    return posting(posted, f"{kr:.2f}", placement_id=placement, service_month=service, fiscal_year=service.year)


def levels(bills, **options):
    inputs = made(
        AS_OF, spells=[spell("p1", date(2022, 12, 1))], prices=[price("p1", 1000.0)], postings=bills,
        offer_areas=[area(2025)],
    )  # fmt: skip
    return unbilled(World.of(inputs, ASSUMED, Options(paths=400, **options))).levels


def days(service):
    return (date(service.year + service.month // 12, service.month % 12 + 1, 1) - service).days


def test_bills_ten_per_cent_below_price_are_expected_to_stay_so_but_for_three_months_of_doubt():
    found = levels([bill(service, 900 * days(service)) for service in MONTHS])

    # 23 mature months at 0.9, three months at 1
    expected = (23 * 0.9 + 3) / 26
    assert found.missing[0, 0] == pytest.approx(expected, abs=2e-3)
    assert found.ahead[0, :, 0, 1].mean() == pytest.approx(expected, abs=5e-3)


def test_bills_that_always_are_three_tenths_below_the_price_list_are_believed():
    found = levels([bill(service, 700 * days(service)) for service in MONTHS])

    assert found.missing[0, 0] == pytest.approx((23 * 0.7 + 3) / 26, abs=2e-3)


def test_bills_that_name_no_placement_count_for_what_is_to_come():
    # nine of ten kroner name the placement, the tenth does not
    named = [bill(service, 900 * days(service)) for service in MONTHS]
    unnamed = [bill(service, 100 * days(service), placement=None) for service in MONTHS]

    assert levels([*named, *unnamed]).missing[0, 0] == pytest.approx(1.0, abs=2e-3)


def test_a_level_that_varies_from_month_to_month_gives_the_rest_of_the_year_a_width():
    swing = [bill(service, (1100 if service.month % 2 else 900) * days(service)) for service in MONTHS]
    steady = [bill(service, 1000 * days(service)) for service in MONTHS]

    assert np.std(levels(swing).ahead[0, :, 0, 0]) > 3 * np.std(levels(steady).ahead[0, :, 0, 0])


def test_what_is_registered_alone_is_taken_at_its_price():
    found = levels([bill(service, 900 * days(service)) for service in MONTHS], simulate_intake=False)

    assert found.missing.min() == found.ahead.min() == 1


def test_bills_far_beyond_the_places_delivered_widen_the_year_but_never_without_bound():
    # every other month a bill of sixty times the price: most of the children were not delivered
    bills = [bill(service, (60_000 if service.month % 2 else 1) * days(service)) for service in MONTHS]

    assert levels(bills).ahead.max() < 10
