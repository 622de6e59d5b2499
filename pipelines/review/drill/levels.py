"""The whole year by stage, institution type, provider group, own and bought; and one such part year by year.

Not here: how a year is divided (`forecasting.told.level_members`), the table of the overview (`review.level_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.review.drill.behind import Behind, Found, FoundTables
from pipelines.review.drill.spot import Spot
from pipelines.review.level_tables import ALL, LOOSE, MEMBERS, NOTES

DIVISIONS = {
    "grade_band": "aaret_trin", "institution_type": "aaret_institutionstype", "provider_group": "aaret_udbydergruppe",
    "own_bought": "aaret_egne_koebte",
}  # fmt: skip
"""The dimensions and the codes of their tables."""
YEARS = "delen_efter_aar"


class LevelTables(FoundTables):
    """The divisions of a spot that is a whole year, and the years of one that is a part of a division."""

    def all(self) -> Iterator[Behind]:
        """Those the spot has; a vintage from before the years were divided has none."""
        if self.spot.is_whole:
            yield from (self._divided(dimension, code) for dimension, code in DIVISIONS.items())
        if self.spot.level:
            yield self._years(self.spot.level)

    @property
    def own(self) -> Found | None:
        """The row of the spot's own part and year; None where the vintage has none."""
        level = self.spot.level
        if not level:
            return None
        return next((row for row in self._of(level, getattr(self.spot, level)) if self._is_year(row)), None)

    def _divided(self, dimension: str, code: str) -> Behind:
        """A line a member in a reader's order, what is for no place, and the total."""
        found = [row for member in (*MEMBERS[dimension], LOOSE, ALL) for row in self._of(dimension, member)]
        rows = [
            Row(row["member"], (self._named(dimension, row["member"]), *_figures(row)),
                is_total=row["member"] == ALL)
            for row in found
            if self._is_year(row)
        ]  # fmt: skip
        leads = {row.key: self.spot.at(dimension, row.key) for row in rows if row.key in MEMBERS[dimension]}
        return self._part(code, self._by(dimension), rows, ("note_levels", NOTES[dimension]), leads)

    def _years(self, dimension: str) -> Behind:
        found = self._of(dimension, getattr(self.spot, dimension))
        rows = [Row(str(row["fiscal_year"]), (row["fiscal_year"], *_figures(row))) for row in found]
        leads = {str(row["fiscal_year"]): self.spot._replace(fiscal_year=row["fiscal_year"]) for row in found}
        notes = ("note_years", NOTES[dimension])
        return self._part(YEARS, headed_column("year", "year", self.style), rows, notes, leads)

    def _part(
        self, code: str, first: Column, rows: Sequence[Row], notes: Sequence[str], leads: dict[str, Spot]
    ) -> Behind:
        is_summed = code != YEARS
        columns = (
            first, headed_column("places", "places", self.style, is_summed=is_summed),
            headed_column("expected", "amount", self.style, is_summed=is_summed),
            headed_column("low", "low", self.style), headed_column("high", "high", self.style),
        )  # fmt: skip
        return self._set(code, columns, rows, [self._word(note) for note in notes], leads)

    def _of(self, dimension: str, member: str) -> list[Found]:
        return [row for row in self.found if (row["dimension"], row["member"]) == (dimension, member)]

    def _is_year(self, row: Found) -> bool:
        return bool(row["fiscal_year"] == self.spot.fiscal_year)


def _figures(row: Found) -> tuple[Value, ...]:
    return row["full_year_places"], row["mean_kr"], row["p10_kr"], row["p90_kr"]
