"""Own places are limited: sums by hand of children granted a place from July whose institution nobody has chosen."""

from datetime import date
from decimal import Decimal

from frames import area, cell, exact, price, spell

AS_OF, JULY = date(2025, 4, 30), date(2025, 7, 1)
OWN, BOUGHT = Decimal(184 * 500), Decimal(184 * 1000)
"""July to December in an own place and in a bought one."""


def granted(children=1, capacity=(), spells=(), p2_ends=None, **place):
    """The decided children's forecast, the house having places from each day of `capacity`."""
    places = [
        {"provider_id": "A", "offer_type": "specialskole", "valid_from": day, "place_count": count, "is_own": True}
        | place
        for day, count in capacity
    ]
    return granted_among(places, children, spells, p2_ends)


def granted_among(capacity, children=1, spells=(), p2_ends=None):
    """The decided children's forecast: two own places taken at 500 a day, one bought at 1,000."""
    inside = [spell("p1", date(2024, 8, 1)), spell("p2", date(2024, 8, 1), p2_ends), *spells]
    everybody = [*(row | {"is_in_own_place": True} for row in inside), spell("b", date(2024, 8, 1), provider_id="B")]
    prices = [price(row["placement_id"], 1000.0 if row["placement_id"] == "b" else 500.0) for row in everybody]
    grants = [
        {"decision_id": f"d{n}", "child_label": f"n{n}", "district_id": "D1", "offer_type": "specialskole",
         "start_date": JULY, "birth_month": date(2015, 3, 1)}
        for n in range(children)
    ]  # fmt: skip
    found = exact(
        AS_OF, spells=everybody, prices=prices, grants=grants, capacity=capacity, offer_areas=[area(2025)]
    ).fiscal_year
    return [cell(found, 2025, "decided", column) for column in ("p025_kr", "mean_kr", "p975_kr")]


TWO = ((date(2020, 8, 1), 2),)


def test_a_child_who_finds_the_own_places_taken_has_a_bought_one():
    assert granted(capacity=TWO) == [BOUGHT] * 3
    assert granted()[0] == OWN


def test_one_free_place_is_for_one_child_on_each_path():
    low, mean, high = granted(2, TWO, p2_ends=date(2025, 6, 30))

    assert low == OWN + BOUGHT
    assert mean > low
    assert high == 2 * BOUGHT
    assert granted(2)[0] == 2 * OWN


def test_places_that_open_later_are_there_from_their_day():
    assert granted(capacity=(*TWO, (JULY, 3)))[0] == OWN
    assert granted(capacity=(*TWO, (date(2025, 8, 1), 3))) == [BOUGHT] * 3


def test_a_house_that_closes_has_no_place_and_another_owners_places_are_no_limit():
    room = ((date(2020, 8, 1), 9),)

    assert granted(capacity=room)[0] == OWN
    assert granted(capacity=room, valid_to=date(2025, 6, 30)) == [BOUGHT] * 3
    assert granted(capacity=TWO, is_own=False)[0] == OWN


def test_no_places_are_none_and_not_endless():
    assert granted(capacity=((date(2020, 8, 1), 0),)) == [BOUGHT] * 3
    assert granted(capacity=((date(2020, 8, 1), 9),), valid_to=date(2023, 6, 30)) == [BOUGHT] * 3


def test_places_first_told_from_a_coming_day_were_there_for_the_children_who_are():
    assert granted(capacity=((date(2025, 8, 1), 2),)) == [BOUGHT] * 3
    assert granted(capacity=((date(2025, 8, 1), 3),))[0] == OWN


def test_children_who_were_there_before_the_places_were_told_are_no_sign_of_more_room():
    others = [spell(f"o{n}", date(2023, 8, 1), date(2024, 7, 31)) for n in range(6)]

    assert granted(capacity=((date(2024, 8, 1), 2),), spells=others) == [BOUGHT] * 3


def test_a_house_that_has_held_more_than_its_places_may_do_so_again():
    third = spell("p3", date(2024, 8, 1), date(2025, 6, 30))

    assert granted(capacity=TWO, spells=[third])[0] == OWN
    assert granted(capacity=TWO, spells=[third | {"is_paid_by_us": False}]) == [BOUGHT] * 3


def test_a_type_that_nobody_sells_stays_in_its_own_places():
    own = [spell("p1", date(2024, 8, 1)) | {"is_in_own_place": True}]
    grant = {"decision_id": "d", "child_label": "n", "district_id": "D1", "offer_type": "specialskole",
             "start_date": JULY, "birth_month": date(2015, 3, 1)}  # fmt: skip
    full = {"provider_id": "A", "offer_type": "specialskole", "valid_from": date(2020, 8, 1), "place_count": 1,
            "is_own": True}  # fmt: skip
    found = exact(
        AS_OF, spells=own, prices=[price("p1", 500.0)], grants=[grant], capacity=[full], offer_areas=[area(2025)]
    )

    assert cell(found.fiscal_year, 2025, "decided") == OWN


def test_places_of_a_house_that_closes_go_with_its_children_until_it_is_told_what_there_will_be():
    """Three places, one in a house that closes at the end of June, two children on them; one more comes in July."""
    closing = [
        {"provider_id": "A", "offer_type": "specialskole", "valid_from": date(2020, 8, 1), "place_count": 2,
         "is_own": True},
        {"provider_id": "C", "offer_type": "specialskole", "valid_from": date(2020, 8, 1), "place_count": 1,
         "valid_to": date(2025, 6, 30), "is_own": True},
    ]  # fmt: skip
    told = {"provider_id": "A", "offer_type": "specialskole", "valid_from": JULY, "place_count": 2, "is_own": True}

    assert granted_among(closing)[0] == OWN
    assert granted_among([*closing, told]) == [BOUGHT] * 3
