"""A spot month by month, and one month of it by component, offer type and district.

A component has its kroner in each month and no more: children, postings and intervals are of the whole month. Not here:
months by grant area (`spent`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from forecasting.sums.components import MONTHLY
from pipelines.publishing.content import ALL
from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.review.drill.behind import Behind, Found, FoundTables
from pipelines.review.drill.spot import TOTAL

CROSSED = {"tilbudstype": "offer_type", "distrikt": "district_id"}


class MonthTables(FoundTables):
    """The months of a spot that the forecast has months of, or one month of it."""

    def all(self) -> Iterator[Behind]:
        """Those that the spot has."""
        if not self.spot.is_monthly:
            return
        if not self.spot.month:
            yield self._by_month()
            return
        if self._is_whole:
            yield self._by_component()
        for code, field in CROSSED.items():
            if getattr(self.spot, field) == ALL:
                yield self._crossed(f"maaned_{code}" if self._is_whole else f"led_maaned_{code}", field)

    @property
    def months(self) -> list[str]:
        """The months there are of the spot, as an address names them."""
        return [f"{row['month']:%Y-%m}" for row in self._own] if self.spot.is_monthly else []

    @property
    def _is_whole(self) -> bool:
        return self.spot.component == TOTAL

    @property
    def _own(self) -> list[Found]:
        """The rows of the spot's own district and offer type; of a component those with any of it."""
        here = (self.spot.district_id, self.spot.offer_type)
        own = (row for row in self.found if (row["district_id"], row["offer_type"]) == here)
        return [row for row in own if self._is_whole or any(self._figures(row))]

    def _by_month(self) -> Behind:
        rows = [Row(row["month"].isoformat(), (row["month"], *self._figures(row))) for row in self._own]
        leads = {row["month"].isoformat(): self.spot.at("month", f"{row['month']:%Y-%m}") for row in self._own}
        code = "efter_maaned" if self._is_whole else "led_maaned"
        return self._set(
            code, [headed_column("month", "month", self.style), *self._columns()], rows, self._notes, leads
        )

    def _by_component(self) -> Behind:
        """The month's components, those of nothing left out, and the month itself last."""
        rows = [
            Row(component, (self._named("component", component), row[f"{component}_kr"]))
            for row in self._own
            for component in MONTHLY
            if row["month"] == self._month and row[f"{component}_kr"]
        ]
        total = [
            Row(TOTAL, (self._named("offer_type", ALL), row["mean_kr"]), is_total=True)
            for row in self._own
            if row["month"] == self._month and rows
        ]
        columns = [headed_column("component", "text", self.style), self._service]
        leads = {row.key: self.spot.at("component", row.key) for row in rows}
        return self._set("maaned_led", columns, [*rows, *total], [self._word("note_month_parts")], leads)

    def _crossed(self, code: str, field: str) -> Behind:
        """The month by offer type or district, the spot itself last."""
        (other,) = (one for one in CROSSED.values() if one != field)
        own = [row for row in self.found if row["month"] == self._month and row[other] == getattr(self.spot, other)]
        rows = [
            Row(row[field], (self._named(field, row[field]), *self._figures(row)), is_total=row[field] == ALL)
            for row in sorted(own, key=lambda row: row[field] == ALL)
            if any(self._figures(row))
        ]
        leads = {row.key: self.spot.at(field, row.key) for row in rows if row.key != ALL}
        return self._set(code, [self._by(field), *self._columns()], rows, self._notes, leads)

    def _columns(self) -> Iterator[Column]:
        if not self._is_whole:
            yield self._service
            return
        yield Column("month_places", self.style.text("column", "month_places"), "places")
        yield Column("booked", self._word("booked"), "amount", is_summed=True)
        yield self._service
        yield headed_column("low", "low", self.style)
        yield headed_column("high", "high", self.style)
        if self._is_adjusted:
            yield Column("adjusted", self._word("adjusted"), "amount")

    def _figures(self, row: Found) -> tuple[Value, ...]:
        if not self._is_whole:
            return (row[f"{self.spot.component}_kr"],)
        adjusted = (row["adjusted_kr"],) if self._is_adjusted else ()
        return row["places"], row["posted_kr"], row["mean_kr"], row["p10_kr"], row["p90_kr"], *adjusted

    @property
    def _service(self) -> Column:
        return Column("service", self._word("service"), "amount", is_summed=True)

    @property
    def _notes(self) -> list[str]:
        own = ["note_months" if self._is_whole else "note_month_parts"]
        return [self._word(note) for note in (*own, *(["note_adjusted"] if self._is_adjusted else []))]

    @cached_property
    def _is_adjusted(self) -> bool:
        """Whether anything of the spot has been adjusted; its own rows hold what lies within it."""
        return self._is_whole and any(row["adjusted_kr"] for row in self._own)

    @property
    def _month(self) -> date:
        return date.fromisoformat(f"{self.spot.month}-01")
