"""Kroner of stays: each stay joined to its price rows, day-exact, by cell and month.

A stay's template points at the price rows of a spell (its own, or a borrowed one). Notice pays the days after the
last, all services but transport. Not here: class and frame (`own_offers`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.horizon import MONTHS, YEARS, Days, Floats, Horizon, Ints
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
        order = np.lexsort((rows.stop, rows.start, rows.base, rows.is_transport, rows.owner))
        order = order[rows.stop[order] > since]
        kinds = (rows.owner, rows.is_transport, rows.base, rows.start, rows.stop, rows.provider, rows.lent)
        columns: list[Ints] = [column[order] for column in kinds]
        new = np.ones(len(order), dtype=bool)
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
        kr = np.bincount(np.cumsum(new) - 1, rows.kr[order]) if len(order) else rows.kr
        owner, transport, base, start, stop, provider, lends = (column[new] for column in columns)
        count = np.bincount(owner, minlength=owners)
        placed = PriceRows(owner, start, stop, kr, base, transport, provider, lends)
        return cls(placed, np.cumsum(count) - count, count, lent)


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
        kr = shelf.rows.kr[price]
        if shelf.lent.size:
            lent = shelf.rows.lent[price]
            kr = kr * np.where(lent >= 0, shelf.lent[path[picked], lent], 1.0)
        terms = kr, shelf.rows.base[price], shelf.rows.provider[price]
        totals.append(_by_year(horizon, index, rows, row[picked], path[picked], low[chosen], high[chosen], *terms))
    return totals[0], totals[1]


def _by_year(
    horizon: Horizon, index: IndexPath, rows: int, row: Ints, path: Ints, low: Days, high: Days, kr: Floats, base: Ints,
    provider: Ints,
) -> Floats:  # fmt: skip
    total = np.zeros((rows, MONTHS))
    for year in range(YEARS):
        first, stop = horizon.year_bounds(year)
        here = np.flatnonzero((low < stop) & (high > first))
        if not len(here):
            continue
        weight = kr[here] * index.carried(year, base[here], path[here], provider[here])
        months = (12 * year, 12 * year + 12)
        total[:, slice(*months)], _ = horizon.spread(rows, row[here], low[here], high[here], weight, months)
    return total
