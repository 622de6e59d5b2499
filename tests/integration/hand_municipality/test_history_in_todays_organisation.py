"""History told in today's organisation: Mølledammen (A30) closed on 31 December 2023 and A31 carries it on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")


def test_the_years_of_a_closed_institution_stand_under_the_one_that_carries_it_on(hand_municipality) -> None:
    found = hand_municipality.execute(
        "select month, children_count, full_year_places, booked_kr, committed_kr from mart.organisation_monthly "
        "where provider_id = 'A31' and area_id = 'Øst' and offer_type = 'dagbehandling' "
        "and month in ('2023-12-01', '2024-02-01') order by 1"
    ).fetchall()
    # December 2023: P11 at A30, 31/365 = 0.0849 and 31 x 800 = 24,800, billed as N02. February 2024: P12 29 days and
    # P15 from the 15th 15 days, 44/366 = 0.1202; 29 x 820 = 23,780 and 15 x 860 = 12,900.
    assert found == [
        (date(2023, 12, 1), 1, Decimal("0.0849"), Decimal("24800.00"), Decimal("24800.00")),
        (date(2024, 2, 1), 2, Decimal("0.1202"), Decimal("0.00"), Decimal("36680.00")),
    ]
    gone = hand_municipality.execute("select count(*) from mart.organisation_monthly where provider_id = 'A30'")
    assert gone.fetchone() == (0,)


def test_every_institution_says_who_carries_it_on(hand_municipality) -> None:
    carried = hand_municipality.execute(
        "select provider_id, today_provider_id from mart.provider where provider_id <> today_provider_id"
    ).fetchall()
    assert carried == [("A30", "A31")]


def test_no_total_moves(hand_municipality) -> None:
    moved = hand_municipality.execute(
        "select month from mart.organisation_monthly as today inner join mart.activity_monthly as activity "
        "using (month, offer_type) where today.area_id = 'ALL' and today.provider_id = 'ALL' "
        "and activity.provider_id = 'ALL' and activity.district_id = 'ALL' "
        "and (today.children_count, today.full_year_places) <> (activity.children_count, activity.full_year_places)"
    ).fetchall()
    assert moved == []
    booked = hand_municipality.execute(
        "select (select sum(booked_kr) from mart.organisation_monthly where area_id = 'ALL' and provider_id = 'ALL' "
        "and offer_type = 'ALL'), (select sum(booked_kr) from mart.spend_monthly where grant_area = 'ALL' "
        "and district_id = 'ALL' and offer_type = 'ALL')"
    ).fetchone()
    # 89,900 in 2023; 777,800 and the credit of -12,500 in 2024.
    assert booked == (Decimal("855200.00"), Decimal("855200.00"))
