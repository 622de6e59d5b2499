"""Who runs the places of a cell: by group, and the providers of one group.

Counted from what is registered, up to the as-of month. Not here: what is asked of the file (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.table import Column, Row, Value
from pipelines.review.drill.behind import Behind, Found, behind, named
from pipelines.review.drill.spot import Spot
from pipelines.review.words import word

OWN = "egen"


@dataclass(frozen=True)
class ProviderTables:
    """The providers of a spot's district and offer type; what they cost is known of all districts together only."""

    spot: Spot
    style: Style
    found: Sequence[Found]

    def groups(self) -> Behind:
        """The municipality's own, other municipalities', the region's, private."""
        groups = sorted({row["provider_group"] for row in self.found}, key=lambda group: (group != OWN, group))
        rows = [
            Row(group, (named("provider_group", group, self.style.language), *self._sums(self._members(group))))
            for group in groups
        ]
        columns = [Column("provider_group", self._word("by_provider_group"), "text"), *self._columns()]
        leads = {group: self.spot.at("provider_group", group) for group in groups}
        return self._behind("efter_udbydergruppe", columns, [*rows, self._total(self.found)] if rows else [], leads)

    def members(self) -> Behind:
        """The providers of the spot's group, those with most places first."""
        own = self._members(self.spot.provider_group)
        rows = [
            Row(
                row["provider_id"], (row["provider_name"] or row["provider_id"], row["provider_id"], *self._sums([row]))
            )
            for row in own
        ]
        columns = [
            Column("provider", self._word("by_provider"), "text"),
            Column("provider_id", self._word("provider_id"), "text"), *self._columns(),
        ]  # fmt: skip
        return self._behind("efter_udbyder", columns, [*rows, self._total(own, "")], {})

    def _members(self, group: str) -> list[Found]:
        return [row for row in self.found if row["provider_group"] == group]

    def _total(self, rows: Sequence[Found], *labels: str) -> Row:
        return Row(ALL, (named("offer_type", ALL, self.style.language), *labels, *self._sums(rows)), is_total=True)

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

    def _behind(self, code: str, columns: list[Column], rows: list[Row], leads: dict[str, Spot]) -> Behind:
        notes = [self._word("note_providers"), *([self._word("note_cost")] if self._has_cost else [])]
        return behind(code, columns, rows, notes, leads, self.spot, self.style)

    def _word(self, code: str) -> str:
        return word(code, self.style.language)
