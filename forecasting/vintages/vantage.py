"""One forecast as another is held against it: what becomes of each case, what places cost, and what bills were due.

Days are counted over all paths as integers, so that sums come out the same in any order. Not here: which state each
case was in on an earlier day (`vintage_cases`), what two forecasts differ by (`vintage_change`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats, Ints
from forecasting.given.postings import PLACED
from forecasting.given.terms import ALL, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.ledger.billing_level import BillingLevels
from forecasting.ledger.bills import billed_by_cell, dues
from forecasting.ledger.own_dues import own_dues
from forecasting.ledger.this_year import booked
from forecasting.ledger.year_end import next_year_shares
from forecasting.places.cases import case_table
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.sums.provenance import HISTORIC
from forecasting.sums.tally import Tally
from forecasting.told.bridge import ZERO
from forecasting.told.driver_accounts import YearAccount, forecast_accounts
from forecasting.world import World

Cell = tuple[str, str]
DUE = ("district_id", "offer_type", "is_transport", "month")
CASE_DAYS = {
    "case": pl.Int32, "district_id": pl.String, "offer_type": pl.String, "fiscal_year": pl.Int32, "behind": pl.Int64,
    "ahead": pl.Int64, "carried": pl.Float64,
}  # fmt: skip
"""Days summed over all paths by case, to the as-of day and after it; `carried` is a line's factor on the latter."""


@dataclass(frozen=True, eq=False)
class Vantage:
    """What a comparison needs of one forecast.

    By fiscal year: `accounts`, and `late_bills`, the kroner of places by cell that the accounts of the year after book.
    """

    world: World
    cases: pl.DataFrame
    case_days: pl.DataFrame
    years: pl.DataFrame
    accounts: dict[int, YearAccount]
    late_bills: dict[int, dict[Cell, float]]
    levels: BillingLevels

    @classmethod
    def of(
        cls, world: World, population: Population, flow: Tally, sums: Tally, years: pl.DataFrame, levels: BillingLevels
    ) -> Vantage:
        """The vantage of a forecast: `flow` before any plain line, `sums` after, `years` as published.

        Without cases where the options do not ask for them.
        """
        if not world.options.tells_cases:
            return cls(world, pl.DataFrame(), pl.DataFrame(schema=CASE_DAYS), years, {}, {}, levels)
        days = case_days(world, population, _carried(world, flow, sums))
        accounts = dict(zip(world.horizon.years, forecast_accounts(world, years), strict=True))
        return cls(world, case_table(world), days, years, accounts, _late_bills(world, sums), levels)

    @property
    def as_of(self) -> date:
        """The day that the forecast sees from."""
        return self.world.horizon.as_of

    @cached_property
    def dues(self) -> pl.DataFrame:
        """Kroner due by cell, transport or not and service month (number) until the as-of day, in a fixed order."""
        placed = billed_by_cell(dues(self.world), self.world.billed_in_one)
        rows = pl.concat([frame.select(*DUE, "due_kr") for frame in (placed, own_dues(self.world))])
        return rows.sort(pl.all()).group_by(DUE, maintain_order=True).agg(pl.col("due_kr").sum())

    def billed(self, year: int) -> dict[Cell, Decimal]:
        """Kroner of places posted and still to be posted of a fiscal year for service to the as-of day, by cell."""
        kr = {cell: row["mean_kr"] for cell, row in self.rows(year, "unbilled").items()}
        if year == self.as_of.year:
            for _, district, offer, amount in booked(self.world, PLACED).iter_rows():
                cell = (district or UNKNOWN_DISTRICT, offer or UNSPLIT)
                kr[cell] = kr.get(cell, ZERO) + Decimal(repr(round(amount, 2)))
        return kr

    def rows(self, year: int, component: str) -> dict[Cell, dict[str, Any]]:
        """The published rows of a component by cell."""
        return cell_rows(self.years, year, component)


def cell_rows(years: pl.DataFrame, year: int, component: str) -> dict[Cell, dict[str, Any]]:
    """The rows of a component in `years` (schema FISCAL_YEAR) by cell, all grant areas together."""
    rows = years.filter(
        pl.col("fiscal_year") == year, pl.col("component") == component,
        pl.col("grant_area") == ALL, pl.col("district_id") != ALL, pl.col("offer_type") != ALL,
    )  # fmt: skip
    return {(row["district_id"], row["offer_type"]): row for row in rows.iter_rows(named=True)}


def case_days(world: World, population: Population, carried: Floats) -> pl.DataFrame:
    """Days of the stays that we pay for, by case, cell and year (schema CASE_DAYS), with a line's factor by cell."""
    parts = [_part_days(world, _paid(world, left), population.paths // count) for left, count in population.parts]
    offers = len(world.offers)
    wide = pl.concat(parts).group_by("case", "cell").agg(pl.all().sum()).sort("case", "cell")
    frames = [
        wide.select(
            "case", district_id=pl.lit(pl.Series(world.districts)).gather(pl.col("cell") // offers),
            offer_type=pl.lit(pl.Series(world.offers)).gather(pl.col("cell") % offers),
            fiscal_year=pl.lit(year), behind=pl.lit(0) if at else pl.col("behind"), ahead=f"ahead_{at}",
            carried=pl.lit(pl.Series(carried[:, at])).gather("cell"),
        ).filter((pl.col("behind") > 0) | (pl.col("ahead") > 0))
        for at, year in enumerate(world.horizon.years)
    ]  # fmt: skip
    return pl.concat([frame.select(pl.col(n).cast(t) for n, t in CASE_DAYS.items()) for frame in frames])


def _paid(world: World, left: Left) -> Left:
    paid = world.spells["is_paid_by_us"].to_numpy()
    return left.take(np.append(paid, True)[left.stays.spell])


def _part_days(world: World, left: Left, weight: int) -> pl.DataFrame:
    """Days by case and cell to the as-of day and in each year after it, times the paths that each stay stands for."""
    stays, tomorrow = left.stays, world.horizon.tomorrow
    columns = {"behind": _days_within(left, world.horizon.first, tomorrow)}
    for at, _ in enumerate(world.horizon.years):
        first, stop = world.horizon.year_bounds(at)
        columns[f"ahead_{at}"] = _days_within(left, max(first, tomorrow), stop)
    cell = stays.district.astype(np.int64) * len(world.offers) + stays.offer
    frame = pl.DataFrame({"case": stays.case, "cell": cell, **columns})
    whole = frame.with_columns(pl.exclude("case", "cell").cast(pl.Int64) * weight)
    return whole.group_by("case", "cell").agg(pl.all().sum())


def _days_within(left: Left, first: int, stop: int) -> Ints:
    days: Ints = np.maximum(np.minimum(left.stop, stop) - np.maximum(left.stays.start, first), 0)
    return days


def _late_bills(world: World, sums: Tally) -> dict[int, dict[Cell, float]]:
    """Mean kroner of each year's service after the as-of day that the next fiscal year books, by cell."""
    late = next_year_shares(world).late(sums.component_kr.sum(axis=0) + sums.transport_kr).mean(axis=0)
    cells = [(district, offer) for district in world.districts for offer in world.offers]
    by_year = zip(world.horizon.years, late.T.tolist(), strict=True)
    return {year: {cell: kr for cell, kr in zip(cells, amounts, strict=True) if kr} for year, amounts in by_year}


def _carried(world: World, flow: Tally, lined: Tally) -> Floats:
    """What a plain line multiplies the days ahead of each cell and year by (cells, years)."""
    years = len(world.horizon.years)
    if not world.options.lines:
        return np.ones((world.cells, years))
    ahead, whole = (sums.days.mean(axis=0).reshape(world.cells, years, 12).sum(axis=2) for sums in (flow, lined))
    behind = flow.sources[HISTORIC].reshape(world.cells, years, 12).sum(axis=2)
    ahead, whole = ahead - behind, whole - behind
    factor: Floats = np.where(ahead > 0, whole / np.where(ahead > 0, ahead, 1.0), 1.0)
    return factor
