from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.amounts import (
    Reading,
    integer_reading,
    number_reading,
    plain_integer,
    plain_number,
    read_amount,
    within,
)

NUMBER, INTEGER = number_reading(plain_number(pl.col("written"))), integer_reading(plain_integer(pl.col("written")))
OERE = st.integers(min_value=-99_999_999_999, max_value=99_999_999_999)


def read(reading: Reading, written: str) -> tuple[object, str | None]:
    frame = pl.DataFrame({"written": [written]}).select(reading.value.alias("value"), reading.code.alias("code"))
    return frame["value"][0], frame["code"][0]


def amount(written: str) -> tuple[object, str | None]:
    return read(read_amount(pl.col("written")), written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.234,56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1.234", "1234.00"),
        ("1.234,00-", "-1234.00"),
        ("\u22121.234", "-1234.00"),
        ("1\u00a0234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("(1.234,56)", "-1234.56"),
        ("kr. 1.234,56", "1234.56"),
        ("1.234,56 kr.", "1234.56"),
        ("1.234,-", "1234.00"),
        ("+5", "5.00"),
        ("0", "0.00"),
        ("007", "7.00"),
        ("-0,05", "-0.05"),
        ("999.999.999,99", "999999999.99"),
    ],
)
def test_an_amount_in_any_unmistakable_danish_spelling_is_read_to_the_oere(written, expected):
    assert amount(written) == (Decimal(expected), None)


@pytest.mark.parametrize(
    "written",
    ["1.5", "1,234", "1.234.56", "0.123", "1,234.56", "1e3", "#I/T", "--5", "-5-", "(5", "5)", "12 34", "1.23,4", "١٢"],
)
def test_an_amount_that_could_be_two_things_is_not_read(written):
    assert amount(written) == (None, "AMOUNT_FORMAT")


@pytest.mark.parametrize("written", ["1.000.000.000,00", "-1000000000", "9" * 60])
def test_an_amount_beyond_the_limit_is_out_of_range(written):
    assert amount(written) == (None, "AMOUNT_RANGE")


def spellings(oere: int) -> list[str]:
    kroner, rest = divmod(abs(oere), 100)
    grouped = f"{kroner:,}".replace(",", ".")
    unsigned = [f"{kroner},{rest:02d}", f"{grouped},{rest:02d}", f"{grouped.replace('.', ' ')},{rest:02d}"]
    if rest == 0:
        unsigned += [str(kroner), grouped]
    if oere >= 0:
        return unsigned
    return [form.format(number) for number in unsigned for form in ("-{}", "{}-", "({})", "\u2212{}")]


@settings(max_examples=60)
@given(oere=OERE)
def test_every_spelling_of_an_amount_gives_the_same_exact_decimal(oere):
    expected = Decimal(oere) / 100
    frame = pl.DataFrame({"written": spellings(oere)})
    reading = read_amount(pl.col("written"))
    values = frame.select(reading.value.alias("value"), reading.code.alias("code"))
    assert values["value"].to_list() == [expected] * frame.height
    assert values["code"].null_count() == frame.height


@settings(max_examples=80)
@given(written=st.text(alphabet="0123456789.,- +()'ekr", min_size=1, max_size=14))
def test_an_amount_is_either_read_or_has_a_code_and_never_both(written):
    value, code = amount(written.strip() or "x")
    assert (value is None) != (code is None)


@settings(max_examples=60)
@given(parts=st.integers(min_value=-(10**13) + 1, max_value=10**13 - 1))
def test_a_number_is_the_one_that_was_written_to_its_last_decimal(parts):
    written = f"{Decimal(parts).scaleb(-4):f}".replace(".", ",")
    value, code = read(NUMBER, written)
    assert (value, code) == (Decimal(parts).scaleb(-4), None)
    assert isinstance(value, Decimal)


@settings(max_examples=60)
@given(number=st.integers(min_value=-999_999_999, max_value=999_999_999))
def test_a_whole_number_is_the_one_that_was_written_grouped_or_not(number):
    grouped = f"{number:,}".replace(",", ".")
    assert read(INTEGER, str(number)) == read(INTEGER, grouped) == (number, None)


def test_a_number_has_at_most_four_decimals():
    assert read(NUMBER, "2,1234") == (Decimal("2.1234"), None)
    assert read(NUMBER, "2,12345") == (None, "NUMBER_FORMAT")


def test_a_whole_number_has_no_decimals_and_at_most_nine_digits():
    assert read(INTEGER, "1.234") == (1234, None)
    assert read(INTEGER, "3,0") == (None, "NUMBER_FORMAT")
    assert read(INTEGER, "999999999") == (999_999_999, None)
    assert read(INTEGER, "1000000000") == (None, "NUMBER_RANGE")


def test_zeros_in_front_do_not_make_a_long_number_an_amount():
    assert read(INTEGER, "007") == (7, None)
    assert read(INTEGER, "0101154001") == (None, "NUMBER_RANGE")
    assert read(read_amount(pl.col("written")), "0101154001") == (None, "AMOUNT_RANGE")
    assert read(NUMBER, "0101154001,5") == (None, "NUMBER_RANGE")


def test_bounds_are_inclusive():
    bounded = within(INTEGER, 0, 25)
    assert read(bounded, "25") == (25, None)
    assert read(bounded, "26")[1] == "NUMBER_RANGE"
    assert read(bounded, "-1")[1] == "NUMBER_RANGE"
