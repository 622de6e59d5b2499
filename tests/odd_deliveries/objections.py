"""What an independent reader objects to in the reading of a delivery: rows wrong, lost, doubled or kept aside.

Both ways: nothing is loaded that is not a legal row of the file, and nothing is kept aside for its form that is legal.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import polars as pl
from independent_reading import ILLEGAL, Line, canonical, decoded, lines_of, positions, value_of
from known_rows import Value

from pipelines.sources.assessment import Assessment
from pipelines.sources.contract import Column, Contract

HAS_BROKEN_LETTER = re.compile("[ÃÂ][\u0080-\u00bf†˜…¦¸¥]|\ufffd")
HAS_CONTROL_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONG_NUMBER = re.compile("[0-9]{6}.?[0-9]{4}")
FORM = re.compile("_(FORMAT|RANGE|MISSING|LENGTH|DATE|PLACEHOLDER)$|^CODE$")

# Where a row called `ALL` would be taken for a total.
RESERVING = (
    "district_id", "area_id", "grant_area", "institution_id", "district_school_id", "referring_institution_id",
)  # fmt: skip


def objections_to_text(content: bytes, contract: Contract, found: Assessment) -> Iterator[str]:
    """All objections to an accepted CSV file."""
    try:
        text = canonical(re.sub("\x1a[\x1a\\s]*$", "", decoded(content)))
        lines = list(lines_of(text))
    except (UnicodeDecodeError, csv.Error) as error:
        yield f"accepted though it cannot be read: {type(error).__name__}"
        return
    if HAS_CONTROL_SIGN.search(text) or HAS_BROKEN_LETTER.search(text):
        yield "accepted with control signs or broken letters"
    is_separator_line = ";".join(lines[0][1]).strip().lower() in ("sep=;", '"sep=;"', "sep=")
    header, *rows = lines[1:] if is_separator_line else lines
    trailer = rows.pop()[1] if rows and rows[-1][1][0].strip().upper() == "SLUT" else None
    yield from objections_to_rows(header[1], rows, contract, found)
    if trailer is not None:
        yield from objections_to_trailer(trailer, rows, found)


def objections_to_rows(header: list[str], rows: list[Line], contract: Contract, found: Assessment) -> Iterator[str]:
    """Every row of the file is loaded or kept aside, and rightly so."""
    loaded = {row["row_number"]: row for block in found.fitting() for row in block.iter_rows(named=True)}
    aside = {row["row_number"]: row for row in found.aside.iter_rows(named=True)}
    numbers = {number for number, _ in rows}
    if loaded.keys() | aside.keys() != numbers or loaded.keys() & aside.keys() or found.row_count != len(rows):
        yield f"rows {sorted(numbers)} became {sorted(loaded)} loaded and {sorted(aside)} aside"
        return
    where = positions(header, contract)
    width = len(header) - next((i for i, cell in enumerate(reversed(header)) if cell.strip()), 0)
    for number, cells in rows:
        if number in loaded:
            yield from objections_to_row(number, cells, where, width, loaded[number], found)
        elif FORM.search(aside[number]["code"]):
            yield from objections_to_keeping(number, cells, where, aside[number])
    yield from objections_to_keys(loaded, contract)


def objections_to_row(
    number: int, cells: list[str], where: Mapping[Column, int], width: int, row: Mapping[str, Value], found: Assessment
) -> Iterator[str]:
    """A loaded row says what its line says, and its line is as wide as the header."""
    surplus = "".join(cells[width:]).strip()
    if len(cells) < width or surplus or (len(cells) > width and "TRAILING_SEPARATOR" not in found.warnings):
        yield f"row {number} has {len(cells)} cells, the header {width}"
        return
    for column, place in where.items():
        said, read = value_of(cells[place], column), row[column.field]
        if column.type == "text" and LONG_NUMBER.search(cells[place]):
            continue
        if said is ILLEGAL or said != read or isinstance(read, float):
            yield f"row {number}, {column.name}: loaded as {read!r}, which {cells[place]!r} does not say"


def objections_to_keeping(
    number: int, cells: list[str], where: Mapping[Column, int], aside: Mapping[str, Value]
) -> Iterator[str]:
    """A row kept aside for the form of a value has that fault."""
    column = next((column for column in where if column.name == aside["column"]), None)
    if column is not None and value_of(cells[where[column]], column) is not ILLEGAL:
        is_reserved = column.field in RESERVING and cells[where[column]].strip().upper() == "ALL"
        is_key = aside["code"] == "KEY_MISSING"
        if not is_reserved and not is_key and aside["code"] != "CPR_PLACEHOLDER":
            yield f"row {number} is aside with {aside['code']} though {column.name} {cells[where[column]]!r} is legal"


def objections_to_keys(loaded: Mapping[int, Mapping[str, Value]], contract: Contract) -> Iterator[str]:
    """No key is loaded twice, and no end lies before its start."""
    keys = [tuple(row[column.field] for column in contract.key) for row in loaded.values()]
    if len(set(keys)) < len(keys):
        yield "a key is loaded twice"
    for start, end in contract.order:
        fields = contract.column(start).field, contract.column(end).field
        days = [(row[fields[0]], row[fields[1]]) for row in loaded.values()]
        if any(first is not None and last is not None and last < first for first, last in days):  # type: ignore[operator]
            yield f"{end} before {start}"


def objections_to_trailer(trailer: list[str], rows: list[Line], found: Assessment) -> Iterator[str]:
    """An accepted file agrees with its own trailer."""
    footers = found.aside.filter(pl.col("code") == "FOOTER").height
    said = (trailer[1:] or [""])[0].strip().replace(".", "")
    if said and said not in (str(len(rows)), str(len(rows) - footers)):
        yield f"accepted with {len(rows)} rows where the trailer says {said}"


def differences(row: Mapping[str, Value], known: Mapping[str, Value]) -> list[str]:
    """The fields in which a loaded row is not what was known, free text aside."""
    return [
        field
        for field, value in known.items()
        if row[field] != value and not (isinstance(value, Decimal) and Decimal(str(row[field])) == value)
    ]
