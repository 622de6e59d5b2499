"""Own offers priced by class or frame: their cost moves in steps, not by the child.

Classes on a month = children present on its last day, whoever pays, over children per class, rounded up, per provider
and type; a frame costs the same whatever the number. The cost goes to districts and components by the days of the
children we pay for. Not here: children priced by the day (`charges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from forecasting.given.horizon import MONTHS, YEARS, Flags, Floats, Horizon, Ints, day_number
from forecasting.given.scenario import Move
from forecasting.prices.day_prices import IndexPath
from forecasting.prices.price_growth import FRAME, LARGEST_STEP
from forecasting.prices.rate_calendar import YEARS_BEHIND

PACE_STEPS = 4
PACE_WEIGHT = 2
"""Steps without any pace of its own that a frame is worth."""


@dataclass(frozen=True, eq=False)
class OwnOffers:
    """Providers' own offers: `keys` (provider_id, offer_type) and their price rows."""

    keys: pl.DataFrame
    rows: pl.DataFrame

    @classmethod
    def of(
        cls, own_offers: pl.DataFrame, usual: Mapping[int, float], index_per_year: float, calendar: pl.DataFrame
    ) -> OwnOffers:
        """Number the (provider, type) pairs and mark each service's last row, which carries on.

        `usual` is the log growth of prices by year; where a frame has grown faster or slower, it goes on so.
        `calendar` says which price year each rate is set for (`rate_calendar`).
        """
        keys = own_offers.select("provider_id", "offer_type").unique().sort("provider_id", "offer_type")
        keys = keys.with_row_index("own")
        rows = own_offers.join(keys, on=["provider_id", "offer_type"], how="left").sort("own", "service", "valid_from")
        last = pl.col("valid_from").rank("ordinal", descending=True).over("own", "service") == 1
        rows = rows.with_columns(is_last=last).join(
            _frame_pace(rows, usual, index_per_year), on=["own", "service"], how="left", maintain_order="left"
        )
        own = ["provider_id", "offer_type", "service"]
        set_for = calendar.rename({"institution_id": "provider_id"}).sort("rate_group").unique(own, keep="first")
        rows = rows.join(set_for.drop("rate_group"), on=own, how="left", maintain_order="left")
        return cls(keys, rows.with_columns(pl.col("pace").fill_null(0.0), pl.col("step_month").fill_null(1)))

    @property
    def count(self) -> int:
        """Number of own offers."""
        return self.keys.height

    def of_spells(self, spells: pl.DataFrame) -> Ints:
        """The own offer each spell is in; -1 for none."""
        joined = spells.select("provider_id", "offer_type").join(
            self.keys, on=["provider_id", "offer_type"], how="left", maintain_order="left"
        )
        return joined["own"].cast(pl.Int64).fill_null(-1).to_numpy()

    def monthly_cost(self, heads: Floats, horizon: Horizon, index: IndexPath) -> Floats:
        """Kroner of whole months (paths, own, months) from heads on each month's last day."""
        total = np.zeros(heads.shape)
        share_of_year = horizon.lengths / horizon.year_lengths
        providers = index.steps.positions(self.keys["provider_id"])
        for row in self.rows.iter_rows(named=True):
            here = heads[:, row["own"]]
            until = row["valid_to"]
            in_force = _in_force(horizon, row["valid_from"], until, carries_on=row["is_last"])
            years, base = (np.arange(MONTHS) - (row["step_month"] - 1)) // 12, _set_for(horizon, row)
            level = np.exp(index.log_level(years) - index.log_level(np.minimum(years, base)))
            level = level * np.exp(row["pace"] * np.maximum(years - base, 0))
            level = level * index.steps.factor(years - base, np.arange(len(level))[:, None], providers[row["own"]])
            if row["settlement_form"] == FRAME:
                closed = (until is not None) & (horizon.starts[:-1] > day_number(until or date.max)) & (here == 0)
                units = np.where(closed, 0.0, 1.0)
            else:
                units = np.ceil(np.round(here) / max(row["children_per_class"] or 1, 1))
            total[:, row["own"]] += units * row["kr_per_year"] * share_of_year * level * in_force
        return total


def _set_for(horizon: Horizon, row: dict[str, Any]) -> float:
    """The year index that a row is set for: its rate's where it is the last and in force, else that of its last day."""
    until = row["valid_to"]
    in_force = until is None or until >= horizon.as_of
    if in_force and row["is_last"] and row["set_for"] is not None:
        set_for = row["set_for"]
    else:
        day = max(horizon.as_of if in_force else until, row["valid_from"])
        set_for = day.year - (day.month < row["step_month"])
    return float(np.clip(set_for - horizon.as_of.year, -YEARS_BEHIND, YEARS - 1))


def with_closings(own_offers: pl.DataFrame, moves: tuple[Move, ...]) -> pl.DataFrame:
    """Own offers whose providers close end the day before."""
    for move in moves:
        if move.closes:
            last = pl.lit(move.from_date - timedelta(days=1))
            ends = pl.when(pl.col("provider_id") == move.from_provider).then(
                pl.min_horizontal(pl.col("valid_to").fill_null(last), last)
            )
            own_offers = own_offers.with_columns(valid_to=ends.otherwise("valid_to"))
    return own_offers


def _frame_pace(rows: pl.DataFrame, usual: Mapping[int, float], index_per_year: float) -> pl.DataFrame:
    """Yearly log growth of each frame beyond that of prices in its last steps, pulled to none (own, service, pace)."""
    frames = rows.filter(pl.col("settlement_form") == FRAME, pl.col("kr_per_year") > 0)
    before, since = (pl.col(name).shift(1).over("own", "service") for name in ("kr_per_year", "valid_from"))
    years = (pl.col("valid_from") - since).dt.total_days() / 365.25
    ordinary = (
        pl.col("valid_from")
        .dt.year()
        .replace_strict(usual or {0: 0.0}, default=np.log1p(index_per_year), return_dtype=pl.Float64)
    )
    beyond = (pl.col("kr_per_year") / before).log() / years - ordinary
    return (
        frames.with_columns(beyond=beyond)
        .filter(pl.col("beyond").abs() <= LARGEST_STEP)
        .group_by("own", "service")
        .agg(pace=pl.col("beyond").tail(PACE_STEPS).sum() / (pl.col("beyond").tail(PACE_STEPS).len() + PACE_WEIGHT))
    )


def _in_force(horizon: Horizon, valid_from: date, valid_to: date | None, *, carries_on: bool) -> Flags:
    """Months whose first day the row covers; the last row of a service covers all that follow."""
    first = horizon.starts[:-1]
    begun = first >= day_number(valid_from.replace(day=1))
    return begun if carries_on or valid_to is None else begun & (first <= day_number(valid_to))


def district_shares(days: Floats, fallback: int) -> Floats:
    """Share of each own offer's month by column from `days` (own, columns, months); none: the year's, else fallback."""
    whole = days.sum(axis=2, keepdims=True)
    nobody = np.zeros_like(whole)
    nobody[:, fallback] = 1.0
    whole = np.where(whole.sum(axis=1, keepdims=True) > 0, whole, nobody)
    filled = np.where(days.sum(axis=1, keepdims=True) > 0, days, whole)
    shares: Floats = filled / filled.sum(axis=1, keepdims=True)
    return shares
