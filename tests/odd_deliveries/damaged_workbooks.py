"""Workbooks that have come to harm, and what an independent reader of their XML objects to.

The second reader knows zip and XML only: a cell says its text, or for a number the number and the day it counts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from xml.etree import ElementTree as ET

from independent_reading import canonical, positions, value_of
from known_rows import Known, Value
from mutants import NASTY, cut, double, drop, flip, insert
from odd_workbooks import SHEET_PART, repacked, workbook

from pipelines.sources.assessment import Assessment
from pipelines.sources.contract import Contract

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
READ = (SHEET_PART, "xl/sharedStrings.xml")
FIRST_DAY = date(1899, 12, 30)
Cells = dict[tuple[int, int], list[str]]


def typed(value: Value, rng: Random) -> object:
    """A value as a cell has it: most numbers and days as such, some as text."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and rng.random() < 0.3:
        return value.strftime("%d-%m-%Y")
    return value


def known_workbook(known: Known, contract: Contract, rng: Random) -> bytes:
    rows = [[typed(row[column.field], rng) for column in contract.columns] for row in known.values]
    return workbook((contract.source, [list(known.header), *rows]))


def damaged(content: bytes, rng: Random) -> tuple[str, bytes]:
    """What was done to a workbook, and its bytes then: to the archive, to one of its parts, or to a cell."""
    harm = rng.choice((cut, flip, insert, drop, double))
    if rng.random() < 0.2:
        return f"archive {harm.__name__}", harm(content, rng)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = rng.choice([name for name in archive.namelist() if "sheet1" in name or rng.random() < 0.2])
        part = archive.read(name)
    if rng.random() < 0.4:
        return f"{name} {harm.__name__}", with_part(content, name, harm(part, rng))
    what, changed = changed_cell(part, rng)
    return f"{name} {what}", with_part(content, name, changed)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return repacked(content, **{name.replace("/", "__"): part})


def changed_cell(part: bytes, rng: Random) -> tuple[str, bytes]:
    """One cell, row or attribute changed in a way that leaves XML."""
    nasty = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f<&]", "", rng.choice(NASTY)).encode()
    patterns = (
        ("value", rb"<v>[^<]*</v>", b"<v>" + nasty + b"</v>"),
        ("text", rb"<v>[^<]*</v>", b"<v></v>"),
        ("formula", rb"<v>[^<]*</v>", b"<f>1+1</f>"),
        ("kind", rb' t="[^"]*"', rng.choice((b"", b' t="e"', b' t="b"', b' t="str"', b' t="d"', b' t="s"'))),
        ("style", rb' s="[^"]*"', b' s="0"'),
        ("place", rb' r="[A-Z]+[0-9]+"', rng.choice((b"", b' r="B3"', b' r="A1"', b' r="GR9"', b' r="XFD1048576"'))),
        ("cell", rb"<c .*?</c>", b""),
        ("row", rb"<row .*?</row>", rng.choice((b"", b"<row></row>"))),
        ("merge", rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>'),
    )
    what, pattern, replacement = rng.choice(patterns)
    places = list(re.finditer(pattern, part))
    if not places:
        return "nothing", part
    chosen = rng.choice(places)
    return what, part[: chosen.start()] + replacement + part[chosen.end() :]


def objections_to_workbook(content: bytes, contract: Contract, found: Assessment) -> Iterator[str]:
    """Every loaded value is what its cell says."""
    try:
        cells = cells_of(content)
    except ET.ParseError:
        yield "accepted though its XML is broken"
        return
    header_row = min(row for row, _ in cells)
    width = max(column for row, column in cells if row == header_row)
    header = [cells.get((header_row, column), [""])[0] for column in range(1, width + 1)]
    where = positions(header, contract)
    for block in found.fitting():
        for row in block.iter_rows(named=True):
            for column, place in where.items():
                said = cells.get((row["row_number"], place + 1), [""])
                if row[column.field] not in [value_of(canonical(text), column) for text in said]:
                    yield f"row {row['row_number']}, {column.name}: {row[column.field]!r} is not said by {said!r}"


def cells_of(content: bytes) -> Cells:
    """By row and column what a cell may say."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, *shared = (ET.fromstring(archive.read(name)) for name in READ if name in archive.namelist())  # noqa: S314
    strings = [["".join(item.itertext()) for item in part] for part in shared]
    cells: Cells = {}
    row_number = 0
    for row in sheet.iter(f"{SPACE}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iter(f"{SPACE}c"):
            letters = re.sub("[0-9]", "", cell.get("r", ""))
            column = column_number(letters) if letters else column + 1
            cells[row_number, column] = sayings(cell, strings[0] if strings else [])
    return cells


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def sayings(cell: ET.Element, strings: list[str]) -> list[str]:
    """The texts that a cell may stand for; what stands in it where its kind has no place for it says nothing."""
    if cell.get("t") == "inlineStr":
        return ["".join(text.text or "" for text in cell.iter(f"{SPACE}t"))]
    values = [value.text or "" for value in cell.iter(f"{SPACE}v")] or [""]
    if cell.get("t") == "s":
        return [strings[int(value)] if value.isdecimal() else "" for value in values]
    if cell.get("t", "n") != "n":
        return [*values, *("ja" if value.isdecimal() and int(value) else "nej" for value in values)]
    return [text for value in values for text in numbers(value)]


def numbers(value: str) -> list[str]:
    """A number exactly, with the digits that Excel shows, and as the day it counts."""
    try:
        number = Decimal(value)
    except ArithmeticError:
        return [value]
    plain = format(number.normalize(), "f").replace(".", ",")
    shown = format(float(value), ".15g").replace(".", ",")
    day = [(FIRST_DAY + timedelta(days=int(number))).isoformat()] if 0 < number < 100_000 else []
    return [plain, shown, *day]
