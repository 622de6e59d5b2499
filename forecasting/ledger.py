"""The ledger's part of the current year: what is booked, and what past service is still to be billed.

A bill is due for each placement and service month (own classes and frames: for each provider, type and month). One
that has come at all counts as billed, so when everything due is posted nothing is invented; one that has not come
still comes with the chance that history gives to bills of its age. Without any history of bills all that is due will
come. Not here: spend not tied to placements (`untied`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.horizon import Floats
from forecasting.prices import TRANSPORT
from forecasting.randomness import combined, keys_of, uniform
from forecasting.world import World

MATURE_MONTHS = 6
"""Bills later than this are too few to wait for."""
HISTORY_MONTHS = 30
PLACED = ("placement", "transport")
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


def month_of(column: str) -> pl.Expr:
    """Month number of a date: year x 12 + month - 1."""
    return pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month() - 1


def dues(world: World) -> pl.DataFrame:
    """Kroner due by placement, service month and transport or not, of the months with a history of bills.

    Columns: key, provider_id, offer_type, district_id, month (number), is_transport, due_kr.
    """
    as_of = world.horizon.as_of
    last = pl.col("valid_from").rank("ordinal", descending=True).over("placement_id", "service") == 1
    rows = (
        world.inputs.prices.filter(pl.col("settlement_form").fill_null("takst") == "takst")
        .with_columns(valid_to=pl.when(last).then(None).otherwise("valid_to"))
        .join(world.spells.filter("is_paid_by_us"), on="placement_id", how="inner", validate="m:1")
        .with_columns(is_transport=pl.col("service") == TRANSPORT)
    )
    stays = rows.with_columns(first=pl.max_horizontal("start_date", "valid_from"), last="end_date")
    notices = rows.filter(~pl.col("is_transport"), pl.col("notice_to").is_not_null()).with_columns(
        first=pl.max_horizontal("notice_from", "valid_from"), last="notice_to"
    )
    return (
        pl.concat([stays, notices])
        .with_columns(last=pl.min_horizontal(pl.col("last"), "valid_to", pl.lit(as_of)))
        .filter(pl.col("last") >= pl.col("first"))
        .join_where(
            _history_months(as_of),
            pl.col("month_first") <= pl.col("last"), pl.col("first") <= pl.col("month_first").dt.month_end()
        )
        .with_columns(
            days=(
                pl.min_horizontal("last", pl.col("month_first").dt.month_end())
                - pl.max_horizontal("first", "month_first")
            ).dt.total_days()
            + 1
        )
        .group_by("placement_id", "provider_id", "offer_type", "district_id", "month", "is_transport")
        .agg(due_kr=(pl.col("days") * pl.col("kr_per_day")).sum())
        .rename({"placement_id": "key"})
        .filter(pl.col("due_kr") != 0)
        .sort("key", "month", "is_transport")
    )


def _history_months(as_of: date) -> pl.DataFrame:
    """The months whose bills are looked at: number and first day."""
    now = as_of.year * 12 + as_of.month - 1
    months = pl.DataFrame({"month": range(now - HISTORY_MONTHS, now + 1)}, schema={"month": pl.Int32})
    return months.with_columns(month_first=pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1))


def posted(world: World) -> pl.DataFrame:
    """First posting and kroner by key, service month and transport or not; the key is the placement, else the cell."""
    rows = world.inputs.postings.filter(~_one_off(), pl.col("spend_kind").is_in(PLACED))
    cell = pl.concat_str(["provider_id", "offer_type"], separator="|", ignore_nulls=True)
    return (
        rows.with_columns(
            key=pl.coalesce("placement_id", cell),
            month=month_of("service_month").fill_null(month_of("posting_date")),
            is_transport=pl.col("spend_kind") == "transport",
        )
        .group_by("key", "month", "is_transport")
        .agg(posted_kr=pl.col("amount_kr").cast(pl.Float64).sum(), first_posted=month_of("posting_date").min())
    )


def billed_by_cell(dues_: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    """Dues with the key that their provider bills by: the placement, or provider and type in one."""
    placed = postings.filter(pl.col("spend_kind") == "placement")
    by_cell = (
        placed.group_by("provider_id", "offer_type")
        .agg(named=pl.col("placement_id").is_not_null().any())
        .filter(~pl.col("named"))
        .drop_nulls()
    )
    marked = dues_.join(by_cell, on=["provider_id", "offer_type"], how="left")
    cell = pl.concat_str(["provider_id", "offer_type"], separator="|")
    return marked.with_columns(
        key=pl.when(pl.col("named").is_not_null()).then(cell).otherwise("key"), by_cell=pl.col("named").is_not_null()
    ).drop("named")


def still_to_come(bills: pl.DataFrame, now: int) -> Floats:
    """Chance that an unposted bill of each age in months still comes; `bills` (month, first_posted) of past dues."""
    mature = bills.filter(pl.col("month") <= now - MATURE_MONTHS)
    if mature.is_empty():
        return np.ones(HISTORY_MONTHS + 1)
    lag = (mature["first_posted"] - mature["month"]).clip(0, HISTORY_MONTHS).drop_nulls().to_numpy()
    by_age = np.cumsum(np.bincount(lag, minlength=HISTORY_MONTHS + 1)) / mature.height
    return np.where(by_age < 1, (by_age[-1] - by_age) / np.maximum(1 - by_age, 1e-12), 0.0)


def unbilled(world: World, own_dues: pl.DataFrame) -> Unbilled:
    """Bills of this fiscal year's past service that are not posted; `own_dues` are those of own classes and frames."""
    as_of = world.horizon.as_of
    now, january = as_of.year * 12 + as_of.month - 1, as_of.year * 12
    due = billed_by_cell(dues(world), world.inputs.postings)
    own = own_dues.with_columns(by_cell=pl.lit(value=True))
    due = pl.concat([due.select(own.columns), own])
    bills = due.join(posted(world), on=["key", "month", "is_transport"], how="left", validate="m:1")
    no_bills = world.inputs.postings.filter(pl.col("spend_kind") == "placement").is_empty()
    parts = []
    for by_cell in (False, True):
        for transport in (False, True):
            group = bills.filter(pl.col("by_cell") == by_cell, pl.col("is_transport") == transport)
            chance = np.ones(HISTORY_MONTHS + 1) if no_bills else still_to_come(group, now)
            level = 1.0 if no_bills or by_cell else _billed_level(group, now)
            open_ = group.filter(pl.col("month") >= january, pl.col("first_posted").is_null())
            age = (now - open_["month"]).to_numpy()
            parts.append(open_.with_columns(chance=pl.Series(chance[age]), due_kr=pl.col("due_kr") * level))
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

    A placement's service after the as-of day is forecast by its price, so a bill paid ahead is left out here; what no
    placement explains is booked when it is posted.
    """
    placed = (pl.col("spend_kind") == "placement") | pl.col("placement_id").is_not_null()
    past = pl.coalesce("service_month", "posting_date") <= world.horizon.as_of
    return _leaf_sums(world.inputs.postings.filter(_this_year(world), ~_one_off(), ~placed | past))


def one_offs(world: World) -> pl.DataFrame:
    """One-offs posted this fiscal year, by leaf."""
    return _leaf_sums(world.inputs.postings.filter(_this_year(world), _one_off()))


def _this_year(world: World) -> pl.Expr:
    return pl.col("fiscal_year") == world.horizon.as_of.year


def _one_off() -> pl.Expr:
    return pl.col("is_one_off").fill_null(value=False) | (pl.col("spend_kind") == "one_off")


def _leaf_sums(postings: pl.DataFrame) -> pl.DataFrame:
    return postings.group_by("grant_area", "district_id", "offer_type").agg(pl.col("amount_kr").cast(pl.Float64).sum())


def spend_to_date(postings: pl.DataFrame, fiscal_year: int, until: date) -> pl.DataFrame:
    """All kroner posted of a fiscal year up to a day, by leaf."""
    chosen = postings.filter(pl.col("fiscal_year") == fiscal_year, pl.col("posting_date") <= until)
    return chosen.group_by("grant_area", "district_id", "offer_type").agg(pl.col("amount_kr").sum())
