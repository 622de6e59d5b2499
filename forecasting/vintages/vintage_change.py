"""The rows of forecast.vintage_change: one forecast held against the one before, by what has become known between them.

The forecast before is made again today of what was known on its day. What differs is the model (other code or
assumptions) or a correction (the day's data are told otherwise now). From there to the new forecast, places are split
by the state that each case was in on that day, kroner are those places at the price of their type then, and the rest
is price, bills, one-offs and what stands apart from places. Rows of cells are exact, totals are sums of cells.
Not here: which case was in which state (`vintage_cases`), the two ends (`vintage_side`), year against year
(`driver_table`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL, MONEY, Schema
from forecasting.told.bridge import ORE, TEN_THOUSANDTH, ZERO
from forecasting.told.driver_accounts import Cell
from forecasting.told.driver_table import change_columns, members, with_rest
from forecasting.told.year_budget import budget_by_cell
from forecasting.vintages.vantage import Vantage, cell_rows
from forecasting.vintages.vintage_cases import GROUPS, group_days
from forecasting.vintages.vintage_side import Parts, Side, closed_side, closed_year

YEARS = 2
"""The current fiscal year and the next."""
FORECAST, ACCOUNTS = "forecast", "accounts"
"""What a change ends in: the new forecast, or the accounts of the year before, when they are closed."""
CHANGE_PLACES = (
    *("model", "correction", "model_or_correction"),
    *("in_place", "decided", "pending", "unknown", "adjustment"),
)
CHANGE_KR = (*CHANGE_PLACES, "price", "bills", "one_off", "other")
VINTAGE_CHANGE: Schema = {
    "ends_in": pl.String,
    **change_columns(CHANGE_PLACES, CHANGE_KR),
    "previous_budget_kr": MONEY,
    "budget_kr": MONEY,
}


@dataclass(frozen=True, eq=False)
class Previous:
    """The vintage before: `years` and `budgets` as it was published, and the same day's forecast made today.

    `has_same_method` and `has_same_data` say whether code and assumptions, and what is told of its day, are as then.
    """

    years: pl.DataFrame
    budgets: pl.DataFrame
    again: Vantage
    has_same_method: bool
    has_same_data: bool

    @property
    def cause(self) -> str:
        """What the forecast made again differs from the published one by."""
        if self.has_same_method == self.has_same_data:
            return "model_or_correction"
        return "correction" if self.has_same_method else "model"


def vintage_changes(previous: Previous, now: Vantage, budgets: pl.DataFrame) -> pl.DataFrame:
    """The rows of forecast.vintage_change (schema VINTAGE_CHANGE); `budgets` are the rows of forecast.deviation."""
    again, had, has = previous.again, _budgets(previous.budgets), _budgets(budgets)
    shared = [year for year in now.world.horizon.years[:YEARS] if year in again.world.horizon.years]
    then_days, now_days = group_days(again, again), group_days(again, now)
    ends = [(FORECAST, Side.of(now, again, year, now_days)) for year in shared]
    over = closed_year(now, again)
    if over is not None:
        ends.append((ACCOUNTS, closed_side(now, again, over)))
        has |= {(over, *cell): kr for cell, kr in budget_by_cell(now.world, over).items()}
    split = {(year, district == ALL, offer == ALL) for year, district, offer in has}
    rows: list[tuple[Any, ...]] = []
    for ends_in, after in ends:
        change = _Change(previous, Side.of(again, again, after.year, then_days), after)
        for key, amounts in change.rows():
            at = (after.year, *key)
            nothing = ZERO if (after.year, *(code == ALL for code in key)) in split else None
            rows.append((ends_in, *at, *amounts, had.get(at), has.get(at, nothing)))
    return pl.DataFrame(rows, schema=VINTAGE_CHANGE, orient="row").sort(list(VINTAGE_CHANGE)[:4])


def _budgets(deviation: pl.DataFrame) -> dict[tuple[int, str, str], Decimal]:
    rows = deviation.filter(pl.col("grant_area") == ALL)
    keys = rows.select("fiscal_year", "district_id", "offer_type", "budget_kr")
    return {(year, district, offer): kr for year, district, offer, kr in keys.iter_rows()}


@dataclass(frozen=True, eq=False)
class _Change:
    """From the published forecast by way of the one made again (`before`) to the new one (`after`), in one year."""

    previous: Previous
    before: Side
    after: Side

    def rows(self) -> Iterator[tuple[Cell, list[Decimal]]]:
        """The rows' keys, totals included, with their amounts; types outside the total have no places in ALL."""
        published = cell_rows(self.previous.years, self.after.year, "total")
        cells = sorted({*published, *self.before.account.total, *self.after.account.total})
        by_cell = {cell: self._amounts(cell, published.get(cell)) for cell in cells}
        for key, own in members(cells):
            counted = [cell for cell in own if key[1] != ALL or counts_in_total(cell[1])]
            places = _summed([by_cell[cell][0] for cell in counted], 2 + len(CHANGE_PLACES))
            yield key, places + _summed([by_cell[cell][1] for cell in own], 2 + len(CHANGE_KR))

    def _amounts(self, cell: Cell, published: Mapping[str, Any] | None) -> tuple[list[Decimal], list[Decimal]]:
        """Places, then kroner: previous, new, and the causes in their order."""
        old_places, old_kr = (
            (published["full_year_places"] or ZERO, published["mean_kr"]) if published else (ZERO, ZERO)
        )
        again, later = self.before.account, self.after.account
        places = self._places(cell) | {self.previous.cause: again.places.get(cell, ZERO) - old_places}
        kroner = self._kroner(cell) | {self.previous.cause: again.total.get(cell, ZERO) - old_kr}
        return (
            [old_places, later.places.get(cell, ZERO), *(places.get(cause, ZERO) for cause in CHANGE_PLACES)],
            [old_kr, later.total.get(cell, ZERO), *(kroner.get(cause, ZERO) for cause in CHANGE_KR)],
        )

    def _places(self, cell: Cell) -> Parts:
        """The change in places since the forecast made again, by group; rounding goes to the largest."""
        had, has = (side.groups.get(cell, {}) for side in (self.before, self.after))
        exact = {group: has.get(group, ZERO) - had.get(group, ZERO) for group in GROUPS}
        parts = {group: part.quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_EVEN) for group, part in exact.items()}
        judged = self._difference(cell, "full_year_places")
        change = self.after.account.places.get(cell, ZERO) - self.before.account.places.get(cell, ZERO)
        return with_rest(parts, change - judged - sum(parts.values(), ZERO)) | {"adjustment": judged}

    def _kroner(self, cell: Cell) -> Parts:
        """The change in kroner since the forecast made again."""
        before, after = self.before.account, self.after.account
        judged = self._difference(cell, "mean_kr")
        one_off = after.one_off.get(cell, ZERO) - before.one_off.get(cell, ZERO)
        other = after.apart.get(cell, ZERO) - before.apart.get(cell, ZERO) - judged
        placed = after.placed(cell) - before.placed(cell)
        beside = {"adjustment": judged, "one_off": one_off}
        price = self._price(cell[1])
        if price is None:
            return beside | {"other": other + placed}
        groups = {
            group: (part * price).quantize(ORE, rounding=ROUND_HALF_EVEN)
            for group, part in self._places(cell).items() if group in GROUPS
        }  # fmt: skip
        bills = self._bills(cell)
        rest = placed - sum(groups.values(), ZERO) - bills
        return groups | beside | {"price": rest, "bills": bills, "other": other}

    def _price(self, offer: str) -> Decimal | None:
        """Kroner of a mean place of a type before, else after; None where it has no places."""
        for side in (self.before, self.after):
            if places := side.places(offer):
                return side.placed_kr(offer) / places
        return None

    def _bills(self, cell: Cell) -> Decimal:
        """What bills of service between the two days came to beside what was expected of that service."""
        came = self.after.billed.get(cell, ZERO) - self.before.billed.get(cell, ZERO)
        return came - (self.after.expected_bills.get(cell, ZERO) - self.before.expected_bills.get(cell, ZERO))

    def _difference(self, cell: Cell, column: str) -> Decimal:
        return self.after.adjustment(cell, column) - self.before.adjustment(cell, column)


def _summed(amounts: list[list[Decimal]], columns: int) -> list[Decimal]:
    return [sum(column, ZERO) for column in zip(*amounts, strict=True)] or [ZERO] * columns
