"""Surges, dips and quiet years in towns of referrals alone, held against the forecast of 31 July 2023."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from benchmarks.referral_town import ReferralTown
from forecasting.alarms.alarm_table import ALARM, REFERRALS, alarms, families_of
from forecasting.alarms.came import came_since, whole_months
from forecasting.alarms.expected import expected_since
from forecasting.alarms.sequential import chance_a_look, limits
from forecasting.given.events import Event, Events

THEN, OCTOBER_OVER = date(2023, 7, 31), date(2023, 10, 31)
OCTOBER = 2023 * 12 + 9
YEARLY = 0.25
LARGE = 6000


def told(town, then=THEN, now=OCTOBER_OVER, events=None):
    return alarms(town.world(then), town.world(now, events), YEARLY)


def alarmed(frame):
    return frame.filter("is_alarm").select("series", "stream", "district_id", "period").rows()


@cache
def large_town(whom, factor):
    return told(ReferralTown(1, LARGE, factors={(OCTOBER, whom): factor}))


def test_an_october_with_two_fifths_more_referrals_in_one_group_is_caught_in_that_months_run():
    frame = large_town("school", 1.4)
    assert (REFERRALS, "school", "ALL", "month") in alarmed(frame)
    row = frame.filter(series=REFERRALS, stream="school", period="month").row(0, named=True)
    assert (row["from_month"], row["to_month"]) == (date(2023, 10, 1), date(2023, 10, 1))
    assert row["came_count"] > row["alarm_high_cases"] > row["high_cases"] > row["expected_cases"] > row["low_cases"]


def test_it_is_said_where_the_children_live_when_one_district_has_most_of_them():
    assert ("residence", "ALL", "D1", "month") in alarmed(large_town("D1", 2.0))
    assert {name for series, _, name, _ in alarmed(large_town("D1", 2.0)) if series == "residence"} == {"D1"}


def test_a_quiet_october_is_quiet():
    assert alarmed(large_town("school", 1.0)) == []


def test_more_grants_of_those_decided_are_another_alarm_than_more_referrals():
    usual, generous = ReferralTown(2, LARGE, approved=0.7), ReferralTown(2, LARGE, approved=0.85)
    frame = alarms(usual.world(THEN), generous.world(OCTOBER_OVER), YEARLY)
    assert {series for series, *_ in alarmed(frame)} == {"grants"}
    row = frame.filter(series="grants", stream="ALL", period="since").row(0, named=True)
    assert row["expected_cases"] == pytest.approx(0.7 * row["of_count"], rel=0.02)


def test_a_dip_that_an_event_tells_of_bears_its_name_and_so_do_the_months_that_catch_up():
    factors = {(2023 * 12 + month, "ALL"): factor for month, factor in ((7, 0.3), (8, 0.3), (9, 1.7))}
    closed = Event("Nedlukning", ("referrals",), date(2023, 8, 1), date(2023, 9, 30), 0.3, 0.5, 2,
                   known_from=date(2023, 8, 1))  # fmt: skip
    town = ReferralTown(3, LARGE, factors=factors)
    for now in (date(2023, 8, 31), OCTOBER_OVER):
        frame = told(town, now=now, events=Events((closed,)))
        assert (REFERRALS, "ALL", "ALL", "month") in alarmed(frame)
        assert set(frame.filter(series=REFERRALS)["event_name"]) == {"Nedlukning"}


def test_a_month_that_is_not_over_is_not_looked_at():
    assert whole_months(date(2023, 7, 31), date(2023, 9, 30)).tolist() == [OCTOBER - 2, OCTOBER - 1]
    assert whole_months(date(2023, 7, 15), date(2023, 10, 30)).tolist() == [OCTOBER - 2, OCTOBER - 1]
    assert whole_months(date(2023, 12, 31), date(2024, 1, 31)).tolist() == [2024 * 12]
    town = ReferralTown(1, 200)
    assert alarms(town.world(THEN), town.world(OCTOBER_OVER), YEARLY, THEN).is_empty()  # no cases delivered since
    assert told(town, now=date(2023, 8, 30)).is_empty()
    assert told(town, now=date(2023, 8, 30)).schema == pl.Schema(ALARM)


def test_over_years_drawn_as_the_forecast_draws_them_all_families_together_alarm_no_oftener_than_stated():
    # half of the paths set the limits, the other half are 4,000 years that may alarm
    town = ReferralTown(4, 300, shock=0.02)
    then, now = town.world(THEN), town.world(date(2024, 7, 31))
    months = whole_months(THEN, date(2024, 7, 31))
    came = came_since(now, months, then.districts)
    expected = expected_since(then, months, date(2024, 7, 31), came)
    passed = np.zeros(expected.received.shape[0] // 2, dtype=bool)
    for family in families_of(came, expected, then.districts):
        wide = np.maximum(family.drawn.std(axis=0), 1e-9)
        scores = np.abs(family.drawn - family.drawn.mean(axis=0)) / wide
        limit = limits(scores[::2], chance_a_look(YEARLY, 3))
        passed |= (scores[1::2].max(axis=2) > limit).any(axis=1)
    assert 0.17 < passed.mean() < YEARLY + 0.03
