from datetime import date
from math import expm1, log, log1p

import polars as pl
import pytest
from frames import ASSUMED

from forecasting.given.schemas import RATES
from forecasting.prices.price_growth import growth_by_year, rate_steps

ASSUMED_INDEX = ASSUMED.prices.index_per_year


def rates(years, growth, institutions=10, form="takst"):
    rows = [
        {
            "institution_id": f"I{i}", "offer_type": "specialskole", "rate_group": "1", "service": "undervisning",
            "valid_from": date(year, 1, 1), "valid_to": None, "unit": "dag", "settlement_form": form,
            "amount_kr": 1000.0 * (1 + growth) ** (year - years[0]),
        }
        for i in range(institutions)
        for year in years
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=RATES)


def test_a_step_is_the_growth_a_year_and_an_absurd_one_is_left_out():
    found = rate_steps(rates([2022, 2024], 0.04))
    doubled = rates([2023, 2024], 1.0)

    assert found["step"].to_list() == [pytest.approx(log(1.04), abs=1e-4)] * 10
    assert rate_steps(doubled).is_empty()


def test_own_growth_of_three_years_outweighs_the_index_three_to_two():
    expected = growth_by_year(rates(range(2021, 2025), 0.05), 2024, {}, ASSUMED.prices)

    usual = (3 * log(1.05) + 2 * log1p(ASSUMED_INDEX)) / 5
    assert expected[2026] == pytest.approx(expm1(usual), abs=1e-4)


def test_published_rates_of_next_year_tell_of_the_others():
    known = pl.concat(
        [rates(range(2021, 2025), 0.02), rates([2024, 2025], 0.06).filter(pl.col("valid_from").dt.year() == 2025)]
    )
    known = known.with_columns(
        amount_kr=pl.when(pl.col("valid_from").dt.year() == 2025).then(1000 * 1.02**3 * 1.06).otherwise("amount_kr")
    )
    expected = growth_by_year(known, 2024, {}, ASSUMED.prices)

    assert expected[2025] > 0.04
    assert expected[2026] < 0.03


def test_the_agreed_index_is_taken_at_its_word_and_frames_do_not_count():
    assert growth_by_year(rates(range(2021, 2025), 0.05), 2024, {2026: 0.031}, ASSUMED.prices)[2026] == 0.031
    frames = growth_by_year(rates(range(2021, 2025), 0.09, form="ramme"), 2024, {}, ASSUMED.prices)
    assert frames[2026] == pytest.approx(ASSUMED_INDEX)
