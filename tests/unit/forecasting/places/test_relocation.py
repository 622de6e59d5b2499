"""Children moved by a scenario: closings, own places instead of bought ones; sums by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flow import make_flow
from frames import ASSUMED, EXACT, area, cell, exact, price, spell

from forecasting import Options, Scenario, ScenarioError, project
from forecasting.given.scenario import Lever, Move, UnknownDestinationError, UnknownOriginError

AS_OF = date(2025, 4, 30)
JULY = date(2025, 7, 1)


def forecast(move, **rows):
    options = replace(EXACT, scenario=Scenario("flyt", moves=(move,)))
    areas = [area(2025), area(2025, "specialklasse", "Klasser")]
    return exact(AS_OF, options=options, offer_areas=areas, **rows).fiscal_year


def test_an_own_place_instead_of_a_bought_one_costs_its_price_and_its_fixed_cost_from_the_day():
    # May and June are 61 days at 1,000; July to December 184 at 500, and 184/365 of 73,000
    move = Move(JULY, from_offer="specialskole", to_offer="specialklasse", place_kr=182_500, fixed_kr=73_000)
    years = forecast(move, spells=[spell("p1", date(2024, 8, 1))], prices=[price("p1", 1000.0)])

    assert cell(years, 2025, "known", offer="specialskole") == Decimal("61000.00")
    assert cell(years, 2025, "known", offer="specialklasse", grant_area="Klasser") == Decimal("92000.00")
    assert cell(years, 2025, "other", grant_area="Klasser") == Decimal("36800.00")
    assert cell(years, 2025, column="full_year_places") == Decimal("1.0000")


def test_a_school_that_closes_has_no_frame_and_its_children_cost_what_the_next_place_does():
    frame = {
        "provider_id": "A", "offer_type": "specialskole", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "settlement_form": "ramme", "kr_per_year": 365_000.0,
    }  # fmt: skip
    spells = [spell("p1", date(2024, 8, 1)), spell("p2", date(2024, 8, 1)), spell("b", date(2024, 8, 1))]
    spells[2] = spells[2] | {"provider_id": "B"}
    rows = {"spells": spells, "prices": [price("b", 1000.0)], "own_offers": [frame]}

    # the frame is 1,000 a day to the end of June; B's own child costs 245 days, and two more 184 days each
    closing = Move(JULY, from_provider="A", closes=True)
    assert cell(forecast(closing, **rows), 2025, "known") == Decimal(61_000 + 245_000 + 2 * 184_000)
    # one who leaves a frame saves nothing
    staying = Move(JULY, from_provider="A", to_provider="B")
    assert cell(forecast(staying, **rows), 2025, "known") == Decimal(245_000 + 245_000 + 2 * 184_000)


def test_only_bought_places_or_only_new_ones_are_taken_where_that_is_said():
    spells = [
        spell("own", date(2024, 8, 1), is_in_own_place=True), spell("bought", date(2024, 8, 1)),
        spell("later", date(2025, 8, 1), known_date=AS_OF),
    ]  # fmt: skip
    prices = [price(name, 1000.0) for name in ("own", "bought", "later")]
    rows = {"spells": spells, "prices": prices}
    free = {"from_offer": "specialskole", "place_kr": 0.0}

    # of 245 + 245 + 153 days ahead: bought ones from July on are free, then new ones alone
    known = [cell(forecast(Move(JULY, is_bought=True, **free), **rows), 2025, part) for part in ("known", "decided")]
    assert known == [Decimal(245_000 + 61_000), Decimal(0)]
    known = [cell(forecast(Move(JULY, is_new=True, **free), **rows), 2025, part) for part in ("known", "decided")]
    assert known == [Decimal(245_000 + 245_000), Decimal(0)]


def test_a_move_changes_no_number_of_places_and_half_a_share_about_half_the_cost():
    inputs = make_flow(3, scale=0.3).inputs(date(2024, 4, 30))

    def years(share):
        moves = () if not share else (Move(date(2025, 1, 1), from_offer="specialskole", share=share, place_kr=0.0),)
        scenario = Scenario("flyt", moves=moves) if share else Scenario()
        found = project(inputs, ASSUMED, Options(paths=40, scenario=scenario)).fiscal_year
        kr = [cell(found, 2026, part, offer="specialskole") for part in ("known", "expected_intake")]
        return float(sum(kr)), cell(found, 2026, column="full_year_places")

    none, half, all_ = years(0.0), years(0.5), years(1.0)
    assert none[1] == half[1] == all_[1]
    assert all_[0] == 0
    assert half[0] == pytest.approx(none[0] / 2, rel=0.2)


def test_a_move_to_a_place_nobody_knows_or_with_no_meaning_is_refused():
    rows = {"spells": [spell("p1", date(2024, 8, 1))], "prices": [price("p1", 1000.0)]}
    with pytest.raises(UnknownDestinationError, match="X"):
        forecast(Move(JULY, from_offer="specialskole", to_provider="X"), **rows)
    with pytest.raises(ScenarioError, match=r"names neither.*above 0.*a closing takes all.*another provider's"):
        Scenario("flyt", moves=(Move(JULY, share=0.0, closes=True, place_kr=1.0, to_provider="B"),))


def test_children_of_two_schools_that_close_pay_for_places_elsewhere():
    frame = {
        "offer_type": "specialskole", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "settlement_form": "ramme", "kr_per_year": 365_000.0,
    }  # fmt: skip
    spells = [spell(name, date(2024, 8, 1), provider_id=name) for name in ("A", "B", "C")]
    rows = {"spells": spells, "prices": [price("C", 1000.0)]}
    rows["own_offers"] = [frame | {"provider_id": name} for name in ("A", "B")]
    closings = tuple(Move(JULY, from_provider=name, closes=True) for name in ("A", "B"))
    options = replace(EXACT, scenario=Scenario("luk", moves=closings))

    # both frames 61 days, C's own child 245, and the two others 184 days each at C's price
    years = exact(AS_OF, options=options, offer_areas=[area(2025)], **rows).fiscal_year
    assert cell(years, 2025, "known") == Decimal(2 * 61_000 + 245_000 + 2 * 184_000)


@pytest.mark.parametrize("origin", [{"from_provider": "X", "closes": True}, {"from_offer": "x"}])
def test_a_move_from_a_place_nobody_has_been_in_is_refused(origin):
    with pytest.raises(UnknownOriginError, match=r"X|x"):
        forecast(Move(JULY, **origin), spells=[spell("p1", date(2024, 8, 1))], prices=[price("p1", 1000.0)])


@pytest.mark.parametrize("taken", [{"from_provider": "1"}, {"from_offer": "specialskole", "is_new": True}])
def test_a_move_to_a_place_nobody_knows_is_refused_by_name_also_when_it_takes_nobody(taken):
    rows = {"spells": [spell("p1", date(2024, 8, 1), provider_id="1")], "prices": [price("p1", 1000.0)]}
    with pytest.raises(UnknownDestinationError, match="9999"):
        forecast(Move(JULY, **taken, to_provider="9999"), **rows)


def test_a_price_lever_works_from_its_day_and_not_from_the_next_month():
    options = replace(EXACT, scenario=Scenario("pris", levers=(Lever("prices", 1.1, date(2025, 5, 16)),)))
    rows = {"spells": [spell("p1", date(2024, 8, 1))], "prices": [price("p1", 1000.0)], "offer_areas": [area(2025)]}

    # 15 days of May at 1,000, then 230 at 1,100
    assert cell(exact(AS_OF, options=options, **rows).fiscal_year, 2025, "known") == Decimal(15_000 + 253_000)
