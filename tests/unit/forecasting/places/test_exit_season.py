from datetime import date

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.given.horizon import day_number
from forecasting.places.exit_season import exit_season, lies_at_school_year_end, pace_on
from forecasting.places.exits import gather_exits
from forecasting.places.leaving import Clock
from forecasting.world import World

FIRST = day_number(date(2020, 1, 1))
DAYS = 365 * 4 + 1
"""Four years, one with a leap day."""
WINTER = np.array([day_number(date(year, month, 10)) for year in range(2020, 2024) for month in (11, 12)] * 100)


def test_nobody_leaves_at_once_in_the_weeks_around_31_july():
    days = np.array([day_number(date(2025, *day)) for day in ((6, 19), (6, 20), (7, 31), (8, 7), (8, 8))])

    assert lies_at_school_year_end(days).tolist() == [False, True, True, True, False]
    assert (pace_on(days, np.ones(12)) == [1, 0, 0, 0, 1]).all()


def test_without_leavers_all_other_days_have_the_same_pace_and_the_year_has_the_mean_1():
    season = exit_season(np.zeros(0, dtype=np.int32), np.ones(DAYS), FIRST, 20)

    assert season == pytest.approx(np.full(12, 365 / 316))  # 49 days around 31 July have none


def test_months_in_which_more_leave_have_a_faster_pace_and_few_leavers_say_little():
    season = exit_season(WINTER, np.full(DAYS, 500.0), FIRST, 20)
    little = exit_season(WINTER[:8], np.full(DAYS, 500.0), FIRST, 20)

    # 800 leavers in 61 of 316 days: each of the two months has five times its part
    assert season[10] / season[0] > 10
    assert pace_on(np.arange(365, dtype=np.int32), season).mean() == pytest.approx(1)
    assert 1 < little[10] / little[0] < 1.3


def test_what_is_known_later_of_the_last_days_does_not_make_them_quiet():
    # half of the leavers of the last month are not written down yet, and half of its days are counted
    november = [day_number(date(year, 11, 10)) for year in range(2020, 2024)]
    others = [day_number(date(year, month, 10)) for year in range(2020, 2024) for month in (1, 2, 3, 4, 5, 9, 10)]
    present = np.ones(day_number(date(2023, 12, 1)) - FIRST)
    present[-30:] = 0.5
    left = np.array([*others * 20, *november[:-1] * 20, *november[-1:] * 10])

    season = exit_season(left, present * 400, FIRST, 0.01)

    assert season[10] == pytest.approx(season[3], rel=0.05)


def test_moves_to_another_place_say_nothing_of_the_season():
    winter = [date(year, 11, 10) for year in (2022, 2023, 2024)]
    moved = [
        row
        for n in range(30)
        for row in (
            spell(f"a{n}", date(2021, 8, 1), winter[n % 3], child_label=f"c{n}", end_known_date=winter[n % 3]),
            spell(f"b{n}", date(winter[n % 3].year, 11, 11), child_label=f"c{n}", offer_type="specialklasse"),
        )
    ]
    gone = [
        spell(f"g{n}", date(2021, 8, 1), winter[n % 3], child_label=f"g{n}", end_known_date=winter[n % 3])
        for n in range(30)
    ]

    assert _season(moved)[10] == pytest.approx(_season(moved)[0])
    assert _season(moved + gone)[10] > 1.5 * _season(moved + gone)[0]


def _season(spells):
    world = World.of(made(date(2025, 4, 30), spells=spells), ASSUMED, Options())
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    since = day_number(date(2021, 8, 1))
    return gather_exits(world.spells, kinds, world.horizon.as_of, ASSUMED, since, world.events).season


def test_the_clock_runs_faster_in_months_in_which_more_leave():
    world = World.of(made(date(2025, 4, 30), spells=[spell("a", date(2024, 8, 1))]), ASSUMED, Options())
    season = np.full(12, 0.5)
    season[10] = 2.0
    clock = Clock.of(world.horizon, season, 400)

    def ticks(first, last):
        begin, end = clock.at(np.array([day_number(first), day_number(last)], dtype=np.int32))
        return end - begin

    assert ticks(date(2025, 11, 1), date(2025, 12, 1)) == pytest.approx(60)
    assert ticks(date(2025, 9, 1), date(2025, 10, 1)) == pytest.approx(15)
    assert ticks(date(2025, 7, 1), date(2025, 8, 1)) == 0
