"""The hand-written municipality's year 2024 seen from 30 April, worked out on paper; nothing is simulated in it.

From 1 May to 31 December there are 245 days.
"""

from decimal import Decimal

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")


def component(connection, name, grant_area="ALL", offer="ALL"):
    return connection.execute(
        "select mean_kr from forecast.fiscal_year where fiscal_year = 2024 and component = ? and grant_area = ? "
        "and district_id = 'ALL' and offer_type = ?",
        [name, grant_area, offer],
    ).fetchone()[0]


def test_known_places_cost_price_times_the_days_they_are_known_for(hand_municipality):
    # A40, group 1 at 1,000: P01 and P02 245,000 each; P19 to 31 July 92 days = 92,000; P18's notice to 12 May = 12,000.
    # A40, group 2 at 1,100 without leisure, which the club P05 has: P04 245 x 1,100 = 269,500.
    # A10: 4 children, 2 classes: 2 x 1,098,000 x 245/366 = 1,470,000. Together 2,333,500.
    assert component(hand_municipality, "known", offer="specialskole") == Decimal("2333500.00")
    # A20's frame: 732,000 x 245/366 = 490,000. A31: P12 245 x 830 = 203,350 and P15 at the average (830 + 900)/2 = 865:
    # 211,925. A60: 245 x 520 = 127,400. The club: 245 x 12,000 x 12/365 = 96,657.53.
    assert component(hand_municipality, "known", offer="specialklasse") == Decimal("490000.00")
    assert component(hand_municipality, "known", offer="dagbehandling") == Decimal("415275.00")
    assert component(hand_municipality, "known", offer="basisplads") == Decimal("127400.00")
    assert component(hand_municipality, "known", offer="special_sfo_klub") == Decimal("96657.53")
    # Sum 2,333,500 + 490,000 + 415,275 + 127,400 + 96,657.53 = 3,462,832.53.
    assert component(hand_municipality, "known") == Decimal("3462832.53")


def test_decided_are_the_placement_to_come_and_the_grant_without_a_placement(hand_municipality):
    # From 1 August there are 153 days: P17 153 x 1,000 = 153,000; the grant V08 at A31 153 x 830 = 126,990.
    # V10 is answered by P15 (same child and type, begun on the granted day), V03 is a renewal: neither starts anything.
    assert component(hand_municipality, "decided") == Decimal("279990.00")


def test_transport_stands_by_itself_and_ends_with_the_stay(hand_municipality):
    # P01 and P02 2 x 245 x 100 = 49,000; P19 92 x 100 = 9,200; P17 153 x 100 = 15,300; our three at A10
    # 3 x 245 x 80 = 58,800; P18 pays no transport in its notice. Sum 132,300.
    assert component(hand_municipality, "transport") == Decimal("132300.00")


def test_what_is_booked_is_the_year_to_date_without_one_offs(hand_municipality):
    # January 34,100; March 66,000 + 280,000 - 1,100 + 5,000 - 90,000 = 259,900; April 112,500 + 150,000 + 10,000
    # + 20,000 + 16,120 + 74,620 + 39,560 + 61,000 = 483,800. Sum 777,800; the one-off of -12,500 apart.
    assert component(hand_municipality, "booked") + component(hand_municipality, "income") == Decimal("777800.00")
    assert component(hand_municipality, "one_off") == Decimal("-12500.00")


def test_a_bill_for_a_quarter_leaves_only_april_unbilled(hand_municipality):
    # A31 has billed January to March for P12 (74,620) and from 15 February for P15 (39,560). April is to come:
    # 30 x 830 + 30 x 865 = 50,850. Price x days of the billed months is 310 + 155 above the bills: at most 51,315.
    assert 50_850 <= component(hand_municipality, "unbilled", offer="dagbehandling") <= 51_315


def test_the_full_year_places_of_the_year_are_days_through_366(hand_municipality):
    # All year: P01 P02 P04 P06 P07 P10 P12 P13 P16 = 9 x 366 = 3,294. P08 from 1 March 306, P15 from 15 February 321,
    # P17 and the grant from 1 August 153 each, P18 to 31 March 91, P19 to 31 July 213, P20 to 29 February 60.
    # Sum 4,591 days / 366 = 12.5437; the club and single integration stand outside.
    places = hand_municipality.execute(
        "select full_year_places from forecast.fiscal_year where fiscal_year = 2024 and component = 'total' "
        "and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"
    ).fetchone()

    assert abs(places[0] - Decimal("12.5437")) <= Decimal("0.0002")


def test_the_change_from_last_year_begins_at_the_places_of_last_year_and_has_no_kroner_without_its_accounts(
    hand_municipality,
):
    # the 2023 ledger has December alone
    first = hand_municipality.execute(
        "select previous_places, previous_kr, index_kr from forecast.driver "
        "where fiscal_year = 2024 and district_id = 'ALL' and offer_type = 'ALL'"
    ).fetchone()
    registered = hand_municipality.execute(
        "select sum(full_year_places) from mart.activity_monthly "
        "where year(month) = 2023 and district_id = 'ALL' and offer_type = 'ALL' and provider_id = 'ALL'"
    ).fetchone()[0]
    assert first[0] == pytest.approx(registered, abs=Decimal("0.0006"))  # twelve months, each rounded
    assert first[1:] == (None, None)
    found = "select finding_count from meta.finding where check_code = 'LEDGER_YEAR_MISSING'"
    assert hand_municipality.execute(found).fetchall() == [(1,)]
