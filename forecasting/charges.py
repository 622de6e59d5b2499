"""Kroner of stays: each stay joined to its price rows, day-exact, by cell and month.

A stay's template points at the price rows of a spell (its own, or a borrowed one). Notice pays the days after the
last, all services but transport. Not here: class and frame (`own_offers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.horizon import MONTHS, Days, Floats, Horizon, Ints
from forecasting.prices import IndexPath, PriceRows


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


def charge(
    shelf: PriceShelf, horizon: Horizon, index: IndexPath, *, rows: int, row: Ints, path: Ints, template: Ints,
    start: Days, stop: Days, paid_until: Days,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Kroner by row and month: all services but transport to `paid_until`, and transport to `stop`."""
    priced = template >= 0
    count = np.where(priced, shelf.count[np.maximum(template, 0)], 0) if len(shelf.count) else np.zeros_like(template)
    stay = np.repeat(np.arange(len(template), dtype=np.int32), count)
    offset = shelf.first[np.maximum(template, 0)] - (np.cumsum(count) - count) if len(stay) else count
    at = (offset[stay] + np.arange(len(stay))).astype(np.int32)
    transport = shelf.rows.is_transport[at]
    low = np.maximum(start[stay], shelf.rows.start[at])
    high = np.minimum(np.where(transport, stop[stay], paid_until[stay]), shelf.rows.stop[at])
    used = high > np.maximum(low, horizon.first)
    main, travel = used & ~transport, used & transport
    totals = []
    for chosen in (np.flatnonzero(main), np.flatnonzero(travel)):
        picked, price = stay[chosen], at[chosen]
        totals.append(
            _by_year(shelf, horizon, index, rows, row[picked], path[picked], low[chosen], high[chosen], price)
        )
    return totals[0], totals[1]


def _by_year(
    shelf: PriceShelf, horizon: Horizon, index: IndexPath, rows: int, row: Ints, path: Ints, low: Days, high: Days,
    price: Ints,
) -> Floats:  # fmt: skip
    """Kroner by row and month: within each window of months the price year, and so the index, is one."""
    total = np.zeros((rows, MONTHS))
    bases, which = np.unique(shelf.rows.base, return_inverse=True)
    step_month = shelf.rows.step_month[price]
    for step in np.unique(step_month):
        for year, months in _windows(int(step)):
            first, stop = horizon.starts[months[0]], horizon.starts[months[1]]
            here = np.flatnonzero((step_month == step) & (low < stop) & (high > first))
            if not len(here):
                continue
            at = price[here]
            beside = index.steps.factor(year - shelf.rows.base[at], path[here], shelf.rows.provider[at])
            weight = shelf.kr(at, path[here]) * index.carried(year, bases)[path[here], which[at]] * beside
            days, _ = horizon.spread(rows, row[here], low[here], high[here], weight, months)
            total[:, slice(*months)] += days
    return total


def _windows(step_month: int) -> list[tuple[int, tuple[int, int]]]:
    """The price years, as year indices, and the months of the horizon in each."""
    cuts = [0, *range(step_month - 1, MONTHS, 12), MONTHS]
    first = 0 if step_month == 1 else -1
    windows = [(low, high) for low, high in pairwise(cuts) if high > low]
    return [(first + at, window) for at, window in enumerate(windows)]
