from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
from example_file import Example

from pipelines.municipality import Municipality
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.publishing.annexes import annexes_of, main_tables
from pipelines.publishing.content import Prognosis
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.sections import annex_content, main_content, paper_pdf
from pipelines.publishing.texts import displayable


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


def test_the_paper_is_a_tagged_pdf_with_language_and_title(paper: Paper) -> None:
    pdf = pikepdf.open(io.BytesIO(paper_pdf(paper)))
    assert str(pdf.Root.Lang) == "da-DK"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == "1. regnskabsprognose 2025"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_every_table_has_headers_and_every_figure_says_its_finding(paper: Paper) -> None:
    pdf = pikepdf.open(io.BytesIO(paper_pdf(paper)))
    kinds = Counter(str(node.S) for node in structure(pdf))
    printed = len(main_tables(paper)) - 1  # the months stand in the chart and in the workbook
    assert kinds["/Table"] == kinds["/THead"] == printed
    assert kinds["/Figure"] == 2
    alts = [str(node.Alt) for node in structure(pdf) if str(node.S) == "/Figure"]
    assert any("specialskoler" in alt and "−3.132" in alt for alt in alts)


def test_a_table_of_nothing_but_marks_is_a_sentence_instead(prognosis: Prognosis) -> None:
    none = tuple(replace(line, by_month={}) for line in prognosis.complaints)
    paper = write_paper(replace(prognosis, complaints=none), "prognose1", Municipality(), "da", Earlier())
    blocks = next(annex_content(annex)["summary"] for annex in annexes_of(paper) if annex.kind.code == "cases")
    assert [block["kind"] for block in blocks] == ["table", "table", "paragraphs"]
    assert blocks[-1]["paragraphs"][0].startswith("Der er for få")


def test_headings_start_at_one_and_skip_no_level(paper: Paper) -> None:
    pdf = pikepdf.open(io.BytesIO(paper_pdf(paper)))
    kinds = {str(node.S) for node in structure(pdf)}
    assert {"/H1", "/H2"} <= kinds
    assert "/H3" not in kinds


def test_the_same_paper_gives_the_same_bytes(paper: Paper) -> None:
    assert paper_pdf(paper) == paper_pdf(paper)


def test_the_first_page_names_day_vintage_approval_and_source(paper: Paper) -> None:
    facts = dict(main_content(paper)["facts"])
    assert list(facts) == ["Opgjort pr.", "Prognosenummer", "Godkendt", "Kilde"]
    assert "f3a91c07" in facts["Prognosenummer"]


def test_a_demonstration_says_so_and_others_do_not(paper_of: Callable[..., Paper], municipality: Municipality) -> None:
    assert main_content(paper_of(Example(), municipality))["demonstration"] == ""
    shown = main_content(paper_of(Example(is_demonstration=True), municipality))["demonstration"]
    assert shown.startswith("Demonstration med opdigtede tal")


def test_markup_in_a_name_stays_text(paper_of: Callable[..., Paper]) -> None:
    hostile = '#eval("1") *b* $x$ <script> \\ 日'
    heading = {"kategori": "<text>&amp;'\"", "tilbudstyper": ("specialskole",)}
    paper = paper_of(Example(grant_area_name=hostile), Municipality(navn=hostile, rapportkategorier=(heading,)))
    pdf = pikepdf.open(io.BytesIO(paper_pdf(paper)))
    assert str(pdf.docinfo.Author) == hostile.replace("日", "□")


def test_english_words_and_numbers_where_english_is_asked_for(
    paper_of: Callable[..., Paper], municipality: Municipality
) -> None:
    paper = paper_of(Example(), municipality, language="en")
    content = main_content(paper)
    assert content["lang"] == "en"
    assert "overspend of 5,084\N{NO-BREAK SPACE}thousand DKK" in content["headline"]


def test_a_name_that_no_line_could_hold_may_be_broken_and_others_are_left_alone() -> None:
    assert [len(piece) for piece in displayable("Æ" * 70).split("\N{ZERO WIDTH SPACE}")] == [15, 15, 15, 15, 10]
    assert displayable("Specialundervisningsforanstalt i midtbyen") == "Specialundervisningsforanstalt i midtbyen"


def test_without_findings_there_is_no_heading_over_them(paper: Paper, tmp_path: Path) -> None:
    for findings, is_there in ((["Der er flere børn."], True), ([], False)):
        (tmp_path / "a.pdf").write_bytes(paper_pdf(replace(paper, findings=findings)))
        assert ("Det vigtigste" in pdf_texts(tmp_path / "a.pdf")) == is_there


def test_the_first_page_has_sentences_chart_and_table_also_of_a_demonstration(
    paper_of: Callable[..., Paper], municipality: Municipality
) -> None:
    with pypdfium2.PdfDocument(paper_pdf(paper_of(Example(is_demonstration=True), municipality))) as pdf:
        first = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    assert "Det vigtigste" in first
    assert "Afvigelse fra budgettet i 2025" in first
    assert "Forudsætning: de senere års vaner." in first  # the last line under the table


def test_what_stands_at_the_foot_of_every_page_is_no_note(paper: Paper) -> None:
    content = main_content(paper)
    blocks = [*content["summary"], *(block for section in content["sections"] for block in section["blocks"])]
    notes = [note for block in blocks if block["kind"] == "table" for note in block["notes"]]
    assert "Afrunding kan give, at tallene ikke summer." in content["footer"]
    assert "Afrunding kan give, at tallene ikke summer." not in notes
