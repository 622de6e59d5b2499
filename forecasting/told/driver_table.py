"""The rows of forecast.driver: each year's change from the year before, in places and kroner, by what it is due to.

Places are split by `drivers`; kroner by the bridge, whose step for more places goes to the drivers of places at the old
price. The first year is held against last year's accounts and registered places; without those accounts it has no
kroner. What the drivers do not know (a series on a plain line, records that begin too late) is unexplained, and so are
places that people have added; their kroner are `other`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, MONEY, PLACES, Schema
from forecasting.told.bridge import ORE, ZERO, bridge, old_unit_price
from forecasting.told.driver_accounts import Cell, YearAccount, year_accounts
from forecasting.told.drivers import DRIVERS
from forecasting.told.movements import BEFORE, Movements
from forecasting.told.place_drivers import place_drivers
from forecasting.world import World

TEN_THOUSANDTH = Decimal("0.0001")
UNEXPLAINED = "unexplained"
PLACE_DRIVERS = (*DRIVERS, UNEXPLAINED)
KR_DRIVERS = (*DRIVERS, "index", "price", "one_off", "other", UNEXPLAINED)
"""What a year's change is due to, in the order it is printed; each set sums to its change exactly."""
Parts = dict[str, Decimal]


def change_columns(of_places: Sequence[str], of_kr: Sequence[str]) -> Schema:
    """Columns of a change by year, district and offer type: places before and now with the causes, kroner alike."""
    return {
        "fiscal_year": pl.Int32,
        "district_id": pl.String,
        "offer_type": pl.String,
        "previous_places": PLACES,
        "places": PLACES,
        **dict.fromkeys([f"{cause}_places" for cause in of_places], PLACES),
        "previous_kr": MONEY,
        "expected_kr": MONEY,
        **dict.fromkeys([f"{cause}_kr" for cause in of_kr], MONEY),
    }


DRIVER: Schema = {"scenario": pl.String, **change_columns(PLACE_DRIVERS, KR_DRIVERS)}


def driver_frame(world: World, moved: Movements, years: pl.DataFrame, index: Mapping[int, float]) -> pl.DataFrame:
    """The rows of forecast.driver (schema DRIVER) from `years` (schema FISCAL_YEAR); `index` is each year's growth."""
    accounts = year_accounts(world, moved, years)
    cells = sorted(set().union(*(account.cells for account in accounts)))
    split = place_drivers(world, moved)
    rows: list[tuple[Any, ...]] = []
    for at, year in enumerate(world.horizon.years):
        step = _Step(
            world, accounts[at], accounts[at + 1], Decimal(str(round(index[year], 9))),
            {key: dict(zip(DRIVERS, parts[:, at + BEFORE], strict=True)) for key, parts in split.items()},
            is_split=year > moved.whole_from,
        )  # fmt: skip
        rows += [(world.options.scenario.name, year, *key, *step.row(key, own)) for key, own in members(cells)]
    return pl.DataFrame(rows, schema=DRIVER, orient="row").sort(list(DRIVER)[:4])


def members(cells: list[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """The rows' keys, totals included, with their cells."""
    found: dict[Cell, list[Cell]] = {(ALL, ALL): []}
    for district, offer in cells:
        for key in ((district, offer), (district, ALL), (ALL, offer), (ALL, ALL)):
            found.setdefault(key, []).append((district, offer))
    return sorted(found.items())


@dataclass(frozen=True, eq=False)
class _Step:
    """From one year to the next: both accounts, the index, and places by key and driver."""

    world: World
    before: YearAccount
    after: YearAccount
    index: Decimal
    split: Mapping[Cell, Mapping[str, float]]
    is_split: bool

    def row(self, key: Cell, cells: list[Cell]) -> tuple[Decimal | None, ...]:
        """The columns of a key after its names."""
        counted = [cell for cell in cells if key[1] != ALL or counts_in_total(cell[1])]
        earlier, later = (_sum(side.places, counted) for side in (self.before, self.after))
        parts = self._places(key, counted)
        parts[UNEXPLAINED] += later - earlier - sum(parts.values(), ZERO)
        return (earlier, later, *parts.values(), *self._kroner(key, cells))

    def _places(self, key: Cell, cells: list[Cell]) -> Parts:
        """The drivers of a change in places before adjustments, and what they leave."""
        earlier, later = (sum(map(side.own_places, cells), ZERO) for side in (self.before, self.after))
        change = later - earlier
        if not self.is_split:
            return dict.fromkeys(DRIVERS, ZERO) | {UNEXPLAINED: change}
        exact = {name: Decimal(repr(float(part))) for name, part in self.split.get(key, {}).items()}
        parts = {name: exact.get(name, ZERO).quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_EVEN) for name in DRIVERS}
        rest = change - sum(parts.values(), ZERO)
        if self._on_line(key):
            return parts | {UNEXPLAINED: rest}
        return with_rest(parts, rest) | {UNEXPLAINED: ZERO}

    def _on_line(self, key: Cell) -> bool:
        """Whether a plain line stands for the flow of the key, or of a type in it."""
        lines = {offer for offer, _ in self.world.options.lines}
        return key[1] in lines or (key[1] == ALL and any(counts_in_total(offer) for offer in lines))

    def _kroner(self, key: Cell, cells: list[Cell]) -> Iterator[Decimal | None]:
        """Kroner before and after, then by driver; nothing before, and no drivers, where nobody knows the accounts."""
        later = _sum(self.after.total, cells)
        if not self.before.is_known:
            return iter((None, later, *[None] * (len(DRIVERS) + 5)))
        sums = dict.fromkeys(KR_DRIVERS, ZERO)
        for offer, group in _groups(key, cells):
            for name, kr in self._group_kroner((key[0], offer), group).items():
                sums[name] += kr
        return iter((_sum(self.before.total, cells), later, *sums.values()))

    def _group_kroner(self, key: Cell, cells: list[Cell]) -> Parts:
        """The drivers of kroner of types whose places may be added."""
        before, after = self.before.side(cells), self.after.side(cells)
        steps = bridge(before, after, self.index)
        price = old_unit_price(before, after, self.index)
        places = self._places(key, cells)
        parts = {name: (part * price).quantize(ORE, rounding=ROUND_HALF_EVEN) for name, part in places.items()}
        parts = with_rest(parts, steps.share - sum(parts.values(), ZERO))
        parts["mix"] += steps.mix
        other = self.after.beside(cells) - self.before.beside(cells)
        return parts | {"index": steps.index, "price": steps.price, "one_off": steps.one_off, "other": other}


def _sum(amounts: Mapping[Cell, Decimal], cells: Iterable[Cell]) -> Decimal:
    return sum((amounts.get(cell, ZERO) for cell in cells), ZERO)


def with_rest(parts: Parts, rest: Decimal) -> Parts:
    """The parts with what rounding left given to the largest."""
    largest = max(parts, key=lambda name: abs(parts[name]))
    return parts | {largest: parts[largest] + rest}


def _groups(key: Cell, cells: list[Cell]) -> list[tuple[str, list[Cell]]]:
    """Cells whose places may be added: types that count in the total together, each other type by itself."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(ALL if key[1] == ALL and counts_in_total(cell[1]) else cell[1], []).append(cell)
    return sorted(groups.items())
