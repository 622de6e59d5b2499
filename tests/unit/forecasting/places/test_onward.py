from datetime import date, timedelta

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.given.events import Events
from forecasting.places.end_lags import end_lags
from forecasting.places.exits import gather_exits
from forecasting.places.onward import Onward
from forecasting.world import World

AS_OF = date(2025, 10, 31)
YEARLY, AT_ONCE = 0, 1


def child(number, moved, case_before_days, end_known_before_days=0, pause_days=0):
    """A child who moved on a day, and whose case and whose first end were known some days before; paused between."""
    label = f"c{number}"
    ended = moved - timedelta(days=1 + pause_days)
    spells = [
        spell(
            f"a{number}", date(2018, 8, 1), ended, child_label=label,
            end_known_date=ended - timedelta(days=end_known_before_days),
        ),
        spell(f"b{number}", moved, child_label=label, known_date=moved),
    ]  # fmt: skip
    known = moved - timedelta(days=case_before_days)
    case = {
        "referral_id": label, "child_label": label, "received_date": known, "known_date": known,
        "referral_type": "aendring", "status": "granted",
    }  # fmt: skip
    entry = case | {
        "referral_id": f"e{number}", "received_date": date(2018, 3, 1), "known_date": date(2018, 3, 1),
        "referral_type": "ny",
    }  # fmt: skip
    return spells, [case, entry]


def onward(*days_before):
    """From 50 children who moved at once, in the days of a year but the summer's."""
    made_of = [child(number, date(2021, 1, 1) + timedelta(days=2 * number), *days_before) for number in range(50)]
    inputs = made(
        AS_OF,
        spells=[row for spells, _ in made_of for row in spells],
        referrals=[row for _, cases in made_of for row in cases],
    )
    world = World.of(inputs, ASSUMED, Options())
    return Onward.of(world, end_lags(world.spells, AS_OF, ASSUMED))


def ahead(of, method, days):
    """Share unseen of those whose last day lies so many days ahead."""
    return getattr(of, method)(np.array([AT_ONCE]), np.array([of.today + days]))[0]


def test_that_a_child_goes_on_is_known_from_its_case_and_not_from_the_case_that_brought_it_in():
    lag = onward(100).next_place[AT_ONCE]

    # a move more than 100 days ahead is unknown, a nearer one nearly always known
    assert lag.unknown_share([-150])[0] > 0.9
    assert lag.unknown_share([-50])[0] < 0.1


def test_where_the_case_comes_long_before_the_end_whoever_still_has_no_case_does_not_go_on():
    cases_first = onward(100, 10)

    assert ahead(cases_first, "unseen", 50) < 0.1
    assert ahead(cases_first, "unseen", 150) == pytest.approx(1, abs=0.1)


def test_where_end_and_next_place_are_written_down_together_an_open_end_says_nothing_of_the_next_place():
    together = onward(60, 60)

    assert ahead(together, "unseen", 80) > 0.9
    assert ahead(together, "unseen_though_ended", 30) < 0.15


def test_where_ends_are_known_long_before_the_next_place_those_who_have_ended_may_still_go_on():
    ends_first = onward(10, 100)

    assert ahead(ends_first, "unseen_though_ended", 50) > 0.8


def test_whoever_leaves_in_july_and_begins_in_september_moves_at_the_school_years_end_and_after_a_pause():
    # each summer ten children leave on 31 July: six go on the next day, known since March; four on 12 September, known
    # since 20 August
    made_of = []
    for year in range(2021, 2026):
        made_of += [child(f"{year}-{n}", date(year, 8, 1), 150, 150) for n in range(6)]
        made_of += [child(f"{year}-{n}", date(year, 9, 12), 23, 0, 42) for n in range(6, 10)]
    inputs = made(
        date(2026, 4, 30),
        spells=[row for spells, _ in made_of for row in spells],
        referrals=[row for _, cases in made_of for row in cases],
    )
    world = World.of(inputs, ASSUMED, Options())
    of = Onward.of(world, end_lags(world.spells, inputs.as_of, ASSUMED))
    july, luck = np.full(10, of.today + 92, dtype=np.int32), np.linspace(0, 0.99, 10)

    # of those who will go on in summer the late four in ten are those nobody knows of on 30 April
    assert of.next_place[YEARLY].unknown_share([-93])[0] == pytest.approx(0.4, abs=0.06)
    assert of.days_between(np.full(10, YEARLY), july, luck).tolist() == [42] * 10
    # seen from the autumn before, nobody is known of: six at once and four after a pause
    assert of.days_between(np.full(10, YEARLY), july + 100, luck).tolist() == [0] * 6 + [42] * 4
    # nobody has moved in the middle of a school year
    assert of.days_between(np.full(10, AT_ONCE), july, luck).tolist() == [0] * 10


def test_how_late_an_end_is_is_learnt_from_those_who_do_not_go_on():
    # 50 who moved were known 100 days ahead; 50 who left for good were found 90 days after
    moved = [row for n in range(50) for row in child(n, date(2021, 1, 1) + timedelta(days=2 * n), 100, 100)[0]]
    left = [date(2021, 1, 1) + timedelta(days=2 * n) for n in range(50)]
    gone = [
        spell(f"g{n}", date(2018, 8, 1), day, child_label=f"g{n}", end_known_date=day + timedelta(days=90))
        for n, day in enumerate(left)
    ]
    world = World.of(made(AS_OF, spells=moved + gone), ASSUMED, Options())
    kinds = dict(zip(world.offers, world.kinds, strict=True))

    evidence = gather_exits(world.spells, kinds, AS_OF, ASSUMED, world.ends_since, Events())

    assert evidence.lags.immediate.unknown_share([60])[0] > 0.85
    assert evidence.lags.immediate.unknown_share([120])[0] < 0.05
