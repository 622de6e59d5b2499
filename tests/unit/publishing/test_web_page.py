"""The paper as a web page: the words of the PDF, nothing from outside, and what a screen reader needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from accessible import broken_rules, chromium
from example_file import Example

from pipelines.municipality import Municipality
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import whole_content
from pipelines.publishing.web_page import web_page


class Page(HTMLParser):
    """Every element with its attributes, and every text with the element that began last before it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.found[-1][0], data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]

    def said(self, tag: str) -> list[str]:
        return [words for found, words in self.texts if found == tag]


@pytest.fixture
def text_of_page(paper: Paper) -> str:
    return web_page(paper)


@pytest.fixture
def page(text_of_page: str) -> Page:
    return Page(text_of_page)


def printed(content: Any) -> Iterator[str]:
    """Every word and figure the PDF is set from, but for drawings and what only a sheet of paper has."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for each in content:
            yield from printed(each)
    elif isinstance(content, dict):
        for key, each in content.items():
            if key not in {"svg", "width", "kind", "color", "page_label", "region", "lang", "author", "description"}:
                yield from printed(each)


def test_it_says_all_that_the_pdf_says_annexes_too(paper: Paper, page: Page) -> None:
    drawings = (str(svg["aria-label"]) for svg in page.all("svg") if svg.get("role"))
    spoken = {*(words for _, words in page.texts), *drawings}
    missing = {words for words in printed(whole_content(paper)) if words and words.strip() not in spoken}
    assert missing == set()


def test_it_needs_nothing_from_outside_and_runs_nothing(text_of_page: str, page: Page) -> None:
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link|\son\w+=", text_of_page)
    policies = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_tables_have_captions_and_headers_that_say_what_they_head(paper: Paper, page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) == len(paper.tables) - 1  # months stand in the chart
    shown = [header for header in page.all("th") if not header.get("aria-hidden")]
    assert {header["scope"] for header in shown} == {"col", "row"}
    assert {"Forventet regnskab 2025 efter tilbudstype", "Helårspladser efter tilbudstype"} <= set(page.said("span"))


def test_drawings_say_their_finding_and_bars_beside_figures_are_passed_over(page: Page) -> None:
    charts = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(charts) == 2
    assert any("specialskoler" in str(svg["aria-label"]) and "−3.132" in str(svg["aria-label"]) for svg in charts)
    bars = [cell for cell in page.all("td") if cell.get("class") == "bar"]
    assert bars
    assert all(cell["aria-hidden"] == "true" for cell in bars)


def test_every_colour_of_a_drawing_is_the_pages_own_so_that_it_can_be_read_in_the_dark(
    text_of_page: str, page: Page
) -> None:
    drawn = {(key, str(attributes[key]).lower()) for _, attributes in page.found for key in ("fill", "stroke")
             if attributes.get(key, "none") not in {"none", "transparent"}}  # fmt: skip
    changed = {(key, color.lower()) for key, color in re.findall(r'\[(fill|stroke)="([^"]+)" i\]', text_of_page)}
    assert ("fill", "black") in drawn
    assert drawn <= changed


def test_headings_start_at_one_and_skip_no_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_names_are_used_once_and_every_pointer_finds_its_name(page: Page) -> None:
    names = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(names) == len(set(names))
    pointers = {str(attributes[key]) for _, attributes in page.found for key in ("aria-labelledby", "aria-describedby")
                if key in attributes}  # fmt: skip
    inside = {href[1:] for link in page.all("a") if (href := str(link["href"])).startswith("#")}
    assert pointers | inside <= set(names)


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_it_names_its_language_and_title(
    paper_of: Callable[..., Paper], municipality: Municipality, language: str, tag: str
) -> None:
    paper = paper_of(Example(), municipality, language=language)
    page = Page(web_page(paper))
    assert page.all("html")[0]["lang"] == tag
    assert page.said("title") == [f"{paper.title} · Fiktiv Kommune"]


def test_markup_formulas_and_long_names_come_out_as_text(paper_of: Callable[..., Paper]) -> None:
    hostile = '=HYPERLINK("x") <script>alert(1)</script> <img src=x onerror=alert(1)> &amp; æøå \x07' + "langt " * 60
    heading = {"kategori": "</text><script>1</script>'\"{{ 1 }}", "tilbudstyper": ("specialskole",)}
    paper = paper_of(Example(grant_area_name=hostile), Municipality(navn=hostile, rapportkategorier=(heading,)))
    page = Page(web_page(paper))
    assert not {"script", "img"} & {tag for tag, _ in page.found}
    assert hostile.strip().replace("\x07", "□") in page.said("th")
    assert heading["kategori"] in page.said("text")


def test_the_same_paper_gives_the_same_page(paper: Paper, text_of_page: str) -> None:
    assert web_page(paper) == text_of_page


def test_a_bar_begins_where_nothing_is_and_reaches_as_far_as_its_figure(page: Page, paper: Paper) -> None:
    figures = [paper.tables["aarsager"].value(row, "effect_share") for row in paper.tables["aarsager"].rows[:-1]]
    span = max(0, *figures) - min(0, *figures)
    bars = [rect for rect in page.all("rect") if "x" in rect][: len(figures)]
    assert [float(str(bar["width"])) for bar in bars] == [round(float(abs(each) / span * 100), 1) for each in figures]


@pytest.mark.chromium
def test_it_keeps_every_rule_of_accessibility_by_day_and_by_night(
    text_of_page: str, paper_of: Callable[..., Paper], municipality: Municipality, tmp_path: Path
) -> None:
    english = web_page(paper_of(Example(), municipality, kind="regnskab", language="en"))
    pages = {"prognose1": text_of_page, "regnskab-en": english}
    for name, content in pages.items():
        (tmp_path / f"{name}.html").write_text(content, encoding="utf-8")
    with chromium() as browser:
        assert broken_rules(browser, [(tmp_path / f"{name}.html").as_uri() for name in pages]) == []


@pytest.mark.chromium
def test_the_rule_above_would_see_a_header_too_pale_and_a_table_no_one_can_scroll(
    text_of_page: str, tmp_path: Path
) -> None:
    changed = text_of_page.replace(' tabindex="0"', "").replace("</style>", "th { color: #ccc; }</style>")
    (tmp_path / "page.html").write_text(changed.replace("max-width", "width: 20rem; max-width"), encoding="utf-8")
    with chromium() as browser:
        broken = broken_rules(browser, [(tmp_path / "page.html").as_uri()])
    assert {line.split(": ")[1].split(" ")[0] for line in broken} == {"color-contrast", "scrollable-region-focusable"}
