from datetime import date

from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.places.leisure import other_leisure_starts
from forecasting.places.newcomers import intake_pipelines
from forecasting.places.streams import with_stream
from forecasting.world import World

AS_OF = date(2025, 4, 30)


def case(number, **other):
    row = {
        "referral_id": f"r{number}", "child_label": f"c{number}", "birth_month": date(2019, 1, 1),
        "received_date": date(2024, 1, 1), "known_date": date(2024, 1, 1), "referral_type": "ny", "status": "pending",
    }  # fmt: skip
    return row | other


def test_a_case_is_day_care_by_what_is_asked_for_else_by_age():
    cases = [
        case(1, requested_offer_type="specialboernehave", birth_month=date(2015, 1, 1)),
        case(2, requested_offer_type="specialskole", birth_month=date(2021, 1, 1)),
        case(3, birth_month=date(2021, 1, 1)),
        case(4, birth_month=date(2015, 1, 1)),
        case(5, birth_month=None),
    ]
    spells = [spell("a", date(2024, 1, 1), offer_type="specialboernehave"), spell("b", date(2024, 1, 1))]
    world = World.of(made(AS_OF, spells=spells, referrals=cases), ASSUMED, Options())

    found = with_stream(world, world.inputs.referrals).sort("referral_id")["stream"].to_list()
    assert found == ["daycare", "school", "daycare", "school", "school"]


def test_single_support_is_day_care_where_its_children_are_young():
    young = [spell("a", date(2024, 1, 1), offer_type="enkeltintegration", birth_month=date(2021, 1, 1))]
    old = [spell("a", date(2024, 1, 1), offer_type="enkeltintegration", birth_month=date(2013, 1, 1))]

    assert World.of(made(AS_OF, spells=young), ASSUMED, Options()).kinds == ("daycare",)
    assert World.of(made(AS_OF, spells=old), ASSUMED, Options()).kinds == ("school",)


def test_a_club_that_begins_with_a_new_childs_school_is_not_counted_as_a_start_of_its_own():
    club = {"offer_type": "special_sfo_klub", "is_in_total": False}
    spells = [
        spell("s1", date(2023, 8, 1), child_label="new"),
        spell("k1", date(2023, 8, 10), child_label="new", **club),
        spell("s2", date(2020, 8, 1), child_label="old"),
        spell("k2", date(2023, 9, 1), child_label="old", **club),
        spell("gone", date(2015, 8, 1), date(2019, 7, 31)),
    ]
    world = World.of(made(AS_OF, spells=spells), ASSUMED, Options())

    assert other_leisure_starts(world)["day"].to_list() == [date(2023, 9, 1)]


def test_children_who_are_in_a_place_are_granted_changes_more_often_than_new_children_a_place():
    spells = [spell(f"p{n}", date(2020, 8, 1), child_label=f"placed{n}") for n in range(60)]
    decided = {"decision_date": date(2024, 3, 1), "decision_known_date": date(2024, 3, 1)}
    decided |= {"birth_month": date(2016, 1, 1)}
    yes = decided | {"status": "granted", "granted_offer_type": "specialskole", "granted_from": date(2024, 8, 1)}
    changes = [case(n, child_label=f"placed{n}", referral_type="aendring", **yes) for n in range(60)]
    new = [
        case(100 + n, child_label=f"new{n}", **(yes if n % 3 else decided | {"status": "refused"})) for n in range(300)
    ]
    world = World.of(made(AS_OF, spells=spells, referrals=changes + new), ASSUMED, Options(paths=200))
    draw = intake_pipelines(world)["school"]

    # eight years old: 200 of 300 new, all 60 changes, each with the assumption's weight
    assert abs(draw.approval[:, 1].mean() - 200 / 300) < 0.03
    assert draw.approval_placed[:, 1].mean() > 0.85
