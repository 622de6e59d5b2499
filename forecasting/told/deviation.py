"""Budget against forecast: deviation = budget - expected, at every level the budget itself has, with its causes.

The budget is compared on its own level: a grant area whose budget is not split by district has no district rows.
What a split area leaves unsplit stands under `UKENDT` or `ikke_fordelt`, so rows add up to their totals. Causes are
the bridge from budget to forecast with the sign turned (more children = a negative effect); where the budget has no
places or prices the whole difference is unexplained. What people have added is no cause of the forecast's own: it is
left out of the bridge, stands in the unexplained, and is told beside it. The budget is taken to rest on the year's
population as it was known when the budget was adopted: what it could count on is no news. Not here: the bridge itself
(`bridge`), the change since the vintage before (`change`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl

from forecasting.given.terms import ALL, MONEY, UNKNOWN_DISTRICT, UNSPLIT, Schema
from forecasting.ledger.this_year import spend_to_date
from forecasting.told.bridge import ZERO, Side, Volume, bridge
from forecasting.told.change import NOTHING, Change
from forecasting.told.people import PlacesOfAges, census
from forecasting.told.published import ADJUSTMENT, EFFECTS, Expected, Key, Published, groups, signed, summed
from forecasting.world import World

DEVIATION: Schema = {
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    **dict.fromkeys(
        [
            *("adopted_kr", "corrected_kr", "budget_kr", "spend_to_date_kr", "expected_kr", "p10_kr", "p90_kr"),
            *("deviation_kr", "ordinary_operation_kr", "carry_over_kr"),
            *(f"{effect}_effect_kr" for effect in (*EFFECTS, ADJUSTMENT)),
            *("previous_expected_kr", "change_kr"),
            *(f"change_{effect}_effect_kr" for effect in (*EFFECTS, ADJUSTMENT)),
        ],
        MONEY,
    ),
}

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


def deviation_frame(world: World, now: Published, previous: Published | None) -> pl.DataFrame:
    """The rows of forecast.deviation (schema DEVIATION) for the years that have a budget."""
    rows: list[tuple[Any, ...]] = []
    ages: PlacesOfAges | None = None
    for fiscal_year in world.horizon.years:
        entries = world.inputs.budget.filter(pl.col("fiscal_year") == fiscal_year)
        if not entries.is_empty():
            ages = ages or PlacesOfAges(world)
            change = None if previous is None else Change(previous, now, fiscal_year, ages)
            rows += _Year(world, fiscal_year, year_budget(entries), now, ages).rows(change)
    return pl.DataFrame(rows, schema=DEVIATION, orient="row").sort(list(DEVIATION)[:4])


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


class _Year:
    """One fiscal year's budget against what is expected."""

    def __init__(self, world: World, fiscal_year: int, budget: YearBudget, told: Published, ages: PlacesOfAges) -> None:
        self.world, self.fiscal_year, self.budget, self.told, self.ages = world, fiscal_year, budget, told, ages
        self.now = Expected.of(told, fiscal_year)
        frame = spend_to_date(world.inputs.postings, fiscal_year, world.inputs.cut_off("omkostninger"))
        self.spent = {(area, d or UNKNOWN_DISTRICT, o or UNSPLIT): kr for area, d, o, kr in frame.iter_rows()}
        known = world.inputs.budget_population.filter(pl.col("fiscal_year") == fiscal_year)
        self.budget_people = census(known.rename({"fiscal_year": "census_year"}))

    def rows(self, change: Change | None) -> Iterator[tuple[Any, ...]]:
        """At every level of the budget."""
        leaves = sorted({key for key in (*self.now.total, *self.spent) if ALL not in key} | set(self.budget.leaves))
        covered: dict[Key, list[Key]] = {}
        for leaf in leaves:
            for key in product(*((ALL, code) for code in leaf)):
                if self.budget.has_level(key):  # type: ignore[arg-type]
                    covered.setdefault(key, []).append(leaf)  # type: ignore[arg-type]
        for key, members in sorted(covered.items()):
            since = NOTHING if change is None else change.row(key, members)
            yield (self.fiscal_year, *key, *self._row(key, members), *since)

    def _row(self, key: Key, members: list[Key]) -> tuple[Decimal, ...]:
        parts = [self.budget.leaves[leaf] for leaf in members if leaf in self.budget.leaves]
        money = {column: sum((part.money[column] for part in parts), ZERO) for column in MONEY_COLUMNS}
        total = self.now.total.get(key)
        expected = total["mean_kr"] if total else ZERO
        low, high = (total["p10_kr"], total["p90_kr"]) if total else (ZERO, ZERO)
        deviation = money["expected_corrected_kr"] - expected
        effects = summed(self._causes(key, group) for group in groups(members))
        return (
            money["adopted_kr"], money["corrected_kr"], money["expected_corrected_kr"],
            sum((self.spent.get(leaf, ZERO) for leaf in members), ZERO), expected, low, high, deviation,
            deviation - money["carried_over_kr"], money["carried_over_kr"], *effects, deviation - sum(effects, ZERO),
            ZERO - self.now.adjustment(key, "mean_kr"),
        )  # fmt: skip

    def _causes(self, key: Key, group: list[Key]) -> list[Decimal]:
        """The causes within types whose places may be added, signed as the deviation; zero where none are planned."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for leaf in group:
            part = self.budget.leaves.get(leaf)
            if part is not None and part.places > 0:
                had = sums.get(leaf[2], (ZERO, ZERO))
                sums[leaf[2]] = (had[0] + part.places, had[1] + part.planned_kr)
        if not sums:
            return [ZERO] * (len(EFFECTS) - 1)
        before, after = self._people(key[1], {leaf[2] for leaf in group})
        plan = Side({offer: Volume(q, q, kr / q) for offer, (q, kr) in sums.items()}, ZERO, before)
        placed = [leaf for leaf in group if leaf[2] in sums or not self._is_planned_elsewhere(leaf)]
        found = self.now.side(placed, after, counts_children=False)
        found = replace(found, one_off_kr=sum((self.now.one_off.get(leaf, ZERO) for leaf in group), ZERO))
        return signed(bridge(plan, found, self._index(group)))

    def _people(self, district: str, offers: set[str]) -> tuple[Decimal | None, Decimal | None]:
        """The year's population as the budget could know it, else the year before's; and as it is known now."""
        year, now = self.fiscal_year, self.told.people
        before = self.ages.expected(self.budget_people, year, district, offers)
        if before is None:
            before = self.ages.expected(now, year - 1, district, offers)
        return before, self.ages.expected(now, year, district, offers)

    def _is_planned_elsewhere(self, leaf: Key) -> bool:
        """Whether the leaf's grant area has money for it without places: then its spend is not a new type."""
        own = self.budget.leaves.get(leaf)
        return own is not None and own.places == 0 and own.money["expected_corrected_kr"] != 0

    def _index(self, members: list[Key]) -> Decimal:
        """The agreed price rise from the budget's price level to the fiscal year."""
        levels = [self.budget.leaves[leaf].price_level_year for leaf in members if leaf in self.budget.leaves]
        first = min((level for level in levels if level is not None), default=self.fiscal_year)
        agreed, assumed = self.world.options.price_index, self.world.assumed.prices.index_per_year
        factor = Decimal(1)
        for year in range(first + 1, self.fiscal_year + 1):
            factor *= 1 + Decimal(str(agreed.get(year, assumed)))
        return factor - 1
