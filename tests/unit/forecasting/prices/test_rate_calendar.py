"""Which price year a rate is set for, and from which month the next price applies; numbers by hand."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from frames import ASSUMED, EXACT, area, cell, made, price, spell

from forecasting import project
from forecasting.given.schemas import RATES
from forecasting.prices.rate_calendar import rate_calendar

STILL = ASSUMED.model_copy(
    update={"prices": ASSUMED.prices.model_copy(update={"index_sd": 0.0, "provider_step_sd": 0.0})}
)


def rate(day, kr, institution="A", valid_to=None):
    return {
        "institution_id": institution, "offer_type": "specialskole", "rate_group": "1", "service": "undervisning",
        "valid_from": day, "valid_to": valid_to, "unit": "dag", "amount_kr": kr, "settlement_form": "takst",
    }  # fmt: skip


def yearly(first, last, institution="A", month=1):
    return [rate(date(year, month, 1), 1000.0 + year, institution) for year in range(first, last + 1)]


def calendar(rates, as_of):
    found = rate_calendar(pl.DataFrame(rates, schema=RATES), as_of)
    return {row["institution_id"]: (row["step_month"], row["set_for"]) for row in found.iter_rows(named=True)}


def test_a_rate_that_changes_every_year_and_has_not_this_year_is_set_for_last_year():
    # nine steps in nine years: the chance of a change is (9 + 2 * 0.98) / 11, with 0.98 = (9 + 1.8) / 11
    habit = (9 + 2 * (9 + 1.8) / 11) / 11
    assert calendar(yearly(2015, 2024), date(2025, 3, 31))["A"] == (1, pytest.approx(2025 - habit, abs=1e-5))
    assert calendar(yearly(2015, 2025), date(2025, 3, 31))["A"] == (1, 2025.0)
    assert calendar(yearly(2015, 2026), date(2025, 3, 31))["A"] == (1, 2026.0)


def test_a_rate_that_does_not_change_by_the_year_is_still_this_years():
    _, set_for = calendar([rate(date(2005, 1, 1), 1000.0)], date(2025, 3, 31))["A"]

    assert set_for > 2024.8


def test_where_the_others_have_this_years_rate_the_one_without_more_likely_keeps_its_own():
    every_second_year = yearly(2015, 2023)[::2]
    others = [row for n in range(9) for row in yearly(2015, 2025, f"B{n}")[::2]]
    first = calendar(every_second_year, date(2025, 3, 31))["A"][1]
    last = calendar([*every_second_year, *others], date(2025, 3, 31))["A"][1]

    assert 2024 < first < 2024.6
    assert last > first + 0.2


def test_a_rate_said_to_have_ended_is_set_for_the_year_it_ended():
    ended = [rate(date(2024, 1, 1), 1000.0, valid_to=date(2024, 12, 31))]

    assert calendar(ended, date(2025, 3, 31))["A"] == (1, 2024.0)


def test_a_price_year_begins_in_the_month_in_which_the_rate_changes():
    found = calendar(yearly(2018, 2024, month=8), date(2025, 3, 31))

    assert found["A"] == (8, 2024.0)  # the price year 2024 runs to the end of July 2025


def costs(rates, as_of, index):
    """Known kroner of this year and next for one child in a place at 1,000 a day from the last rate on."""
    inputs = made(
        as_of, spells=[spell("p1", date(2020, 8, 1))], prices=[price("p1", 1000.0)], rates=rates,
        offer_areas=[area(2025), area(2026)],
    )  # fmt: skip
    years = project(inputs, STILL, replace(EXACT, price_index=index)).fiscal_year
    return [float(cell(years, year, "known")) for year in (2025, 2026)]


def test_the_price_follows_this_years_index_where_this_years_rate_is_not_known():
    habit = (9 + 2 * (9 + 1.8) / 11) / 11
    found = costs(yearly(2015, 2024), date(2025, 3, 31), {2025: 0.04, 2026: 0.02})

    # 275 days left of 2025
    assert found == pytest.approx([275_000 * 1.04**habit, 365_000 * 1.04**habit * 1.02], rel=1e-5)


def test_a_price_that_changes_in_august_follows_the_index_from_august():
    found = costs(yearly(2015, 2024, month=8), date(2025, 4, 30), {2025: 0.1, 2026: 0.05})

    # May to July 2025 are 92 days at 1,000, then 153 at 1,100; 212 days of 2026 before August and 153 after
    assert found == pytest.approx([92_000 + 153_000 * 1.1, 212_000 * 1.1 + 153_000 * 1.1 * 1.05], rel=1e-5)


@pytest.mark.parametrize(("form", "children"), [("ramme", None), ("klasse", 8)])
def test_own_offers_follow_the_index_from_their_own_month(form, children):
    own = {
        "provider_id": "A", "offer_type": "specialskole", "service": "undervisning", "settlement_form": form,
        "children_per_class": children, "valid_from": date(2024, 8, 1), "kr_per_year": 365_000.0,
    }  # fmt: skip
    inputs = made(
        date(2025, 4, 30), spells=[spell("p1", date(2020, 8, 1))], own_offers=[own],
        rates=yearly(2015, 2024, month=8), offer_areas=[area(2025), area(2026)],
    )  # fmt: skip
    years = project(inputs, STILL, replace(EXACT, price_index={2025: 0.1, 2026: 0.05})).fiscal_year

    assert float(cell(years, 2025, "known")) == pytest.approx(92_000 + 153_000 * 1.1, rel=1e-5)
    assert float(cell(years, 2026, "known")) == pytest.approx(212_000 * 1.1 + 153_000 * 1.1 * 1.05, rel=1e-5)
