from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.publishing.numbers import (
    UnitCode,
    amount_in_words,
    amount_text,
    date_text,
    machine_number,
    number_text,
    share_text,
)


@pytest.mark.parametrize(
    ("amount", "unit", "danish", "english"),
    [
        ("1234567.89", "kr", "1.234.568", "1,234,568"),
        ("-4241000", "tkr", "−4.241", "−4,241"),
        ("11938900000", "mio", "11.938,9", "11,938.9"),
        ("-173049999.99", "mio", "−173,0", "−173.0"),
    ],
)
def test_an_amount_is_written_as_a_danish_or_english_reader_expects(
    amount: str, unit: UnitCode, danish: str, english: str
) -> None:
    assert amount_text(Decimal(amount), unit, "da") == danish
    assert amount_text(Decimal(amount), unit, "en") == english


def test_half_a_unit_is_rounded_away_from_zero_and_nothing_is_minus_zero() -> None:
    assert amount_text(Decimal(2500), "tkr", "da") == "3"
    assert amount_text(Decimal(-2500), "tkr", "da") == "−3"
    assert amount_text(Decimal(-499), "tkr", "da") == "0"


def test_a_sentence_says_the_size_and_leaves_the_sign_to_the_word() -> None:
    assert amount_in_words(Decimal(-4_241_000), "tkr", "da") == "4.241\N{NO-BREAK SPACE}t.kr."


def test_a_share_has_a_space_before_the_sign_in_danish_only() -> None:
    assert share_text(Decimal("0.009"), 1, "da") == "0,9\N{NO-BREAK SPACE}%"
    assert share_text(Decimal("0.009"), 1, "en") == "0.9%"


def test_dates_are_written_out() -> None:
    assert date_text(date(2025, 4, 30), "da") == "30.\N{NO-BREAK SPACE}april 2025"
    assert date_text(date(2025, 4, 30), "en") == "30\N{NO-BREAK SPACE}April 2025"


def test_a_number_for_a_machine_has_a_plain_minus_and_no_thousands_point() -> None:
    assert machine_number(Decimal("-1234.5"), 2) == "-1234,50"


def test_places_have_one_decimal() -> None:
    assert number_text(Decimal("346.65"), 1, "da") == "346,7"
