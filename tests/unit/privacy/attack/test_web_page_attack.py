"""What a web page gives away beside the tables: the page of a real edition, spoilt one way at a time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_editions import paper_of, write
from test_files import with_figure
from test_techniques import made, techniques

from pipelines.publishing.paper import Paper
from pipelines.publishing.web_page import web_page

NAME = "prognose.html"


@pytest.fixture
def paper() -> Paper:
    return paper_of(made({"intern_skole": ("14", "3.4", "14")}))


@pytest.fixture
def folder(paper: Paper, tmp_path: Path) -> Path:
    write(paper, tmp_path)
    (tmp_path / NAME).write_text(web_page(paper), encoding="utf-8")
    return tmp_path


def respell(folder: Path, old: str, new: str) -> None:
    words = (folder / NAME).read_text(encoding="utf-8")
    assert old in words
    (folder / NAME).write_text(words.replace(old, new, 1), encoding="utf-8")


def test_a_sound_page_says_no_more_than_the_tables(paper: Paper, folder: Path) -> None:
    assert techniques(paper, folder) == set()


@pytest.mark.parametrize(
    ("table", "column", "value"), [("aktivitet", "places_this", "3.4"), ("tilbudstyper", "expected", "2387654")]
)
def test_a_hidden_figure_in_the_page_only_is_found(
    paper: Paper, folder: Path, table: str, column: str, value: str
) -> None:
    spoilt = with_figure(paper, table, "Interne skoler", column, Decimal(value))
    (folder / NAME).write_text(web_page(spoilt), encoding="utf-8")
    assert techniques(paper, folder) == {"T1", "T9"}


def test_a_hidden_figure_that_another_line_happens_to_show_is_found(paper: Paper, folder: Path) -> None:
    (shown,) = {row.values[2] for row in paper.tables["aktivitet"].rows if row.values[0] == "Specialklasser"}
    spoilt = with_figure(paper, "aktivitet", "Interne skoler", "places_this", shown)
    (folder / NAME).write_text(web_page(spoilt), encoding="utf-8")
    assert techniques(paper, folder) == {"T9"}


DRAWING = """<svg><g transform="translate(9,40)"><text>Interne skoler</text></g>
<g transform="translate(90,0)"><text transform="translate(0,44)">3,47</text></g></svg></main>"""
HIDDEN_FIGURES = {
    "in a sentence": ("</main>", "<p>På <strong>interne</strong> skoler ventes <em>3,47</em>.</p></main>"),
    "in a drawing": ("</main>", DRAWING),
    "in what is said of a drawing": ('aria-label="Søjle', 'aria-label="Interne skoler 3,47. Søjle'),
}


@pytest.mark.parametrize("place", HIDDEN_FIGURES)
def test_a_figure_beside_a_hidden_line_is_found(paper: Paper, folder: Path, place: str) -> None:
    respell(folder, *HIDDEN_FIGURES[place])
    assert techniques(paper, folder) == {"T1"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("</p>", " 010115-<em>1234</em></p>"), ("<h1>", '<h1 title="010115-1234">'), ("<title>", "<title>0101151234 ")],
)
def test_a_person_number_anywhere_in_the_page_is_found(paper: Paper, folder: Path, old: str, new: str) -> None:
    respell(folder, old, new)
    assert techniques(paper, folder) == {"T13"}


UNSEEN = {
    "a script": "<script>1</script>",
    "a picture": '<img src="x.png" alt="">',
    "a handler": '<p onclick="x()">Klik</p>',
    "a link out": '<a href="https://x.dk/">Læs</a>',
    "a comment": "<!-- 3,4 -->",
    "hidden text": "<p hidden>Skjult</p>",
    "a style from outside": "<style>p { background: url(x) }</style>",
    "a page that moves on": '<meta http-equiv="refresh" content="1">',
}


@pytest.mark.parametrize("spoil", UNSEEN)
def test_what_runs_reaches_out_or_is_not_seen_is_found(paper: Paper, folder: Path, spoil: str) -> None:
    respell(folder, "</main>", f"{UNSEEN[spoil]}</main>")
    assert techniques(paper, folder) == {"T9"}
