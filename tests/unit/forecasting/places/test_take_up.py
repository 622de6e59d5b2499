from datetime import date, timedelta

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.places.take_up import answers, grants_taken
from forecasting.world import World


def case(number, decided, label):
    return {
        "referral_id": f"r{number}", "child_label": label, "received_date": decided - timedelta(days=40),
        "known_date": decided - timedelta(days=40), "referral_type": "ny", "decision_date": decided,
        "decision_known_date": decided, "granted_offer_type": "specialskole",
        "granted_from": decided + timedelta(days=30), "status": "granted",
    }  # fmt: skip


def world(taken, never):
    decided = [date(2023, 1, 1) + timedelta(days=5 * i) for i in range(taken + never)]
    cases = [case(i, day, f"c{i}") for i, day in enumerate(decided)]
    spells = [
        spell(f"s{i}", day + timedelta(days=30), child_label=f"c{i}", known_date=day + timedelta(days=10))
        for i, day in enumerate(decided[:taken])
    ]
    ended = [spell("old", date(2015, 8, 1), date(2016, 7, 31))]
    return World.of(made(date(2025, 10, 31), spells=[*spells, *ended], referrals=cases), ASSUMED, Options())


def test_a_grant_is_taken_up_as_often_as_history_has_it():
    # 90 of 100, and the assumption of 97 % is worth 20
    assert grants_taken(world(90, 10)).share == (90 + 0.97 * 20) / 120


def test_a_grant_without_a_placement_grows_doubtful_when_placements_used_to_be_known_by_then():
    chance = grants_taken(world(90, 10)).chance(np.array([0, 9, 11, 400]))

    assert chance[0] == chance.max()
    assert chance[1] > 0.85
    assert chance[2] < 0.7
    assert chance[3] < 0.05


def test_a_grant_that_waited_five_months_for_room_is_answered_and_its_start_is_the_real_one():
    decided = date(2024, 1, 10)
    spells = [
        spell("late", decided + timedelta(days=180), child_label="c1", known_date=decided),
        spell("too late", decided + timedelta(days=240), child_label="c2", known_date=decided),
    ]
    cases = [case(1, decided, "c1"), case(2, decided, "c2")]
    made_world = World.of(made(date(2025, 10, 31), spells=spells, referrals=cases), ASSUMED, Options())
    found = answers(made_world, made_world.inputs.referrals)

    assert found.select("referral_id", "begun").rows() == [("r1", decided + timedelta(days=180))]


def test_a_grant_still_without_a_placement_begins_as_late_as_those_that_waited_as_long():
    decided = [date(2023, 1, 1) + timedelta(days=5 * i) for i in range(20)]
    cases = [case(i, day, f"c{i}") for i, day in enumerate(decided)]
    late = [i >= 10 for i in range(20)]  # the last ten begin 60 days after the granted day, known 20 days before
    spells = [
        spell(f"s{i}", day + timedelta(days=30 + 60 * slow), child_label=f"c{i}",
              known_date=day + timedelta(days=70 if slow else 10))
        for i, (day, slow) in enumerate(zip(decided, late, strict=True))
    ]  # fmt: skip
    spells.append(spell("old", date(2015, 8, 1), date(2016, 7, 31)))
    found = grants_taken(World.of(made(date(2025, 10, 31), spells=spells, referrals=cases), ASSUMED, Options()))
    luck = (np.arange(1000) + 0.5) / 1000

    # 30 days ahead all 20 and the three punctual ones stand open, 10 days after only the ten and the three
    assert np.mean(found.slip(np.full(1000, -30), luck) == 60) == pytest.approx(10 / 23, abs=2e-3)
    assert np.mean(found.slip(np.full(1000, 10), luck) == 60) == pytest.approx(10 / 13, abs=2e-3)
    assert set(found.slip(np.full(1000, 90), luck)) == {0}
