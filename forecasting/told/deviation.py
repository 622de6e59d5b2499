"""Budget against forecast: deviation = budget - expected, at every level the budget itself has, with its causes.

The budget is compared on its own level: a grant area whose budget is not split by district has no district rows.
What a split area leaves unsplit stands under `UKENDT` or `ikke_fordelt`, so rows add up to their totals. Causes are
the bridge from budget to forecast with the sign turned (more children = a negative effect); where the budget has no
places or prices the whole difference is unexplained. What people have added is no cause of the forecast's own: it is
left out of the bridge, stands in the unexplained, and is told beside it. Not here: the bridge itself (`bridge`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, MONEY, UNKNOWN_DISTRICT, UNSPLIT, Schema
from forecasting.ledger.this_year import spend_to_date
from forecasting.told.bridge import ZERO, Bridge, Side, Volume, bridge
from forecasting.world import World

EFFECTS = ("population", "share", "timing", "mix", "index", "price", "one_off", "unexplained")
"""The parts of a difference in kroner, in the order they are printed; they sum to it exactly."""
ADJUSTMENT = "adjustment"
"""What of the unexplained people have added."""
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

Key = tuple[str, str, str]
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


def deviation_frame(world: World, years: pl.DataFrame, previous: pl.DataFrame | None) -> pl.DataFrame:
    """The rows of forecast.deviation (schema DEVIATION) for the years that have a budget."""
    rows: list[tuple[Any, ...]] = []
    for fiscal_year in world.horizon.years:
        entries = world.inputs.budget.filter(pl.col("fiscal_year") == fiscal_year)
        if not entries.is_empty():
            rows += _year_rows(world, fiscal_year, year_budget(entries), years, previous)
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


@dataclass(frozen=True)
class Expected:
    """A fiscal_year frame by key: total kroner, interval, places, one-offs and adjustments."""

    total: dict[Key, dict[str, Any]]
    one_off: dict[Key, Decimal]
    adjusted: dict[Key, dict[str, Any]]

    @classmethod
    def of(cls, years: pl.DataFrame, fiscal_year: int) -> Expected:
        """The year's rows."""
        chosen = years.filter(pl.col("fiscal_year") == fiscal_year)
        by_key = {
            component: {
                (row["grant_area"], row["district_id"], row["offer_type"]): row
                for row in chosen.filter(pl.col("component") == component).iter_rows(named=True)
            }
            for component in ("total", "one_off", ADJUSTMENT)
        }
        one_off = {key: row["mean_kr"] for key, row in by_key["one_off"].items()}
        return cls(by_key["total"], one_off, by_key[ADJUSTMENT])

    def side(self, leaves: Iterable[Key], population: Decimal | None) -> Side:
        """Volumes by type of the leaves that have places before adjustments, with the one-offs of all of them."""
        volumes: dict[str, tuple[Decimal, Decimal]] = {}
        one_off = ZERO
        for key in leaves:
            row = self.total.get(key)
            if row is None:
                continue
            extra = self.one_off.get(key, ZERO)
            places = (row["full_year_places"] or ZERO) - self.adjustment(key, "full_year_places")
            one_off += extra
            if places > 0:
                had = volumes.get(key[2], (ZERO, ZERO))
                kr = row["mean_kr"] - extra - self.adjustment(key, "mean_kr")
                volumes[key[2]] = (had[0] + places, had[1] + kr)
        return Side(_by_type(volumes), one_off, population)

    def adjustment(self, key: Key, column: str) -> Decimal:
        """Places or kroner that people have added at a key."""
        row = self.adjusted.get(key)
        return (row[column] or ZERO) if row else ZERO


def _by_type(sums: Mapping[str, tuple[Decimal, Decimal]]) -> dict[str, Volume]:
    """Volumes of places and kroner by type; places stand for children, whom a budget does not count."""
    return {offer: Volume(places, places, kr / places) for offer, (places, kr) in sums.items()}


def _year_rows(
    world: World, fiscal_year: int, budget: YearBudget, years: pl.DataFrame, previous: pl.DataFrame | None
) -> Iterator[tuple[Any, ...]]:
    now = Expected.of(years, fiscal_year)
    before = Expected.of(previous, fiscal_year) if previous is not None else None
    spent = _spent(world, fiscal_year)
    leaves = sorted({key for key in (*now.total, *spent) if ALL not in key} | set(budget.leaves))
    covered: dict[Key, list[Key]] = {}
    for leaf in leaves:
        for key in product(*((ALL, code) for code in leaf)):
            if budget.has_level(key):  # type: ignore[arg-type]
                covered.setdefault(key, []).append(leaf)  # type: ignore[arg-type]
    earlier_leaves = [key for key in before.total if ALL not in key] if before is not None else []
    for key, members in sorted(covered.items()):
        change = _change(world, fiscal_year, key, members, earlier_leaves, now, before)
        yield (fiscal_year, *key, *_row(world, fiscal_year, key, members, budget, now, spent), *change)


def _spent(world: World, fiscal_year: int) -> dict[Key, Decimal]:
    frame = spend_to_date(world.inputs.postings, fiscal_year, world.inputs.cut_off("omkostninger"))
    return {(area, d or UNKNOWN_DISTRICT, o or UNSPLIT): kr for area, d, o, kr in frame.iter_rows()}


def _row(
    world: World, fiscal_year: int, key: Key, members: list[Key], budget: YearBudget, now: Expected,
    spent: dict[Key, Decimal],
) -> tuple[Decimal, ...]:  # fmt: skip
    parts = [budget.leaves[leaf] for leaf in members if leaf in budget.leaves]
    money = {column: sum((part.money[column] for part in parts), ZERO) for column in MONEY_COLUMNS}
    total = now.total.get(key)
    expected = total["mean_kr"] if total else ZERO
    low, high = (total["p10_kr"], total["p90_kr"]) if total else (ZERO, ZERO)
    deviation = money["expected_corrected_kr"] - expected
    effects = _budget_effects(world, fiscal_year, key, members, budget, now)
    return (
        money["adopted_kr"], money["corrected_kr"], money["expected_corrected_kr"],
        sum((spent.get(leaf, ZERO) for leaf in members), ZERO), expected, low, high, deviation,
        deviation - money["carried_over_kr"], money["carried_over_kr"], *effects, deviation - sum(effects, ZERO),
        ZERO - now.adjustment(key, "mean_kr"),
    )  # fmt: skip


def _budget_effects(
    world: World, fiscal_year: int, key: Key, members: list[Key], budget: YearBudget, now: Expected
) -> list[Decimal]:
    """The seven causes, signed as the deviation; all zero where the budget has no places and prices."""
    return _summed(_group_effects(world, fiscal_year, key, group, budget, now) for group in _groups(members))


def _group_effects(
    world: World, fiscal_year: int, key: Key, group: list[Key], budget: YearBudget, now: Expected
) -> list[Decimal]:
    """The causes within types whose places may be added."""
    volumes: dict[str, tuple[Decimal, Decimal]] = {}
    for leaf in group:
        part = budget.leaves.get(leaf)
        if part is not None and part.places > 0:
            had = volumes.get(leaf[2], (ZERO, ZERO))
            volumes[leaf[2]] = (had[0] + part.places, had[1] + part.planned_kr)
    if not volumes:
        return [ZERO] * (len(EFFECTS) - 1)
    plan = Side(_by_type(volumes), ZERO, _people(world, fiscal_year - 1, key))
    placed = [leaf for leaf in group if leaf[2] in volumes or not _planned_elsewhere(leaf, budget)]
    after = now.side(placed, _people(world, fiscal_year, key))
    after = replace(after, one_off_kr=sum((now.one_off.get(leaf, ZERO) for leaf in group), ZERO))
    return _signed(bridge(plan, after, _index(world, fiscal_year, group, budget)))


def _groups(leaves: Iterable[Key]) -> list[list[Key]]:
    """Leaves whose places may be added: types that count in the total together, each other type by itself."""
    groups: dict[str, list[Key]] = {}
    for leaf in leaves:
        groups.setdefault(ALL if counts_in_total(leaf[2]) else leaf[2], []).append(leaf)
    return [groups[name] for name in sorted(groups)]


def _summed(parts: Iterable[list[Decimal]]) -> list[Decimal]:
    return [sum(effects, ZERO) for effects in zip(*parts, strict=True)]


def _planned_elsewhere(leaf: Key, budget: YearBudget) -> bool:
    """Whether the leaf's grant area has money for it without places: then its spend is not a new type."""
    own = budget.leaves.get(leaf)
    return own is not None and own.places == 0 and own.money["expected_corrected_kr"] != 0


def _signed(steps: Bridge) -> list[Decimal]:
    return [-step if step else ZERO for step in astuple(steps)]


def _index(world: World, fiscal_year: int, members: list[Key], budget: YearBudget) -> Decimal:
    """The agreed price rise from the budget's price level to the fiscal year."""
    levels = [budget.leaves[leaf].price_level_year for leaf in members if leaf in budget.leaves]
    first = min((level for level in levels if level is not None), default=fiscal_year)
    factor = Decimal(1)
    for year in range(first + 1, fiscal_year + 1):
        factor *= 1 + Decimal(str(world.options.price_index.get(year, world.assumed.prices.index_per_year)))
    return factor - 1


def _people(world: World, census_year: int, key: Key) -> Decimal | None:
    """Children of 0-17 in the key's district, or in all; the budget is taken to rest on the census before its year."""
    return Decimal(world.children_of_districts.get((census_year, key[1]), 0)) or None


def _change(
    world: World, fiscal_year: int, key: Key, members: list[Key], earlier_leaves: list[Key], now: Expected,
    before: Expected | None,
) -> tuple[Decimal | None, ...]:  # fmt: skip
    """Previous expected kroner and the change since, split like the deviation (dearer = negative); None without."""
    if before is None:
        return (None,) * (len(EFFECTS) + 3)
    own = [leaf for leaf in earlier_leaves if all(k in (ALL, c) for k, c in zip(key, leaf, strict=True))]
    total, had = now.total.get(key), before.total.get(key)
    earlier = had["mean_kr"] if had else ZERO
    change = earlier - (total["mean_kr"] if total else ZERO)
    people = _people(world, fiscal_year, key)
    groups = _groups(sorted({*own, *members}))
    effects = _summed(_group_change(group, own, members, now, before, people) for group in groups)
    judged = before.adjustment(key, "mean_kr") - now.adjustment(key, "mean_kr")
    return (earlier, change, *effects, change - sum(effects, ZERO), judged)


def _group_change(
    group: list[Key], own: list[Key], members: list[Key], now: Expected, before: Expected, people: Decimal | None
) -> list[Decimal]:
    """The causes of a change within types whose places may be added."""
    old = before.side([leaf for leaf in own if leaf in group], people)
    new = now.side([leaf for leaf in members if leaf in group], people)
    return _signed(bridge(old, new)) if old.volumes else [ZERO] * (len(EFFECTS) - 1)
