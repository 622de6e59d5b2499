"""Plain lines that any forecast must beat, from what was known on the origin day: no model of ours, no simulation.

Places: last month carried on; the same month last year with the year's drift; exponential smoothing and Theta on the
monthly total (statsmodels). Cost: last year's; last year's share to date; last year's at the places of the lines; the
budget; the accounts of whole years alone, with their pooled growth. Not here: the scoring (`scoring`).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from statsmodels.tools.sm_exceptions import ModelWarning
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from forecasting.given.children import OUTSIDE_TOTAL
from forecasting.given.horizon import Floats, day_number, day_numbers, month_starts, same_day
from forecasting.given.inputs import Inputs
from forecasting.given.terms import ALL, QUANTILES, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.judged.annual_points import FEWEST, annual_ahead
from forecasting.judged.scoring import GUESSES

YEARS_BACK = 4
NAIVE, SEASONAL = "naive_last_month", "seasonal_naive_drift"
SMOOTHING, THETA = "exponential_smoothing", "theta"
LAST_YEAR, SHARE_TO_DATE, BUDGET = "last_year_cost", "last_year_share_to_date", "budget"
ANNUAL = "annual_points"
SHORTEST_SERIES = 30
"""Months that a season and a trend cannot be told from."""


@dataclass(frozen=True, eq=False)
class Stock:
    """Average children in place by series and month, from `first_year` to the as-of month, as known then."""

    series: tuple[str, ...]
    first_year: int
    by_month: Floats

    def year(self, year: int) -> Floats:
        """Full-year places by series of a past year."""
        begin = 12 * (year - self.first_year)
        lengths = np.diff(month_starts(year, 12))
        places: Floats = self.by_month[:, begin : begin + 12] @ (lengths / lengths.sum())
        return places


def known_stock(inputs: Inputs, by: str, *, in_total: bool = True) -> Stock:
    """Stock of placements paid by us, by a column of the spells; an open spell counts to the as-of day."""
    ours = inputs.spells.filter("is_paid_by_us", pl.col("start_date") <= inputs.as_of)
    if in_total:
        ours = ours.filter(~pl.col("offer_type").is_in(OUTSIDE_TOTAL))
    series = tuple(sorted(ours[by].unique()))
    first_year = inputs.as_of.year - YEARS_BACK
    months = 12 * YEARS_BACK + inputs.as_of.month
    starts = month_starts(first_year, months)
    begin, end = day_numbers(ours["start_date"])[:, None], day_numbers(ours["end_date"])[:, None] + 1
    end = np.minimum(end, day_number(inputs.as_of) + 1)
    days = np.clip(np.minimum(end, starts[1:]) - np.maximum(begin, starts[:-1]), 0, None)
    served = np.minimum(starts[1:], day_number(inputs.as_of) + 1) - starts[:-1]
    sums = [days[(ours[by] == name).to_numpy()].sum(axis=0) for name in series]
    by_month = np.stack(sums) if sums else np.zeros((0, months))
    return Stock(series, first_year, by_month / served)


def places_ahead(stock: Stock, as_of: date, method: str) -> Floats:
    """Full-year places by series of the as-of day's year and the next (series, 2)."""
    now, stop = stock.by_month.shape[1], stock.by_month.shape[1] + 24 - as_of.month
    whole = np.concatenate([stock.by_month, np.zeros((len(stock.by_month), stop - now))], axis=1)
    drift = stock.by_month[:, -1] - stock.by_month[:, -13]
    for month in range(now, stop):
        whole[:, month] = stock.by_month[:, -1] if method == NAIVE else np.maximum(whole[:, month - 12] + drift, 0)
    return _yearly(stock, whole, as_of)


def _yearly(stock: Stock, whole: Floats, as_of: date) -> Floats:
    ahead = Stock(stock.series, stock.first_year, whole)
    return np.stack([ahead.year(as_of.year), ahead.year(as_of.year + 1)], axis=1)


def total_ahead(stock: Stock, as_of: date) -> dict[str, Floats]:
    """Full-year places in all of this year and the next by the standard methods; none where the series is too short."""
    total = stock.by_month.sum(axis=0)
    begun = int(np.argmax(total > 0))
    known = total[begun:]
    if len(known) < SHORTEST_SERIES or np.ptp(known) == 0:
        return {}
    steps = 24 - as_of.month
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)
        smooth = ExponentialSmoothing(
            known,
            trend="add",
            damped_trend=True,
            seasonal="add",
            seasonal_periods=12,
            initialization_method="heuristic",
        ).fit()
        found = {SMOOTHING: smooth.forecast(steps), THETA: ThetaModel(known, period=12).fit().forecast(steps)}
    return {
        method: _yearly(stock, np.concatenate([total, np.asarray(ahead)])[None, :], as_of)[0]
        for method, ahead in found.items()
    }


def plain_guesses(inputs: Inputs, index_per_year: float) -> list[pl.DataFrame]:
    """Guesses (schema GUESSES) of this year and the next by every plain line that has its ground."""
    rows: list[tuple[int, str, str, str, float]] = []
    growth: dict[str, Floats] = {}
    for level, by in (("offer_type", "offer_type"), ("district", "district_id")):
        stock = known_stock(inputs, by)
        for method in (NAIVE, SEASONAL):
            ahead = places_ahead(stock, inputs.as_of, method)
            rows += _rows(level, method, dict(zip(stock.series, ahead, strict=True)))
            if level == "offer_type":
                rows += _rows("total", method, {ALL: ahead.sum(axis=0)})
                growth[method] = ahead.sum(axis=0)
    stock = known_stock(inputs, "offer_type")
    standard = total_ahead(stock, inputs.as_of)
    rows += [row for method, ahead in standard.items() for row in _rows("total", method, {ALL: ahead})]
    before = float(stock.year(inputs.as_of.year - 1).sum())
    indexed = (1 + index_per_year) ** np.array([1.0, 2.0])
    ratios = {m: ahead / before * indexed for m, ahead in (growth | standard).items()} if before > 0 else {}
    rows += _cost_rows(inputs, ratios) + _budget_rows(inputs)
    head = {"at": pl.Int32, "level": pl.String, "method": pl.String, "series": pl.String, "mean": pl.Float64}
    frame = pl.DataFrame(rows, schema=head, orient="row")
    empty = [pl.lit(None, dtype=pl.Float64).alias(name) for name in QUANTILES]
    typed = frame.with_columns(empty).select("at", *(pl.col(name).cast(kind) for name, kind in GUESSES.items()))
    return [typed.filter(pl.col("at") == at).drop("at") for at in range(2)]


def _rows(level: str, method: str, ahead: dict[str, Floats]) -> list[tuple[int, str, str, str, float]]:
    return [(at, level, method, name, float(value[at])) for name, value in ahead.items() for at in range(2)]


def _cost_rows(inputs: Inputs, ratios: dict[str, Floats]) -> list[tuple[int, str, str, str, float]]:
    """Last year's cost as it was, at its share to date, and at the places of the lines."""
    as_of, year = inputs.as_of, inputs.as_of.year
    rows = []
    for level, by in (("total_kr", None), ("offer_type_kr", "offer_type"), ("district_kr", "district_id")):
        last = _posted(inputs, year - 1, as_of, by)
        so_far, to_date = _posted(inputs, year, as_of, by), _posted(inputs, year - 1, same_day(as_of, year - 1), by)
        if sum(last.values()) <= 0:
            continue
        rows += _rows(level, LAST_YEAR, {name: np.full(2, kr) for name, kr in last.items()})
        share = {
            name: so_far.get(name, 0.0) / to_date[name] * kr for name, kr in last.items() if to_date.get(name, 0) > 0
        }
        if share:
            rows += _rows(level, SHARE_TO_DATE, {name: np.full(2, share.get(name, kr)) for name, kr in last.items()})
        rows += _rows(level, ANNUAL, _annual(inputs, by))
        for method, ratio in ratios.items():
            rows += _rows(level, method, {name: kr * ratio for name, kr in last.items()})
    return rows


def _annual(inputs: Inputs, by: str | None) -> dict[str, Floats]:
    """The accounts alone, this year and the next: series with kroner in every year grow together, others stand."""
    first = inputs.postings["posting_date"].min()
    since = first.year + (first.month > 1) if isinstance(first, date) else inputs.as_of.year
    years = [_posted(inputs, year, inputs.as_of, by or "offer_type") for year in range(since, inputs.as_of.year)]
    whole = [name for name in years[-1] if min(year.get(name, 0.0) for year in years) > 0] if years else []
    if len(years) < FEWEST or not whole:
        return {}
    ahead = annual_ahead(np.array([[year[name] for year in years] for name in whole]), 2)
    found = {name: np.full(2, kr) for name, kr in years[-1].items()} | dict(zip(whole, ahead, strict=True))
    return {ALL: np.sum(list(found.values()), axis=0)} if by is None else found


def _posted(inputs: Inputs, fiscal_year: int, until: date, by: str | None) -> dict[str, float]:
    """Kroner posted of a fiscal year up to a day by a column, or in all."""
    chosen = inputs.postings.filter(pl.col("fiscal_year") == fiscal_year, pl.col("posting_date") <= until)
    name = pl.lit(ALL) if by is None else pl.col(by).fill_null(UNSPLIT if by == "offer_type" else UNKNOWN_DISTRICT)
    sums = chosen.group_by(name.alias("series")).agg(pl.col("amount_kr").cast(pl.Float64).sum())
    return dict(sums.sort("series").iter_rows())


def _budget_rows(inputs: Inputs) -> list[tuple[int, str, str, str, float]]:
    """The expected corrected budget in all and, where it is split, by offer type."""
    rows = []
    for at in range(2):
        year = inputs.budget.filter(pl.col("fiscal_year") == inputs.as_of.year + at)
        kr = pl.col("expected_corrected_kr").cast(pl.Float64).sum()
        by_type = year.drop_nulls("offer_type").group_by("offer_type").agg(kr).sort("offer_type")
        sums = [] if year.is_empty() else [("total_kr", ALL, float(year.select(kr).item()))]
        sums += [("offer_type_kr", offer, value) for offer, value in by_type.iter_rows() if offer != ALL]
        rows += [(at, level, BUDGET, series, value) for level, series, value in sums]
    return rows


def yearly_change(stock: Stock, as_of: date) -> float:
    """Mean absolute change of the total from one past year to the next: the scale of MASE."""
    totals = np.array([stock.year(year).sum() for year in range(stock.first_year, as_of.year)])
    return float(np.abs(np.diff(totals)).mean())
