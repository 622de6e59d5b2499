"""Who runs the places of a cell: by group, and the providers of one group.

Counted from what is registered, up to the as-of month. Not here: what is asked of the file (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.publishing.content import ALL
from pipelines.publishing.table import Column, Row, Value
from pipelines.review.drill.behind import Behind, Found, FoundTables

OWN = "egen"


class ProviderTables(FoundTables):
    """The providers of a spot's district and offer type; what they cost is known of all districts together only."""

    def groups(self) -> Behind:
        """The municipality's own, other municipalities', the region's, private."""
        groups = sorted({row["provider_group"] for row in self.found}, key=lambda group: (group != OWN, group))
        rows = [
            Row(group, (self._named("provider_group", group), *self._sums(self._members(group)))) for group in groups
        ]
        columns = [self._by("provider_group"), *self._columns()]
        leads = {group: self.spot.at("provider_group", group) for group in groups}
        total = [self._total(self.found)] if rows else []
        return self._set("efter_udbydergruppe", columns, [*rows, *total], self._notes, leads)

    def members(self) -> Behind:
        """The providers of the spot's group, those with most places first."""
        own = self._members(self.spot.provider_group)
        rows = [
            Row(
                row["provider_id"], (row["provider_name"] or row["provider_id"], row["provider_id"], *self._sums([row]))
            )
            for row in own
        ]
        number = Column("provider_id", self._word("provider_id"), "text")
        columns = [self._by("provider"), number, *self._columns()]
        return self._set("efter_udbyder", columns, [*rows, self._total(own, "")], self._notes)

    def _members(self, group: str) -> list[Found]:
        return [row for row in self.found if row["provider_group"] == group]

    def _total(self, rows: Sequence[Found], *labels: str) -> Row:
        return Row(ALL, (self._named("offer_type", ALL), *labels, *self._sums(rows)), is_total=True)

    def _columns(self) -> Iterator[Column]:
        yield Column("children", self._word("children"), "count")
        yield Column("places_to_date", self._word("places_to_date"), "places", is_summed=True)
        yield Column("starts", self._word("starts"), "count", is_summed=True)
        yield Column("ends", self._word("ends"), "count", is_summed=True)
        if self._has_cost:
            yield Column("cost_to_date", self._word("cost_to_date"), "amount", is_summed=True)

    def _sums(self, rows: Sequence[Found]) -> tuple[Value, ...]:
        counts = tuple(sum(row[key] for row in rows) for key in ("children", "places", "starts", "ends"))
        cost = sum((row["cost_kr"] or Decimal(0) for row in rows), Decimal(0))
        return (*counts, cost) if self._has_cost else counts

    @property
    def _has_cost(self) -> bool:
        return self.spot.district_id == ALL

    @property
    def _notes(self) -> list[str]:
        return [self._word(note) for note in ("note_providers", *(["note_cost"] if self._has_cost else []))]
