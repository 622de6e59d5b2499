"""The workbook, read as anyone could: it says no more than the tables, and there is nothing in it that nobody sees."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import PLACES_ROUNDING, name_of, number
from pipelines.privacy.release import Release

TABLE_NAME = re.compile(r"tabel_(\w+)")
DATA = "Data"
KNOWN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:xl/|xl/worksheets/)?_rels/[\w.]*\.rels|docProps/(?:app|core|custom)\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|theme/theme1|worksheets/sheet\d+|tables/table\d+)\.xml"
)
"""What a workbook of texts, figures and tables is made of; caches, comments, pictures and links are other parts."""
MARKUP = re.compile(r"<[^>]*>")
SHEET_TEXT = re.compile(r"<(?:t|f)(?: [^>]*)?>([^<]*)")
"""Texts and formulas of a sheet; its other figures are held against the tables."""
OWN_FIGURE = re.compile(r"(?<![A-Z\d])\d")
"""A digit of a formula that is not part of a cell's address."""
UNITS = (1.0, 1_000.0, 1_000_000.0, 100.0)
"""What a figure of the workbook may be counted in: kroner by the municipality's choice, a share of one where the tables
have per cent."""
A_LITTLE = 0.01
"""Of a last digit, for the binary fractions."""


def workbook_texts(path: Path) -> Iterator[str]:
    """Every text, formula, property and name in the workbook, unpacked."""
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            words = package.read(part).decode("utf-8", "replace")
            texts = SHEET_TEXT.findall(words) if part.startswith("xl/worksheets/") else MARKUP.split(words)
            yield from (unescape(found) for found in texts)


def workbook_objections(path: Path, release: Release) -> Iterator[Objection]:
    """Where the workbook shows or hides something else than the tables do, or holds what is not seen."""
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if not KNOWN_PARTS.fullmatch(part):
                yield Objection(path.name, part, "T9", "filen har en del, som ikke hører til tekst, tal og tabeller")
    values, formulas = (openpyxl.load_workbook(path, data_only=data_only) for data_only in (True, False))
    for name in values.defined_names:
        yield Objection(path.name, name, "T9", "filen har et navn, som ingen ser")
    for sheet in values.worksheets:
        yield from _unseen(sheet, formulas[sheet.title], path.name)
        for table, area in sheet.tables.items():
            code = TABLE_NAME.fullmatch(table)
            rows = [[cell.value for cell in row] for row in sheet[area]][1:]
            if code and code[1] in release.tables:
                yield from _table_objections(code[1], rows, release, path.name)
            elif code and code[1] == DATA:
                yield from _data_objections(rows, release, path.name)


def _unseen(sheet: Worksheet, formulas: Worksheet, file: str) -> Iterator[Objection]:
    """Hidden sheets, rows and columns, figures outside the tables, and figures inside formulas."""
    dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
    if sheet.sheet_state != "visible" or any(dimension.hidden for dimension in dimensions):
        yield Objection(file, sheet.title, "T9", "arket, en række eller en kolonne er skjult")
    areas = [range_boundaries(area) for _, area in sheet.tables.items()]
    for row in formulas.iter_rows():
        for cell in row:
            is_inside = any(left <= cell.column <= right and top <= cell.row <= bottom
                            for left, top, right, bottom in areas)  # fmt: skip
            if isinstance(cell.value, int | float) and not is_inside:
                yield Objection(file, f"{sheet.title} {cell.coordinate}", "T9", "et tal står uden for tabellerne")
            if cell.data_type == "f" and OWN_FIGURE.search(str(cell.value)):
                yield Objection(file, f"{sheet.title} {cell.coordinate}", "T9", "et tal står inde i en formel")
            if cell.comment is not None:
                yield Objection(file, f"{sheet.title} {cell.coordinate}", "T9", "cellen har en kommentar")


def _table_objections(code: str, rows: list[list[Any]], release: Release, file: str) -> Iterator[Objection]:
    printed = release.tables[code]
    if len(rows) != len(printed):
        yield Objection(code, file, "T9", "arket har andre linjer end tabellen")
        return
    for (key, cells), row in zip(printed.items(), rows, strict=True):
        for (column, cell), value in zip(cells.items(), row, strict=True):
            if not _agree(cell, value, release.marker):
                how = "regnearket viser noget andet end tabellen"
                yield Objection(code, name_of(release, code, key), "T9", how, column)


def _data_objections(rows: list[list[Any]], release: Release, file: str) -> Iterator[Objection]:
    """The long table: its figures in the order of its tables' cells, hidden where they are hidden."""
    held = {str(row[0]) for row in rows}
    expected = [
        (code, cell)
        for code, table in release.tables.items()
        for cells in table.values()
        for cell in cells.values()
        if code in held and (cell == release.marker or number(cell) is not None)
    ]
    hidden = [code for code, cell in expected if cell == release.marker]
    if [str(row[0]) for row in rows if row[-1] == release.marker] != hidden:
        yield Objection(DATA, file, "T9", "arket med alle tal skjuler noget andet end tabellerne")
    shown = [(code, abs(figure)) for code, cell in expected if (figure := number(cell)) is not None]
    for row in rows:
        if isinstance(row[-1], int | float) and not _is_among(str(row[0]), abs(row[-1]), shown):
            yield Objection(DATA, str(row[1]), "T9", "arket med alle tal har et tal, som tabellen ikke viser")


def _is_among(code: str, value: float, shown: list[tuple[str, float]]) -> bool:
    """Whether a table shows the figure, a share as per cent, but for what its printing rounds away."""
    figures = [figure for place, figure in shown if place == code]
    return any(abs(value * unit - figure) <= PLACES_ROUNDING for figure in figures for unit in (1.0, 100.0))


def _agree(cell: str, value: Any, marker: str) -> bool:
    """Whether the workbook's value is the table's, in whatever unit, but for the last digit that the table prints.

    Texts and days are not compared.
    """
    shown = number(cell)
    if marker in (cell, value):
        return bool(cell == value)
    if shown is None or not isinstance(value, int | float):
        return True
    decimals = len(cell.partition(",")[2])
    rounding = (0.5 + A_LITTLE) / 10**decimals
    return any(abs(float(value) * unit - shown) <= rounding for unit in UNITS)
