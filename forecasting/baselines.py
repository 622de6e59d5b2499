"""Plain lines that any forecast must beat, from what was known on the origin day: no model, no simulation.

Places: last month carried on; the same month last year with the year's drift. Cost: last year's cost; last year's
share to date; last year's cost at the places of the two lines. Not here: the scoring (`backtest`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.horizon import Floats, day_number, day_numbers, month_starts
from forecasting.inputs import Inputs
from forecasting.ledger import spend_to_date
from forecasting.untied import same_day

YEARS_BACK = 4
NAIVE, SEASONAL = "naive_last_month", "seasonal_naive_drift"
LAST_YEAR, SHARE_TO_DATE = "last_year_cost", "last_year_share_to_date"


@dataclass(frozen=True, eq=False)
class Stock:
    """Average children in place by offer type and month, from `first_year` to the as-of month, as known then."""

    offers: tuple[str, ...]
    first_year: int
    by_month: Floats

    def year(self, year: int) -> Floats:
        """Full-year places by offer type of a past year."""
        begin = 12 * (year - self.first_year)
        lengths = np.diff(month_starts(year, 12))
        places: Floats = self.by_month[:, begin : begin + 12] @ (lengths / lengths.sum())
        return places


def known_stock(inputs: Inputs) -> Stock:
    """Stock of placements paid by us; an open spell counts to the as-of day."""
    ours = inputs.spells.filter("is_paid_by_us", pl.col("start_date") <= inputs.as_of)
    offers = tuple(sorted(ours["offer_type"].unique()))
    first_year = inputs.as_of.year - YEARS_BACK
    months = 12 * YEARS_BACK + inputs.as_of.month
    starts = month_starts(first_year, months)
    begin, end = day_numbers(ours["start_date"])[:, None], day_numbers(ours["end_date"])[:, None] + 1
    end = np.minimum(end, day_number(inputs.as_of) + 1)
    days = np.clip(np.minimum(end, starts[1:]) - np.maximum(begin, starts[:-1]), 0, None)
    served = np.minimum(starts[1:], day_number(inputs.as_of) + 1) - starts[:-1]
    by_offer = [days[(ours["offer_type"] == offer).to_numpy()].sum(axis=0) for offer in offers]
    by_month = np.stack(by_offer) if by_offer else np.zeros((0, months))
    return Stock(offers, first_year, by_month / served)


def places_ahead(stock: Stock, as_of: date, method: str) -> Floats:
    """Full-year places by offer type of the as-of day's year and the next (types, 2)."""
    now = stock.by_month.shape[1]
    whole = np.concatenate([stock.by_month, np.zeros((len(stock.by_month), 24 - as_of.month))], axis=1)
    drift = stock.by_month[:, -1] - stock.by_month[:, -13]
    for month in range(now, whole.shape[1]):
        whole[:, month] = stock.by_month[:, -1] if method == NAIVE else np.maximum(whole[:, month - 12] + drift, 0)
    ahead = Stock(stock.offers, stock.first_year, whole)
    return np.stack([ahead.year(as_of.year), ahead.year(as_of.year + 1)], axis=1)


def cost_ahead(inputs: Inputs, index_per_year: float) -> dict[str, tuple[float, float]]:
    """Kroner of this year and the next by method; a method that lacks its ground is left out."""
    as_of, year = inputs.as_of, inputs.as_of.year
    last = _posted(inputs, year - 1, as_of)
    if last <= 0:
        return {}
    methods = {LAST_YEAR: (last, last)}
    to_date = _posted(inputs, year - 1, same_day(as_of, year - 1))
    if to_date > 0:
        whole = _posted(inputs, year, as_of) / to_date * last
        methods[SHARE_TO_DATE] = (whole, whole)
    stock = known_stock(inputs)
    before = stock.year(year - 1).sum()
    for method in (NAIVE, SEASONAL):
        if before > 0:
            this, following = places_ahead(stock, as_of, method).sum(axis=0) / before
            methods[method] = (
                last * float(this) * (1 + index_per_year), last * float(following) * (1 + index_per_year) ** 2
            )  # fmt: skip
    return methods


def _posted(inputs: Inputs, fiscal_year: int, until: date) -> float:
    return float(spend_to_date(inputs.postings, fiscal_year, until)["amount_kr"].cast(pl.Float64).sum())


def yearly_change(stock: Stock, as_of: date) -> float:
    """Mean absolute change of the total from one past year to the next: the scale of MASE."""
    totals = np.array([stock.year(year).sum() for year in range(stock.first_year, as_of.year)])
    return float(np.abs(np.diff(totals)).mean())
