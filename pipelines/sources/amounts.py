"""Amounts and numbers in Danish writing, read exactly: text to decimal, never through a float.

Here: the spellings that leave no doubt. `1.234` is one thousand two hundred and thirty-four; `1.5` and `1,234.56` could
be two things and are not read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import polars as pl

SPACES = "[\u00a0\u202f\u2007\u2009\u2008]"
DASHES = "[\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d]"
WHOLE = "[0-9]+|[1-9][0-9]{0,2}(?:\\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]{0,2}(?:'[0-9]{3})+"
STORED_DECIMALS = 4
AMOUNT_LIMIT = Decimal("999999999.99")
NUMBER_LIMIT = Decimal("999999999.9999")
INTEGER_LIMIT = Decimal(999_999_999)
# More digits than the limits have are a number of another kind, whatever zeros it begins with.
WHOLE_DIGITS = 9


class Reading(NamedTuple):
    """A typed value, and the code of why it does not fit; the code is null where it does."""

    value: pl.Expr
    code: pl.Expr


def read_amount(text: pl.Expr) -> Reading:
    """Kroner with at most two decimals; leading, trailing or bracketed minus; `kr.` and `,-` are read past."""
    plain = text.str.replace(r"(?i)^(?:kr\.?|dkk)\s*", "").str.replace(r"(?i)\s*(?:kr\.?|dkk)$", "")
    return _read_decimal(plain, decimals=2, limit=AMOUNT_LIMIT, prefix="AMOUNT")


def read_number(text: pl.Expr) -> Reading:
    """A number with at most four decimals."""
    return _read_decimal(text, decimals=4, limit=NUMBER_LIMIT, prefix="NUMBER")


def read_integer(text: pl.Expr) -> Reading:
    """A whole number, thousands grouped or not."""
    whole = _read_decimal(text, decimals=0, limit=INTEGER_LIMIT, prefix="NUMBER")
    return Reading(whole.value.cast(pl.Int32), whole.code)


def within(reading: Reading, minimum: int | None, maximum: int | None) -> Reading:
    """The same with NUMBER_RANGE for what lies outside the bounds, both inclusive."""
    is_outside = pl.lit(value=False)
    if minimum is not None:
        is_outside = is_outside | (reading.value < minimum)
    if maximum is not None:
        is_outside = is_outside | (reading.value > maximum)
    return Reading(reading.value, pl.coalesce(reading.code, pl.when(is_outside).then(pl.lit("NUMBER_RANGE"))))


def _read_decimal(text: pl.Expr, decimals: int, limit: Decimal, prefix: str) -> Reading:
    written = (
        text.str.replace_all(SPACES, " ").str.replace_all(DASHES, "-").str.strip_chars().str.replace(",-$", "")
    )  # fmt: skip
    fraction = f"(?:,[0-9]{{1,{decimals}}})?" if decimals else ""
    body = f"(?:{WHOLE}){fraction}"
    is_legal = written.str.contains(f"^(?:[+-] ?{body}|{body}-?|\\({body}\\))$")
    is_negative = written.str.starts_with("-") | written.str.ends_with("-") | written.str.starts_with("(")
    digits = written.str.strip_chars("+-() ").str.replace_all("[. ']", "").str.replace(",", ".", literal=True)
    size = pl.when(is_legal).then(digits).cast(pl.Decimal(38, STORED_DECIMALS), strict=False)
    is_short = digits.str.replace(r"\..*", "").str.len_bytes() <= WHOLE_DIGITS
    is_small = is_short & (size <= limit).fill_null(value=False)
    value = pl.when(is_small).then(pl.when(is_negative).then(-size).otherwise(size)).cast(pl.Decimal(18, decimals))
    code = (
        pl.when(~is_legal).then(pl.lit(f"{prefix}_FORMAT"))
        .when(~is_small).then(pl.lit(f"{prefix}_RANGE"))
    )  # fmt: skip
    return Reading(value, code)
