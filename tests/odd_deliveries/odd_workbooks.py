"""Workbooks that are odd: sheets, headers, cells, and archives that mean harm."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from datetime import date, datetime

from literal_deliveries import ROWS
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
A_DAY = date(2026, 7, 4)
BOOK = workbook(("indstillinger", SHEET))
SHEET_PART = "xl/worksheets/sheet1.xml"
BOOK_FILE, LEDGER_BOOK = "indstillinger_202609.xlsx", "omkostninger_202609.xlsx"


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


def with_hidden_parts(name: str = "indstillinger") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in SHEET:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("skjult").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed(column: str, value: object, shown_as: str = "General", file: str = "omkostninger") -> bytes:
    """Two rows of a source in cells that are text, but for one of a type of its own in the first row."""
    rows = [line.split(";") for line in ROWS[file]]
    book = Workbook()
    sheet = book.active
    sheet.title = file
    for row in rows:
        sheet.append(row)
    cell = sheet.cell(2, rows[0].index(column) + 1)
    cell.value, cell.number_format = value, shown_as
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def merged_below(cells: str) -> bytes:
    """The three referrals, with cells below the header merged."""
    return workbook(("indstillinger", SHEET), merge=cells)


def renamed_sheet(part: bytes) -> bytes:
    """The workbook with its sheet under a name that no XML has."""
    renamed = BOOK
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        renamed = with_part(renamed, name, part_of(renamed, name).replace(b"sheet1.xml", b"sheet1.dat"))
    return with_part(renamed, "xl/worksheets/sheet1.dat", part)


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def twice(content: bytes, name: str) -> bytes:
    """The archive with a part in it twice."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, b"<a/>")
    return buffer.getvalue()


def with_formula(result: bytes) -> bytes:
    """The workbook with a formula in I2, the grade, and this as what it gave."""
    cell = b'<c r="I2" t="str"><f>IF(1=1,"","")</f>' + result + b"</c>"
    return with_part(BOOK, SHEET_PART, re.sub(rb'<c r="I2".*?</c>', cell, part_of(BOOK, SHEET_PART)))


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
    accepted("a day number in a column of days", sheet_with("modtaget_dato", 46268, 46269, 46270), file=BOOK_FILE),
    quarantined(
        "a day number written as text",
        sheet_with("modtaget_dato", "46268", "03-09-2026", "03-09-2026"),
        "DATE_FORMAT",
        2,
        BOOK_FILE,
    ),
    quarantined(
        "a date written as a number",
        sheet_with("modtaget_dato", 20260903, "03-09-2026", "03-09-2026"),
        "DATE_FORMAT",
        2,
        BOOK_FILE,
    ),
    quarantined("a code that became a day", typed("art", A_DAY, "dd-mm"), "CODE", 1, LEDGER_BOOK),
    quarantined(
        "an amount that became a day", typed("beloeb", date(2026, 7, 4), "dd-mm"), "AMOUNT_FORMAT", 1, LEDGER_BOOK
    ),
    quarantined("more digits than a cell keeps", typed("bilagsnummer", 1.2345678901234567e17), "CODE", 1, LEDGER_BOOK),
    accepted("an amount as a number", typed("beloeb", -1234.5, "#,##0.00"), loaded=2, file=LEDGER_BOOK),
    quarantined("an amount with three decimals", typed("beloeb", 1234.567), "AMOUNT_FORMAT", 1, LEDGER_BOOK),
    quarantined("an amount shown as a share", typed("beloeb", 0.5, "0%"), "AMOUNT_FORMAT", 1, LEDGER_BOOK),
    accepted(
        "a trailer whose numbers stand below columns of days",
        workbook(("befolkning", [*rows_of("\n".join(ROWS["befolkning"])), ["SLUT", 2]])),
        loaded=2,
        file="befolkning_202609.xlsx",
    ),
    accepted("a day as free text", typed("tekst", A_DAY, "dd-mm"), loaded=2, file=LEDGER_BOOK),
    accepted(
        "a share in per cent",
        typed("sygefravaer_pct", 0.0325, "0.00%", "fravaer"),
        loaded=2,
        file="fravaer_202609.xlsx",
    ),
    quarantined("cells merged over two rows", merged_below("C2:C3"), "DATE_MISSING", 2, BOOK_FILE),
    quarantined("two cells merged in a row", merged_below("B2:C2"), "DATE_MISSING", 2, BOOK_FILE),
    accepted("blank cells merged below the rows", merged_below("A6:I6"), file=BOOK_FILE),
    accepted("one sheet that shows and one that is hidden", with_hidden_parts("Ark1"), file=BOOK_FILE),
    rejected(
        "a DTD in a part of another name", renamed_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "XML_DTD", BOOK_FILE
    ),
    rejected("a cell far out in a part of another name", renamed_sheet(far_cell()), "DIMENSION", BOOK_FILE),
    rejected(
        "a cell far out in other letters",
        with_part(BOOK, SHEET_PART, far_cell().replace(b"XFD1048576", b"&#88;FD10").replace(b"1048576", b"10")),
        "DIMENSION",
        BOOK_FILE,
    ),
    rejected("a part that is there twice", twice(BOOK, SHEET_PART), "CORRUPT", BOOK_FILE),
    rejected(
        "macros under another name",
        with_part(
            BOOK,
            "[Content_Types].xml",
            part_of(BOOK, "[Content_Types].xml").replace(
                b"</Types>", b'<Default Extension="x" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            ),
        ),
        "MACRO",
        BOOK_FILE,
    ),
    accepted("a formula that gave an empty text", with_formula(b"<v></v>"), file=BOOK_FILE),
    quarantined("a formula of text never worked out", with_formula(b""), "VALUE_MISSING", 2, BOOK_FILE),
]
