"""From a year's budget to what is expected, or to what came: the causes, signed as the deviation.

Causes are the bridge from the budget with the sign turned (more children = a negative effect); where the budget has no
places or prices the whole difference is unexplained. What people have added is no cause of the forecast's own: it is
left out of the bridge, stands in the unexplained, and is told beside it. The budget is taken to rest on the year's
population as it was known when the budget was adopted: what it could count on is no news. Not here: the bridge itself
(`bridge`), the rows that are told (`deviation`, `bridge_table`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from forecasting.told.bridge import ZERO, Side, Volume, bridge
from forecasting.told.people import Census, PlacesOfAges, census
from forecasting.told.published import EFFECTS, End, Key, groups, signed, summed
from forecasting.told.year_budget import YearBudget, year_budget
from forecasting.world import World


@dataclass(frozen=True, eq=False)
class FromBudget:
    """A fiscal year's budget as the start of a bridge; `people` are those that it could count on."""

    world: World
    budget: YearBudget
    people: Census
    end: End
    ages: PlacesOfAges

    @classmethod
    def of(cls, world: World, end: End, ages: PlacesOfAges) -> FromBudget | None:
        """The bridge to `end` from the budget of its year; None where the year has no budget."""
        entries = world.inputs.budget.filter(pl.col("fiscal_year") == end.fiscal_year)
        if entries.is_empty():
            return None
        known = world.inputs.budget_population.filter(pl.col("fiscal_year") == end.fiscal_year)
        people = census(known.rename({"fiscal_year": "census_year"}))
        return cls(world, year_budget(entries), people, end, ages)

    def causes(self, key: Key, members: Sequence[Key], deviation: Decimal) -> list[Decimal]:
        """The causes of the deviation of a key with these leaves, in the order of EFFECTS; they sum to it."""
        effects = summed(self._group(key[1], group) for group in groups(members))
        return [*effects, deviation - sum(effects, ZERO)]

    def _group(self, district: str, group: list[Key]) -> list[Decimal]:
        """The causes within types whose places may be added; zero where none are planned."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for leaf in group:
            part = self.budget.leaves.get(leaf)
            if part is not None and part.places > 0:
                had = sums.get(leaf[2], (ZERO, ZERO))
                sums[leaf[2]] = (had[0] + part.places, had[1] + part.planned_kr)
        if not sums:
            return [ZERO] * (len(EFFECTS) - 1)
        before, after = self._people(district, {leaf[2] for leaf in group})
        plan = Side({offer: Volume(q, q, kr / q) for offer, (q, kr) in sums.items()}, ZERO, before)
        placed = [leaf for leaf in group if leaf[2] in sums or not self._is_planned_elsewhere(leaf)]
        came = self.end.expected
        found = came.side(placed, after, counts_children=False)
        found = replace(found, one_off_kr=sum((came.one_off.get(leaf, ZERO) for leaf in group), ZERO))
        return signed(bridge(plan, found, self._index(group)))

    def _people(self, district: str, offers: set[str]) -> tuple[Decimal | None, Decimal | None]:
        """The year's population as the budget could know it, else the year before's; and as it is known now."""
        year, now = self.end.fiscal_year, self.end.people
        before = self.ages.expected(self.people, year, district, offers)
        if before is None:
            before = self.ages.expected(now, year - 1, district, offers)
        return before, self.ages.expected(now, year, district, offers)

    def _is_planned_elsewhere(self, leaf: Key) -> bool:
        """Whether the leaf's grant area has money for it without places: then its spend is not a new type."""
        own = self.budget.leaves.get(leaf)
        return own is not None and own.places == 0 and own.money["expected_corrected_kr"] != 0

    def _index(self, members: list[Key]) -> Decimal:
        """The agreed price rise from the budget's price level to the fiscal year."""
        year = self.end.fiscal_year
        levels = [self.budget.leaves[leaf].price_level_year for leaf in members if leaf in self.budget.leaves]
        first = min((level for level in levels if level is not None), default=year)
        agreed, assumed = self.world.options.price_index, self.world.assumed.prices.index_per_year
        factor = Decimal(1)
        for later in range(first + 1, year + 1):
            factor *= 1 + Decimal(str(agreed.get(later, assumed)))
        return factor - 1
