"""One end of a change between two vintages: a forecast's year, or the year as it came to be booked.

Not here: what the ends differ by (`vintage_change`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from forecasting.given.horizon import days_in_year
from forecasting.ledger.closed import is_closed
from forecasting.ledger.untied import opened
from forecasting.told.bridge import TEN_THOUSANDTH, ZERO
from forecasting.told.driver_accounts import Cell, YearAccount, booked_account
from forecasting.vintages.expected_bills import expected_bills
from forecasting.vintages.vantage import Vantage
from forecasting.vintages.vintage_cases import UNKNOWN, case_groups

Parts = dict[str, Decimal]


@dataclass(frozen=True, eq=False)
class Side:
    """One end of a change by cell: places by group, the published sums, and bills beside what was expected of them."""

    year: int
    groups: Mapping[Cell, Parts]
    adjusted: Mapping[Cell, Mapping[str, Any]]
    account: YearAccount
    billed: Mapping[Cell, Decimal]
    expected_bills: Mapping[Cell, Decimal]

    @classmethod
    def of(cls, one: Vantage, then: Vantage, year: int, days: pl.DataFrame) -> Side:
        """A forecast's year; `days` are its `group_days` by the states on the day of `then`."""
        return cls(
            year, _groups(one, year, days), one.rows(year, "adjustment"), one.accounts[year], one.billed(year),
            expected_bills(one, then, year),
        )  # fmt: skip

    def places(self, offer: str) -> Decimal:
        """Places of cases of a type in all districts."""
        return sum((sum(parts.values(), ZERO) for cell, parts in self.groups.items() if cell[1] == offer), ZERO)

    def placed_kr(self, offer: str) -> Decimal:
        """Kroner of a type's places in all districts."""
        return sum((self.account.placed(cell) for cell in self.account.total if cell[1] == offer), ZERO)

    def adjustment(self, cell: Cell, column: str) -> Decimal:
        """Places or kroner of a cell's adjustments."""
        row = self.adjusted.get(cell)
        return (row[column] or ZERO) if row else ZERO


def _groups(one: Vantage, year: int, days: pl.DataFrame) -> dict[Cell, Parts]:
    """Full-year places by cell and group, unrounded."""
    length = one.world.options.paths * days_in_year(year)
    found: dict[Cell, Parts] = {}
    rows = days.filter(pl.col("fiscal_year") == year).drop("fiscal_year")
    for district, offer, group, behind, ahead, carried in rows.iter_rows():
        in_place = Decimal(behind) + (Decimal(ahead) if carried == 1 else Decimal(repr(ahead * carried)))
        found.setdefault((district, offer), {})[group] = in_place / length
    return found


def closed_year(now: Vantage, then: Vantage) -> int | None:
    """The year of `then`, where it is over and booked on the day of `now`: the ledger has January and all of the year.

    Only from the year before: of earlier ones the vintage that came first has told.
    """
    year = then.as_of.year
    has_all = is_closed(year, opened(now.world), now.world.inputs.cut_off("omkostninger"))
    return year if now.as_of.year == year + 1 and has_all else None


def closed_side(now: Vantage, then: Vantage, year: int) -> Side:
    """A closed year as registered and booked on the day of `now`, grouped by the states on the day of `then`."""
    groups: dict[Cell, Parts] = {}
    for district, offer, group, days in _registered(now, then, year):
        groups.setdefault((district, offer), {})[group] = Decimal(days) / days_in_year(year)
    places = {cell: sum(parts.values(), ZERO).quantize(TEN_THOUSANDTH) for cell, parts in groups.items()}
    account = booked_account(now.world, year, places)
    billed = {cell: account.placed(cell) for cell in account.total}
    return Side(year, groups, {}, account, billed, expected_bills(now, then, year))


def _registered(now: Vantage, then: Vantage, year: int) -> Iterable[tuple[str, str, str, int]]:
    """Days of a year in registered places that we pay for, by cell and group."""
    first, last = pl.lit(date(year, 1, 1)), pl.lit(date(year, 12, 31))
    inside = pl.min_horizontal(pl.col("end_date").fill_null(last), last) - pl.max_horizontal("start_date", first)
    spells = now.world.spells.with_row_index("case").with_columns(
        pl.col("case").cast(pl.Int32), days=(inside.dt.total_days() + 1).clip(0)
    )
    ours = spells.filter("is_paid_by_us", pl.col("days") > 0).join(case_groups(then, now), on="case", how="left")
    keys = ("district_id", "offer_type", "group")
    sums = ours.with_columns(pl.col("group").fill_null(UNKNOWN)).group_by(keys).agg(pl.col("days").sum()).sort(keys)
    return sums.iter_rows()
