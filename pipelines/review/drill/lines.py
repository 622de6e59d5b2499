"""The lines of a spot: one step below along each dimension, by component, and year by year.

Not here: its months (`months`), what is asked of the file (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.publishing.content import ALL, NOT_PLACES
from pipelines.publishing.economy_tables import COMPONENT_ORDER, sign_note
from pipelines.publishing.follow_up import DEVIATION, deviation_header
from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.review.drill.behind import Behind, Found, FoundTables
from pipelines.review.drill.spot import TOTAL

DIMENSIONS = {
    "efter_bevillingsomraade": "grant_area", "efter_tilbudstype": "offer_type", "efter_distrikt": "district_id",
}  # fmt: skip


class LineTables(FoundTables):
    """Tables of the rows that were found: those of the year, those of the cell by component, or those of its years."""

    def along(self, code: str, dimension: str) -> Behind:
        """The lines one step below along a dimension, and the spot itself as their total."""
        own = [row for row in self.found if self._differs_only_in(row, dimension)]
        below = [row for row in own if row[dimension] != ALL and _says_something(row)]
        total = [row for row in own if row[dimension] == ALL]
        if getattr(self.spot, dimension) != ALL:
            below = total = []
        has_budget = any(row["budget_kr"] is not None for row in below)
        columns = [self._by(dimension), *self._columns(has_budget=has_budget)]
        rows = [
            Row(row[dimension], (self._named(dimension, row[dimension]), *self._line(row, has_budget=has_budget)),
                is_total=row in total)
            for row in (*below, *total)
        ]  # fmt: skip
        leads = {row[dimension]: self.spot.at(dimension, row[dimension]) for row in below}
        notes = [sign_note(self.style), self._word("note_no_budget")] if has_budget else []
        if dimension == "district_id":
            notes.append(self._word("note_districts"))
        return self._set(code, columns, rows, notes, leads)

    def components(self) -> Behind:
        """The components of the cell; one of nothing has no row."""
        found = sorted(self.found, key=lambda row: (row["component"] == TOTAL, _place(row["component"])))
        columns = [headed_column("component", "text", self.style), *self._money_columns(), self._places_column()]
        rows = [
            Row(row["component"], (self._named("component", row["component"]), *_money(row), row["full_year_places"]),
                is_total=row["component"] == TOTAL)
            for row in found
            if row["mean_kr"] or row["full_year_places"] or row["component"] == TOTAL
        ]  # fmt: skip
        leads = {row.key: self.spot.at("component", row.key) for row in rows if row.key != TOTAL}
        return self._set("efter_led", columns, rows if self.spot.component == TOTAL else [], [], leads)

    def years(self) -> Behind:
        """The cell year by year."""
        columns = [headed_column("year", "year", self.style), *self._columns(has_budget=False)]
        years = {str(row["fiscal_year"]): row for row in self.found}
        rows = [Row(key, (row["fiscal_year"], *self._line(row, has_budget=False))) for key, row in years.items()]
        leads = {key: self.spot._replace(fiscal_year=row["fiscal_year"]) for key, row in years.items()}
        return self._set("efter_aar", columns, rows, [self._word("note_years")], leads)

    def _columns(self, *, has_budget: bool) -> Iterator[Column]:
        yield self._places_column()
        if self.spot.component == TOTAL:
            yield headed_column("price", "price", self.style)
        if has_budget:
            yield headed_column("budget", "amount", self.style, is_summed=True)
        yield from self._money_columns()
        if has_budget:
            formula = DEVIATION[self.style.sign]
            yield Column("deviation", deviation_header(self.style), "amount", formula, is_summed=True)

    def _line(self, row: Found, *, has_budget: bool) -> tuple[Value, ...]:
        is_place = row.get("offer_type") != NOT_PLACES
        price = (row["unit_price_kr"],) if self.spot.component == TOTAL else ()
        budget, deviation = row.get("budget_kr"), row.get("deviation_kr")
        signed = None if deviation is None else self.style.signed(deviation)
        return (
            row["full_year_places"] if is_place else None, *price, *((budget,) if has_budget else ()),
            *_money(row), *((signed,) if has_budget else ()),
        )  # fmt: skip

    def _places_column(self) -> Column:
        return headed_column("places", "places", self.style)

    def _money_columns(self) -> Iterator[Column]:
        yield headed_column("expected", "amount", self.style, is_summed=True)
        yield headed_column("low", "low", self.style)
        yield headed_column("high", "high", self.style)

    def _differs_only_in(self, row: Found, dimension: str) -> bool:
        others = (field for field in DIMENSIONS.values() if field != dimension)
        return all(row[field] == getattr(self.spot, field) for field in others)


def _money(row: Found) -> tuple[Value, Value, Value]:
    return row["mean_kr"], row["p10_kr"], row["p90_kr"]


def _says_something(row: Found) -> bool:
    return any(row[key] for key in ("mean_kr", "p90_kr", "budget_kr", "full_year_places"))


def _place(component: str) -> int:
    return COMPONENT_ORDER.index(component) if component in COMPONENT_ORDER else len(COMPONENT_ORDER)
