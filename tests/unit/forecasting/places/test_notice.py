from datetime import date, timedelta

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.given.horizon import day_number
from forecasting.places.leaving import STAYED, Stays
from forecasting.places.notice import Notice
from forecasting.places.registration import Lag
from forecasting.places.residents import Left
from forecasting.world import World

APRIL, AUGUST = date(2025, 4, 30), date(2025, 8, 31)
PATHS = 300
SUMMER, IMMEDIATE = 0, 1


def leaver(number, end, registered_after, notice_days=30, **other):
    """An end with the notice that runs from its registration, where that outlasts the end."""
    known = end + timedelta(days=registered_after)
    notice_to = known + timedelta(days=notice_days)
    pays = notice_days > 0 and notice_to > end
    row = {
        "end_known_date": known, "known_date": date(2019, 1, 1), "birth_month": date(2013, 1, 1),
        "notice_from": end + timedelta(days=1) if pays else None, "notice_to": notice_to if pays else None,
    }  # fmt: skip
    return spell(f"p{number}", date(2019, 8, 1), end, **(row | other))


def summers(registered_after, notice_days=30, **other):
    """Forty ends on 31 July in each of four years."""
    ends = [date(year, 7, 31) for year in range(2021, 2025)]
    return [leaver(n, ends[n % 4], registered_after, notice_days, **other) for n in range(160)]


def days_paid_after(end, spells, as_of=APRIL, cause=SUMMER, cohort=2019, place="p0"):
    """Days paid after a simulated end on each path, for a child in the place of one of `spells`."""
    world = World.of(made(as_of, spells=spells), ASSUMED, Options(paths=PATHS))
    one = np.ones(PATHS, dtype=np.int64)
    keys = np.random.default_rng(3).integers(0, 2**63, PATHS, dtype=np.uint64)
    at = one * world.spells["placement_id"].to_list().index(place)
    start = one * day_number(date(2022, 8, 1))
    stays = Stays(np.arange(PATHS), one * 0, one * 0, one * cohort, start, at, keys, one * 0, one * 0, one > 1, one * 0)
    stop = (one * (day_number(end) + 1)).astype(np.int32)
    left = Left(stays, stop, np.full(PATHS, cause, dtype=np.int8), one > 1, one * 0.0)
    return Notice.of(world).paid_until(left) - stop


def test_a_summer_end_registered_46_days_late_with_30_days_notice_pays_76_days():
    paid = days_paid_after(date(2025, 7, 31), summers(46))

    assert np.median(paid) == 76
    # ten of 170 have no notice, five of 165 are registered as the assumption says
    assert (paid == 76).mean() > 0.85


def test_a_summer_end_registered_long_before_pays_nothing():
    spring = [leaver(500 + n, date(2023, 3, 15), 0) for n in range(60)]
    paid = days_paid_after(date(2025, 7, 31), summers(-60) + spring)

    assert (paid == 0).mean() > 0.9


def test_an_end_at_once_pays_from_its_own_habit_and_not_from_the_summers():
    spring = [leaver(500 + n, date(2023, 3, 15) + timedelta(days=n), 10) for n in range(60)]
    paid = days_paid_after(date(2025, 5, 20), summers(-60) + spring, cause=IMMEDIATE)

    assert np.median(paid) == 40


def test_those_too_old_for_school_owe_no_notice():
    old = summers(46, end_reason="aldersophoer", birth_month=date(2005, 1, 1), notice_days=0)
    young = [leaver(500 + n, date(2023, 7, 31), 46) for n in range(40)]

    assert (days_paid_after(date(2025, 7, 31), old + young, cohort=2015) == 0).mean() > 0.9
    assert np.median(days_paid_after(date(2025, 7, 31), old + young)) == 76


def test_own_places_without_notice_pay_nothing_beside_bought_ones_that_do():
    own = summers(46, notice_days=0, is_in_own_place=True)
    bought = [leaver(500 + n, date(2023, 7, 31), 46) for n in range(160)]

    assert (days_paid_after(date(2025, 7, 31), own + bought) == 0).mean() > 0.9
    assert np.median(days_paid_after(date(2025, 7, 31), own + bought, place="p500")) == 76


def test_an_end_that_has_passed_unregistered_is_known_tomorrow_at_the_earliest():
    # the registered came 10 days after; this one is 31 days old already
    paid = days_paid_after(date(2025, 7, 31), summers(10), as_of=AUGUST)

    assert paid[paid > 0].min() == 32 + 30


def test_where_nobody_ever_paid_notice_nothing_is_paid():
    assert not days_paid_after(date(2025, 7, 31), summers(46, notice_days=0)).any()


def test_a_place_that_only_changes_hands_pays_nothing():
    assert not days_paid_after(date(2025, 7, 31), summers(46), cause=STAYED).any()


def test_a_lag_is_drawn_among_those_longer_than_the_event_is_old():
    # known after 0, 10, 20 and 30 days, a quarter each
    lag = Lag(np.array([0, 10, 20, 30]), np.array([0.25, 0.5, 0.75, 1.0]), np.zeros(4))
    luck = (np.arange(400) + 0.5) / 400

    assert np.bincount(lag.drawn(np.full(400, -5), luck), minlength=31)[[0, 10, 20, 30]] == pytest.approx([100] * 4)
    assert np.bincount(lag.drawn(np.full(400, 10), luck), minlength=31)[[20, 30]] == pytest.approx([200] * 2)
    assert (lag.drawn(np.full(400, 40), luck) == 41).all()
