"""A fiscal year's budget by leaf: kroner, planned places and their price level, and how far each area splits it.

What a split area leaves unsplit stands under `UKENDT` or `ikke_fordelt`, so rows add up to their totals. Not here:
what the budget is held against (`from_budget`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.told.bridge import ZERO
from forecasting.told.published import Key, keys_of
from forecasting.world import World

MONEY_COLUMNS = ("adopted_kr", "corrected_kr", "expected_corrected_kr", "carried_over_kr")


@dataclass
class BudgetLeaf:
    """Sums of a budget leaf; `planned` places and their kroner only where both places and price are given."""

    money: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(MONEY_COLUMNS, ZERO))
    places: Decimal = ZERO
    planned_kr: Decimal = ZERO
    price_level_year: int | None = None


@dataclass(frozen=True)
class YearBudget:
    """A fiscal year's budget by leaf, and in which dimensions each grant area splits it."""

    leaves: dict[Key, BudgetLeaf]
    split: dict[str, tuple[bool, bool]]

    def has_level(self, key: Key) -> bool:
        """Whether the budget speaks at the key's level."""
        areas = self.split if key[0] == ALL else {key[0]: self.split.get(key[0], (False, False))}
        by_district = key[1] == ALL or any(split[0] for split in areas.values())
        by_offer = key[2] == ALL or any(split[1] for split in areas.values())
        return by_district and by_offer

    def money(self, members: Iterable[Key]) -> dict[str, Decimal]:
        """Kroner of these leaves by column."""
        parts = [self.leaves[leaf] for leaf in members if leaf in self.leaves]
        return {column: sum((part.money[column] for part in parts), ZERO) for column in MONEY_COLUMNS}

    def planned_places(self, key: Key, members: Iterable[Key]) -> Decimal:
        """Planned places of these leaves; over all types of those that count in the total."""
        counted = (leaf for leaf in members if leaf in self.leaves and (key[2] != ALL or counts_in_total(leaf[2])))
        return sum((self.leaves[leaf].places for leaf in counted), ZERO)

    def levels(self, others: Iterable[Key]) -> dict[Key, list[Key]]:
        """Every key that the budget speaks at, with its leaves: those of the budget and `others`."""
        covered: dict[Key, list[Key]] = {}
        for leaf in sorted({*self.leaves, *others}):
            for key in keys_of(leaf):
                if self.has_level(key):
                    covered.setdefault(key, []).append(leaf)
        return covered


def budget_by_cell(world: World, fiscal_year: int) -> dict[tuple[str, str], Decimal]:
    """The expected corrected budget of a year by district and offer type, as far as the budget is split by them."""
    budget = year_budget(world.inputs.budget.filter(pl.col("fiscal_year") == fiscal_year))
    sums: dict[tuple[str, str], Decimal] = {}
    for (_, *leaf), part in budget.leaves.items():
        for district, offer in product(*((ALL, code) for code in leaf)):
            if budget.has_level((ALL, district, offer)):
                kr = part.money["expected_corrected_kr"]
                sums[district, offer] = sums.get((district, offer), ZERO) + kr
    return sums


def year_budget(entries: pl.DataFrame) -> YearBudget:
    """A year's budget from its rows."""
    leaves: dict[Key, BudgetLeaf] = {}
    split: dict[str, tuple[bool, bool]] = {}
    for row in entries.iter_rows(named=True):
        area, district, offer = row["grant_area"], row["district_id"] or ALL, row["offer_type"] or ALL
        had = split.get(area, (False, False))
        split[area] = (had[0] or district != ALL, had[1] or offer != ALL)
        key = (area, UNKNOWN_DISTRICT if district == ALL else district, UNSPLIT if offer == ALL else offer)
        leaf = leaves.setdefault(key, BudgetLeaf())
        for column in MONEY_COLUMNS:
            leaf.money[column] += row[column] or ZERO
        if row["planned_full_year_places"] and row["planned_unit_price_kr"] is not None and offer != ALL:
            leaf.places += row["planned_full_year_places"]
            leaf.planned_kr += row["planned_full_year_places"] * row["planned_unit_price_kr"]
        leaf.price_level_year = row["price_level_year"]
    return YearBudget(leaves, split)
