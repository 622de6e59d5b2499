"""The ledger's part of the current year: what is booked, and what past service is still to be billed.

A service month with any bill counts as billed, so when everything due is posted nothing is invented; one without still
gets its bill with the chance that history gives to bills of its age. Without any history all that is due will come.
Not here: what is due and what has come (`bills`), spend not tied to placements (`untied`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.bills import HISTORY_MONTHS, billed_by_cell, bills_come, dues, is_one_off, with_service_days
from forecasting.horizon import Floats
from forecasting.randomness import combined, keys_of, uniform
from forecasting.world import World

MATURE_MONTHS = 6
"""Bills later than this are too few to wait for."""
RATIO_PAIRS = 30
"""Fewer billed months than this say nothing of bills being higher or lower than due."""


@dataclass(frozen=True, eq=False)
class Unbilled:
    """Outstanding bills: `leaves` (district_id, offer_type, service_month, due_kr), and if each comes (paths, n)."""

    leaves: pl.DataFrame
    comes: Floats

    @property
    def kr(self) -> Floats:
        """Kroner by path and leaf."""
        kr: Floats = self.comes * self.leaves["due_kr"].to_numpy()
        return kr


def still_to_come(bills: pl.DataFrame, now: int) -> Floats:
    """Chance that an unposted bill still comes, by age in months from -1 (service after the ledger's last month).

    From the dues `bills` (month, first_posted) that are old enough to judge; 1 without any.
    """
    mature = bills.filter(pl.col("month") <= now - MATURE_MONTHS)
    if mature.is_empty():
        return np.ones(HISTORY_MONTHS + 2)
    lag = (mature["first_posted"] - mature["month"]).clip(0, HISTORY_MONTHS).drop_nulls().to_numpy()
    by_age = np.append(0.0, np.cumsum(np.bincount(lag, minlength=HISTORY_MONTHS + 1)) / mature.height)
    return np.where(by_age < 1, (by_age[-1] - by_age) / np.maximum(1 - by_age, 1e-12), 0.0)


def unbilled(world: World, own_dues: pl.DataFrame) -> Unbilled:
    """Bills of this fiscal year's past service that are not posted; `own_dues` are those of own classes and frames."""
    ledger_day = world.inputs.cut_off("omkostninger")
    now, january = ledger_day.year * 12 + ledger_day.month - 1, world.horizon.as_of.year * 12
    due = billed_by_cell(dues(world), world.inputs.postings)
    own = own_dues.with_columns(by_cell=pl.lit(value=True))
    due = pl.concat([due.select(own.columns), own])
    came = bills_come(world.inputs.postings)
    bills = due.join(came, on=["key", "month", "is_transport"], how="left", validate="m:1")
    parts = []
    for by_cell in (False, True):
        for transport in (False, True):
            group = bills.filter(pl.col("by_cell") == by_cell, pl.col("is_transport") == transport)
            first = came.filter(pl.col("is_transport") == transport)["month"].min()
            seen = group.filter(pl.col("month") >= (first if isinstance(first, int) else now))
            level = 1.0 if by_cell else _billed_level(seen, now)
            open_ = group.filter(pl.col("month") >= january, pl.col("first_posted").is_null())
            chance = still_to_come(seen, now)[(now - open_["month"]).clip(-1).to_numpy() + 1]
            parts.append(open_.with_columns(chance=pl.Series(chance), due_kr=pl.col("due_kr") * level))
    leaves = pl.concat(parts).filter(pl.col("chance") > 0).sort("key", "month", "is_transport", "district_id")
    names = leaves.select(pl.concat_str(["key", "month", "is_transport"], separator="|")).to_series()
    keys = combined(keys_of(names, world.options.seed)[None, :], np.arange(world.options.paths)[:, None])
    luck = uniform(keys, "bill")
    service = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    return Unbilled(
        leaves.select("district_id", "offer_type", "due_kr", service_month=service),
        (luck < leaves["chance"].to_numpy()).astype(np.float64),
    )


def _billed_level(group: pl.DataFrame, now: int) -> float:
    """Kroner billed per krone due in mature months, to three decimals."""
    paid = group.filter(pl.col("month") <= now - MATURE_MONTHS, pl.col("first_posted").is_not_null())
    if paid.height < RATIO_PAIRS:
        return 1.0
    return round(float(np.clip(paid["posted_kr"].to_numpy().sum() / paid["due_kr"].to_numpy().sum(), 0.5, 1.5)), 3)


def booked(world: World) -> pl.DataFrame:
    """Kroner posted this fiscal year for service to the as-of day, one-offs apart, by leaf.

    A placement's service after the as-of day is forecast by its price, so that part of a bill paid ahead is left out
    here; what no placement explains is booked when it is posted.
    """
    rows = with_service_days(world.inputs.postings.filter(_this_year(world), ~is_one_off()))
    placed = (pl.col("spend_kind") == "placement") | pl.col("placement_id").is_not_null()
    served = (pl.min_horizontal("last_day", pl.lit(world.horizon.as_of)) - pl.col("first_day")).dt.total_days() + 1
    whole = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    share = pl.when(placed).then((served / whole).clip(0, 1)).otherwise(1.0)
    return _leaf_sums(rows.with_columns(amount_kr=pl.col("amount_kr").cast(pl.Float64) * share))


def one_offs(world: World) -> pl.DataFrame:
    """One-offs posted this fiscal year, by leaf."""
    return _leaf_sums(world.inputs.postings.filter(_this_year(world), is_one_off()))


def _this_year(world: World) -> pl.Expr:
    return pl.col("fiscal_year") == world.horizon.as_of.year


def _leaf_sums(postings: pl.DataFrame) -> pl.DataFrame:
    return postings.group_by("grant_area", "district_id", "offer_type").agg(pl.col("amount_kr").cast(pl.Float64).sum())


def spend_to_date(postings: pl.DataFrame, fiscal_year: int, until: date) -> pl.DataFrame:
    """All kroner posted of a fiscal year up to a day, by leaf."""
    chosen = postings.filter(pl.col("fiscal_year") == fiscal_year, pl.col("posting_date") <= until)
    return chosen.group_by("grant_area", "district_id", "offer_type").agg(pl.col("amount_kr").sum())
