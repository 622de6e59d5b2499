from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.privacy import cpr

EDITION = date(2026, 9, 30)


def code(written: str, edition: date = EDITION) -> str | None:
    number = cpr.plain_number(pl.col("written"))
    return pl.DataFrame({"written": [written]}).select(cpr.number_code(number, edition).alias("code"))["code"][0]


def born(number: str) -> date | None:
    return pl.DataFrame({"number": [number]}).select(cpr.birth_date(pl.col("number")).alias("day"))["day"][0]


def age_code(number: str, on: date) -> str | None:
    frame = pl.DataFrame({"number": [number], "on": [on]})
    return frame.select(cpr.age_code(pl.col("number"), pl.col("on")).alias("code"))["code"][0]


def masked(text: str) -> str:
    return pl.DataFrame({"text": [text]}).select(cpr.masked(pl.col("text")).alias("text"))["text"][0]


@pytest.mark.parametrize("written", ["0101154001", "010115-4001", "010115 4001", "01 01 15 40 01", "010115\u20134001"])
def test_hyphen_and_blanks_are_read_past_and_modulus_eleven_is_not_asked(written):
    assert code(written) is None


@pytest.mark.parametrize("written", ["101154001", "10115-4001", "01011540011", "1"])
def test_a_number_without_ten_digits_is_never_padded(written):
    assert code(written) == "CPR_LENGTH"


@pytest.mark.parametrize(
    "written",
    ["01011A4001", "\uff10\uff11\uff10\uff11\uff11\uff15\uff14\uff10\uff10\uff11", "010115-400X", "-", "010115--4001"],
)
def test_letters_and_full_width_digits_are_refused(written):
    assert code(written) == "CPR_FORMAT"


@pytest.mark.parametrize("written", ["0000000000", "111111-1111", "999999-9999", "123456-7890", "010115-0000"])
def test_placeholders_are_refused(written):
    assert code(written) == "CPR_PLACEHOLDER"


@pytest.mark.parametrize(
    "written", ["310215-4001", "290215-4001", "001215-4001", "011315-4001", "010130-4001", "600115-4001"]
)
def test_a_birth_date_exists_and_is_past(written):
    assert code(written) == "CPR_DATE"


def test_a_leap_day_exists_in_leap_years_only():
    assert code("290220-4001") is None
    assert born("2902204001") == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("0101150001", 1915), ("0101153999", 1915), ("0101154001", 2015), ("0101364001", 2036), ("0101374001", 1937),
        ("0101155001", 2015), ("0101575001", 2057), ("0101585001", 1858), ("0101158001", 2015), ("0101369001", 2036),
        ("0101379001", 1937),
    ],
)  # fmt: skip
def test_the_seventh_digit_tells_the_century(number, year):
    assert born(number) == date(year, 1, 1)


def test_a_replacement_number_has_sixty_added_to_its_day():
    assert code("610115-4001") is None
    assert born("6101154001") == date(2015, 1, 1)
    flags = pl.DataFrame({"number": ["6101154001", "0101154001"]}).select(cpr.is_replacement(pl.col("number")))
    assert flags.to_series().to_list() == [True, False]


def test_a_child_is_from_zero_to_twenty_five_whole_years_on_the_rows_own_date():
    assert age_code("1506104001", date(2036, 6, 14)) is None
    assert age_code("1506104001", date(2036, 6, 15)) == "CPR_AGE"
    assert age_code("1506104001", date(2010, 6, 15)) is None
    assert age_code("1506104001", date(2010, 6, 14)) == "CPR_AGE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mor til 010115-4001 ringede", "Mor til [CPR] ringede"),
        ("0101154001,020216 5002", "[CPR],[CPR]"),
        ("x0101154001x", "x[CPR]x"),
        ("barn_010115–4001", "barn_[CPR]"),
        ("610115-4001", "[CPR]"),
        ("01.01.15-4001, 01 01 15 4001", "[CPR], [CPR]"),
        ("010115 - 4001 eller 010115/4001", "[CPR] eller [CPR]"),
        ("01012015-4001", "[CPR]"),
        ("den 01-09-2026 kl. 10.15", "den 01-09-2026 kl. 10.15"),
        ("20260901, 12345678, 4.000,00", "20260901, 12345678, 4.000,00"),
        ("faktura 1234567890123", "faktura 1234567890123"),
        ("konto 9913154001", "konto 9913154001"),
    ],
)
def test_what_looks_like_a_cpr_number_in_text_is_masked(text, expected):
    assert masked(text) == expected


@settings(max_examples=60)
@given(
    day=st.dates(min_value=date(2002, 1, 1), max_value=date(2026, 9, 30)),
    serial=st.integers(min_value=4001, max_value=9999).filter(lambda n: n % 10000 != 0),
)
def test_any_number_of_a_child_born_this_century_is_read_back_to_its_birth_day(day, serial):
    number = f"{day:%d%m%y}{serial}"
    if number not in cpr.PLACEHOLDERS:
        assert code(number) is None
        assert born(number) == day
        assert masked(f"om {number[:6]}-{number[6:]}.") == "om [CPR]."
