from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED

from forecasting.given.horizon import Horizon, day_number
from forecasting.given.levers import Levers
from forecasting.given.randomness import keys_of
from forecasting.given.scenario import Lever, Scenario
from forecasting.places.exits import CAUSES, STAGES, ExitDraw
from forecasting.places.leaving import IMMEDIATE, Clock, Foresight, Stays, going_on_share, simulate_stops
from forecasting.places.onward import Onward, Pause
from forecasting.places.registration import LONGEST_DAYS, Lag

AS_OF = date(2025, 4, 30)
HORIZON = Horizon.of(AS_OF)
SUMMER = day_number(date(2025, 8, 1))
EVEN = np.full(12, 365 / 316)
"""The same pace on all days of a year but the 49 around 31 July."""
ALWAYS_KNOWN = Lag(np.array([-LONGEST_DAYS * 9]), np.array([1.0]), np.zeros(4))
HALF_KNOWN = Lag(np.array([-LONGEST_DAYS * 9, LONGEST_DAYS * 9]), np.array([0.5, 1.0]), np.zeros(4))
NEVER_KNOWN = Lag(np.array([LONGEST_DAYS * 9]), np.array([1.0]), np.zeros(4))


def stays(n):
    zero = np.zeros(n, dtype=np.int64)
    keys = keys_of(pl.Series([str(i) for i in range(n)]), 1)
    start = np.full(n, day_number(date(2024, 8, 1)))
    return Stays(zero, zero, zero, zero + 2019, start, zero, keys, zero, zero, zero > 0, zero)


AT_ONCE = Pause(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32))


def rates(leave, hazard, goes_on):
    shape = (1, 1, len(ASSUMED.bands) + 1)
    return ExitDraw(
        np.full(shape, leave), np.full((1, 1, STAGES), hazard), np.ones((1, 9)),
        np.full((1, 1, len(CAUSES) * STAGES), goes_on), np.ones((1, 1, 1)),
    )  # fmt: skip


def share_leaving(draw, lag, settled=False, by=SUMMER, n=20000, scenario=None):
    clock = Clock.of(HORIZON, EVEN, 365)
    onward = Onward(
        HORIZON.tomorrow - 1, (NEVER_KNOWN, NEVER_KNOWN), (lag, lag), (lag, lag), (1.0, 1.0), (AT_ONCE, AT_ONCE)
    )
    levers = Levers(scenario or Scenario(), 1, 1, ("specialskole",))
    foresight = Foresight(onward, np.full(n, settled), levers)
    stop, _ = simulate_stops(stays(n), draw, clock, HORIZON, ASSUMED.bands, levers, foresight)
    return np.mean(stop <= by)


def test_whoever_would_have_a_known_next_place_by_now_and_has_none_does_not_leave_for_it():
    # half leave, half of those go on: of those without a known next place 0.5 x 0.5 / (1 - 0.5 x 0.5) leave
    draw = rates(leave=0.5, hazard=0.0, goes_on=0.5)

    assert share_leaving(draw, ALWAYS_KNOWN) == pytest.approx(1 / 3, abs=0.01)
    assert share_leaving(draw, NEVER_KNOWN) == pytest.approx(1 / 2, abs=0.01)


def test_whoever_has_a_known_next_place_ends_by_it_and_not_by_another():
    draw = rates(leave=0.5, hazard=0.0, goes_on=0.5)

    assert share_leaving(draw, HALF_KNOWN, settled=True) == pytest.approx(1 / 3, abs=0.01)


def test_ends_within_the_year_are_thinned_alike():
    # 365 days at 0.005 a day, of which 0.4 lead on to a place that would be known
    draw = rates(leave=0.0, hazard=0.005, goes_on=0.4)

    assert share_leaving(draw, ALWAYS_KNOWN) == pytest.approx(1 - np.exp(-0.005 * 0.6 * 365), abs=0.01)


def test_a_lever_on_leaving_works_from_its_day_and_not_from_the_school_years_first():
    # 0.005 a day for the 153 days from August to December, twice that for the 212 until the summer
    draw = rates(leave=0.0, hazard=0.005, goes_on=0.0)
    more = Scenario("flere", (Lever("exits", 2.0, date(2025, 1, 1)),))

    found = share_leaving(draw, NEVER_KNOWN, scenario=more)
    assert found == pytest.approx(1 - np.exp(-0.005 * (153 + 2 * 212)), abs=0.01)


def test_a_lever_on_returns_lets_more_leave_for_ordinary_offers_and_no_more_go_on():
    # of 0.005 a day 0.4 go on: 0.002 go on as before, and 0.003 x 2 return
    draw = rates(leave=0.0, hazard=0.005, goes_on=0.4)
    double, of_others = (
        Scenario("hjem", (Lever("returns", 2.0, date(2024, 8, 1), offer_type=offer),))
        for offer in ("specialskole", "dagbehandling")
    )

    found = share_leaving(draw, NEVER_KNOWN, scenario=double)
    assert found == pytest.approx(1 - np.exp(-(0.002 + 0.006) * 365), abs=0.01)
    assert share_leaving(draw, NEVER_KNOWN, scenario=of_others) == share_leaving(draw, NEVER_KNOWN)
    levers = Levers(double, 1, 1, ("specialskole",))
    stop = np.array([day_number(date(2025, 5, 1))], dtype=np.int32)
    assert going_on_share(stays(1), stop, np.array([IMMEDIATE]), draw, levers) == pytest.approx([0.002 / 0.008])
    # a child of grade 9 that leaves is done with school
    eldest = replace(stays(1), cohort=np.array([2015]))
    assert going_on_share(eldest, stop, np.array([IMMEDIATE]), draw, levers) == pytest.approx([0.4])
