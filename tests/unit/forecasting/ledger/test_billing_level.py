from datetime import date

import numpy as np
import pytest
from frames import ASSUMED, area, made, posting, price, spell

from forecasting import Options
from forecasting.ledger.billing_level import month_shape
from forecasting.ledger.this_year import unbilled
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
    swing = [bill(service, (1150 if at % 5 < 2 else 900) * days(service)) for at, service in enumerate(MONTHS)]
    steady = [bill(service, 1000 * days(service)) for service in MONTHS]

    assert np.std(levels(swing).ahead[0, :, 0, 0]) > 3 * np.std(levels(steady).ahead[0, :, 0, 0])


def test_what_is_registered_alone_is_taken_at_its_price():
    found = levels([bill(service, 900 * days(service)) for service in MONTHS], simulate_intake=False)

    assert found.missing.min() == found.ahead.min() == 1


def test_bills_far_beyond_the_places_delivered_widen_the_year_but_never_without_bound():
    # every other month a bill of sixty times the price: most of the children were not delivered
    bills = [bill(service, (60_000 if service.month % 2 else 1) * days(service)) for service in MONTHS]

    assert levels(bills).ahead.max() < 10


def test_a_december_that_is_dear_every_year_is_the_shape_of_the_year():
    month = np.arange(36) % 12
    shape = month_shape(month, np.where(month == 11, 1.24, 1.0) + np.tile([0.001, -0.001], 18))

    # mean of a year 1.02: December lies at 1.24 / 1.02, the others at 1 / 1.02
    assert shape[11] == pytest.approx(1.24 / 1.02, abs=2e-3)
    assert shape[:11] == pytest.approx(np.full(11, 1 / 1.02), abs=2e-3)


def test_one_year_of_bills_or_months_that_differ_by_chance_have_no_shape():
    once = month_shape(np.arange(12), np.linspace(0.9, 1.1, 12))
    turned = month_shape(np.arange(24) % 12, np.append(np.linspace(0.9, 1.1, 12), np.linspace(1.1, 0.9, 12)))

    assert once.tolist() == turned.tolist() == [1.0] * 12


def test_the_rest_of_the_year_has_its_part_of_the_shape():
    dear = [bill(s, (1600 if s.month == 12 else 1000) * days(s)) for s in MONTHS]
    plain = [bill(s, 1000 * days(s)) for s in MONTHS]

    # seen from April, December is one of the eight months left, but only one of twelve in the year
    assert levels(dear).ahead[0, :, 0, 0].mean() > levels(plain).ahead[0, :, 0, 0].mean() * 1.05
