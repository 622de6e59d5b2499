"""Months by grant area: what is posted, what the known places cost, what came once; the forecast has no such months.

Not here: months by district, offer type and component, which the forecast has (`months`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.publishing.content import ALL
from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.review.drill.behind import Behind, Found, FoundTables
from pipelines.review.drill.spot import TOTAL

FIGURES = ("booked", "committed", "one_off")


class SpentTables(FoundTables):
    """The months of a spot's grant area, or one month of a spot by grant area."""

    def all(self) -> Iterator[Behind]:
        """The one that the spot has, if any; a part of the accounts has none."""
        spot = self.spot
        if spot.component != TOTAL:
            return
        if spot.month and spot.grant_area == ALL:
            rows = [
                Row(row["grant_area"], (self._named("grant_area", row["grant_area"]), *_kr(row)),
                    is_total=row["grant_area"] == ALL)
                for row in self.found
                if f"{row['month']:%Y-%m}" == spot.month and any(_kr(row))
            ]  # fmt: skip
            yield self._spent("maaned_bevillingsomraade", self._by("grant_area"), rows)
        elif spot.grant_area != ALL and not spot.month:
            rows = [
                Row(row["month"].isoformat(), (row["month"], *_kr(row)))
                for row in self.found
                if row["grant_area"] == spot.grant_area
            ]
            yield self._spent("bevillingsomraade_maaned", headed_column("month", "month", self.style), rows)

    def _spent(self, code: str, first: Column, rows: Sequence[Row]) -> Behind:
        columns = [Column(f"spent_{key}", self._word(f"spent_{key}"), "amount", is_summed=True) for key in FIGURES]
        return self._set(code, [first, *columns], rows, [self._word("note_spent")])


def _kr(row: Found) -> tuple[Value, ...]:
    return tuple(row[f"{key}_kr"] for key in FIGURES)
