"""Numbers worked out on paper from the hand-written deliveries; the arithmetic stands beside each."""

from datetime import date
from decimal import Decimal

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")


def activity(connection, month, provider, district, offer):
    return connection.execute(
        "select children_count, full_year_places, starts_count, ends_count from mart.activity_monthly "
        "where month = ? and provider_id = ? and district_id = ? and offer_type = ?",
        [month, provider, district, offer],
    ).fetchone()


def owed(connection, month, provider):
    return connection.execute(
        "select expected_kr, notice_kr from mart.billing_control where month = ? and provider_id = ?", [month, provider]
    ).fetchone()


def test_a_place_held_through_a_leap_february_is_29_days_of_366(hand_municipality):
    # P10, ordinary school's special class, Syd: in place all of 2024. January 31/366 + February 29/366
    # + March 31/366 + April 30/366 = 121/366 = 0.3306; each month rounded: 0.0847 + 0.0792 + 0.0847 + 0.0820 = 0.3306
    months = [
        activity(hand_municipality, date(2024, month, 1), "A20", "Syd", "specialklasse") for month in (1, 2, 3, 4)
    ]

    assert [places for _, places, _, _ in months] == [Decimal(p) for p in ("0.0847", "0.0792", "0.0847", "0.0820")]
    assert [children for children, _, _, _ in months] == [1, 1, 1, 1]


def test_a_full_year_place_over_29_february_is_one_place_and_366_days(hand_municipality):
    # P13, base place at 3,650 kr. a week: 3,650 x 52 / 365 = 520 kr. a day, and every calendar day is paid.
    # February 2024: 29 x 520 = 15,080. The whole leap year: 366 x 520 = 190,320 (a week's 52/365 is kept).
    february = hand_municipality.execute(
        "select committed_kr from mart.spend_monthly where month = date '2024-02-01' "
        "and grant_area = 'ALL' and district_id = 'Syd' and offer_type = 'basisplads'"
    ).fetchone()
    year = hand_municipality.execute(
        "select sum(committed_kr) from mart.spend_monthly where fiscal_year = 2024 "
        "and grant_area = 'ALL' and district_id = 'Syd' and offer_type = 'basisplads'"
    ).fetchone()

    assert february == (Decimal("15080.00"),)
    assert year == (Decimal("190320.00"),)


def test_a_start_on_31_december_is_one_day_of_the_old_year(hand_municipality):
    # P02 starts on 31-12-2023 and is the only child from Nord at A40 then: 1/365 = 0.0027, and present on the last day.
    # January 2024 is its first whole month: 31/366 = 0.0847.
    assert activity(hand_municipality, date(2023, 12, 1), "A40", "Nord", "specialskole") == (1, Decimal("0.0027"), 1, 0)
    assert activity(hand_municipality, date(2024, 1, 1), "A40", "Nord", "specialskole") == (1, Decimal("0.0847"), 0, 0)


def test_a_start_on_31_december_costs_one_day_at_the_old_price(hand_municipality):
    # A40 in December 2023, teaching 950 + transport 100 a day in group 1, teaching 1,100 + leisure 400 in group 2:
    # P01 31 x 1,050 = 32,550; P02 1 x 1,050 = 1,050; P04 31 x 1,500 = 46,500; P18 32,550; P19 32,550. Sum 145,200.
    assert owed(hand_municipality, date(2023, 12, 1), "A40") == (Decimal("145200.00"), Decimal("0.00"))


def test_an_end_on_31_july_counts_as_present_that_day_and_not_after(hand_municipality):
    # P03 ends on 31-07-2023: 31/365 = 0.0849 in July, one end, present on the month's last day; no places in August.
    assert activity(hand_municipality, date(2023, 7, 1), "A40", "Nord", "specialskole") == (1, Decimal("0.0849"), 0, 1)
    assert activity(hand_municipality, date(2023, 8, 1), "A40", "Nord", "specialskole") is None


def test_30_days_notice_pays_only_the_days_after_the_end_and_no_transport(hand_municipality):
    # P03's end was registered on 20-07-2023: 20 July + 30 days = 19 August. Paid after 31 July: 19 days x 950 = 18,050.
    # August 2023 at A40: P01 31 x 1,050 = 32,550; P04 31 x 1,500 = 46,500; P18 32,550; P19 32,550; notice 18,050.
    # Sum 162,200.
    assert owed(hand_municipality, date(2023, 8, 1), "A40") == (Decimal("162200.00"), Decimal("18050.00"))


def test_an_end_registered_after_it_happened_is_paid_from_the_day_after_it(hand_municipality):
    # P18 ended on 31-03-2024, registered on 12-04-2024: 12 April + 30 days = 12 May. April: 30 x 1,000 = 30,000.
    # P19 ages out on 31-07-2024: no notice. April at A40: P01, P02, P19 30 x 1,100 = 33,000 each;
    # P04 30 x 1,100 = 33,000 (leisure is the club's since February). Sum 4 x 33,000 + 30,000 = 162,000.
    assert owed(hand_municipality, date(2024, 4, 1), "A40") == (Decimal("162000.00"), Decimal("30000.00"))


def test_two_parallel_placements_are_one_child_and_the_club_takes_over_the_leisure(hand_municipality):
    # P04 at A40 (teaching 1,100 + leisure 400) and from 01-02-2024 P05 at the club (12,000 a month).
    # January at A40: P01, P02, P18, P19 31 x 1,100 = 34,100 each; P04 31 x 1,500 = 46,500. Sum 182,900.
    # February: P01, P02, P18, P19 29 x 1,100 = 31,900 each; P04 29 x 1,100 = 31,900. Sum 159,500.
    # The club: 12,000 x 12 / 365 = 394.52 a day, 29 days = 11,441.10.
    assert owed(hand_municipality, date(2024, 1, 1), "A40") == (Decimal("182900.00"), Decimal("0.00"))
    assert owed(hand_municipality, date(2024, 2, 1), "A40") == (Decimal("159500.00"), Decimal("0.00"))
    assert owed(hand_municipality, date(2024, 2, 1), "A50") == (Decimal("11441.10"), Decimal("0.00"))


def test_the_club_counts_in_its_own_type_and_the_child_once_in_all(hand_municipality):
    # Syd on 29-02-2024: P01, P04, P18, P19 at A40, P10 at A20, P13 base place, P16 at an unknown provider: 7 children;
    # P05 is P04's child. Places of the month: 7 x 29/366 = 0.5546, without the club.
    children, places, _, _ = activity(hand_municipality, date(2024, 2, 1), "ALL", "Syd", "ALL")

    assert (children, places) == (7, Decimal("0.5546"))
    assert activity(hand_municipality, date(2024, 2, 1), "A50", "Syd", "special_sfo_klub")[:2] == (1, Decimal("0.0792"))


def test_a_child_another_municipality_pays_for_fills_a_place_and_nothing_else(hand_municipality):
    # A10 on 31-01-2024: P06, P07 ours, P09 paid by another municipality; 6 places.
    occupied = hand_municipality.execute(
        "select place_count, children_count, our_children_count, other_children_count from mart.capacity "
        "where month = date '2024-01-01' and provider_id = 'A10' and offer_type = 'specialskole'"
    ).fetchone()

    assert occupied == (6, 3, 2, 1)
    assert activity(hand_municipality, date(2024, 1, 1), "A10", "Nord", "specialskole")[0] == 2


def test_an_own_class_costs_the_classes_needed_however_many_children_sit_in_them(hand_municipality):
    # A10: 2 children to a class at 1,098,000 a year. January: 3 children, 2 classes: 2 x 1,098,000 x 31/366 = 186,000.
    # April: 4 children, still 2 classes: 2 x 1,098,000 x 30/366 = 180,000. Transport by rate: 80 kr. a day and child of
    # ours: January 2 x 31 x 80 = 4,960; April 3 x 30 x 80 = 7,200.
    def cost(month, district):
        return hand_municipality.execute(
            "select committed_kr from mart.spend_monthly where month = ? and grant_area = 'ALL' "
            "and district_id = ? and offer_type = 'specialskole'",
            [month, district],
        ).fetchone()[0]

    # Nord, January: the classes 186,000 + transport 4,960 + P02 at A40 31 x 1,100 = 34,100. Sum 225,060.
    assert cost(date(2024, 1, 1), "Nord") == Decimal("225060.00")
    # Nord, April: 2 of our 3 children, 2/3 x 180,000 = 120,000 + 2 x 30 x 80 = 4,800 + P02 33,000. Sum 157,800.
    assert cost(date(2024, 4, 1), "Nord") == Decimal("157800.00")


def test_the_corrected_budget_holds_what_is_decided_and_the_expected_one_the_rest(hand_municipality):
    # 2024, Specialundervisning. Adopted 2,400,000 + 600,000 + 700,000 + 144,000 = 3,844,000; supplementary 150,000 +
    # 200,000 = 350,000; reallocated -50,000; carried over 30,000. Corrected 4,174,000. Expected change 80,000 and
    # reserved 100,000: expected corrected 4,354,000.
    position = hand_municipality.execute(
        "select adopted_kr, supplementary_kr, reallocated_kr, carried_over_kr, corrected_kr, expected_change_kr, "
        "reserved_kr, expected_corrected_kr from mart.budget_position "
        "where fiscal_year = 2024 and grant_area = 'Specialundervisning' and district_id = 'ALL' and offer_type = 'ALL'"
    ).fetchone()

    assert position == (3_844_000, 350_000, -50_000, 30_000, 4_174_000, 80_000, 100_000, 4_354_000)


def test_a_posting_of_the_supplementary_period_belongs_to_december_of_its_year(hand_municipality):
    # December 2023: N01 32,550 + N02 24,800 (posted 15-01-2024 for 2023) + N18 32,550 (service of December) = 89,900.
    booked = hand_municipality.execute(
        "select booked_kr from mart.spend_monthly where fiscal_year = 2023 and month = date '2023-12-01' "
        "and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"
    ).fetchone()

    assert booked == (Decimal("89900.00"),)


def test_no_posting_is_dropped_but_those_the_chart_leaves_out(hand_municipality):
    # March 2024, the corrected delivery: 66,000 + 280,000 - 12,500 - 1,100 + 5,000 - 90,000 = 247,400;
    # 7,777 stands on an account that is not ours; 5,000 on one the chart does not know.
    rows = dict(
        hand_municipality.execute(
            "select grant_area, booked_kr from mart.spend_monthly where fiscal_year = 2024 "
            "and month = date '2024-03-01' and district_id = 'ALL' and offer_type = 'ALL' and booked_kr <> 0"
        ).fetchall()
    )

    assert rows == {"ALL": 247_400, "Specialundervisning": 242_400, "umappet": 5_000}


def test_days_from_grant_to_start_and_complaints_per_decision_are_of_the_year_so_far(hand_municipality) -> None:
    days = hand_municipality.execute(
        "select month, median_start_days_to_date, p90_start_days_to_date from mart.referral_monthly "
        "where district_id = 'ALL' and referral_type = 'ALL' and month in ('2023-12-01', '2024-04-01') order by month"
    ).fetchall()
    # V01 15 April to 1 August 2023 is 108 days, V02 10 to 31 December 21; V10 5 to 15 February 2024 10, V04 15 February
    # to 1 March 15. V03 begins nothing, for P06 was there already. Nine tenths of the way: 21 + 0.9 x 87, 10 + 0.9 x 5.
    assert [row[1:] for row in days] == [(Decimal("64.50"), Decimal("99.30")), (Decimal("12.50"), Decimal("14.50"))]
    rate = hand_municipality.execute(
        "select sum(received_count), sum(decision_count), max_by(complaint_rate_to_date, month) "
        "from mart.complaint_monthly where year(month) = 2024"
    ).fetchone()
    # V03, V04, V05, V07, V08 and V10 are final
    assert rate == (6, 6, Decimal("1.000000"))
