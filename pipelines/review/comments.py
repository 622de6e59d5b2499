"""Where a comment stands: at a table of a forecast, or at a cell behind one; and what it is seen at.

A place is its address below the forecast. A comment is seen there in every forecast of its day, and from every cell
that it lies within. Not here: how it is written and kept (`desk`).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

from pipelines.judgements.acts import Act
from pipelines.judgements.standing import Standing
from pipelines.review.drill.behind import spot_title
from pipelines.review.drill.pages import spot_page
from pipelines.review.drill.spot import CELL, spot_from
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.newest_file import NewestFile


def is_place(address: str, paper: InternalPaper, file: NewestFile) -> bool:
    """Whether the forecast has the table or the cell, at just this address."""
    found = spot_page(file, paper, _coordinates(address)) if address.startswith(CELL) else None
    return address in paper.tables or (found is not None and found.spot.address == address)


def place_title(address: str, paper: InternalPaper) -> str:
    """What the place is called; empty where this forecast has no such table."""
    if address.startswith(CELL):
        spot = spot_from(_coordinates(address), paper.prognosis.fiscal_year)
        return spot_title(spot, paper.style.language) if spot else ""
    return paper.tables[address].title if address in paper.tables else ""


def comments_at(address: str, standing: Standing, paper: InternalPaper) -> Iterator[Act]:
    """The comments at a place and at the cells within it, the oldest first; all of them where no place is named."""
    for act in standing.comments(paper.as_of):
        if not address or act.table == address or _is_within(act.table, address):
            yield act


def _is_within(address: str, place: str) -> bool:
    return address.startswith(CELL) and place.startswith(CELL) and _parts(place) <= _parts(address)


def _parts(address: str) -> set[tuple[str, str]]:
    return set(_coordinates(address).items())


def _coordinates(address: str) -> dict[str, str]:
    return dict(parse_qsl(address.partition("?")[2]))
