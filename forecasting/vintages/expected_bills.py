"""What the bills of a year's service so far were expected to come to: price x days at the level that bills usually had.

Of another forecast's day: the service and prices known now, the levels expected then. Not here: what has been booked
(`ledger`), how the levels are found (`billing_level`).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.terms import UNKNOWN_DISTRICT
from forecasting.ledger.billing_level import left
from forecasting.ledger.bills import billed_with_main
from forecasting.told.bridge import ORE
from forecasting.vintages.vantage import Cell, Vantage


def expected_bills(now: Vantage, then: Vantage, year: int) -> dict[Cell, Decimal]:
    """Kroner by cell of the service of `year` known on the day of `now`, at the levels of `then`.

    Months have the shape that accounts usually have over the year. What bills usually do not name a placement for
    stands under the unknown district, as it is booked. Transport that is billed in bulk is due for no place: of what
    `then` expected of the rest of the year, the share of its days that have passed. Of a year that is over, what `then`
    expected the next to book is left out, and belongs to that one.
    """
    kr: dict[Cell, float] = {}
    in_year = now.dues.filter(pl.col("month") // 12 == year)
    for district, offer, is_transport, month, due in in_year.iter_rows():
        level, unnamed = _level(then, offer, year, row=int(is_transport))
        for where, share in ((district, 1 - unnamed), (UNKNOWN_DISTRICT, unnamed)):
            kr[where, offer] = kr.get((where, offer), 0.0) + due * float(level[month % 12]) * share
    if billed_with_main(now.world.inputs.postings) is None:
        passed = _passed(now.as_of, then.as_of, year)
        for cell, row in then.rows(year, "transport").items():
            kr[cell] = kr.get(cell, 0.0) + float(row["mean_kr"]) * passed
    late = [(-1.0, year)] if now.as_of.year > year else [(1.0, year - 1)] if now.as_of.year == year else []
    for sign, service_year in late:
        for cell, amount in then.late_bills.get(service_year, {}).items():
            kr[cell] = kr.get(cell, 0.0) + sign * amount
    return {cell: Decimal(repr(round(amount, 2))).quantize(ORE) for cell, amount in kr.items()}


def _passed(now: date, then: date, year: int) -> float:
    """The share of a year's days after the day `then` that have passed by the day `now`."""
    first, last = max(date(year, 1, 1), then + timedelta(1)), date(year, 12, 31)
    passed = (min(now, last) - first).days + 1
    return max(passed, 0) / max((last - first).days + 1, 1)


def _level(then: Vantage, offer: str, year: int, row: int) -> tuple[Floats, float]:
    """What bills of a type are expected to come to for each krone due, by calendar month, and the share unnamed."""
    world, at = then.world, year - then.as_of.year
    if offer not in world.offer_index:
        return np.ones(12), 0.0
    column = world.offer_index[offer]
    shape = then.levels.shape[row, column]
    rest = left(world, shape) if at == 0 else 1.0
    level: Floats = then.levels.ahead[row, :, column, at].mean() * shape / max(rest, 1e-9)
    return level, float(then.levels.unnamed[row, column])
