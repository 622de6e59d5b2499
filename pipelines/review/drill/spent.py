"""Months by grant area: what is posted, what the known places cost, what came once; the forecast has no such months.

Not here: months by district and offer type, which the forecast has (`tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.review.drill.behind import Behind, Found, behind, named
from pipelines.review.drill.spot import TOTAL, Spot
from pipelines.review.words import word

FIGURES = ("booked", "committed", "one_off")


@dataclass(frozen=True)
class SpentTables:
    """The months of a spot's grant area, or one month of a spot by grant area."""

    spot: Spot
    style: Style
    found: Sequence[Found]

    def all(self) -> Iterator[Behind]:
        """The one that the spot has, if any; a part of the accounts has no months."""
        spot = self.spot
        if spot.component != TOTAL:
            return
        if spot.month and spot.grant_area == ALL:
            rows = [
                Row(row["grant_area"], (named("grant_area", row["grant_area"], self.style.language), *_kr(row)),
                    is_total=row["grant_area"] == ALL)
                for row in self.found
                if f"{row['month']:%Y-%m}" == spot.month and any(_kr(row))
            ]  # fmt: skip
            first = Column("grant_area", word("by_grant_area", self.style.language), "text")
            yield self._set("maaned_bevillingsomraade", first, rows)
        elif spot.grant_area != ALL and not spot.month:
            rows = [
                Row(row["month"].isoformat(), (row["month"], *_kr(row)))
                for row in self.found
                if row["grant_area"] == spot.grant_area
            ]
            yield self._set("bevillingsomraade_maaned", headed_column("month", "month", self.style), rows)

    def _set(self, code: str, first: Column, rows: Sequence[Row]) -> Behind:
        columns = [
            Column(f"spent_{key}", word(f"spent_{key}", self.style.language), "amount", is_summed=True)
            for key in FIGURES
        ]
        notes = [word("note_spent", self.style.language)]
        return behind(code, [first, *columns], rows, notes, {}, self.spot, self.style)


def _kr(row: Found) -> tuple[Value, ...]:
    return tuple(row[f"{key}_kr"] for key in FIGURES)
