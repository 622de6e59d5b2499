"""The findings page of a small published file: both languages, nothing from outside, nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from accessible import broken_rules, chromium

from pipelines.publishing.findings_page import drawn, findings_page

TABLES = """
create schema meta;
create schema forecast;
create table forecast.vintage as select true as is_demonstration;
create table meta.publication as select date '2024-04-30' as as_of_date;
create table meta.conservation as select 'budget' as source, 0::decimal(18, 2) as difference;
create table meta.reconciliation as select 202404 as edition, 'ALL' as grant_area,
    1234567.50::decimal(18, 2) as booked_kr,
    0::decimal(18, 2) as excluded_kr, 0::decimal(18, 2) as set_aside_kr, 1234567.50::decimal(18, 2) as control_kr,
    'afstemt' as reconciliation;
create table meta.expectation as
    select * from (values ('takster', 'logisk', true), ('takster', 'logisk', false)) as t(source, question, is_met);
create table meta.finding_trend as select * from (values
    ('takster', 'RATE_OVERLAP', 202403, 1), ('takster', 'RATE_OVERLAP', 202404, 4)
) as t(source, check_code, edition, finding_count);
create table meta.finding as select * from (values
    ('takster', 'RATE_OVERLAP', 'logisk', 'advarsel', 1234, 1, 5000::decimal(18, 2), 'Økonomi',
     'Takster: <script>alert(1)</script>', 'Rates', 'Den seneste gælder', 'The latest holds', 'fund/a.csv'),
    ('budget', 'ROWS_UNLIKE', 'analytisk', 'kritisk', 1, null, null, 'Økonomi', 'Færre', 'Fewer', 'Følge', 'Effect',
     null)
) as t(source, check_code, question, severity, finding_count, previous_count, amount_kr, owner, message_da, message_en,
    consequence_da, consequence_en, working_list);
"""


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for found, attributes in self.found if found == tag)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("published") / "analyse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return findings_page(path)


def test_it_says_the_same_in_danish_and_english(page: str) -> None:
    danish, english = page.split('<div id="en"')
    assert "Set fra 30.\u00a0april 2024" in danish
    assert "As of 30\u00a0April 2024" in english
    assert "1 af 2 forventninger er opfyldt" in danish
    assert "1 of 2 expectations are met" in english
    assert ">1.234<" in danish
    assert ">1,234<" in english


def test_made_up_figures_say_so(page: str) -> None:
    assert page.count("Demonstration med opdigtede tal.") == page.count("Demonstration with made-up figures.") == 1


def test_a_delivered_word_cannot_become_part_of_the_page(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_needs_nothing_from_outside_and_runs_nothing(page: str) -> None:
    assert not re.search(r"https?:|src=|@import|url\(", page)
    assert "default-src 'none'" in page


def test_headers_of_tables_say_what_they_head_and_drawings_have_words_and_names_are_used_once(page: str) -> None:
    elements = Elements(page)
    assert {header["scope"] for header in elements.all("th")} == {"col", "row"}
    assert all(drawing["aria-label"] for drawing in elements.all("svg"))
    names = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(names) == len(set(names))
    used = [attributes["aria-labelledby"] for _, attributes in elements.found if "aria-labelledby" in attributes]
    assert set(used) <= set(names)


def test_a_trend_is_drawn_against_its_highest_edition_and_said_in_words() -> None:
    drawing = drawn([(202403, 1), (202404, 4)])
    assert [bar["height"] for bar in drawing["bars"]] == [5.5, 22.0]
    assert drawing["trend"] == "202403: 1, 202404: 4"


def test_a_question_without_findings_says_so(page: str) -> None:
    assert page.count("Intet fund.") == 1


@pytest.mark.chromium
def test_it_keeps_every_rule_of_accessibility_in_both_languages(page: str, tmp_path: Path) -> None:
    path = tmp_path / "fund.html"
    path.write_text(page, encoding="utf-8")
    with chromium() as browser:
        assert broken_rules(browser, [f"{path.as_uri()}#da", f"{path.as_uri()}#en"]) == []
