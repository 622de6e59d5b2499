from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from example_file import Example

from pipelines.municipality import Municipality
from pipelines.publishing.paper import Paper
from pipelines.publishing.workbook import FIRST_ROW, workbook_bytes


def open_book(paper: Paper, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(paper)), data_only=values)


def table_cells(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[list[object]]:
    table = next(iter(sheet.tables.values()))
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_cover_contents_and_notes_come_first_and_the_long_table_last(paper: Paper) -> None:
    names = open_book(paper).sheetnames
    assert names[:3] == ["Forside", "Indhold", "Noter"]
    assert names[-1] == "Data"
    assert len(names) == 3 + len(paper.tables) + 1


def test_every_sheet_has_its_title_in_a1_and_nothing_merged(paper: Paper) -> None:
    for sheet in open_book(paper):
        assert isinstance(sheet["A1"].value, str)
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_view.selection[0].activeCell == "A1"


def test_every_table_is_marked_up_with_a_name_unique_headers_and_no_gaps(paper: Paper) -> None:
    names = []
    for sheet in open_book(paper).worksheets[1:]:
        assert len(sheet.tables) == 1
        names += list(sheet.tables)
        header, *rows = table_cells(sheet)
        assert len(set(header)) == len(header)
        assert all(cell not in (None, "") for row in [header, *rows] for cell in row)
    assert len(set(names)) == len(names)


def test_title_and_language_are_document_properties(paper: Paper) -> None:
    book = open_book(paper)
    assert book.properties.title == "1. regnskabsprognose 2025"
    assert book.custom_doc_props["Language"].value == "da-DK"


def test_differences_and_totals_are_live_formulas_that_carry_their_value(paper: Paper) -> None:
    # by hand: school budget 99,290 - 104,384 = -5,094 thousand; the total -5,084
    live, stored = open_book(paper)["Bevillingsområder"], open_book(paper, values=True)["Bevillingsområder"]
    headers = [cell.value for cell in live[FIRST_ROW + 1]]
    place = headers.index("Merforbrug (−) / mindreforbrug (+)") + 1
    assert live.cell(FIRST_ROW + 3, place).value == "=B5-C5"
    assert stored.cell(FIRST_ROW + 3, place).value == pytest.approx(-5094)
    assert live.cell(FIRST_ROW + 5, 2).value == "=SUM(B4:B6)"
    assert stored.cell(FIRST_ROW + 5, 2).value == pytest.approx(131_840)


def test_notes_are_numbered_and_every_number_leads_to_a_note(paper: Paper) -> None:
    book = open_book(paper)
    marks = [row[0] for row in table_cells(book["Noter"])[1:]]
    assert marks[0] == "[note 1]"
    used = {mark for sheet in book.worksheets[3:-1] for mark in marks if mark in str(sheet["A2"].value)}
    assert used == set(marks)


def test_months_are_dates_and_headers_stand_over_their_figures(paper: Paper) -> None:
    sheet = open_book(paper)["Måneder"]
    header, first = sheet[FIRST_ROW + 1], sheet[FIRST_ROW + 2]
    assert first[0].is_date
    assert [cell.alignment.horizontal for cell in header[2:]] == ["right"] * len(header[2:])


def test_the_long_table_holds_kroner(paper: Paper) -> None:
    rows = table_cells(open_book(paper)["Data"])
    assert ["tilbudstyper", "Specialskoler", "Forventet regnskab", "kr.", 43_132_000] in rows


def test_text_that_looks_like_a_formula_stays_text(paper_of: Callable[..., Paper]) -> None:
    hostile = '=HYPERLINK("http://x";"y")'
    paper = paper_of(Example(grant_area_name=hostile, adjustment_reason="@SUM(A;B)"), Municipality(navn="+Kommune"))
    book = open_book(paper)
    cell = next(row[0] for row in book["Bevillingsområder"].iter_rows(min_row=4) if row[0].value == hostile)
    assert cell.data_type == "s"
    assert book["Forside"]["A2"].data_type == "s"
    reasons = [cell for row in book["Justeringer"].iter_rows(min_row=4) for cell in row if cell.value == "@SUM(A;B)"]
    assert [cell.data_type for cell in reasons] == ["s"]
