"""A number is read as people write it, in each language, and what is none is no number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.review.sent import number_of


@pytest.mark.parametrize(
    ("text", "danish", "english"),
    [
        ("250.000", "250000", "250.000"),
        ("250,000", "250.000", "250000"),
        ("1.250.000,50", "1250000.50", None),
        ("1,250,000.50", None, "1250000.50"),
        ("-2,5", "-2.5", "-2.5"),
        ("\u22122.5", "-2.5", "-2.5"),
        (" 1 250 000 ", "1250000", "1250000"),
        ("0,95", "0.95", "0.95"),
        ("1.25.000", None, None),
        ("1e5", None, None),
        ("nan", None, None),
        ("", None, None),
        ("--1", None, None),
        ("\u0661", None, None),
        ("9" * 21, None, None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, danish: str | None, english: str | None) -> None:
    assert number_of(text, "da") == (None if danish is None else Decimal(danish))
    assert number_of(text, "en") == (None if english is None else Decimal(english))
