"""Kroner of stays: each stay joined to its price rows, day-exact, by cell and month.

A stay's template points at the price rows of a spell (its own, or a borrowed one). Notice pays the days after the
last, all services but transport. Not here: class and frame (`own_offers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from forecasting.given.horizon import MONTHS, YEARS, Days, Floats, Horizon, Ints
from forecasting.prices.day_prices import IndexPath, PriceRows


@dataclass(frozen=True, eq=False)
class PriceShelf:
    """Price rows ordered by owner, with the first row and the number of rows of each; `lent` (paths, types lent to)."""

    rows: PriceRows
    first: Ints
    count: Ints
    lent: Floats

    @classmethod
    def of(cls, rows: PriceRows, owners: int, since: int, lent: Floats) -> PriceShelf:
        """Rows still in force on `since` or later; one owner's lie together, those of the same days are added up."""
        order = np.lexsort((rows.stop, rows.start, rows.step_month, rows.base, rows.is_transport, rows.owner))
        order = order[rows.stop[order] > since]
        kinds = (
            *(rows.owner, rows.is_transport, rows.base, rows.start, rows.stop, rows.provider, rows.lent),
            rows.step_month,
        )
        columns: list[Ints] = [column[order] for column in kinds]
        new = np.ones(len(order), dtype=bool)
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
        kr = np.bincount(np.cumsum(new) - 1, rows.kr[order]) if len(order) else rows.kr
        owner, transport, base, start, stop, provider, lends, step = (column[new] for column in columns)
        count = np.bincount(owner, minlength=owners)
        placed = PriceRows(owner, start, stop, kr, base, transport, provider, lends, step)
        return cls(placed, np.cumsum(count) - count, count, lent)

    def kr(self, row: Ints, path: Ints) -> Floats:
        """Kroner a day of rows on paths, with the luck of lent prices."""
        kr: Floats = self.rows.kr[row]
        if not self.lent.size:
            return kr
        lent = self.rows.lent[row]
        return kr * np.where(lent >= 0, self.lent[path, lent], 1.0)


@dataclass(frozen=True, eq=False)
class _Dues:
    """What stays pay, one element a stay and price row: row and path, price row, first day and the day after the last.

    `step_month` is the month in which the price changes.
    """

    row: Ints
    path: Ints
    price: Ints
    low: Days
    high: Days
    step_month: Ints

    def take(self, chosen: Ints) -> _Dues:
        """Those at positions."""
        return _Dues(*(getattr(self, field.name)[chosen] for field in fields(self)))


def charge(
    shelf: PriceShelf, horizon: Horizon, index: IndexPath, *, rows: int, row: Ints, path: Ints, template: Ints,
    start: Days, stop: Days, paid_until: Days,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Kroner by row and month: all services but transport to `paid_until`, and transport to `stop`; no levers."""
    main, travel = _dues(shelf, horizon, row, path, template, start, stop, paid_until)
    return _by_month(shelf, horizon, index, rows, main), _by_month(shelf, horizon, index, rows, travel)


def charge_by_year(
    shelf: PriceShelf, horizon: Horizon, index: IndexPath, lever: Floats, *, rows: int, row: Ints, path: Ints,
    template: Ints, start: Days, stop: Days, paid_until: Days,
) -> tuple[Floats, Floats]:  # fmt: skip
    """What `charge` says, times `lever` (paths or 1, months), by row and year."""
    main, travel = _dues(shelf, horizon, row, path, template, start, stop, paid_until)
    return _by_year(shelf, horizon, index, lever, rows, main), _by_year(shelf, horizon, index, lever, rows, travel)


def _dues(
    shelf: PriceShelf, horizon: Horizon, row: Ints, path: Ints, template: Ints, start: Days, stop: Days,
    paid_until: Days,
) -> tuple[_Dues, _Dues]:  # fmt: skip
    """Main services and transport."""
    priced = template >= 0
    count = np.where(priced, shelf.count[np.maximum(template, 0)], 0) if len(shelf.count) else np.zeros_like(template)
    stay = np.repeat(np.arange(len(template), dtype=np.int32), count)
    offset = shelf.first[np.maximum(template, 0)] - (np.cumsum(count) - count) if len(stay) else count
    at = (offset[stay] + np.arange(len(stay))).astype(np.int32)
    transport = shelf.rows.is_transport[at]
    low = np.maximum(start[stay], shelf.rows.start[at])
    high = np.minimum(np.where(transport, stop[stay], paid_until[stay]), shelf.rows.stop[at])
    used = high > np.maximum(low, horizon.first)
    parts = []
    for chosen in (np.flatnonzero(used & ~transport), np.flatnonzero(used & transport)):
        picked, price = stay[chosen], at[chosen]
        step_month = shelf.rows.step_month[price]
        parts.append(_Dues(row[picked], path[picked], price, low[chosen], high[chosen], step_month))
    return parts[0], parts[1]


def _by_month(shelf: PriceShelf, horizon: Horizon, index: IndexPath, rows: int, dues: _Dues) -> Floats:
    """Kroner by row and month: within each window of months the price year, and so the index, is one."""
    total = np.zeros((rows, MONTHS))
    for months, here, weight in _priced(shelf, horizon, index, dues, _windows):
        days, _ = horizon.spread(rows, here.row, here.low, here.high, weight, months)
        total[:, slice(*months)] += days
    return total


def _by_year(shelf: PriceShelf, horizon: Horizon, index: IndexPath, lever: Floats, rows: int, dues: _Dues) -> Floats:
    """Kroner by row and year; windows within which the levers are one too."""
    total = np.zeros((rows, YEARS))
    cuts = {0, *range(0, MONTHS, 12), *(np.flatnonzero(np.diff(lever).any(axis=0)) + 1).tolist()}
    for months, here, weight in _priced(shelf, horizon, index, dues, lambda step: _windows(step, cuts)):
        first, stop = (horizon.starts[month] for month in months)
        days = np.minimum(here.high, stop) - np.maximum(here.low, first)
        total[:, months[0] // 12] += np.bincount(
            here.row, weight * days * lever[here.path % len(lever), months[0]], rows
        )
    return total


def _priced(
    shelf: PriceShelf, horizon: Horizon, index: IndexPath, dues: _Dues,
    windows: Callable[[int], list[tuple[int, tuple[int, int]]]],
) -> Iterator[tuple[tuple[int, int], _Dues, Floats]]:  # fmt: skip
    """By window of months, the dues with days in it and their kroner a day."""
    bases, which = np.unique(shelf.rows.base, return_inverse=True)
    for step in np.unique(dues.step_month):
        for year, months in windows(int(step)):
            first, stop = horizon.starts[months[0]], horizon.starts[months[1]]
            here = dues.take(np.flatnonzero((dues.step_month == step) & (dues.low < stop) & (dues.high > first)))
            if not len(here.row):
                continue
            beside = index.steps.factor(year - shelf.rows.base[here.price], here.path, shelf.rows.provider[here.price])
            carried = index.carried(year, bases)[here.path, which[here.price]]
            yield months, here, shelf.kr(here.price, here.path) * carried * beside


def _windows(step_month: int, cuts: Iterable[int] = ()) -> list[tuple[int, tuple[int, int]]]:
    """The price years, as year indices, and the months of the horizon in each; cut at other months too."""
    steps = [*range(step_month - 1, MONTHS, 12)]
    bounds = sorted({0, *steps, *cuts, MONTHS})
    first = 0 if step_month == 1 else -1
    years = [first + sum(0 < step <= low for step in steps) for low in bounds]
    return [(year, window) for year, window in zip(years, pairwise(bounds), strict=False)]
