"""What the workbook and the PDF give away beside the tables: files of a real edition, spoilt one by one."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from small_editions import paper_of, write
from test_techniques import made, techniques

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.annexes import annexes_of
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import annex_pdf, paper_pdf
from pipelines.publishing.table import Row, Table, Value
from pipelines.publishing.workbook import workbook_bytes


@pytest.fixture
def paper() -> Paper:
    return paper_of(made({"intern_skole": ("14", "3.4", "14")}))


@pytest.fixture
def folder(paper: Paper, tmp_path: Path) -> Path:
    write(paper, tmp_path)
    (tmp_path / "prognose.xlsx").write_bytes(workbook_bytes(paper))
    (tmp_path / "prognose.pdf").write_bytes(paper_pdf(paper))
    return tmp_path


def cases_pdf(paper: Paper) -> bytes:
    return next(annex_pdf(annex) for annex in annexes_of(paper) if annex.kind.code == "cases")


def with_figure(paper: Paper, code: str, row_name: str, column: str, value: Value) -> Paper:
    """The paper as a careless writer would have it: one hidden figure is printed."""
    table = paper.tables[code]
    place = [each.key for each in table.columns].index(column)

    def shown(row: Row) -> Row:
        values = (*row.values[:place], value, *row.values[place + 1 :])
        return replace(row, values=values) if row.values[0] == row_name else row

    spoilt: Table = replace(table, rows=tuple(shown(row) for row in table.rows))
    return replace(paper, tables={**paper.tables, code: spoilt})


def test_the_files_of_a_sound_edition_say_no_more_than_its_tables(paper: Paper, folder: Path) -> None:
    assert techniques(paper, folder) == set()


def test_a_small_amount_counted_in_thousands_agrees_with_its_kroner(tmp_path: Path) -> None:
    exact = made()
    first, *others = exact.grant_areas
    few_kroner = replace(first, ordinary_operation_kr=Decimal("6123.58"))  # 6,12358 thousands, printed as 6124 kroner
    paper = paper_of(replace(exact, grant_areas=(few_kroner, *others)))
    write(paper, tmp_path)
    (tmp_path / "prognose.xlsx").write_bytes(workbook_bytes(paper))
    assert techniques(paper, tmp_path) == set()


def test_a_share_with_fewer_decimals_for_people_agrees_though_it_is_rounded_twice(paper: Paper, tmp_path: Path) -> None:
    share = Decimal(50) / 62  # 80,645 %: 80,65 in the table for programs, 80,6 for people
    beside = with_figure(paper, "sagstider", "Afgjort i år", "p90_days", MARKER)
    odd = with_figure(beside, "sagstider", "Afgjort i år", "share_in_time", share)
    write(odd, tmp_path)
    (tmp_path / "bilag.pdf").write_bytes(cases_pdf(odd))
    assert techniques(odd, tmp_path) == set()


def test_a_hidden_figure_in_the_pdf_only_is_found(paper: Paper, folder: Path) -> None:
    spoilt = with_figure(paper, "aktivitet", "Interne skoler", "places_this", Decimal("3.4"))
    (folder / "prognose.pdf").write_bytes(paper_pdf(spoilt))
    assert techniques(paper, folder) == {"T1", "T9"}


def test_an_amount_in_the_pdf_beside_a_hidden_line_is_found(paper: Paper, folder: Path) -> None:
    spoilt = with_figure(paper, "tilbudstyper", "Interne skoler", "expected", Decimal(2_387_654))
    (folder / "prognose.pdf").write_bytes(paper_pdf(spoilt))
    assert techniques(paper, folder) == {"T1", "T9"}


def test_a_hidden_figure_in_the_pdf_that_another_line_happens_to_show_is_found(paper: Paper, folder: Path) -> None:
    table = paper.tables["aktivitet"]
    elsewhere = next(value for row in table.rows if isinstance(value := table.value(row, "places_this"), Decimal))
    spoilt = with_figure(paper, "aktivitet", "Interne skoler", "places_this", elsewhere)
    (folder / "prognose.pdf").write_bytes(paper_pdf(spoilt))
    assert techniques(paper, folder) == {"T9"}


def test_a_table_of_the_pdf_that_is_none_of_the_edition_s_is_found(paper: Paper, folder: Path) -> None:
    strange = with_figure(paper, "klager", "Modtagne klager", "complaint", "Kladde")
    (folder / "bilag.pdf").write_bytes(cases_pdf(strange))
    assert "T9" in techniques(paper, folder)


def test_a_hidden_figure_in_a_sheet_of_the_workbook_only_is_found(paper: Paper, folder: Path) -> None:
    spoilt = with_figure(paper, "aktivitet", "Interne skoler", "places_this", Decimal("3.4"))
    (folder / "prognose.xlsx").write_bytes(workbook_bytes(spoilt))
    assert techniques(paper, folder) == {"T9"}


@pytest.mark.parametrize("spoil", ["long table", "hidden sheet"])
def test_what_the_workbook_says_elsewhere_is_found(paper: Paper, folder: Path, spoil: str) -> None:
    book = openpyxl.load_workbook(folder / "prognose.xlsx")
    if spoil == "hidden sheet":
        book.create_sheet("Kladde").sheet_state = "hidden"
    else:
        sheet = book["Data"]
        cell = next(row[4] for row in sheet.iter_rows(min_row=4) if row[4].value == MARKER)
        cell.value = 3.4
    book.save(folder / "prognose.xlsx")
    assert "T9" in techniques(paper, folder)


def test_a_person_number_in_the_properties_of_the_workbook_is_found(paper: Paper, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "prognose.xlsx")
    book.properties.description = "se 010115-1234"
    book.save(folder / "prognose.xlsx")
    assert "T13" in techniques(paper, folder)


SPOILS: dict[str, Callable[[openpyxl.Workbook], object]] = {
    "a hidden row": lambda book: setattr(book["Helårspladser"].row_dimensions[5], "hidden", True),
    "a hidden column": lambda book: setattr(book["Helårspladser"].column_dimensions["C"], "hidden", True),
    "a figure outside the tables": lambda book: setattr(book["Helårspladser"]["J30"], "value", 3.4),
    "a figure in a formula": lambda book: setattr(book["Helårspladser"]["D5"], "value", "=C5-B5+3.4"),
    "a comment": lambda book: setattr(book["Helårspladser"]["C5"], "comment", Comment("3,4", "en")),
    "a name": lambda book: book.defined_names.add(DefinedName("skjult", attr_text="3.4")),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_what_nobody_sees_in_the_workbook_is_found(paper: Paper, folder: Path, spoil: str) -> None:
    book = openpyxl.load_workbook(folder / "prognose.xlsx")
    SPOILS[spoil](book)
    book.save(folder / "prognose.xlsx")
    assert techniques(paper, folder) == {"T9"}


def test_a_part_of_the_workbook_that_holds_no_table_is_found(paper: Paper, folder: Path) -> None:
    with zipfile.ZipFile(folder / "prognose.xlsx", "a") as package:
        package.writestr("xl/pivotCache/pivotCacheRecords1.xml", '<n v="3.4"/>')
    assert techniques(paper, folder) == {"T9"}


def test_a_figure_beside_a_hidden_line_in_the_words_of_the_workbook_is_found(paper: Paper, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "prognose.xlsx")
    book["Forside"]["A12"] = "Der ventes 3,47 pladser på interne skoler."
    book.save(folder / "prognose.xlsx")
    assert techniques(paper, folder) == {"T1"}


def test_a_figure_beside_a_hidden_line_in_the_manifest_is_found(paper: Paper, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["remark"] = "Interne skoler: 3,47"
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2))
    assert techniques(paper, folder) == {"T1"}


def test_a_file_of_a_kind_that_cannot_be_read_is_not_let_out(paper: Paper, folder: Path) -> None:
    (folder / "figur.svg").write_text("<svg/>")
    assert techniques(paper, folder) == {"T9"}


def test_a_workbook_that_another_program_has_saved_is_still_sound(paper: Paper, folder: Path) -> None:
    openpyxl.load_workbook(folder / "prognose.xlsx").save(folder / "prognose.xlsx")
    assert techniques(paper, folder) == set()
