"""The ledger's part of the current year: what is booked, and what past service is still to be billed.

A service month with any bill counts as billed, so when everything due is posted nothing is invented; one without still
gets its bill with the chance that history gives to bills of its age. Without any history all that is due will come.
Not here: what is due and what has come (`bills`), spend not tied to placements (`untied`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.postings import PLACED, is_one_off, month_of, with_service_days
from forecasting.given.randomness import combined, keys_of, uniform
from forecasting.ledger.billing_level import BillingLevels, billing_levels
from forecasting.ledger.bills import HISTORY_MONTHS, billed_by_cell, bills_come, dues
from forecasting.ledger.own_dues import own_dues
from forecasting.world import World

MATURE_MONTHS = 6
"""Bills later than this are too few to wait for."""
LEAF = ("district_id", "offer_type", "provider_id", "placement_id", "due_kr", "travel_share")
BOOKED_BY = ("grant_area", "district_id", "offer_type")
BILLER_WEIGHT = 3
"""Bills that all billers' habit is worth against one biller's own."""


@dataclass(frozen=True, eq=False)
class Unbilled:
    """Outstanding bills: `leaves`, and how much of each comes (paths, n). `levels` are what bills usually come to.

    Leaves have district_id, offer_type, provider_id, placement_id (none of own offers), service_month, due_kr and
    travel_share.
    """

    leaves: pl.DataFrame
    comes: Floats
    levels: BillingLevels

    @property
    def kr(self) -> Floats:
        """Kroner by path and leaf."""
        kr: Floats = self.comes * self.leaves["due_kr"].to_numpy()
        return kr


def still_to_come(seen: pl.DataFrame, open_: pl.DataFrame, now: int) -> Floats:
    """Chance that each unposted bill in `open_` still comes, from the mature dues in `seen`; 1 without any.

    Both have biller (provider and type) and month; `seen` has first_posted. A biller's own habit counts as far as it
    has bills, all billers' for the rest. Age 0 is the ledger's own month; service after it has age -1.
    """
    mature = seen.filter(pl.col("month") <= now - MATURE_MONTHS)
    if mature.is_empty():
        return np.ones(open_.height)
    billers = sorted({*mature["biller"], *open_["biller"]})
    at = {biller: i for i, biller in enumerate(billers)}
    came = mature.drop_nulls("first_posted")
    lag = (came["first_posted"] - came["month"]).clip(0, HISTORY_MONTHS).to_numpy()
    row = came["biller"].replace_strict(at, return_dtype=pl.Int64).to_numpy()
    width = HISTORY_MONTHS + 1
    counts = np.bincount(row * width + lag, minlength=len(billers) * width).reshape(len(billers), width)
    due = np.bincount(mature["biller"].replace_strict(at, return_dtype=pl.Int64).to_numpy(), minlength=len(billers))
    common = counts.sum(axis=0) / mature.height
    shares = (counts + BILLER_WEIGHT * common) / (due + BILLER_WEIGHT)[:, None]
    by_age = np.hstack([np.zeros((len(billers), 1)), np.cumsum(shares, axis=1)]).round(12)
    age = (now - open_["month"]).clip(-1).to_numpy() + 1
    so_far = by_age[open_["biller"].replace_strict(at, return_dtype=pl.Int64).to_numpy(), age]
    ever = by_age[open_["biller"].replace_strict(at, return_dtype=pl.Int64).to_numpy(), -1]
    return np.where(so_far < 1, (ever - so_far) / np.maximum(1 - so_far, 1e-12), 0.0)


def unbilled(world: World) -> Unbilled:
    """Bills of this fiscal year's past service that are not posted."""
    now, january = last_whole_month(world.inputs.cut_off("omkostninger")), world.horizon.as_of.year * 12
    due = billed_by_cell(dues(world), world.billed_in_one)
    own = own_dues(world)
    own = own.with_columns(by_cell=pl.lit(value=True), placement_id=pl.lit(None, pl.String), travel_share=pl.lit(0.0))
    due = pl.concat([due.select(own.columns), own])
    bills = due.join(bills_come(world.inputs.postings), on=["key", "month", "is_transport"], how="left", validate="m:1")
    opened = world.inputs.postings.filter(pl.col("spend_kind").is_in(PLACED)).select(month_of("posting_date").min())
    seen = bills.filter(pl.col("month") >= (now if opened.item() is None else opened.item()))
    levels = billing_levels(world, seen.filter(pl.col("month") <= now - MATURE_MONTHS))
    parts = []
    for by_cell, transport in product((False, True), repeat=2):
        group = (pl.col("by_cell") == by_cell) & (pl.col("is_transport") == transport)
        open_ = bills.filter(group, pl.col("month") >= january, pl.col("first_posted").is_null())
        chance = pl.Series(still_to_come(seen.filter(group), open_, now), dtype=pl.Float64)
        level = pl.Series(levels.missing[int(transport)][world.offer_positions(open_["offer_type"])], dtype=pl.Float64)
        parts.append(open_.with_columns(chance=chance, due_kr=pl.col("due_kr") * level))
    parts.append(_partly_billed(world, bills.filter("by_cell", pl.col("month") >= january), levels, now))
    leaves = pl.concat(parts).filter(pl.col("chance") > 0, pl.col("due_kr") != 0)
    return _drawn(world, leaves.sort("key", "month", "is_transport", "district_id", "placement_id"), levels)


def last_whole_month(day: date) -> int:
    """The last month (year x 12 + month - 1) that has passed whole: bills of the month that runs may still come."""
    return (day + timedelta(days=1)).year * 12 + (day + timedelta(days=1)).month - 2


def _partly_billed(world: World, bills: pl.DataFrame, levels: BillingLevels, now: int) -> pl.DataFrame:
    """What the bills of a provider's month lack when some have come: the share of kroner usually posted later.

    Never more than what is due; nothing where history has no late kroner, or no history.
    """
    share = late_shares(world.inputs.postings, bills["key"].unique().to_list(), now)
    some = bills.drop_nulls("first_posted")
    level = levels.missing[some["is_transport"].cast(pl.Int64).to_numpy(), world.offer_positions(some["offer_type"])]
    late = share[(now - some["month"]).clip(0, HISTORY_MONTHS).to_numpy()]
    some = some.with_columns(due_kr=pl.col("due_kr") * pl.Series(level), late=pl.Series(late, dtype=pl.Float64))
    due = pl.col("due_kr").sum().over("key", "month", "is_transport")
    lacks = pl.min_horizontal(due * pl.col("late"), due - pl.col("posted_kr")).clip(0)
    due_kr = (lacks * pl.col("due_kr") / due).round(6)
    return some.with_columns(due_kr=due_kr, chance=pl.lit(1.0)).drop("late")


def late_shares(postings: pl.DataFrame, keys: list[str], now: int) -> Floats:
    """Share of a provider's month's kroner posted later than each age in months; zeros without mature months."""
    rows = postings.filter(~is_one_off(), pl.col("spend_kind").is_in(PLACED)).with_columns(
        key=pl.concat_str(["provider_id", "offer_type"], separator="|", ignore_nulls=True),
        month=month_of("service_month"), posted=month_of("posting_date"),
    )  # fmt: skip
    since = rows["posted"].min()
    mature = rows.filter(
        pl.col("key").is_in(keys), pl.col("month").is_between(since, now - MATURE_MONTHS), pl.col("posted") <= now
    )
    age = (mature["posted"] - mature["month"]).clip(0, HISTORY_MONTHS).to_numpy()
    kr = np.bincount(age, mature["amount_kr"].cast(pl.Float64).to_numpy(), HISTORY_MONTHS + 1)
    return np.clip(1 - np.cumsum(kr) / kr.sum(), 0, 1).round(9) if kr.sum() > 0 else np.zeros(HISTORY_MONTHS + 1)


def _drawn(world: World, leaves: pl.DataFrame, levels: BillingLevels) -> Unbilled:
    """Draw on each path which bills come: one luck a bill, whatever the districts that share it."""
    names = leaves.select(pl.concat_str(["key", "month", "is_transport"], separator="|")).to_series()
    keys = combined(keys_of(names, world.options.seed)[None, :], np.arange(world.options.paths)[:, None])
    service = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    return Unbilled(
        leaves.select(*LEAF, service_month=service),
        (uniform(keys, "bill") < leaves["chance"].to_numpy()).astype(np.float64),
        levels,
    )


def booked(world: World, kinds: tuple[str, ...] = ()) -> pl.DataFrame:
    """Kroner posted this fiscal year for service to the as-of day, one-offs apart, by leaf; of all kinds or of some."""
    return _leaf_sums(booked_rows(world, kinds))


def booked_rows(world: World, kinds: tuple[str, ...] = ()) -> pl.DataFrame:
    """The postings of `booked`, with what they say of service to the as-of day as their amount.

    A placement's service after the as-of day is forecast by its price, so that part of a bill paid ahead is left out
    here; what no placement explains is booked when it is posted.
    """
    wanted = pl.col("spend_kind").is_in(kinds) if kinds else pl.lit(value=True)
    rows = with_service_days(world.inputs.postings.filter(_this_year(world), ~is_one_off(), wanted))
    placed = (pl.col("spend_kind") == "placement") | pl.col("placement_id").is_not_null()
    served = (pl.min_horizontal("last_day", pl.lit(world.horizon.as_of)) - pl.col("first_day")).dt.total_days() + 1
    whole = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    share = pl.when(placed).then((served / whole).clip(0, 1)).otherwise(1.0)
    return rows.with_columns(amount_kr=pl.col("amount_kr").cast(pl.Float64) * share)


def one_offs(world: World) -> pl.DataFrame:
    """One-offs posted this fiscal year, by leaf."""
    return _leaf_sums(world.inputs.postings.filter(_this_year(world), is_one_off()))


def _this_year(world: World) -> pl.Expr:
    return pl.col("fiscal_year") == world.horizon.as_of.year


def _leaf_sums(postings: pl.DataFrame) -> pl.DataFrame:
    return postings.group_by("grant_area", "district_id", "offer_type", maintain_order=True).agg(
        pl.col("amount_kr").cast(pl.Float64).sum()
    )


def spend_to_date(postings: pl.DataFrame, fiscal_year: int, until: date) -> pl.DataFrame:
    """All kroner posted of a fiscal year up to a day, by leaf."""
    chosen = postings.filter(pl.col("fiscal_year") == fiscal_year, pl.col("posting_date") <= until)
    return chosen.group_by("grant_area", "district_id", "offer_type", maintain_order=True).agg(
        pl.col("amount_kr").sum()
    )
