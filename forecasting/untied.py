"""Spend that no placement explains: income, other, and transport without a price; from the ledger's own past.

The rest of the year = what the last complete years posted after the same day, at this year's level; without a
complete year, the year's pace so far. Later years repeat the year on the index path. With no simulated intake nothing
is extrapolated. Not here: one-offs and what is booked (`ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.bills import billed_with_main
from forecasting.horizon import YEARS, Floats, day_number, days_in_year, same_day
from forecasting.prices import TRANSPORT, IndexPath
from forecasting.randomness import generator
from forecasting.world import World

KINDS = ("income", "other", "transport")
LEAF = ("grant_area", "district_id", "offer_type")
COMPLETE_YEARS = 3
FEWEST_DAYS = 31
"""A year's pace is not taken from fewer days: what is paid on 1 January is paid for the month."""
WEIGHT_OF_PAST = 0.5
"""A few months say little of the level: half of it is last years'."""


@dataclass(frozen=True, eq=False)
class Untied:
    """Kroner of one kind by leaf: `leaves` (grant_area, district_id, offer_type), `kr` (paths, leaves, years)."""

    kind: str
    leaves: pl.DataFrame
    kr: Floats


def untied_spend(world: World, index: IndexPath) -> list[Untied]:
    """Kroner still to be posted this year and in full the later years, per kind."""
    rows = world.inputs.postings.filter(~pl.col("is_one_off").fill_null(value=False), pl.col("spend_kind").is_in(KINDS))
    rows = rows.join(_priced_transport(world), on=["provider_id", "offer_type", "spend_kind"], how="anti")
    if (world.inputs.prices["service"] == TRANSPORT).any():
        in_bulk = pl.col("placement_id").is_null() & (billed_with_main(world.inputs.postings) is not None)
        rows = rows.filter((pl.col("spend_kind") != "transport") | in_bulk)
    if not world.options.simulate_intake:
        rows = rows.clear()
    return [_extrapolated(world, rows.filter(pl.col("spend_kind") == kind), kind, index) for kind in KINDS]


def _priced_transport(world: World) -> pl.DataFrame:
    """Providers and types whose transport has a price: it is forecast by price, however it is billed."""
    priced = world.inputs.prices.filter(pl.col("service") == TRANSPORT).select("placement_id").unique()
    pairs = world.spells.join(priced, on="placement_id", how="semi").select("provider_id", "offer_type").unique()
    return pairs.with_columns(spend_kind=pl.lit("transport"))


def complete_years(world: World) -> list[int]:
    """The last fiscal years whose postings are all there, newest first."""
    postings = world.inputs.postings
    first = postings["posting_date"].min()
    if not isinstance(first, date):
        return []
    years = range(world.horizon.as_of.year - 1, world.horizon.as_of.year - 1 - COMPLETE_YEARS, -1)
    return [year for year in years if first <= date(year, 2, 15)]


def _extrapolated(world: World, rows: pl.DataFrame, kind: str, index: IndexPath) -> Untied:
    as_of, year = world.inputs.cut_off("omkostninger"), world.horizon.as_of.year
    past = complete_years(world)
    amount = pl.col("amount_kr").cast(pl.Float64)
    frames = [
        rows.filter(pl.col("fiscal_year") == y).group_by(LEAF).agg(
            full=amount.sum(), late=amount.filter(pl.col("posting_date") > same_day(as_of, y)).sum(), y=pl.lit(y)
        )
        for y in past
    ]  # fmt: skip
    now = rows.filter(pl.col("fiscal_year") == year).group_by(LEAF).agg(so_far=amount.sum())
    history = pl.concat([frame.select(*LEAF, "full", "late") for frame in frames]) if frames else None
    leaves = now.with_columns(full=pl.lit(0.0), late=pl.lit(0.0))
    if history is not None:
        means = history.group_by(LEAF).agg(pl.col("full", "late").sum() / len(past))
        leaves = now.join(means, on=LEAF, how="full", coalesce=True)
        leaves = leaves.with_columns(pl.col("so_far", "full", "late").fill_null(0))
    leaves = leaves.sort(LEAF)
    so_far, full, late = (leaves[name].to_numpy() for name in ("so_far", "full", "late"))
    if past:
        usual = (full - late).sum()
        level = float(np.clip(so_far.sum() / usual, 0.5, 2)) if usual else 1.0
        rest = late * (WEIGHT_OF_PAST + (1 - WEIGHT_OF_PAST) * level)
    else:
        gone = day_number(as_of) - day_number(date(year, 1, 1)) + 1
        rest = so_far * (days_in_year(year) / max(gone, FEWEST_DAYS) - 1)
    kr = _on_paths(world, rest, so_far + rest, kind, index)
    return Untied(kind, leaves.select(LEAF), kr)


def _on_paths(world: World, rest: Floats, whole: Floats, kind: str, index: IndexPath) -> Floats:
    """Rest of this year, and the whole of each later one, with one shared shock a year on a path."""
    paths, sd = world.options.paths, world.assumed.prices.other_sd
    shock = generator(world.options.seed, f"untied {kind}").normal(0, sd, (paths, YEARS))
    shock[:, 1:] = shock[:, :1] + np.cumsum(shock[:, 1:], axis=1)
    level = np.exp(shock) * index.by_year
    return np.stack([level[:, :1] * rest, *(level[:, y : y + 1] * whole for y in range(1, YEARS))], axis=2)
