"""The Word document, read back without the code that wrote it: the words of the PDF in real headings and tables."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from example_file import Example

from pipelines.municipality import Municipality
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import main_content, paper_pdf
from pipelines.publishing.word_paper import word_bytes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Word:
    """A docx file as its parts and its paragraphs."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.times = {entry.date_time for entry in package.infolist()}
            self.parts = {name: ET.fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314 - made by the test
        self.body = self.parts["word/document.xml"]

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        """Style and words of every paragraph outside the tables."""
        for paragraph in self.body.findall(f"{W}body/{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            yield "Normal" if style is None else style.attrib[f"{W}val"], "".join(paragraph.itertext())

    def tables(self) -> Iterator[list[list[str]]]:
        for table in self.body.iter(f"{W}tbl"):
            yield [["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]

    def properties(self) -> dict[str, str]:
        return {element.tag.split("}")[1]: element.text or "" for element in self.parts["docProps/core.xml"]}

    def values(self, part: str, tag: str) -> list[str]:
        return [element.attrib[f"{W}val"] for element in self.parts[part].iter(f"{W}{tag}")]


@pytest.fixture
def word(paper: Paper) -> Word:
    return Word(word_bytes(paper))


def signs(words: str) -> str:
    """Only letters, digits and marks: lines are broken in other places."""
    return re.sub(r"[\W_]", "", words)


def test_every_word_and_every_row_of_it_stands_in_the_pdf_too(paper: Paper, word: Word) -> None:
    with pypdfium2.PdfDocument(paper_pdf(paper)) as pdf:
        printed = signs("".join(page.get_textpage().get_text_bounded() for page in pdf))
    rows = ["".join(row) for table in word.tables() for row in table[1:] if not row[0].startswith("Ikke fordelt")]
    assert len(rows) > 40
    for words in (*(words for _, words in word.paragraphs()), *rows):
        assert signs(words) in printed


def printed_pages(content: bytes, folder: Path) -> list[str]:
    """The pages that LibreOffice prints of the document."""
    (folder / "paper.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "paper.docx")], check=True, capture_output=True, timeout=180)
    with pypdfium2.PdfDocument(folder / "paper.pdf") as pdf:
        return [signs(page.get_textpage().get_text_bounded()) for page in pdf]


@pytest.mark.writer
def test_libreoffice_prints_every_word_and_figure_of_it_once_and_the_same_foot_on_every_page(
    word: Word, paper: Paper, tmp_path: Path
) -> None:
    pages = printed_pages(word_bytes(paper), tmp_path)
    body = ""
    for number, page in enumerate(pages, 1):
        foot = signs(f"Fiktiv Kommune · {paper.title} · Opgjort pr. 30. april 2025 Side {number} af {len(pages)}")
        before, found, after = page.partition(foot)
        assert found
        body += before + after.removeprefix(signs(f"{paper.sign_note} Afrunding kan give, at tallene ikke summer."))
    cells = [cell for table in word.tables() for row in table for cell in row]
    written = [signs(words) for words in (*(words for _, words in word.paragraphs()), *cells)]
    assert [words for words in written if words not in body] == []
    assert Counter(body) == Counter("".join(written))


def test_no_word_of_the_main_paper_is_left_out(paper: Paper, word: Word) -> None:
    content = main_content(paper)
    blocks = [*content["summary"], *(block for section in content["sections"] for block in section["blocks"])]
    texts = [content["headline"], *content["findings"]]
    for block in blocks:
        texts += block.get("paragraphs", [])
        for row in block.get("rows", []):
            texts += [cell for cell in row["cells"] if isinstance(cell, str)]
    written = {
        *(words for _, words in word.paragraphs()),
        *(cell for table in word.tables() for row in table for cell in row),
    }
    assert len(texts) > 100
    assert {whole(words) for words in texts} - {whole(words) for words in written} == set()


def test_it_is_the_main_paper_headline_first_and_annexes_left_out(paper: Paper, word: Word) -> None:
    said = dict(word.paragraphs())
    assert said["IntenseQuote"] == paper.headline
    assert [words for style, words in word.paragraphs() if style == "ListBullet"] == paper.findings
    headings = [words for style, words in word.paragraphs() if style == "Heading1"]
    assert headings == ["Det vigtigste", "Økonomien", "Aktiviteten", "Grundlag og usikkerhed"]
    below = [words for style, words in word.paragraphs() if style == "Heading2"]
    assert {"Hvorfor afviger 2025 fra budgettet?", "Forudsætninger", "Hvor godt har prognosen ramt før?"} <= set(below)
    assert "Indstillinger og afgørelser, januar–april" not in below


def test_every_note_is_said_though_the_annex_that_says_it_first_is_left_out(paper: Paper, word: Word) -> None:
    said = {words for _, words in word.paragraphs()}
    assert set(paper.reading_notes) <= said


def test_the_first_row_of_every_table_is_repeated_as_its_header_and_the_table_says_what_it_is(word: Word) -> None:
    tables = list(word.body.iter(f"{W}tbl"))
    assert len(tables) == 11
    for table in tables:
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert repeated == [True, *[False] * (len(repeated) - 1)]
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        assert caption is not None
        assert ("Heading2", caption.attrib[f"{W}val"]) in set(word.paragraphs())


def test_every_row_has_as_many_cells_as_the_table_has_columns_and_they_fit_the_page(word: Word) -> None:
    for table in word.body.iter(f"{W}tbl"):
        widths = [int(column.attrib[f"{W}w"]) for column in table.iter(f"{W}gridCol")]
        assert {len(list(row.iter(f"{W}tc"))) for row in table.iter(f"{W}tr")} == {len(widths)}
        assert sum(widths) <= 11906 - 2 * 1134 + len(widths)  # twentieths of a point: A4 less two margins of 2 cm


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_it_names_its_language_title_and_maker_and_no_program_or_person(
    paper_of: Callable[..., Paper], municipality: Municipality, language: str, tag: str
) -> None:
    paper = paper_of(Example(), municipality, language=language)
    word = Word(word_bytes(paper))
    assert word.values("word/styles.xml", "lang") == [tag]
    assert word.properties() == {
        "title": paper.title, "subject": paper.headline, "creator": "Fiktiv Kommune",
        "description": "f3a91c07 9b1d44e0c2", "language": tag, "lastModifiedBy": "Fiktiv Kommune", "revision": "1",
        "created": "2025-05-06T09:12:00Z", "modified": "2025-05-06T09:12:00Z",
    }  # fmt: skip


def test_every_style_it_uses_is_defined(word: Word) -> None:
    defined = {style.attrib[f"{W}styleId"] for style in word.parts["word/styles.xml"].iter(f"{W}style")}
    used = {*word.values("word/document.xml", "pStyle"), *word.values("word/footer.xml", "pStyle")}
    assert used | set(word.values("word/document.xml", "tblStyle")) <= defined


def test_every_part_that_is_pointed_at_is_there_and_none_is_a_macro_or_a_picture(word: Word) -> None:
    targets = {relation.attrib["Target"] for relation in word.parts["word/_rels/document.xml.rels"]}
    assert {f"word/{target}" for target in targets} <= set(word.parts)
    assert {name.rsplit(".", maxsplit=1)[-1] for name in word.parts} == {"xml", "rels"}


def test_the_same_paper_gives_the_same_bytes(paper: Paper, word: Word) -> None:
    assert word_bytes(paper) == word_bytes(paper)
    assert word.times == {(1980, 1, 1, 0, 0, 0)}


def whole(text: str) -> str:
    """A text without the places where a name that no line could hold may be broken."""
    return text.replace("\N{ZERO WIDTH SPACE}", "")


def test_markup_formulas_and_long_names_come_out_as_text(paper_of: Callable[..., Paper]) -> None:
    hostile = '=HYPERLINK("http://x.dk") <w:p/> &amp; <script>\x07 ]]> æøå ' + "langt " * 60 + "ord" * 40
    heading = {"kategori": "<text>&amp;'\"{{ 1 }}", "tilbudstyper": ("specialskole",)}
    paper = paper_of(Example(grant_area_name=hostile), Municipality(navn=hostile, rapportkategorier=(heading,)))
    word = Word(word_bytes(paper))
    shown = hostile.replace("\x07", "□")
    assert whole(word.properties()["creator"]) == shown
    names = {whole(row[0]) for table in word.tables() for row in table}
    assert {shown, "<text>&amp;'\"{{ 1 }}"} <= names
