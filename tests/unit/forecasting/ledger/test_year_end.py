from datetime import date

import numpy as np
import pytest
from frames import ASSUMED, area, made, posting, spell

from forecasting import Options
from forecasting.ledger.year_end import NextYearShares, next_year_shares
from forecasting.world import World

SERVICES = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(54)]


def bill(service, *, december_late):
    """1,000 kr. posted on the 25th; December's on 25 January, in the next year's accounts or by way of the old's."""
    if service.month != 12:
        return posting(service.replace(day=25), "1000.00", placement_id="p1", service_month=service)
    posted = date(service.year + 1, 1, 25)
    year = posted.year if december_late else service.year
    return posting(posted, "1000.00", placement_id="p1", service_month=service, fiscal_year=year)


def shares(*, december_late, as_of=date(2025, 6, 30), **options):
    bills = [bill(service, december_late=december_late) for service in SERVICES if service < as_of]
    inputs = made(as_of, spells=[spell("p1", date(2020, 1, 1))], postings=bills, offer_areas=[area(2025)])
    return next_year_shares(World.of(inputs, ASSUMED, Options(paths=400, **options))).shares


def test_a_december_always_booked_in_the_next_year_is_a_sixth_of_the_bills_from_july_and_a_twelfth_of_a_year():
    found = shares(december_late=True)

    assert set(found[:, 0, 0].round(6)) == {0.0, 0.166667}
    assert found[:, 0, 0].mean() == pytest.approx(4 / 4.25 / 6, abs=0.01)  # four closed years, a quarter of doubt
    assert found[:, 0, 1].max() == pytest.approx(1 / 12)


def test_a_ledger_that_never_did_it_moves_nothing():
    assert not shares(december_late=False).any()


def test_a_year_whose_late_bills_may_still_come_says_nothing_yet():
    # from April 2022 the year 2021 has been followed for three months only
    assert not shares(december_late=True, as_of=date(2022, 4, 30)).any()


def test_what_is_registered_alone_is_booked_in_the_year_of_its_service():
    assert not shares(december_late=True, simulate_intake=False).any()


def test_what_leaves_a_year_is_in_the_next():
    late = NextYearShares(np.array([[[0.1, 0.2, 0.0]]]))

    assert late.booked(np.array([[[100.0, 50.0, 10.0]]])) == pytest.approx(np.array([[[90.0, 50.0, 20.0]]]))


def test_districts_are_late_in_lumps_as_they_were_and_the_whole_year_is_late_no_more_for_it():
    # 400 kr. each in two cells: their share of a quarter goes up or down by 10 x sqrt(400) / 400
    late = NextYearShares(np.full((4000, 1, 2), 0.25), (np.array([-10.0, 10.0]),), 1)
    moved = late.late(np.full((1, 2, 2), 400.0))

    assert set(moved[:, :, 0].ravel()) == {-100.0, 300.0}
    assert moved[:, :, 0].mean() == pytest.approx(100, abs=6)
    assert (moved[:, 0, 0] != moved[:, 1, 0]).mean() == pytest.approx(0.5, abs=0.03)
    assert set(moved[:, :, 1].ravel()) == {100.0}


def test_what_the_districts_differ_by_is_the_closed_years_own():
    # in December the north is always late and the south never: 1,000 kr. of 6,000 and of 6,000, the type a twelfth
    spells = [spell(p, date(2020, 1, 1), district_id=d) for p, d in (("p1", "north"), ("p2", "south"))]
    bills = [
        bill(service, december_late=place == "p1") | {"placement_id": place, "district_id": district}
        for service in SERVICES
        for place, district in (("p1", "north"), ("p2", "south"))
    ]
    inputs = made(date(2025, 6, 30), spells=spells, postings=bills, offer_areas=[area(2025)])
    uneven = next_year_shares(World.of(inputs, ASSUMED, Options(paths=20))).uneven

    # (1000 - 6000 / 12) / sqrt(6000), times sqrt(2 / 1) for the one share that two cells have in common
    assert sorted(set(uneven[0])) == pytest.approx([-500 / 6000**0.5 * 2**0.5, 500 / 6000**0.5 * 2**0.5])
