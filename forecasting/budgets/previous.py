"""Last year's adopted budget carried on with the index, as a way like the others. None where there is no budget."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from forecasting.budgets.prices import PriceLevel
from forecasting.budgets.ways import PREVIOUS, Cell, Ends, Key, Way, in_ore
from forecasting.given.terms import ALL
from forecasting.told.bridge import ZERO
from forecasting.told.year_budget import year_budget


def previous_way(budget: pl.DataFrame, budget_of: int, fiscal_year: int, level: PriceLevel) -> Way | None:
    """The adopted budget of `budget_of` as `fiscal_year` would have it; places as planned, where it plans any.

    Where a year's index is only assumed the whole has an interval, as wide as that index is uncertain.
    """
    entries = budget.filter(pl.col("fiscal_year") == budget_of)
    if entries.is_empty():
        return None
    leaves: dict[Key, Cell] = {}
    for key, leaf in year_budget(entries).leaves.items():
        factor = level.factor(leaf.price_level_year or budget_of)
        leaves[key] = Cell(in_ore(leaf.money["adopted_kr"] * factor), leaf.places)
    if not any(cell.kr for cell in leaves.values()):
        return None
    way = Way(PREVIOUS, fiscal_year, leaves, {}, has_children=False)
    share = level.spread(budget_of)
    ends: dict[Key, Ends] = {}
    if share:
        half = in_ore(way.kr * share)
        ends[ALL, ALL, ALL] = (way.kr - half, way.kr + half)
    return Way(PREVIOUS, fiscal_year, leaves, ends, has_children=False)


def planned_volumes(budget: pl.DataFrame, budget_of: int, level: PriceLevel) -> dict[str, tuple[Decimal, Decimal]]:
    """Planned places and their kroner in the budget year's prices, by offer type that the budget gives places."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for (_, _, offer), leaf in year_budget(budget.filter(pl.col("fiscal_year") == budget_of)).leaves.items():
        if leaf.places > 0:
            had = found.get(offer, (ZERO, ZERO))
            factor = level.factor(leaf.price_level_year or budget_of)
            found[offer] = (had[0] + leaf.places, had[1] + leaf.planned_kr * factor)
    return found


def unplanned(budget: pl.DataFrame, budget_of: int) -> set[str]:
    """The offer types that the budget has money for without places."""
    leaves = year_budget(budget.filter(pl.col("fiscal_year") == budget_of)).leaves
    return {offer for (_, _, offer), leaf in leaves.items() if not leaf.places and leaf.money["adopted_kr"]}
