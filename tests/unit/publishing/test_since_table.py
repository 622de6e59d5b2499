from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from example_file import PREVIOUS_PARTS, Example

from pipelines.municipality import Municipality
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import main_content
from pipelines.publishing.table import Table


def lines(table: Table) -> dict[str, int]:
    return {row.key: int(Decimal(row.values[1]) / 1000) for row in table.rows}


def test_the_causes_lead_from_the_forecast_before_to_this_one(paper: Paper) -> None:
    # by hand: decided 310 less pending 150; nothing is booked otherwise, so these have no line
    assert lines(paper.tables["siden_sidst"]) == {
        "before": 136_140, "in_place": -420, "on_the_way": 160, "unknown": 640, "price": 500, "bills": -230,
        "one_off": 134, "total": 136_924,
    }  # fmt: skip
    assert paper.tables["siden_sidst"].columns[1].is_summed


def test_the_two_causes_that_mean_the_most_are_said_with_the_change(paper: Paper) -> None:
    (sentence,) = [said for said in paper.findings if said.startswith("Siden forrige prognose")]
    assert sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Siden forrige prognose (31. januar 2025) er det forventede regnskab sat op med 784 t.kr. "
        "Mest betyder børn, ingen havde indstillet (op med 640 t.kr.) og priser (op med 500 t.kr.). "
        "Det forventede korrigerede budget er i samme tid ændret fra 131.590 t.kr. til 131.840 t.kr."
    )


def test_a_budget_that_has_changed_meanwhile_is_said(paper: Paper) -> None:
    notes = " ".join(paper.tables["siden_sidst"].notes).replace("\N{NO-BREAK SPACE}", " ")
    assert "ændret fra 131.590 t.kr. til 131.840 t.kr." in notes


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        # newcomers expected then 10 and now 7.2, and 1.8 more places: 4.6 have come; on the way 23 then
        ({"expected_intake": (5_100, "10")}, {"in_place": -420, "coming": 800}),
        # the same in kroner: 640 + 3,900 - 2,760 = 1,780 at 394.9 a place is 4.5
        ({"expected_intake": (3_900, "14.2")}, {"in_place": -420, "coming": 800}),
        # 1.2 decided and 3 pending are too few by themselves and with those who have come
        ({"decided": (400, "1.2"), "pending": (900, "3.0")}, {"children": 380}),
        # 5.6 on the way, and 0.5 more now; of those nobody had referred 8.8 have come
        ({"decided": (5_200, "1.6"), "pending": (2_300, "4.0")}, {"in_place": -420, "on_the_way": 160, "unknown": 640}),
    ],
)
def test_lines_that_would_tell_of_too_few_children_are_put_together(
    paper_of: Callable[..., Paper], parts: dict[str, tuple[int, str]], told: dict[str, int]
) -> None:
    paper = paper_of(Example(previous_parts=PREVIOUS_PARTS | parts), Municipality())
    found = lines(paper.tables["siden_sidst"])
    children = {"in_place", "on_the_way", "unknown", "coming", "children"}
    assert {line: kr for line, kr in found.items() if line in children} == told
    assert sum(kr for line, kr in found.items() if line != "total") == found["total"]


def test_the_first_forecast_says_once_that_there_is_none_before(paper_of: Callable[..., Paper]) -> None:
    content = main_content(paper_of(Example(previous=False), Municipality()))
    blocks = [*content["summary"], *(block for section in content["sections"] for block in section["blocks"])]
    assert "Hvorfor er prognosen ændret siden sidst?" not in [block["title"] for block in blocks]
    said = [words for block in blocks for words in (*block.get("notes", ()), *block.get("paragraphs", ()))]
    assert [words for words in said if "fra en tidligere dag" in words] == [
        "Der er ingen prognose fra en tidligere dag. Fra den næste står her også, hvad der er ændret, og hvorfor."
    ]
