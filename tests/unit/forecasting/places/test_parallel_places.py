from datetime import date
from decimal import Decimal

import numpy as np
from frames import ASSUMED, cell, made, month, spell

from forecasting import Options, project
from forecasting.places.newcomers import intake_pipelines
from forecasting.places.streams import unplaced_referrals
from forecasting.places.take_up import grants_taken
from forecasting.world import World

AS_OF = date(2025, 4, 30)
BORN = date(2016, 1, 1)
CLUB = "special_sfo_klub"
IN_SCHOOL = [spell(f"s{n}", date(2023, 8, 1), child_label=f"c{n}", birth_month=BORN) for n in range(6)]
IN_CLUB = spell("k0", date(2023, 8, 1), child_label="c0", birth_month=BORN, offer_type=CLUB, is_in_total=False)

GONE = spell("old", date(2018, 8, 1), date(2020, 7, 31))
"""The first end recorded: the registers are whole from here."""


def grant(child, offer_type):
    return {
        "decision_id": f"a{child}", "referral_id": f"r{child}", "child_label": child, "birth_month": BORN,
        "district_id": "D1", "offer_type": offer_type, "start_date": date(2025, 8, 1),
        "decision_date": date(2025, 4, 20), "referral_type": "ny",
    }  # fmt: skip


def case(child, offer_type, **other):
    row = {
        "referral_id": f"r{child}", "child_label": child, "birth_month": BORN, "received_date": date(2025, 4, 1),
        "known_date": date(2025, 4, 1), "district_id": "D1", "referral_type": "ny", "status": "pending",
        "requested_offer_type": offer_type,
    }  # fmt: skip
    return row | other


def places(day, offer, intake=True, **rows):
    inputs = made(AS_OF, spells=[*IN_SCHOOL, IN_CLUB], **rows)
    done = project(inputs, ASSUMED, Options(paths=60, simulate_intake=intake))
    return month(done.activity, day, "children_count", offer=offer)


def in_school(**rows):
    """Places of the year of those who are in school."""
    done = project(made(AS_OF, spells=[*IN_SCHOOL, IN_CLUB], **rows), ASSUMED, Options(paths=60))
    return cell(done.fiscal_year, 2025, component="known", column="full_year_places", offer="specialskole")


def test_a_granted_leisure_place_leaves_the_child_in_its_school_place():
    september = date(2025, 9, 1)
    before = places(september, "specialskole", intake=False)
    granted = [grant(f"c{n}", CLUB) for n in range(1, 6)]

    assert places(september, "specialskole", intake=False, grants=granted) == before
    assert places(september, CLUB, intake=False, grants=granted) > places(september, CLUB, intake=False) + 4


def test_a_pending_leisure_case_leaves_the_child_in_its_school_place_and_gives_it_leisure():
    november = date(2025, 11, 1)
    waiting = [case(f"c{n}", CLUB) for n in range(1, 6)]

    assert in_school() > Decimal("3.8")  # six for eight months
    assert abs(in_school(referrals=waiting) - in_school()) <= Decimal("0.0001")  # rounded to add up
    # 65 % of five are approved and 97 % of those taken up: three, most of them begun by November
    assert 1.5 < places(november, CLUB, referrals=waiting) - places(november, CLUB) < 4


def test_a_granted_leisure_place_takes_the_place_of_the_leisure_place_the_child_has():
    # beside each other they would be nearly two
    assert places(date(2025, 9, 1), CLUB, intake=False, grants=[grant("c0", CLUB)]) < 1.2


def test_a_granted_school_place_leaves_the_child_in_its_leisure_place():
    september = date(2025, 9, 1)
    moved = [grant("c0", "specialskole")]

    assert places(september, CLUB, intake=False, grants=moved) == places(september, CLUB, intake=False)
    assert places(september, "specialskole", intake=False, grants=moved) <= 6


def test_leisure_cases_say_nothing_of_how_many_new_children_come_nor_of_where_they_go():
    decided = {"decision_date": date(2024, 5, 1), "decision_known_date": date(2024, 5, 1), "status": "granted"}
    decided |= {"received_date": date(2024, 3, 1), "known_date": date(2024, 3, 1), "granted_from": date(2024, 8, 1)}
    clubs = [case(f"c{n}", CLUB, granted_offer_type=CLUB, **decided) for n in range(6)]
    clubs += [case(f"new{n}", CLUB, granted_offer_type=CLUB, **decided) for n in range(40)]
    schools = [case(f"n{n}", "specialskole", granted_offer_type="specialskole", **decided) for n in range(20)]
    inputs = made(AS_OF, spells=[*IN_SCHOOL, IN_CLUB, GONE], referrals=clubs + schools)
    world = World.of(inputs, ASSUMED, Options(paths=50))
    mix = np.diff(intake_pipelines(world)["school"].offers, axis=2, prepend=0)

    assert unplaced_referrals(world).height == 20
    assert mix[:, :, world.offer_index[CLUB]].max() < 0.01


def test_a_school_place_does_not_answer_the_grant_of_a_leisure_place():
    decided = {"received_date": date(2023, 3, 1), "known_date": date(2023, 3, 1), "status": "granted"}
    decided |= {"decision_date": date(2023, 6, 1), "granted_from": date(2023, 8, 1)}
    granted = [case(f"c{n}", CLUB, granted_offer_type=CLUB, **decided) for n in range(6)]
    world = World.of(made(AS_OF, spells=[*IN_SCHOOL, IN_CLUB, GONE], referrals=granted), ASSUMED, Options())

    # the one of six who began in a club, and the assumption: 0.97 of twenty
    assert grants_taken(world).share == (1 + 0.97 * 20) / (6 + 20)
