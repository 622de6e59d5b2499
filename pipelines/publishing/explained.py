"""What people said of a forecast's deviations on the review page, in the order that a paper prints it."""

from __future__ import annotations

from pipelines.judgements.store import read_judgements
from pipelines.publishing.content import ALL, Explanation
from pipelines.settings import DataDirectory


def explanations_of(data: DataDirectory, vintage_id: str) -> list[Explanation]:
    """The whole first, then areas, then offer types."""
    found = read_judgements(data).explanations(vintage_id)
    cells = sorted(found, key=lambda cell: (cell.offer_type != ALL, cell.grant_area != ALL, cell))
    return [Explanation(cell.grant_area, cell.offer_type, found[cell].text) for cell in cells]
