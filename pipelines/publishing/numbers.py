"""How a number, a share and a date are written for a reader.

Amounts stay exact decimals in kroner until here; each figure is rounded on its own, half away from zero.
Not here: the Danish number itself (`pipelines.numbers`), which figures are shown (`tables`), how a workbook stores
them (`workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pipelines.numbers import format_decimal
from pipelines.settings import Language

UnitCode = Literal["kr", "tkr", "mio"]

NO_BREAK = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"

MONTHS = {
    "da": ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """What one printed unit of money is worth, its decimals, and its name in titles and in sentences."""

    kroner: int
    decimals: int
    title: dict[Language, str]
    word: dict[Language, str]


UNITS: dict[UnitCode, Unit] = {
    "kr": Unit(1, 0, {"da": "kr.", "en": "DKK"}, {"da": "kr.", "en": "DKK"}),
    "tkr": Unit(1_000, 0, {"da": "1.000 kr.", "en": "DKK 1,000"}, {"da": "t.kr.", "en": "thousand DKK"}),
    "mio": Unit(1_000_000, 1, {"da": "mio. kr.", "en": "DKK million"}, {"da": "mio. kr.", "en": "million DKK"}),
}


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half away from zero, as municipal papers round; never a negative zero."""
    result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number_text(value: Decimal, decimals: int, language: Language) -> str:
    """`1.234,5` in Danish, `1,234.5` in English, with a real minus sign."""
    text = format_decimal(value, decimals)
    return text if language == "da" else text.translate(str.maketrans(",.", ".,"))


def in_unit(value_kr: Decimal, unit: UnitCode) -> Decimal:
    """The amount counted in the printed unit, unrounded."""
    return value_kr / UNITS[unit].kroner


def amount_text(value_kr: Decimal, unit: UnitCode, language: Language) -> str:
    """An amount as a table shows it: the unit stands in the title."""
    return number_text(in_unit(value_kr, unit), UNITS[unit].decimals, language)


def amount_in_words(value_kr: Decimal, unit: UnitCode, language: Language) -> str:
    """An amount as a sentence says it: without sign (the word tells), with its unit."""
    return f"{amount_text(abs(value_kr), unit, language)}{NO_BREAK}{UNITS[unit].word[language]}"


def share_text(share: Decimal, decimals: int, language: Language) -> str:
    """A share of 1 as per cent: `0,9 %`."""
    sign = f"{NO_BREAK}%" if language == "da" else "%"
    return number_text(share * 100, decimals, language) + sign


def date_text(day: date, language: Language) -> str:
    """`30. april 2025` or `30 April 2025`."""
    point = "." if language == "da" else ""
    return f"{day.day}{point}{NO_BREAK}{MONTHS[language][day.month - 1]} {day.year}"


def month_text(day: date, language: Language) -> str:
    """`april 2025`."""
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def months_text(first: int, last: int, language: Language) -> str:
    """`august–december`, or one month."""
    named = [MONTHS[language][month - 1] for month in dict.fromkeys((first, last))]
    return EN_DASH.join(named)


def machine_number(value: Decimal, decimals: int) -> str:
    """A number for a Danish CSV: decimal comma, plain minus, no thousands point."""
    return f"{rounded(value, decimals):f}".replace(".", ",")
