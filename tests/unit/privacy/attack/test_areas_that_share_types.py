"""Grant areas of own and of bought places: every offer type is in both, so no number of children is one area's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from small_budgets import budget_of, cells_of
from small_budgets import paper_of as budget_paper_of
from small_editions import attacked, paper_of, position, prognosis_of, write

from pipelines.publishing.content import Prognosis
from pipelines.publishing.paper import Paper

OWN, BOUGHT = "Egne pladser", "Købte pladser"


def in_both(found: Prognosis, bought_kr: Decimal) -> Prognosis:
    """The same year with every type in both areas, and so many kroner in the second."""
    whole = found.total.expected.mean_kr
    areas = (position(OWN, OWN, whole - bought_kr, None), position(BOUGHT, BOUGHT, bought_kr, None))
    bought = {line.code: line.expected.mean_kr * bought_kr / whole for line in found.offer_types}
    lines = tuple(
        replace(line, grant_area=OWN, areas=(OWN, BOUGHT),
                in_areas={OWN: line.expected.mean_kr - bought[line.code], BOUGHT: bought[line.code]})
        for line in found.offer_types
    )  # fmt: skip
    return replace(found, grant_areas=areas, offer_types=lines)


def hidden_areas(paper: Paper, folder: Path) -> set[str]:
    release = write(paper, folder, f"2026/{paper.kind}-a")
    assert attacked(paper, folder) == []
    rows = release.tables["bevillingsomraader"]
    return {area for area in (OWN, BOUGHT) if rows[area]["expected"] == release.marker}


def follow_up(bought_kr: int) -> Paper:
    return paper_of(in_both(prognosis_of(1), Decimal(bought_kr)))


def budget_edition(bought_kr: int) -> Paper:
    """Sixty places of each type in every district."""
    cells = dict.fromkeys(cells_of(0), Decimal(60))
    return budget_paper_of(in_both(budget_of(cells, 1), Decimal(bought_kr)))


@pytest.mark.parametrize("paper_with", [follow_up, budget_edition])
def test_both_are_shown_when_their_money_would_buy_more_than_a_few_places(
    paper_with: Callable[[int], Paper], tmp_path: Path
) -> None:
    assert hidden_areas(paper_with(20_000_000), tmp_path) == set()


@pytest.mark.parametrize("paper_with", [follow_up, budget_edition])
def test_both_are_hidden_when_the_money_of_one_would_buy_only_a_few(
    paper_with: Callable[[int], Paper], tmp_path: Path
) -> None:
    assert hidden_areas(paper_with(500_000), tmp_path) == {OWN, BOUGHT}
