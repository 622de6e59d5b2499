"""A second reading of a delivery, by the words of the inlet contract and without a line of the product's readers.

Slow, row by row, with Python's own csv, Decimal and date. It says what a value is, or that it is none.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from known_rows import LAST_DAY, Value

from pipelines.sources.contract import Column, Contract

ILLEGAL = object()
LATEST = date(2031, 9, 30)
DIGITS = 9  # ten digits are no number here, whatever zeros they begin with: they may be a child's
Line = tuple[int, list[str]]


def canonical(text: str) -> str:
    """Composed, and without signs that cannot be seen."""
    return unicodedata.normalize("NFC", "".join(sign for sign in text if unicodedata.category(sign) != "Cf"))


def decoded(content: bytes) -> str:
    """The text by its byte order mark, else UTF-8, else Windows-1252; UnicodeDecodeError when it is none of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def lines_of(text: str) -> Iterator[Line]:
    """The records that are not blank, each with the line it begins on; csv.Error for a quote that does not close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    first = 1
    for cells in reader:
        if "".join(cells).strip():
            yield first, cells
        first = reader.line_num + 1


def positions(header: list[str], contract: Contract) -> dict[Column, int]:
    """Where each column stands."""
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower().rstrip(".:* ")) for cell in header]
    plain = [name.replace("æ", "ae").replace("ø", "oe").replace("å", "aa") for name in names]
    return {
        column: plain.index(name)
        for column in contract.columns
        for name in (column.name, *column.aliases)
        if name in plain
    }


def value_of(cell: str, column: Column) -> Value:
    """What a cell says, None when it is blank and may be; ILLEGAL when it must not be taken."""
    text = cell.strip()
    if not text:
        return ILLEGAL if column.required else None
    return READINGS.get(column.type, text_of)(text, column)


def text_of(text: str, column: Column) -> Value:
    is_error = re.fullmatch("#[A-ZÆØÅ0/]+[!?]?|#+", text) is not None and column.privacy != "text"
    return ILLEGAL if is_error or "\ufffd" in text else text


def day_of(text: str) -> Value:
    written = re.fullmatch(r"([0-9]{2})([-.])([0-9]{2})\2([0-9]{4})", text)
    if written:
        year, month, day = int(written[4]), int(written[3]), int(written[1])
    elif re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        year, month, day = (int(part) for part in text.split("-"))
    else:
        return ILLEGAL
    try:
        found = date(year, month, day)
    except ValueError:
        return ILLEGAL
    return found if date(1990, 1, 1) <= found <= LATEST else ILLEGAL


def number_of(text: str, column: Column) -> Value:
    """An exact number, or ILLEGAL: at most one sign, one kind of point between groups of three, a decimal comma."""
    plain = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    plain = re.sub("[\u2010-\u2014\u2212\ufe63\uff0d]", "-", plain).strip()
    if column.type == "amount":
        plain = re.sub(r"^(kr\.?|dkk)\s*|\s*(kr\.?|dkk)$", "", plain, flags=re.IGNORECASE)
    if column.type == "pct":
        plain = plain.removesuffix("%").rstrip()
    plain = plain.removesuffix(",-")
    negative = False
    for before, behind, is_minus in (("(", ")", True), ("-", "", True), ("+", "", False), ("", "-", True)):
        if len(plain) > 1 and plain.startswith(before) and plain.endswith(behind):
            plain, negative = plain.removeprefix(before).removesuffix(behind), is_minus
            plain = (
                plain.removeprefix(" ") if before in ("-", "+") else plain.removesuffix(" " if behind == "-" else "")
            )
            break
    whole, comma, decimals = plain.partition(",")
    places = {"amount": 2, "int": 0}.get(column.type, 4)
    groups = re.split(r"[.' ]", whole)
    separators = set(re.sub("[0-9]", "", whole))
    is_grouped = len(groups) == 1 or (
        len(separators) == 1
        and 1 <= len(groups[0]) <= 3
        and groups[0][:1] != "0"
        and all(len(g) == 3 for g in groups[1:])
    )
    digits = "".join(groups)
    if not is_grouped or not re.fullmatch("[0-9]+", digits) or (comma and not re.fullmatch("[0-9]+", decimals)):
        return ILLEGAL
    if len(decimals) > places or len(digits) > DIGITS:
        return ILLEGAL
    return Decimal(f"{'-' if negative else ''}{digits}.{decimals or '0'}")


def bounded(value: Value, column: Column) -> Value:
    if not isinstance(value, Decimal):
        return value
    least, most = (0, 100) if column.type == "pct" else (column.minimum, column.maximum)
    if (least is not None and value < least) or (most is not None and value > most):
        return ILLEGAL
    return int(value) if column.type == "int" else value


def child_of(text: str) -> Value:
    """The ten digits of a CPR number whose day exists and is not to come."""
    plain = re.sub("[ \u00a0\u202f]", "", text)
    found = re.fullmatch("([0-9]{6})[-\u2010-\u2014\u2212]?([0-9]{4})", plain)
    if not found:
        return ILLEGAL
    number = found[1] + found[2]
    day, month, year, seventh = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    try:
        born = date(century + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return ILLEGAL
    return number if born <= LAST_DAY and number[6:] != "0000" and len(set(number)) > 1 else ILLEGAL


def school_year_of(text: str) -> Value:
    found = re.fullmatch("(20[0-9]{2})[/-](?:20)?([0-9]{2})", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return ILLEGAL
    return f"{found[1]}/{found[2]}"


def code_of(text: str, column: Column) -> Value:
    return next((code for code in column.codes if code.lower() == text.lower()), ILLEGAL)


def municipality_of(text: str, _: Column) -> Value:
    return text.lstrip("0") if re.fullmatch("0*[1-9][0-9]{2}", text) else ILLEGAL


def bounded_number(text: str, column: Column) -> Value:
    return bounded(number_of(text, column), column)


READINGS: Mapping[str, Callable[[str, Column], Value]] = {
    "date": lambda text, _: day_of(text),
    **dict.fromkeys(("amount", "number", "pct", "int"), bounded_number),
    "cpr": lambda text, _: child_of(text),
    "code": code_of,
    "bool": lambda text, _: {"ja": True, "nej": False}.get(text.lower(), ILLEGAL),
    "municipality": municipality_of,
    "school_year": lambda text, _: school_year_of(text),
}
