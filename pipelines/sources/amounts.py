"""Amounts and numbers in Danish writing, read exactly: text to decimal, never through a float.

Here: the spellings that leave no doubt. `1.234` is one thousand two hundred and thirty-four; `1.5` and `1,234.56` could
be two things and are not read.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

SPACES = "[\u00a0\u202f\u2007\u2009\u2008]"
DASHES = "[\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d]"
WHOLE = "[0-9]+|[1-9][0-9]{0,2}(?:\\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]{0,2}(?:'[0-9]{3})+"
AMOUNT_DECIMALS = 2
STORED_DECIMALS = 4
WHOLE_DIGITS = 9
"""More digits before the comma are beyond every limit, or a number of another kind, whatever zeros it begins with."""


class Reading(NamedTuple):
    """A typed value, and the code of why it does not fit; the code is null where it does."""

    value: pl.Expr
    code: pl.Expr


def plain_amount(text: pl.Expr) -> pl.Expr:
    """Kroner with at most two decimals as `plain_decimal` has them; `kr.` and `,-` are read past."""
    plain = text.str.replace(r"(?i)^(?:kr\.?|dkk)\s*", "").str.replace(r"(?i)\s*(?:kr\.?|dkk)$", "")
    return plain_decimal(plain, AMOUNT_DECIMALS)


def plain_number(text: pl.Expr) -> pl.Expr:
    """A number with at most four decimals as `plain_decimal` has it."""
    return plain_decimal(text, STORED_DECIMALS)


def plain_integer(text: pl.Expr) -> pl.Expr:
    """A whole number, thousands grouped or not, as `plain_decimal` has it."""
    return plain_decimal(text, 0)


def plain_decimal(text: pl.Expr, decimals: int) -> pl.Expr:
    """The number as programs write it, `-1234.56`; null when the spelling leaves doubt."""
    written = (
        text.str.replace_all(SPACES, " ").str.replace_all(DASHES, "-").str.strip_chars().str.replace(",-$", "")
    )  # fmt: skip
    fraction = f"(?:,[0-9]{{1,{decimals}}})?" if decimals else ""
    body = f"(?:{WHOLE}){fraction}"
    is_legal = written.str.contains(f"^(?:[+-] ?{body}|{body}(?: ?-)?|\\({body}\\))$")
    is_negative = written.str.contains(r"^[-(]|-$")
    digits = written.str.replace_all("[-+(). ']", "").str.replace(",", ".", literal=True)
    return pl.when(is_legal).then(pl.when(is_negative).then("-" + digits).otherwise(digits))


def amount_reading(plain: pl.Expr) -> Reading:
    """Plain kroner as a value."""
    return _decimal_reading(plain, AMOUNT_DECIMALS, "AMOUNT")


def number_reading(plain: pl.Expr) -> Reading:
    """A plain number as a value."""
    return _decimal_reading(plain, STORED_DECIMALS, "NUMBER")


def integer_reading(plain: pl.Expr) -> Reading:
    """A plain whole number as a value."""
    whole = _decimal_reading(plain, 0, "NUMBER")
    return Reading(whole.value.cast(pl.Int32), whole.code)


def read_amount(text: pl.Expr) -> Reading:
    """Text to kroner in one go."""
    return amount_reading(plain_amount(text))


def within(reading: Reading, minimum: int | None, maximum: int | None) -> Reading:
    """The same with NUMBER_RANGE for what lies outside the bounds, both inclusive."""
    is_outside = pl.lit(value=False)
    if minimum is not None:
        is_outside = is_outside | (reading.value < minimum)
    if maximum is not None:
        is_outside = is_outside | (reading.value > maximum)
    return Reading(reading.value, pl.coalesce(reading.code, pl.when(is_outside).then(pl.lit("NUMBER_RANGE"))))


def _decimal_reading(plain: pl.Expr, decimals: int, prefix: str) -> Reading:
    is_short = plain.str.contains(f"^-?[0-9]{{1,{WHOLE_DIGITS}}}(?:\\.|$)")
    value = pl.when(is_short).then(plain).cast(pl.Decimal(18, decimals))
    code = (
        pl.when(plain.is_null()).then(pl.lit(f"{prefix}_FORMAT"))
        .when(~is_short).then(pl.lit(f"{prefix}_RANGE"))
    )  # fmt: skip
    return Reading(value, code)
