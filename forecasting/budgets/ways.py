"""The ways a year's budget may be set, cell by cell, and their rows: leaves, and every ALL of them.

A cell is a grant area, district and offer type. Totals are sums of leaves rounded to the øre; the trend's intervals
are the forecast's own. Not here: where places of a frozen share come from (`frozen`), what ways differ by
(`differences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product
from typing import Any

import polars as pl

from forecasting.budgets.prices import PriceLevel
from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, MONEY, PLACES, UNSPLIT, Schema
from forecasting.told.bridge import ORE, ZERO

FROZEN, TREND, PLAN, PREVIOUS = "frozen", "trend", "plan", "previous"
BUDGET_WAY: Schema = {
    "fiscal_year": pl.Int32,
    "way": pl.String,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "mean_children": PLACES,
    "full_year_places": PLACES,
    "unit_price_kr": MONEY,
    "mean_kr": MONEY,
    "p10_kr": MONEY,
    "p90_kr": MONEY,
    "price_level_year": pl.Int32,
}
PLACE = Decimal("0.0001")
Key = tuple[str, str, str]
Ends = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Cell:
    """Kroner of a leaf, one-offs among them, with its full-year places and its children of September."""

    kr: Decimal
    places: Decimal = ZERO
    children: Decimal = ZERO
    one_off_kr: Decimal = ZERO


@dataclass(frozen=True)
class Way:
    """One way to set one year: its leaves, and the 80 % interval of those keys that have one."""

    name: str
    fiscal_year: int
    leaves: Mapping[Key, Cell]
    ends: Mapping[Key, Ends]
    has_children: bool = True

    @property
    def kr(self) -> Decimal:
        """The whole."""
        return sum((cell.kr for cell in self.leaves.values()), ZERO)

    def by_offer(self) -> dict[str, Cell]:
        """Sums by offer type."""
        found: dict[str, Cell] = {}
        for (_, _, offer), cell in sorted(self.leaves.items()):
            found[offer] = _plus(found.get(offer, Cell(ZERO)), cell)
        return found


def _plus(one: Cell, other: Cell, *, counts: bool = True) -> Cell:
    places, children = (other.places, other.children) if counts else (ZERO, ZERO)
    return Cell(
        one.kr + other.kr, one.places + places, one.children + children, one.one_off_kr + other.one_off_kr
    )  # fmt: skip


def in_ore(amount: Decimal) -> Decimal:
    """To the øre."""
    return amount.quantize(ORE, rounding=ROUND_HALF_EVEN)


def in_places(count: Decimal | float) -> Decimal:
    """To four decimals."""
    return Decimal(count).quantize(PLACE, rounding=ROUND_HALF_EVEN)


def trend(
    name: str, fiscal_year: int, years: pl.DataFrame, children: Mapping[tuple[str, str], Decimal], level: PriceLevel
) -> Way:
    """The forecast's own year (rows of forecast.fiscal_year) in the budget year's prices.

    `children` are those of September by district and type; they stand in the leaf that has most of the places.
    """
    factor = level.factor(fiscal_year)
    rows = {
        component: {
            (row["grant_area"], row["district_id"], row["offer_type"]): row
            for row in years.filter(fiscal_year=fiscal_year, component=component).iter_rows(named=True)
        }
        for component in ("total", "one_off")
    }
    one_off = {key: in_ore(row["mean_kr"] * factor) for key, row in rows["one_off"].items()}
    leaves = {
        key: Cell(in_ore(row["mean_kr"] * factor), row["full_year_places"] or ZERO, ZERO, one_off.get(key, ZERO))
        for key, row in rows["total"].items()
        if ALL not in key
    }
    ends = {key: (in_ore(row["p10_kr"] * factor), in_ore(row["p90_kr"] * factor)) for key, row in rows["total"].items()}
    return Way(name, fiscal_year, _with_children(leaves, children), ends)


def _with_children(leaves: Mapping[Key, Cell], children: Mapping[tuple[str, str], Decimal]) -> dict[Key, Cell]:
    home: dict[tuple[str, str], Key] = {}
    for key, cell in sorted(leaves.items()):
        place = key[1], key[2]
        if place not in home or cell.places > leaves[home[place]].places:
            home[place] = key
    return {
        key: replace(cell, children=children.get(key[1:], ZERO)) if home[key[1], key[2]] == key else cell
        for key, cell in leaves.items()
    }


def frozen_way(
    like: Way, places: Mapping[tuple[str, str], Decimal], children: Mapping[tuple[str, str], Decimal]
) -> Way:
    """The year with frozen places at the trend's price of each type; what is tied to no place is as in the trend."""
    by_offer = like.by_offer()
    areas = _area_of_offer(like)
    paid = {offer for offer, cell in by_offer.items() if cell.places > 0 and offer != UNSPLIT}
    average = _price(_plus_all(by_offer[offer] for offer in sorted(paid)))
    leaves: dict[Key, Cell] = {}
    for key, cell in like.leaves.items():
        loose = cell.kr if key[2] not in paid else cell.one_off_kr
        if loose or cell.one_off_kr:
            leaves[key] = Cell(loose, one_off_kr=cell.one_off_kr)
    for (district, offer), count in sorted(places.items()):
        if not count:
            continue
        price = _price(by_offer[offer]) if offer in paid else average
        key = areas.get(offer, next(iter(areas.values()), ALL)), district, offer
        own = Cell(in_ore(count * price), count, children.get((district, offer), ZERO))
        leaves[key] = _plus(leaves.get(key, Cell(ZERO)), own)
    return Way(FROZEN, like.fiscal_year, leaves, {})


def _plus_all(cells: Iterator[Cell]) -> Cell:
    found = Cell(ZERO)
    for cell in cells:
        found = _plus(found, cell)
    return found


def _price(cell: Cell) -> Decimal:
    return (cell.kr - cell.one_off_kr) / cell.places if cell.places else ZERO


def _area_of_offer(way: Way) -> dict[str, str]:
    """The grant area in which most of a type's money lies."""
    sums: dict[tuple[str, str], Decimal] = {}
    for (area, _, offer), cell in way.leaves.items():
        sums[offer, area] = sums.get((offer, area), ZERO) + abs(cell.kr)
    found: dict[str, str] = {}
    for (offer, area), kr in sorted(sums.items()):
        if offer not in found or kr > sums[offer, found[offer]]:
            found[offer] = area
    return found


def rows(way: Way, level: PriceLevel) -> Iterator[tuple[Any, ...]]:
    """The rows of a way (schema BUDGET_WAY): leaves and every ALL; types outside the total do not count places there.

    Children only over all grant areas: a child is not of one.
    """
    sums: dict[Key, Cell] = {}
    for leaf, cell in sorted(way.leaves.items()):
        for key in product(*((ALL, code) for code in leaf)):
            counts = key[2] != ALL or counts_in_total(leaf[2])
            sums[key] = _plus(sums.get(key, Cell(ZERO)), cell, counts=counts)  # type: ignore[index,arg-type]
    for key, cell in sorted(sums.items()):
        has_places = bool(cell.places)
        priced = cell.kr if key[2] != ALL else _tied(way, key)
        yield (
            way.fiscal_year, way.name, *key, cell.children if way.has_children and key[0] == ALL else None,
            cell.places if has_places or way.has_children else None,
            in_ore(priced / cell.places) if has_places else None, cell.kr, *way.ends.get(key, (None, None)), level.year,
        )  # fmt: skip


def _tied(way: Way, key: Key) -> Decimal:
    """Kroner of the types whose places count in the total: what the price of a total is of."""
    return sum(
        (
            cell.kr
            for leaf, cell in way.leaves.items()
            if counts_in_total(leaf[2])
            and leaf[2] != UNSPLIT
            and all(k in (ALL, c) for k, c in zip(key, leaf, strict=True))
        ),
        ZERO,
    )
