"""A peer's method as a plain line: children move between states at the mean rates of a window, month by month.

As cs-demand-model does for children in care: a state is an offer type and an age bracket; the shares that pass from
each state to each other, leave or stay within a month, and the newcomers of a month, are means of the last 12 or 36
months, and carry the children of the as-of day ahead. It knows no season, no growth, no decision and no interval, and
a child has one place. Cost: last year's at these places, as for the other plain lines. Not here: the scoring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import OUTSIDE_TOTAL
from forecasting.given.horizon import Floats, Ints, day_number, day_numbers, month_starts
from forecasting.given.inputs import Inputs
from forecasting.given.terms import ALL, QUANTILES
from forecasting.judged.baselines import NAIVE, Stock, known_stock
from forecasting.judged.scoring import GUESSES

WINDOWS = {"transition_rates_12": 12, "transition_rates_36": 36}
BRACKETS = (6, 10, 13, 16)
"""Ages at which a new bracket begins."""
USUAL_AGE = 9
"""Of a child whose birth is not known."""
OUT = -1


@dataclass(frozen=True, eq=False)
class States:
    """Each child's state (row) at each month's end (column), OUT when in no place; the last column is the as-of day.

    A state is offer x brackets + bracket.
    """

    offers: tuple[str, ...]
    at: Ints

    @property
    def count(self) -> int:
        """Number of states."""
        return len(self.offers) * (len(BRACKETS) + 1)


def states(inputs: Inputs, months: int) -> States:
    """The states of every child at the ends of the last `months` months and on the day before them."""
    ours = inputs.spells.filter("is_paid_by_us", pl.col("start_date") <= inputs.as_of).sort("start_date")
    ours = ours.filter(~pl.col("offer_type").is_in(OUTSIDE_TOTAL))
    offers = tuple(sorted(ours["offer_type"].unique()))
    offer = ours["offer_type"].replace_strict({name: at for at, name in enumerate(offers)}, return_dtype=pl.Int64)
    child = ours["child_label"].rank("dense").to_numpy().astype(np.int64) - 1
    begin, end = day_numbers(ours["start_date"]), day_numbers(ours["end_date"])
    usual = ours["start_date"].dt.offset_by(f"-{USUAL_AGE}y")
    born = day_numbers(ours["birth_month"].fill_null(usual))
    found = np.full((int(child.max(initial=-1)) + 1, months + 1), OUT)
    first = inputs.as_of.year * 12 + inputs.as_of.month - months
    ends = month_starts(first // 12, first % 12 + months)[first % 12 :] - 1
    ends[-1] = day_number(inputs.as_of)
    for column, day in enumerate(ends):
        here = (begin <= day) & (end >= day)
        bracket = np.searchsorted(BRACKETS, (day - born[here]) / 365.25, side="right")
        found[child[here], column] = offer.to_numpy()[here] * (len(BRACKETS) + 1) + bracket
    return States(offers, found)


def stock_ahead(known: States, window: int, months: int) -> Floats:
    """Children by offer type (row) on the as-of day and at the end of each of the months after it."""
    before, after = known.at[:, -window - 1 : -1].ravel(), known.at[:, -window:].ravel()
    size = known.count
    placed = before != OUT
    moved = placed & (after != OUT)
    flows = np.bincount(before[moved] * size + after[moved], minlength=size * size).reshape(size, size)
    exposed = np.bincount(before[placed], minlength=size)
    rates = flows / np.maximum(exposed, 1)[:, None]
    newcomers = np.bincount(after[~placed & (after != OUT)], minlength=size) / window
    now = known.at[:, -1]
    stock = [np.bincount(now[now != OUT], minlength=size).astype(np.float64)]
    for _ in range(months):
        stock.append(stock[-1] @ rates + newcomers)
    by_offer: Floats = np.stack(stock, axis=1).reshape(len(known.offers), len(BRACKETS) + 1, -1).sum(axis=1)
    return by_offer


def transition_guesses(inputs: Inputs, plain: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Guesses (schema GUESSES) of this year and the next, in all and by type; kroner at the naive line's price."""
    stock = known_stock(inputs, "offer_type")
    known = states(inputs, max(WINDOWS.values()))
    rows: list[tuple[int, str, str, str, float]] = []
    for method, window in WINDOWS.items():
        ahead = stock_ahead(known, window, 24 - inputs.as_of.month)
        by_offer = _full_years(stock, (ahead[:, 1:] + ahead[:, :-1]) / 2, inputs)
        for at in range(2):
            total = float(by_offer[:, at].sum())
            rows.append((at, "total", method, ALL, total))
            rows += [(at, "offer_type", method, name, float(by_offer[i, at])) for i, name in enumerate(known.offers)]
            rows += [(at, "total_kr", method, ALL, total * price) for price in _price(plain[at])]
    head = {"at": pl.Int32, "level": pl.String, "method": pl.String, "series": pl.String, "mean": pl.Float64}
    frame = pl.DataFrame(rows, schema=head, orient="row").with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in QUANTILES
    )
    return [frame.filter(pl.col("at") == at).select(list(GUESSES)) for at in range(2)]


def _full_years(stock: Stock, ahead: Floats, inputs: Inputs) -> Floats:
    """Full-year places by offer type of this year and the next: the months known, then `ahead`."""
    whole = Stock(stock.series, stock.first_year, np.concatenate([stock.by_month, ahead], axis=1))
    return np.stack([whole.year(inputs.as_of.year), whole.year(inputs.as_of.year + 1)], axis=1)


def _price(plain: pl.DataFrame) -> list[float]:
    """Kroner a place by the naive line; none without accounts of last year."""
    naive = plain.filter(pl.col("method") == NAIVE)
    totals = dict(naive.filter(pl.col("level").is_in(["total", "total_kr"])).select("level", "mean").iter_rows())
    return [totals["total_kr"] / totals["total"]] if totals.get("total") and "total_kr" in totals else []
