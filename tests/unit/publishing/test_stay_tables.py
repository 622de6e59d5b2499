from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from example_file import STAYS, Example

from pipelines.municipality import Municipality
from pipelines.privacy.attack.stays import stay_objections
from pipelines.privacy.release import Release
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.sections import main_content
from pipelines.publishing.stay_tables import as_printed, small_stays, stay_table
from pipelines.publishing.stays import Stays, StayYear
from pipelines.publishing.table import Table, hide

LENGTH = "Halvdelen af opholdene er slut efter ca. 2,8 år"


def row_of(table: Table, year: str) -> list[object]:
    (row,) = [row for row in table.rows if row.key == year]
    return [round(value, 4) if isinstance(value, Decimal) else value for value in row.values[1:]]


def said(paper: Paper) -> list[str]:
    blocks = [block for section in main_content(paper)["sections"] for block in section["blocks"]]
    return [words for block in blocks if block["kind"] == "paragraphs" for words in block["paragraphs"]]


def test_a_school_year_has_who_came_and_who_went_back_with_their_shares(paper: Paper) -> None:
    table = paper.tables["tilbagevenden"]
    # by hand: 37 / 4,532 = 0.82 %; 12 / 269 = 4.46 %; no census is as old as 2022/23, and 2024/25 is not over
    assert row_of(table, "2023/24") == [37, Decimal("0.0082"), 269, 12, Decimal("0.0446")]
    assert row_of(table, "2022/23") == [47, None, 275, 10, Decimal("0.0364")]
    assert row_of(table, "2024/25") == [42, Decimal("0.0093"), None, None, None]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((4, 4_532, 269, 12), ["[d]", "[d]", 269, 12, Decimal("0.0446")]),
        ((37, 4_532, 269, 0), [37, Decimal("0.0082"), 269, "[d]", "[d]"]),
        ((37, 4_532, 9, 6), [37, Decimal("0.0082"), 9, "[d]", "[d]"]),  # all but three went back
    ],
)
def test_few_children_are_hidden_with_the_share_made_of_them(
    paper_of: Callable[..., Paper], counts: tuple[int, ...], shown: list[object]
) -> None:
    paper = paper_of(Example(stays=STAYS | {"2023/24": counts}), Municipality())
    assert row_of(paper.tables["tilbagevenden"], "2023/24") == shown


@pytest.mark.parametrize(("then", "printed"), [("14", 14), ("7", 12), ("[d]", "[d]")])
def test_a_printed_figure_stands_when_so_few_have_been_registered_since(
    prognosis: Prognosis, then: str, printed: object
) -> None:
    tables = {"tilbagevenden": {"2023/24": {"return_count": then}}}
    old = Release("2025/a", 2025, date(2025, 1, 31), 5, "[d]", None, {}, tables)
    paper = write_paper(prognosis, "prognose1", Municipality(), "da", Earlier((old,)))
    assert row_of(paper.tables["tilbagevenden"], "2023/24")[3] == printed


THRESHOLD = 5


def printed_one_after_another(prognosis: Prognosis, years: Sequence[StayYear]) -> list[Release]:
    """An edition for each state of one school year, made as a paper is: as printed before, then hidden."""
    style, releases = Style("da", "tkr", "budget_minus_forventet"), list[Release]()
    for number, year in enumerate(years):
        kept = replace(prognosis, stays=as_printed(Stays((year,), None), THRESHOLD, releases))
        table = stay_table(kept, style)
        assert table is not None
        shown = hide(table, frozenset(small_stays(kept, THRESHOLD, releases)), "")
        keys = [column.key for column in table.columns]
        cells = {row.key: dict(zip(keys, map(str, row.values), strict=True)) for row in shown.rows}
        releases.append(
            Release(f"2025/{number}", 2025, date(2025, 1, 31), THRESHOLD, "[d]", None, {}, {"tilbagevenden": cells})
        )
    return releases


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        # 12 stands until five are new; 13 and 11 are nearest the 12 that has been printed, though 17 was the last
        ((12, 14, 16, 17, 16, 13, 11, 12), "12 12 12 17 17 12 12 12"),
        ((12, 7, 5, 12, 22), "12 7 7 12 22"),
        ((12, 17, 22, 15), "12 17 22 17"),
        # few are hidden, and stay so whatever they become
        ((3, 9, 14), "[d] [d] [d]"),
        ((12, 3, 14), "12 [d] [d]"),
    ],
)
def test_no_two_editions_in_a_row_of_them_differ_by_few_children(
    prognosis: Prognosis, counts: tuple[int, ...], printed: str
) -> None:
    years = [StayYear("2023/24", 37, 4_532, 269, count) for count in counts]
    releases = printed_one_after_another(prognosis, years)
    assert [release.printed("tilbagevenden", "2023/24", "return_count") for release in releases] == printed.split()
    for place, release in enumerate(releases):
        assert list(stay_objections(release, releases[:place])) == []


def test_of_a_table_that_can_show_nothing_a_sentence_stands(paper_of: Callable[..., Paper]) -> None:
    paper = paper_of(Example(stays={"2023/24": (4, 4_532, 3, 0)}), Municipality())
    assert {value for row in paper.tables["tilbagevenden"].rows for value in row.values[1:]} == {"[d]"}
    assert any(words.startswith("Der er for få til, at noget tal kan vises") for words in said(paper))


def test_the_length_of_a_stay_is_told_where_many_have_ended(paper: Paper, paper_of: Callable[..., Paper]) -> None:
    # 1,009 days / 365.25 = 2.76 years
    assert [words for words in said(paper) if words.startswith(LENGTH)]
    few = paper_of(Example(duration=(49, 343, 1_009)), Municipality())
    assert not [words for words in said(few) if words.startswith(LENGTH)]
