from datetime import date
from math import log

import pytest
from frames import ASSUMED, area, made, posting, spell

from forecasting import Options
from forecasting.ledger.own_dues import own_dues
from forecasting.prices.own_offers import OwnOffers
from forecasting.world import World


def own(valid_from, kr, form="klasse", valid_to=None):
    return {
        "provider_id": "A", "offer_type": "specialskole", "service": "undervisning", "valid_from": valid_from,
        "valid_to": valid_to, "settlement_form": form, "kr_per_year": kr, "children_per_class": 6,
    }  # fmt: skip


def children(count, **other):
    return [spell(f"p{i}", date(2023, 1, 1), is_in_own_place=True, **other) for i in range(count)]


def world(own_offers, spells, postings=()):
    inputs = made(
        date(2025, 6, 30), spells=spells, own_offers=own_offers, postings=list(postings), offer_areas=[area(2025)]
    )
    return World.of(inputs, ASSUMED, Options())


def test_seven_children_in_classes_of_six_have_cost_two_classes_since_two_years_back():
    dues = own_dues(world([own(date(2020, 1, 1), 3_650_000.0)], children(7)))

    assert (dues["month"].min(), dues["month"].max()) == (2023 * 12, 2025 * 12 + 5)
    january = dues.filter(dues["month"] == 2025 * 12)
    assert january["due_kr"].sum() == pytest.approx(2 * 3_650_000 * 31 / 365)


def test_what_is_billed_in_one_is_due_in_the_district_that_books_it():
    bill = posting(date(2025, 5, 31), "1000.00", district_id="D2")
    spells = [*children(7), spell("q", date(2023, 1, 1), district_id="D2", offer_type="dagbehandling")]

    assert own_dues(world([own(date(2020, 1, 1), 1e6)], spells, [bill]))["district_id"].unique().to_list() == ["D2"]
    assert own_dues(world([own(date(2020, 1, 1), 1e6)], spells))["district_id"].unique().to_list() == ["D1"]


def test_a_frame_that_grew_faster_than_prices_goes_on_at_two_thirds_of_its_pace():
    frames = [own(date(year, 1, 1), 1e6 * 1.07 ** (year - 2020), "ramme") for year in range(2020, 2025)]
    usual = dict.fromkeys(range(2020, 2026), log(1.02))
    offers = OwnOffers.of(world(frames, []).inputs.own_offers, usual, 0.028, world(frames, []).rate_calendar)

    # four steps beyond prices, and two without any
    assert offers.rows["pace"].unique().to_list() == [pytest.approx(log(1.07 / 1.02) * 4 / 6, abs=1e-3)]
