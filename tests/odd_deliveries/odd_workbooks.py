"""Workbooks that are odd: sheets, headers, cells, and archives that mean harm."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date, datetime

from odd_case import PLAIN, accepted, quarantined, rejected
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def rows_of(content: str) -> list[list[str]]:
    return [line.split(";") for line in content.splitlines()]


def workbook(*sheets: tuple[str, list[list[object]]], merge: str | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with parts replaced or added; names are written with `__` for `/`."""
    changed = {name.replace("__", "/"): part for name, part in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return repacked(content, **{name.replace("/", "__"): part})


def far_cell() -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData></worksheet>'
    )


SHEET = rows_of(PLAIN)
BOOK = workbook(("indstillinger", SHEET))
SHEET_PART = "xl/worksheets/sheet1.xml"
BOOK_FILE = "indstillinger_202609.xlsx"


def sheet_with(column: str, *values: object) -> bytes:
    """The three referrals with the values of one column replaced."""
    at = SHEET[0].index(column)
    rows: list[list[object]] = [list(row) for row in SHEET]
    for row, value in zip(rows[1:], values, strict=True):
        row[at] = value
    return workbook(("indstillinger", rows))


def long_row() -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        + b"<c><v>1</v></c>" * 201
        + b"</row></sheetData></worksheet>"
    )


def date_cell(number: int) -> bytes:
    """The three referrals; the first CPR number is a number in a cell that is formatted as a date."""
    book = Workbook()
    sheet = book.active
    for row in SHEET:
        sheet.append(row)
    sheet["B2"].value, sheet["B2"].number_format = number, "dd-mm-yyyy"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def from_1904() -> bytes:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in rows_of(PLAIN.replace("-09-2026", ".09.2026")):
        sheet.append(row)
    for row in range(2, 5):
        sheet.cell(row, 3).value = date(2026, 9, row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_hidden_parts() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "indstillinger"
    for row in SHEET:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("skjult").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOKS = [
    accepted("one sheet with another name", workbook(("Ark1", SHEET)), file=BOOK_FILE),
    accepted("the named one of two", workbook(("Noter", [["x"]]), ("Indstillinger", SHEET)), file=BOOK_FILE),
    accepted("titles above", workbook(("indstillinger", [["Udtræk"], [], *SHEET])), "HEADER_ROW", file=BOOK_FILE),
    accepted(
        "a merged title above",
        workbook(("indstillinger", [["Udtræk"], [], *SHEET]), merge="A1:C1"),
        "HEADER_ROW",
        file=BOOK_FILE,
    ),
    rejected("unpacks to too much", with_part(BOOK, "xl/media/a.xml", bytes(10_000_000)), "ZIP_BOMB", BOOK_FILE),
    rejected("a path out of the archive", with_part(BOOK, "../ude.xml", b"<a/>"), "ZIP_PATH", BOOK_FILE),
    rejected("another zip", with_part(repacked(b"PK\x05\x06" + bytes(18)), "a.txt", b"x"), "NOT_XLSX", BOOK_FILE),
    rejected("an empty sheet", workbook(("indstillinger", [])), "EMPTY", BOOK_FILE),
    accepted(
        "letters composed otherwise",
        workbook(("indstillinger", rows_of(unicodedata.normalize("NFD", PLAIN)))),
        file=BOOK_FILE,
    ),
    rejected("letters broken in a cell", sheet_with("visitationsrunde", "Ã…ben", "x", "x"), "MOJIBAKE", BOOK_FILE),
    quarantined("an error value as code", sheet_with("bopaelsdistrikt", "#REF!", "Syd", "Nord"), "CODE", 2, BOOK_FILE),
    quarantined(
        "a formula never worked out", sheet_with("klassetrin", "=1+2", "2", "3"), "VALUE_MISSING", 2, BOOK_FILE
    ),
    quarantined(
        "a time of day",
        sheet_with("modtaget_dato", datetime(2026, 9, 3, 14, 3), *["03-09-2026"] * 2),
        "DATE_FORMAT",
        2,
        BOOK_FILE,
    ),
    accepted("dates counted from 1904", from_1904(), file=BOOK_FILE),
    accepted("hidden rows and a hidden sheet", with_hidden_parts(), file=BOOK_FILE),
    rejected(
        "a cell far out in single quotes",
        with_part(BOOK, SHEET_PART, far_cell().replace(b'"', b"'")),
        "DIMENSION",
        BOOK_FILE,
    ),
    rejected(
        "201 cells in a row that do not say where they stand",
        with_part(BOOK, SHEET_PART, long_row()),
        "DIMENSION",
        BOOK_FILE,
    ),
    rejected(
        "the strict dialect",
        with_part(BOOK, "xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'),
        "NOT_XLSX",
        BOOK_FILE,
    ),
]
