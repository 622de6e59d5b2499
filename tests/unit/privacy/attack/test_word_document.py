"""What the Word document gives away beside the tables: the document of a real edition, spoilt one way at a time."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from small_editions import paper_of, write
from test_files import with_figure
from test_techniques import made, techniques

from pipelines.publishing.paper import Paper
from pipelines.publishing.word_paper import word_bytes

NAME = "sagsfremstilling.docx"
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"


@pytest.fixture
def paper() -> Paper:
    return paper_of(made({"intern_skole": ("14", "3.4", "14")}))


@pytest.fixture
def folder(paper: Paper, tmp_path: Path) -> Path:
    write(paper, tmp_path)
    (tmp_path / NAME).write_bytes(word_bytes(paper))
    return tmp_path


def respell(path: Path, part: str, old: str, new: str) -> None:
    """Write the package anew with one thing changed in one of its parts."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as package:
        for name, words in parts.items():
            package.writestr(name, words)


def test_a_sound_document_says_no_more_than_the_tables(paper: Paper, folder: Path) -> None:
    assert techniques(paper, folder) == set()


def test_a_hidden_figure_in_the_document_only_is_found(paper: Paper, folder: Path) -> None:
    spoilt = with_figure(paper, "tilbudstyper", "Interne skoler", "places", Decimal("3.4"))
    (folder / NAME).write_bytes(word_bytes(spoilt))
    assert techniques(paper, folder) == {"T1", "T9"}


def test_an_amount_beside_a_hidden_line_is_found(paper: Paper, folder: Path) -> None:
    spoilt = with_figure(paper, "tilbudstyper", "Interne skoler", "expected", Decimal(2_387_654))
    (folder / NAME).write_bytes(word_bytes(spoilt))
    assert techniques(paper, folder) == {"T1", "T9"}


def test_a_hidden_figure_that_another_line_happens_to_show_is_found(paper: Paper, folder: Path) -> None:
    (shown,) = {row.values[1] for row in paper.tables["tilbudstyper"].rows if row.values[0] == "Specialklasser"}
    spoilt = with_figure(paper, "tilbudstyper", "Interne skoler", "places", shown)
    (folder / NAME).write_bytes(word_bytes(spoilt))
    assert techniques(paper, folder) == {"T9"}


def test_a_figure_beside_a_hidden_line_in_a_sentence_is_found(paper: Paper, folder: Path) -> None:
    sentence = "</w:p><w:p><w:r><w:t>På interne </w:t></w:r><w:r><w:t>skoler ventes 3,47.</w:t></w:r></w:p>"
    respell(folder / NAME, DOCUMENT, "</w:p>", sentence)
    assert techniques(paper, folder) == {"T1"}


PERSON_NUMBERS = {
    "in two runs": (DOCUMENT, "</w:p>", "<w:r><w:t> 0101</w:t></w:r><w:r><w:t>15-1234</w:t></w:r></w:p>"),
    "in a table's description": (DOCUMENT, '<w:tblCaption w:val="', '<w:tblCaption w:val="010115-1234 '),
    "in the properties": ("docProps/core.xml", "<dc:subject>", "<dc:subject>se 010115-1234 "),
    "at the foot of the page": ("word/footer.xml", "<w:t>1</w:t>", "<w:t>0101151234</w:t>"),
}


@pytest.mark.parametrize("place", PERSON_NUMBERS)
def test_a_person_number_anywhere_in_the_document_is_found(paper: Paper, folder: Path, place: str) -> None:
    respell(folder / NAME, *PERSON_NUMBERS[place])
    assert techniques(paper, folder) == {"T13"}


UNSEEN = {
    "hidden text": (DOCUMENT, "<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
    "a style that hides": ("word/styles.xml", "<w:rPr>", "<w:rPr><w:vanish/>"),
    "deleted text": (DOCUMENT, "</w:p>", "<w:del><w:r><w:delText>3,4</w:delText></w:r></w:del></w:p>"),
    "a field": ("word/footer.xml", " PAGE ", " INCLUDETEXT a.docx "),
    "a comment in the file": (DOCUMENT, "<w:body>", "<w:body><!-- 3,4 -->"),
    "text among the settings": ("word/settings.xml", "</w:settings>", "3,4</w:settings>"),
    "something from outside": (RELATIONS, "<Relationship ", '<Relationship TargetMode="External" '),
}


@pytest.mark.parametrize("spoil", UNSEEN)
def test_what_nobody_sees_in_the_document_is_found(paper: Paper, folder: Path, spoil: str) -> None:
    respell(folder / NAME, *UNSEEN[spoil])
    assert techniques(paper, folder) == {"T9"}


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/comments.xml", "word/media/image1.png", "docProps/app.xml"]
)
def test_a_part_that_holds_no_text_or_table_is_found(paper: Paper, folder: Path, part: str) -> None:
    with zipfile.ZipFile(folder / NAME, "a") as package:
        package.writestr(part, "<a/>")
    assert techniques(paper, folder) == {"T9"}


def test_a_word_behind_the_package_is_found(paper: Paper, folder: Path) -> None:
    with zipfile.ZipFile(folder / NAME, "a") as package:
        package.comment = b"3,4"
    assert techniques(paper, folder) == {"T9"}
