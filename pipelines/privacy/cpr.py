"""The CPR number: whether it can be a child's, and where it hides in text.

Here: the date part with its century digit, age, replacement numbers, placeholders, and the mask for free text. Modulus
11 is never asked: numbers without it have been given out since 2007. A number that Excel has cut is never padded. Not
here: what replaces the number (`pseudonyms`).

The century rule is that of "Personnummeret i CPR" (CPR-kontoret): the seventh digit tells the century.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import polars as pl

REPLACEMENT_DAYS = 60
LATEST_AGE = 25
MASK = "[CPR]"
IN_TEXT_MASKED = f"${{1}}{MASK}${{2}}"
HYPHENS = "[-\u2010\u2011\u2012\u2013\u2014\u2212]"
ONE_HYPHEN = f"^(?:(.*){HYPHENS}([0-9]{{4}})|([0-9]{{6}}){HYPHENS}(.*))$"
DAY = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
MONTH = "(?:0[1-9]|1[0-2])"
DIVIDER = "[-\u2010-\u2015\u2212 .\u00a0\u202f/_]"
# As people write it: in groups or in one, also with the century.
IN_GROUPS = rf"{DAY}{DIVIDER}?{MONTH}{DIVIDER}?[0-9]{{2}}{DIVIDER}{{0,3}}"
WITH_CENTURY = rf"{DAY}{MONTH}(?:19|20)[0-9]{{2}}{HYPHENS}"
NUMBER = rf"(?:{IN_GROUPS}|{WITH_CENTURY})[0-9]{{4}}"
IN_TEXT = rf"(^|[^0-9]){NUMBER}($|[^0-9])"
DIVIDED = rf"(?:^|[^0-9]){DAY}{MONTH}[0-9]{{2}}(?:{HYPHENS}|[ \u00a0\u202f])[0-9]{{4}}(?:$|[^0-9])"
UNDIVIDED = rf"{DAY}{MONTH}[0-9]{{6}}"
PLACEHOLDERS = ("1234567890", "0123456789", *(digit * 10 for digit in "0123456789"))


def plain_number(text: pl.Expr) -> pl.Expr:
    """The number without blanks and without its one hyphen, behind the sixth digit or before the last four."""
    compact = text.str.replace_all("[ \u00a0\u202f]", "")
    return compact.str.replace(ONE_HYPHEN, "${1}${2}${3}${4}")


def birth_date(number: pl.Expr) -> pl.Expr:
    """The day of birth of ten digits; null when there is no such day. A replacement number has 60 added to its day."""
    day = number.str.slice(0, 2).cast(pl.Int32, strict=False)
    real_day = pl.when(day > REPLACEMENT_DAYS).then(day - REPLACEMENT_DAYS).otherwise(day)
    year = number.str.slice(4, 2).cast(pl.Int32, strict=False) + _century(number)
    written = pl.concat_str(
        year.cast(pl.String), pl.lit("-"), number.str.slice(2, 2), pl.lit("-"), real_day.cast(pl.String).str.zfill(2)
    )
    return written.str.to_date("%Y-%m-%d", strict=False)


def number_code(number: pl.Expr, edition_date: date) -> pl.Expr:
    """Why the number cannot be a child's; null when it can."""
    born = birth_date(number)
    is_placeholder = number.is_in(PLACEHOLDERS) | number.str.ends_with("0000")
    return (
        pl.when(~number.str.contains("^[0-9]+$")).then(pl.lit("CPR_FORMAT"))
        .when(number.str.len_bytes() != 10).then(pl.lit("CPR_LENGTH"))  # noqa: PLR2004 - the number's length
        .when(is_placeholder).then(pl.lit("CPR_PLACEHOLDER"))
        .when(born.is_null() | (born > edition_date)).then(pl.lit("CPR_DATE"))
    )  # fmt: skip


def age_code(number: pl.Expr, on: pl.Expr) -> pl.Expr:
    """CPR_AGE when the child is not 0-25 whole years on the row's own date; null when the date is unknown."""
    born = birth_date(number)
    had_birthday = _day_of_year(on) >= _day_of_year(born)
    age = on.dt.year() - born.dt.year() - pl.when(had_birthday).then(0).otherwise(1)
    return pl.when(~age.is_between(0, LATEST_AGE)).then(pl.lit("CPR_AGE"))


def is_replacement(number: pl.Expr) -> pl.Expr:
    """Whether the number was given in place of a real one: 60 added to the day."""
    return number.str.slice(0, 2).cast(pl.Int32, strict=False) > REPLACEMENT_DAYS


def masked(text: pl.Expr) -> pl.Expr:
    """The text with everything that looks like a CPR number replaced."""
    # Twice: two numbers with one character between them share it, and the first pass takes only one of them.
    return text.str.replace_all(IN_TEXT, IN_TEXT_MASKED).str.replace_all(IN_TEXT, IN_TEXT_MASKED)


def is_in(text: str) -> bool:
    """Whether something in the text looks like a CPR number, also in full-width digits."""
    return re.search(IN_TEXT, unicodedata.normalize("NFKC", text)) is not None


def masked_name(name: str) -> str:
    """The same for a file's name, before it is shown or logged."""
    return re.sub(rf"(?<![0-9]){NUMBER}(?![0-9])", MASK, name)


def _century(number: pl.Expr) -> pl.Expr:
    seventh = number.str.slice(6, 1).cast(pl.Int32, strict=False)
    year = number.str.slice(4, 2).cast(pl.Int32, strict=False)
    return (
        pl.when(seventh <= 3).then(1900)  # noqa: PLR2004 - the rule's own digits
        .when(seventh.is_in([4, 9])).then(pl.when(year <= 36).then(2000).otherwise(1900))  # noqa: PLR2004
        .otherwise(pl.when(year <= 57).then(2000).otherwise(1800))  # noqa: PLR2004
    )  # fmt: skip


def _day_of_year(day: pl.Expr) -> pl.Expr:
    """Month and day as one comparable number, the year left out."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
