"""A publication as a workbook that a screen reader, a person and a program can all read.

One table a sheet, marked up as an Excel table, title in A1; cover, contents and notes first; nothing merged, no blank
rows or columns between; differences and totals are live formulas that carry their value. A cell's writer is chosen by
the column's type, so a text is never taken for a formula. Amounts are stored unrounded in the unit of the title.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.numbers import UNITS, in_unit, rounded
from pipelines.publishing.printed import Printed
from pipelines.publishing.table import MONEY_KINDS, Column, Row, Table, Value, price_unit
from pipelines.publishing.texts import name, text

FIRST_ROW = 2  # title in row 1, unit and notes in row 2, table header in row 3
MISSING = "[x]"
LANGUAGE_TAG = {"da": "da-DK", "en": "en-GB"}
MONTH_FORMAT = {"da": "[$-406]mmmm yyyy", "en": "[$-809]mmmm yyyy"}
NUMBER_FORMATS = {"places": "#,##0.0", "share": "0.0%", "factor": "0.000", "count": "0", "year": "0"}
LABEL_KINDS = ("text", "year", "month")  # say what a row is about; the others are its figures
TEXT_WIDTH = 100
LONGEST_LINE = 120  # above a table: a page is printed as narrow as its longest line
LINE_HEIGHT = 16
FORBIDDEN, LONGEST_NAME = re.compile(r"[\[\]:*?/\\']"), 31
"""What a sheet's name may not hold, and its most letters."""
TABLE_STYLE = "Table Style Light 1"


class Workbook:
    """Writes one publication; formats are made once."""

    def __init__(self, paper: Printed, target: io.BytesIO) -> None:
        self.paper = paper
        self.language = paper.style.language
        self.figures = [entry for table in paper.tables.values() for entry in long_rows(table, paper)]
        self.book = xlsxwriter.Workbook(target, {"in_memory": True})
        self.book.set_calc_mode("auto")
        self.title = self.book.add_format({"bold": True, "font_size": 15})
        self.link = self.book.add_format({"hyperlink": True, "valign": "top"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        header = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        self.header = self.book.add_format(header)
        self.number_header = self.book.add_format(header | {"align": "right"})
        self.formats: dict[tuple[str, bool], Any] = {}

    def write(self) -> None:
        """All sheets, in the order a reader meets them."""
        self.book.set_properties({
            "title": self.paper.title, "subject": self.paper.headline, "author": self.paper.municipality_name,
            "company": self.paper.municipality_name, "created": self.paper.made_at,
            "comments": self.paper.made_of,
        })  # fmt: skip
        self.book.set_custom_property("Language", LANGUAGE_TAG[self.language], "text")
        self._cover()
        self._contents()
        self._notes()
        for table in self.paper.tables.values():
            self._table_sheet(table)
        if self.figures:
            self._data()
        self.book.close()

    def _cover(self) -> None:
        lines = [
            *([self.paper.demonstration] if self.paper.demonstration else []),
            self.paper.municipality_name,
            *(f"{name}: {value}" for name, value in self.paper.facts),
            self.paper.headline,
            *self.paper.findings,
            text("note", "units_workbook", self.language),
            text("note", "missing_workbook", self.language),
        ]
        self._text_sheet(text("document", "cover", self.language), self.paper.title, lines)

    def _contents(self) -> None:
        sheet = self._sheet(text("document", "contents", self.language), text("document", "contents", self.language))
        headers = (text("document", "sheet", self.language), text("document", "content", self.language))
        entries = [(sheet_name(table, self.paper), table.heading) for table in self.paper.tables.values()]
        if self.figures:
            entries.append((text("document", "data", self.language), text("document", "data_title", self.language)))
        self._texts_table(sheet, "Indhold", headers, entries)
        for number, (named, _) in enumerate(entries, FIRST_ROW + 1):
            sheet.write_url(number, 0, f"internal:'{named}'!A1", self.link, named)

    def _notes(self) -> None:
        name = text("document", "notes", self.language)
        headers = (text("document", "note", self.language), text("document", "note_text", self.language))
        entries = [(note_mark(number, self.paper), note) for number, note in enumerate(self._all_notes(), 1)]
        if not entries:
            return
        self._texts_table(self._sheet(name, name), "Noter", headers, entries)

    def _all_notes(self) -> list[str]:
        """Every note once, numbered in the order the tables use them."""
        return list(dict.fromkeys(note for table in self.paper.tables.values() for note in notes_of(table)))

    def _table_sheet(self, table: Table) -> None:
        sheet = self._sheet(sheet_name(table, self.paper), table.title)
        notes = self._all_notes()
        marks = " ".join(note_mark(notes.index(note) + 1, self.paper) for note in notes_of(table))
        basis = [table.basis] if table.basis not in notes else []
        above = ". ".join(words for words in (table.unit, marks, *basis) if words)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, _width(column, table))
        sheet.set_row(FIRST_ROW, 3 * LINE_HEIGHT)
        self._mark_up(sheet, table.code, [column.plain_header for column in table.columns], len(table.rows), above)
        for place, column in enumerate(table.columns):
            if column.kind not in LABEL_KINDS:
                sheet.write_string(FIRST_ROW, place, column.plain_header, self.number_header)
        for number, row in enumerate(table.rows, FIRST_ROW + 1):
            for place, column in enumerate(table.columns):
                self._write_cell(sheet, number, place, table, row, column)

    def _write_cell(self, sheet: Any, number: int, place: int, table: Table, row: Row, column: Column) -> None:
        value = row.values[place]
        form = self._format(column, is_total=row.is_total)
        stored = self._stored(value, column)
        formula = _formula(table, row, column, number, place)
        if isinstance(stored, str):
            sheet.write_string(number, place, stored, form)
        elif isinstance(stored, date):
            sheet.write_datetime(number, place, stored, form)
        elif formula:
            sheet.write_formula(number, place, formula, form, float(stored))
        else:
            sheet.write_number(number, place, float(stored), form)

    def _stored(self, value: Value, column: Column) -> str | float | date:
        """The value a cell holds: figures in the printed unit, a mark where there is none."""
        if value is None:
            return MISSING
        if isinstance(value, date | str):
            return value
        if column.kind in MONEY_KINDS:
            unit = price_unit(self.paper.style.unit) if column.kind == "price" else self.paper.style.unit
            return float(in_unit(Decimal(value), unit))
        return float(value)

    def _data(self) -> None:
        """Every figure of every table in one long table: amounts in whole kroner."""
        name = text("document", "data", self.language)
        sheet = self._sheet(name, text("document", "data_title", self.language))
        headers = [text("document", code, self.language) for code in ("table", "line", "figure", "data_unit", "value")]
        self._mark_up(sheet, "Data", headers, len(self.figures))
        for place, width in enumerate((22, 44, 40, 16, 20)):
            sheet.set_column(place, place, width)
        for number, entry in enumerate(self.figures, FIRST_ROW + 1):
            for place, word in enumerate(entry[:4]):
                sheet.write_string(number, place, word)
            if isinstance(entry[4], str):
                sheet.write_string(number, 4, entry[4])
            else:
                sheet.write_number(number, 4, float(entry[4]))

    def _text_sheet(self, name: str, title: str, lines: Sequence[str]) -> None:
        sheet = self._sheet(name, title)
        sheet.set_column(0, 0, TEXT_WIDTH)
        for number, line in enumerate(lines, 1):
            sheet.set_row(number, _height(line))
            sheet.write_string(number, 0, line, self.wrapped)

    def _texts_table(self, sheet: Any, name: str, headers: Sequence[str], entries: Sequence[tuple[str, str]]) -> None:
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, TEXT_WIDTH)
        self._mark_up(sheet, name, headers, len(entries))
        for number, words in enumerate(entries, FIRST_ROW + 1):
            sheet.set_row(number, _height(words[-1]))
            for place, word in enumerate(words):
                sheet.write_string(number, place, word, self.wrapped)

    def _sheet(self, name: str, title: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        sheet.set_selection(0, 0, 0, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 24)
        return sheet

    def _mark_up(self, sheet: Any, name: str, headers: Sequence[str], row_count: int, above: str = "") -> None:
        """The Excel table with its name and unique headers; the cells are written by the caller."""
        sheet.write_string(1, 0, above or text("document", "table_below", self.language))
        sheet.add_table(
            FIRST_ROW, 0, FIRST_ROW + row_count, len(headers) - 1,
            {"name": f"tabel_{name}", "style": TABLE_STYLE, "autofilter": False, "banded_rows": False,
             "columns": [{"header": header, "header_format": self.header} for header in headers]},
        )  # fmt: skip

    def _format(self, column: Column, *, is_total: bool) -> Any:
        if (column.kind, is_total) not in self.formats:
            look: dict[str, Any] = {"bold": is_total, "top": 1 if is_total else 0}
            look["num_format"] = self._number_format(column)
            look["align"] = "left" if column.kind in LABEL_KINDS else "right"
            self.formats[column.kind, is_total] = self.book.add_format(look)
        return self.formats[column.kind, is_total]

    def _number_format(self, column: Column) -> str:
        if column.kind == "day":
            return "dd-mm-yyyy"
        if column.kind == "month":
            return MONTH_FORMAT[self.language]
        if column.kind in MONEY_KINDS:
            unit = price_unit(self.paper.style.unit) if column.kind == "price" else self.paper.style.unit
            return "#,##0.0" if UNITS[unit].decimals else "#,##0"
        return NUMBER_FORMATS.get(column.kind, "@")


def workbook_bytes(paper: Printed) -> bytes:
    """The workbook; the same paper gives the same bytes."""
    target = io.BytesIO()
    Workbook(paper, target).write()
    return target.getvalue()


def sheet_name(table: Table, paper: Printed) -> str:
    """A name that Excel allows: our short words for the table, else the first whole words of its title."""
    short = name("sheet", table.code, paper.style.language)
    return short if short != table.code else shorten(FORBIDDEN.sub(" ", table.title), LONGEST_NAME, placeholder="…")


def notes_of(table: Table) -> tuple[str, ...]:
    """The table's notes; what it rests on is one of them where no line above a table could hold it."""
    return (*table.notes, table.basis) if len(table.basis) > LONGEST_LINE else table.notes


def note_mark(number: int, paper: Printed) -> str:
    """`[note 1]`, the same in both languages."""
    return f"[{text('document', 'note', paper.style.language).lower()} {number}]"


def long_rows(table: Table, paper: Printed) -> list[tuple[str, str, str, str, Decimal | str]]:
    """Table, line, figure, unit and value of every cell that holds a figure or hides one."""
    texts = [place for place, column in enumerate(table.columns) if column.kind in LABEL_KINDS]
    found = []
    for row in table.rows:
        line = ", ".join(_line_name(row.values[place], table.columns[place]) for place in texts)
        for column, value in zip(table.columns, row.values, strict=True):
            if column.kind not in ("year", "text") and (isinstance(value, int | Decimal) or value == MARKER):
                unit = text("data_unit", "money" if column.kind in MONEY_KINDS else column.kind, paper.style.language)
                found.append((table.code, line, column.plain_header, unit, _kept(value, column)))
    return found


def _kept(value: Value, column: Column) -> Decimal | str:
    """A figure as the long table holds it: amounts in whole kroner."""
    if not isinstance(value, int | Decimal):
        return str(value)
    return rounded(Decimal(value), 0) if column.kind in MONEY_KINDS else Decimal(value)


def _line_name(value: Value, column: Column) -> str:
    if isinstance(value, date) and column.kind == "month":
        return value.isoformat()[:7]
    return "" if value is None else str(value)


def _formula(table: Table, row: Row, column: Column, number: int, place: int) -> str:
    """The live formula of a cell, or nothing: a difference along the row, or a total down the column."""
    keys = [other.key for other in table.columns]
    if column.formula:
        cells = {key: xl_rowcol_to_cell(number, keys.index(key)) for key in keys}
        return "=" + column.formula.format(**cells)
    if row.is_total and column.is_summed and _is_sum(table, row, place):
        top = xl_rowcol_to_cell(FIRST_ROW + 1, place)
        return f"=SUM({top}:{xl_rowcol_to_cell(number - 1, place)})"
    return ""


def _is_sum(table: Table, total: Row, place: int) -> bool:
    """Whether the total is the sum of the rows shown; it is not where a row has no figure of its own."""
    parts = [row.values[place] for row in table.rows if not row.is_total]
    figures = [Decimal(part) for part in parts if isinstance(part, int | Decimal)]
    return bool(figures) and len(figures) == len(parts) and sum(figures) == total.values[place]


def _width(column: Column, table: Table) -> float:
    if column.kind not in LABEL_KINDS:
        return 17
    place = [other.key for other in table.columns].index(column.key)
    longest = max((len(str(row.values[place] or "")) for row in table.rows), default=0)
    return min(max(longest + 2, 16), 60)


def _height(words: str) -> float:
    """High enough for wrapped text: programs other than Excel do not find out by themselves."""
    return LINE_HEIGHT * (1 + len(words) * 11 // (10 * TEXT_WIDTH))
