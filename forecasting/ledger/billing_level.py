"""What bills come to for each krone due by price and days: the habit of each offer type, and how it varies.

Own offers' accounts seldom equal price x days; some bills name no placement and some never come. What a year of mature
months came to is expected of the rest of this year, what all of them came to of the years after, each pulled to 1.
Accounts have a shape over the year (holidays, year's end), and the rest of it is expected to have its part of that.
Not here: when a bill comes (`this_year`), what is due (`bills`, `own_dues`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.horizon import YEARS, Floats, Ints
from forecasting.given.postings import PLACED, is_one_off, month_of
from forecasting.given.randomness import generator
from forecasting.world import World

PULL_MONTHS = 3
"""Months of bills at price x days that the pull to 1 is worth."""
BOUNDS = (0.5, 2.0)
"""A level beyond these is a fault in prices or accounts and not a habit; months that agree on 0.7 are one."""
MONTH_BOUNDS = (0.0, 2.0)
"""A month beyond these is bills for other places than those delivered; it says nothing of how months vary."""
RECENT_MONTHS = 12
FEWEST_REPEATED = 8
"""Months seen in more than one year, before a year has a shape."""
GROUP = ("is_transport", "offer_type")


@dataclass(frozen=True, eq=False)
class BillingLevels:
    """Kroner billed per krone due, by main and transport (rows) and offer type.

    `missing` is for past months without a bill, `ahead` (2, paths, offers, years) for days to come; of both `unnamed`
    is the share whose bills name no placement, and so no district. `shape` (2, offers, 12) is each calendar month's
    factor, of which the rest of the year has its part in `ahead`.
    """

    missing: Floats
    ahead: Floats
    unnamed: Floats
    shape: Floats


def billing_levels(world: World, seen: pl.DataFrame) -> BillingLevels:
    """Levels from the mature months in `seen` (dues with posted_kr, first_posted); ones when nothing is simulated."""
    paths, offers = world.options.paths, len(world.offers)
    seen = seen.filter(pl.Series(~world.events.months_left_out("cost", seen["month"].to_numpy())))
    missing, ahead, unnamed = np.ones((2, offers)), np.ones((2, paths, offers, YEARS)), np.zeros((2, offers))
    shapes = np.ones((2, offers, 12))
    if not world.options.simulate_intake or seen.is_empty():
        return BillingLevels(missing, ahead, unnamed, shapes)
    luck = generator(world.options.seed, "billing level").normal(0, 1, (2, 2, paths, offers))
    rest = 12 - world.horizon.as_of.month + 1
    for (is_transport, offer), months in _monthly(world, seen).group_by(GROUP, maintain_order=True):
        row, column = int(bool(is_transport)), world.offer_index[str(offer)]
        due, due_posted, posted = (months[name].to_numpy() for name in ("due", "due_posted", "posted"))
        unnamed[row, column] = np.clip(months["unnamed"].sum() / max(posted.sum(), 1e-9), 0, 1)
        shape = month_shape(months["month"].to_numpy() % 12, posted / due)
        sd = _spread(due * shape[months["month"].to_numpy() % 12], posted, world)
        drift = np.hypot(sd / np.sqrt(12), world.assumed.prices.billing_drift_sd)
        near = np.hypot(sd * np.sqrt(1 / rest + 1 / len(due)), world.assumed.prices.billing_drift_sd)
        missing[row, column] = _pulled(posted, due_posted)
        whole = _pulled(posted, due)
        now = _pulled(posted[-RECENT_MONTHS:], due[-RECENT_MONTHS:], whole)
        ahead[row, :, column, 0] = now * np.exp(near * luck[0, row, :, column]) * left(world, shape)
        ahead[row, :, column, 1:] = whole * np.exp(drift * luck[1, row, :, column])[:, None]
        shapes[row, column] = shape
    return BillingLevels(missing, ahead, unnamed, shapes)


def month_shape(month: Ints, ratio: Floats) -> Floats:
    """Factor of each calendar month, mean 1: as far as months of the same name are alike beyond chance.

    Empirical Bayes (Efron and Morris 1975): the variance between the means of calendar months, less what the variance
    within them explains. A single year cannot tell shape from chance and has none.
    """
    level = np.clip(ratio, *MONTH_BOUNDS)
    count = np.bincount(month, minlength=12)
    mean = np.bincount(month, level, 12) / np.maximum(count, 1)
    seen, freedom = count > 0, len(level) - (count > 0).sum()
    if freedom < FEWEST_REPEATED:
        return np.ones(12)
    within = ((level - mean[month]) ** 2).sum() / freedom
    chance = within / np.maximum(count[seen], 1)
    between = max(float(mean[seen].var(ddof=1) - chance.mean()), 0.0)
    centre = mean[seen].mean()
    pull = between / np.maximum(between + within / np.maximum(count, 1), 1e-12)
    shape: Floats = np.where(seen, 1 + pull * (mean / max(centre, 1e-9) - 1), 1.0)
    shape /= shape.mean()
    return shape


def left(world: World, shape: Floats) -> float:
    """The shape's mean over the days of the year after the as-of day."""
    horizon = world.horizon
    days = np.clip(horizon.starts[1:13] - horizon.tomorrow, 0, horizon.lengths[:12])
    return float((days * shape).sum() / days.sum()) if days.sum() else 1.0


def _pulled(posted: Floats, due: Floats, towards: float = 1.0) -> float:
    """Posted over due, pulled towards a level by some months' dues."""
    weight = due.mean() * PULL_MONTHS
    return float(np.clip((posted.sum() + weight * towards) / max(due.sum() + weight, 1e-9), *BOUNDS).round(4))


def _spread(due: Floats, posted: Floats, world: World) -> float:
    """Standard deviation of a month's level, pulled to the assumption."""
    ratio = np.clip(posted[due > 0] / due[due > 0], *MONTH_BOUNDS)
    squares, freedom = float(((ratio - ratio.mean()) ** 2).sum()), len(ratio) - 1
    prior, weight = world.assumed.prices.billing_month_sd, PULL_MONTHS
    return float(np.sqrt((squares + weight * prior**2) / (freedom + weight)))


def _monthly(world: World, seen: pl.DataFrame) -> pl.DataFrame:
    """Due, due of what was billed, and posted with or without naming its placement; by group and month, sorted."""
    bills = seen.group_by("key", "month", *GROUP, maintain_order=True).agg(
        pl.col("due_kr").sum(), pl.col("posted_kr").first(), pl.col("first_posted").first()
    )
    came = pl.col("first_posted").is_not_null()
    sums = bills.group_by(*GROUP, "month", maintain_order=True).agg(
        due=pl.col("due_kr").sum(),
        due_posted=pl.col("due_kr").filter(came).sum(),
        posted=pl.col("posted_kr").filter(came).sum(),
    )
    unnamed = _unnamed(world, seen)
    joined = sums.join(unnamed, on=[*GROUP, "month"], how="left").with_columns(pl.col("unnamed").fill_null(0.0))
    joined = joined.with_columns(posted=pl.col("posted") + pl.col("unnamed"))
    return joined.filter(pl.col("offer_type").is_in(world.offers), pl.col("due") > 0).sort(*GROUP, "month")


def _unnamed(world: World, seen: pl.DataFrame) -> pl.DataFrame:
    """Kroner of bills that name no placement, of providers whose bills otherwise do."""
    in_one = seen.filter("by_cell").select(biller="key").unique()
    biller = pl.concat_str(["provider_id", "offer_type"], separator="|", ignore_nulls=True)
    rows = world.inputs.postings.filter(
        ~is_one_off(), pl.col("spend_kind").is_in(PLACED), pl.col("placement_id").is_null()
    ).with_columns(biller=biller, month=month_of("service_month"), is_transport=pl.col("spend_kind") == "transport")
    rows = rows.join(in_one, on="biller", how="anti")
    return rows.group_by(*GROUP, "month", maintain_order=True).agg(unnamed=pl.col("amount_kr").cast(pl.Float64).sum())
