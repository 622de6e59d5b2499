"""The attack on budget editions: sound ones pass, and one figure shown that was hidden for another is found."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from small_budgets import DISTRICTS, Cells, budget_of, cells_of, paper_of
from small_editions import OUTSIDE, TYPES, attacked, unhide, write

from pipelines.publishing.paper import Paper

EDITIONS = int(os.environ.get("BUDGETS", "8"))

pytestmark = pytest.mark.xdist_group("attack")


@pytest.fixture(scope="module")
def papers() -> list[tuple[int, Paper]]:
    return [(seed, paper_of(budget_of(cells_of(seed), seed))) for seed in range(EDITIONS)]


def test_sound_editions_are_accepted(papers: list[tuple[int, Paper]], tmp_path: Path) -> None:
    found = {}
    for seed, paper in papers:
        write(paper, tmp_path / str(seed), "2026/budget-a")
        found[seed] = attacked(paper, tmp_path / str(seed))
    assert {seed: said for seed, said in found.items() if said} == {}


def few_in_one_district() -> Cells:
    """Sixty places of each type in every district, but of one type two in D1; and nobody in D4 but five."""
    cells = dict.fromkeys(cells_of(0), Decimal(60))
    for field in ("this_year", "frozen", "last_year", "next_year", "second_year", "third_year"):
        cells[field, "specialskole", "D1"] = Decimal(2)
        for code in TYPES:
            cells[field, code, "D2"] = Decimal(0)
        cells[field, "specialskole", "D2"] = Decimal(1)
        cells[field, "dagbehandling", "D4"] = Decimal(1)
    return cells


def hidden(paper: Paper, table: str, column: str) -> set[str]:
    shown = paper.tables[table]
    return {row.key for row in shown.rows if shown.value(row, column) == "[d]"}


def test_a_small_district_is_hidden_with_another_and_showing_either_is_found(tmp_path: Path) -> None:
    cells = few_in_one_district()
    paper = paper_of(budget_of(cells, 1))
    rows = hidden(paper, "distrikter", "places")
    assert "D2" in rows
    assert len(rows) > 1
    for place, other in enumerate(sorted(rows - {"D2"})):
        count = sum(cells["this_year", code, other] for code in TYPES if code not in OUTSIDE)
        folder = tmp_path / str(place)
        write(paper, folder, "2026/budget-a")
        unhide(
            folder, "distrikter", other, dict.fromkeys(("places", "frozen_places"), f"{count:.1f}".replace(".", ","))
        )
        assert {objection.table for objection in attacked(paper, folder)} & {"distrikter", "forventning_omraader"}, (
            other
        )


def test_a_line_hidden_of_all_areas_cannot_be_told_from_the_districts_of_one(tmp_path: Path) -> None:
    """Three children of one type in O1: its line is hidden for both areas, and so is enough of the districts."""
    cells = dict.fromkeys(cells_of(0), Decimal(60))
    for name in ("D1", "D2"):
        cells["this_year", "specialskole", name] = Decimal("1.5")
    paper = paper_of(budget_of(cells, 1))
    assert {"O1|specialskole", "O2|specialskole", "O1|ALL"} <= hidden(paper, "forventning_omraader", "places")
    rows = hidden(paper, "distrikter", "places")
    areas = {DISTRICTS[name] for name in rows}
    assert areas == {"O1", "O2"}
    folder = tmp_path / "shown"
    write(paper, folder, "2026/budget-a")
    for name in rows:
        count = sum(cells["this_year", code, name] for code in TYPES if code not in OUTSIDE)
        frozen = sum(cells["frozen", code, name] for code in TYPES if code not in OUTSIDE)
        printed = {"places": f"{count:.1f}".replace(".", ","), "frozen_places": f"{frozen:.1f}".replace(".", ",")}
        unhide(folder, "distrikter", name, printed)
    assert any(objection.table == "forventning_omraader" for objection in attacked(paper, folder))


def test_a_frozen_share_that_gives_a_small_line_away_is_found(tmp_path: Path) -> None:
    cells = dict.fromkeys(cells_of(0), Decimal(60))
    for name in DISTRICTS:
        cells["frozen", "dagbehandling", name] = Decimal("0.5")
    paper = paper_of(budget_of(cells, 1))
    lines = hidden(paper, "aktivitet", "places_frozen")
    assert "dagbehandling" in lines
    assert hidden(paper, "tilbudstyper", "frozen") == lines
    assert hidden(paper, "aktivitet", "places_this") == set()
    (other, *_) = sorted(lines - {"dagbehandling"})
    for place, key in enumerate((other, "dagbehandling")):
        folder = tmp_path / str(place)
        write(paper, folder, "2026/budget-a")
        unhide(folder, "aktivitet", key, {"places_frozen": "240,0" if key == other else "2,0"})
        assert any(objection.table in ("aktivitet", "Fastholdt andel") for objection in attacked(paper, folder)), key


def test_what_an_earlier_budget_edition_has_hidden_of_the_year_stays_hidden(tmp_path: Path) -> None:
    first = write(paper_of(budget_of(few_in_one_district(), 1)), tmp_path / "first", "2026/budget-a")
    many = dict.fromkeys(cells_of(0), Decimal(60))

    alone, after = paper_of(budget_of(many, 1)), paper_of(budget_of(many, 1), (first,))

    assert hidden(alone, "distrikter", "places") == set()
    assert "D2" in hidden(after, "distrikter", "places")
    write(after, tmp_path / "after", "2026/budget-b")
    assert attacked(after, tmp_path / "after", (first,)) == []
    write(alone, tmp_path / "alone", "2026/budget-b")
    assert any(objection.table == "distrikter" for objection in attacked(alone, tmp_path / "alone", (first,)))
