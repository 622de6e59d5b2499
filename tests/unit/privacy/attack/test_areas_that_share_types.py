"""Grant areas of own and of bought places: every offer type is in both, so no number of children is one area's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from small_editions import attacked, paper_of, position, prognosis_of, write

from pipelines.publishing.content import Prognosis

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


def hidden_areas(found: Prognosis, folder: Path) -> set[str]:
    paper = paper_of(found)
    release = write(paper, folder)
    assert attacked(paper, folder) == []
    rows = release.tables["bevillingsomraader"]
    return {area for area in (OWN, BOUGHT) if rows[area]["expected"] == release.marker}


def test_both_are_shown_when_their_money_would_buy_more_than_a_few_places(tmp_path: Path) -> None:
    assert hidden_areas(in_both(prognosis_of(1), Decimal(20_000_000)), tmp_path) == set()


def test_both_are_hidden_when_the_money_of_one_would_buy_only_a_few(tmp_path: Path) -> None:
    assert hidden_areas(in_both(prognosis_of(1), Decimal(500_000)), tmp_path) == {OWN, BOUGHT}
