"""What two ways to set a year differ by, in causes that add up to the difference, to the øre.

All amounts are in the budget year's prices, so there is no index among the causes. Population is weighed by the frozen
year's shares of each age: ten more of an age that few have a place at cost less than ten of another. A budget counts
no children, so there places stand for them; where it has no places either, all is unexplained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

import polars as pl

from forecasting.budgets.ways import Cell, Way
from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, MONEY, UNSPLIT, Schema
from forecasting.told.bridge import ZERO, Bridge, Side, Volume, bridge

CAUSES = (*(field.name for field in fields(Bridge) if field.name != "index"), "plan", "unexplained")
BUDGET_BRIDGE: Schema = {
    "fiscal_year": pl.Int32,
    "from_way": pl.String,
    "to_way": pl.String,
    "from_kr": MONEY,
    "to_kr": MONEY,
    **{f"{cause}_effect_kr": MONEY for cause in CAUSES},
    "price_level_year": pl.Int32,
}
Volumes = Mapping[str, tuple[Decimal, Decimal]]
"""Places and their kroner by offer type."""


@dataclass(frozen=True)
class Difference:
    """From one way to another: plus is dearer."""

    before: Way
    after: Way
    effects: Mapping[str, Decimal]

    def row(self, price_level: int) -> tuple[object, ...]:
        """A row of forecast.budget_bridge."""
        causes = (self.effects.get(cause, ZERO) for cause in CAUSES)
        return (
            self.after.fiscal_year, self.before.name, self.after.name, self.before.kr, self.after.kr, *causes,
            price_level,
        )  # fmt: skip


def from_budget(
    before: Way, after: Way, planned: Volumes, unplanned: set[str], people: tuple[Decimal, Decimal]
) -> Difference:
    """From last year's budget: its planned places at their prices, and what it gives no places apart."""
    own = {offer: Volume(places, places, kr / places) for offer, (places, kr) in planned.items()}
    found = {
        offer: _as_places(cell)
        for offer, cell in after.by_offer().items()
        if cell.places > 0 and (offer in own or offer not in unplanned)
    }
    one_off = sum((cell.one_off_kr for cell in after.leaves.values()), ZERO)
    parts = _grouped(own, found, people, one_off) if own else []
    return _difference(before, after, parts)


def between(before: Way, after: Way, people: Decimal) -> Difference:
    """Between two ways of one year, which have the same people: share, timing and mix."""
    one, other = (_with_children(way.by_offer()) for way in (before, after))
    return _difference(before, after, _grouped(one, other, (people, people), ZERO))


def by_plan(before: Way, after: Way) -> Difference:
    """All of it is the plan's."""
    return Difference(before, after, {"plan": after.kr - before.kr})


def _difference(before: Way, after: Way, parts: Iterable[Bridge]) -> Difference:
    effects = dict.fromkeys(CAUSES, ZERO)
    for part in parts:
        for cause in CAUSES[:-2]:
            effects[cause] += getattr(part, cause)
    return Difference(before, after, effects | {"unexplained": after.kr - before.kr - sum(effects.values(), ZERO)})


def _grouped(
    before: Mapping[str, Volume], after: Mapping[str, Volume], people: tuple[Decimal, Decimal], one_off: Decimal
) -> Iterator[Bridge]:
    """A bridge for the types whose places may be added together, and one for each other type."""
    groups: dict[str, set[str]] = {}
    for offer in (*before, *after):
        groups.setdefault(ALL if counts_in_total(offer) else offer, set()).add(offer)
    groups.setdefault(ALL, set())
    for name, offers in sorted(groups.items()):
        old, new = ({offer: v for offer, v in side.items() if offer in offers} for side in (before, after))
        extra = one_off if name == ALL else ZERO
        yield bridge(Side(old, ZERO, people[0] or None), Side(new, extra, people[1]))


def _as_places(cell: Cell) -> Volume:
    return Volume(cell.places, cell.places, (cell.kr - cell.one_off_kr) / cell.places)


def _with_children(cells: Mapping[str, Cell]) -> dict[str, Volume]:
    return {
        offer: Volume(cell.children or cell.places, cell.places, (cell.kr - cell.one_off_kr) / cell.places)
        for offer, cell in cells.items()
        if cell.places > 0 and offer != UNSPLIT
    }
