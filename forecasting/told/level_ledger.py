"""The ledger by lane: whose place a bill is for, what is booked, and what is still to be billed for past service.

A bill that names its placement is that child's, in the months of its service, notice in that of its last day. One of a
provider and type is shared by the days of our children there in its months, or, where there was nobody, in all; one
that names no provider, by those of the type. What is for no place has no lane. Not here: which bills are missing
(`this_year`), what is ahead (`level_flow`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from forecasting.given.horizon import Floats, Ints
from forecasting.given.postings import PLACED, month_of, with_service_days
from forecasting.given.randomness import generator
from forecasting.ledger.corrections import Corrections
from forecasting.ledger.this_year import Unbilled, booked_rows
from forecasting.ledger.untied import untied_postings
from forecasting.ledger.year_end import NextYearShares
from forecasting.told.level_members import UNKNOWN_BAND, Lanes, band_of_month
from forecasting.world import World

PLACE = ("provider_id", "offer_type")
LANE = ("offer_type", "class", "band")
SHARED_BY = (("month", *PLACE), PLACE, ("month", "offer_type"))
"""Whose days share a bill that names no placement, nearest first."""


@dataclass(frozen=True, eq=False)
class Presence:
    """Our children: `spells` with their class; their `days` by month, provider_id, offer_type, class and band."""

    world: World
    lanes: Lanes
    spells: pl.DataFrame
    days: pl.DataFrame

    @classmethod
    def of(cls, world: World, lanes: Lanes, first_month: int) -> Presence:
        """The days from a month (year x 12 + month - 1) to the as-of day."""
        of_class = pl.Series("class", lanes.of_providers(world.spells["provider_id"]))
        spells = world.spells.filter("is_paid_by_us").with_columns(of_class.filter(world.spells["is_paid_by_us"]))
        return cls(world, lanes, spells, _days(world, spells, first_month))

    def shares(self, bills: pl.DataFrame) -> csr_array:
        """How much of each bill (months, provider_id, offer_type, placement_id) is for each lane (bills, lanes).

        Its months count alike: a quarter's bill of a child who changes band in it is of both bands.
        """
        of_bills = bills.select(*PLACE, "placement_id", "months").with_row_index("bill")
        waiting = of_bills.explode("months").rename({"months": "month"}).with_row_index("row")
        pieces = waiting.select("bill", part=1 / pl.len().over("bill"))
        children = self.spells.select("placement_id", "offer_type", "class", "cohort", left=month_of("end_date"))
        named = waiting.drop("offer_type").join(children, on="placement_id", how="inner", validate="m:1")
        named = named.with_columns(month=pl.min_horizontal("month", "left"))
        found = [named.with_columns(band=band_of_month("month", "cohort"), weight=pl.lit(1.0))]
        for key in SHARED_BY:
            waiting = waiting.join(found[-1], on="row", how="anti")
            found.append(waiting.select("row", *key).join(self._of_days(key), on=list(key), how="inner"))
        waiting = waiting.join(found[-1], on="row", how="anti").filter(pl.col("offer_type").is_in(self.world.offers))
        alone = waiting.join(self.lanes.providers, on="provider_id", how="inner")
        found.append(alone.with_columns(band=pl.lit(UNKNOWN_BAND, pl.Int64), weight=pl.lit(1.0)))
        told = pl.concat([part.select("row", *LANE, "weight") for part in found]).sort("row", *LANE)
        of = pieces[told["row"]]
        where = (of["bill"].to_numpy(), self.lanes_of(told))
        return csr_array(((told["weight"] * of["part"]).to_numpy(), where), (bills.height, self.lanes.count))

    def lanes_of(self, rows: pl.DataFrame) -> Ints:
        """The lane of each row (columns LANE)."""
        offer = self.world.offer_positions(rows["offer_type"])
        return self.lanes.at(rows["class"].to_numpy(), rows["band"].to_numpy(), offer)

    def _of_days(self, key: tuple[str, ...]) -> pl.DataFrame:
        """Each key's days as shares of its lanes."""
        by_lane = self.days.group_by(list(dict.fromkeys((*key, *LANE)))).agg(pl.col("days").sum())
        return by_lane.with_columns(weight=pl.col("days") / pl.col("days").sum().over(key))


def _days(world: World, spells: pl.DataFrame, first_month: int) -> pl.DataFrame:
    """Days in a place to the as-of day, month by month, of what each month's band is."""
    now = world.horizon.as_of
    opening, closing = pl.date(first_month // 12, first_month % 12 + 1, 1), pl.lit(now)
    stays = spells.select(
        *PLACE, "class", "cohort",
        first=pl.max_horizontal("start_date", opening), last=pl.min_horizontal("end_date", closing),
    ).filter(pl.col("first") <= pl.col("last"))  # fmt: skip
    by_month = stays.with_columns(month=_from_to("first", "last")).explode("month")
    begins = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    last, first = pl.min_horizontal("last", begins.dt.month_end()), pl.max_horizontal("first", begins)
    return (
        by_month.with_columns(days=(last - first).dt.total_days() + 1, band=band_of_month("month", "cohort"))
        .group_by("month", *PLACE, "class", "band")
        .agg(pl.col("days").sum())
    )


def placed_postings(world: World, postings: pl.DataFrame) -> pl.DataFrame:
    """Those of `postings` that are for places, with the `months` of their service."""
    rows = postings.filter(pl.col("spend_kind").is_in(PLACED)).with_row_index("posting")
    rows = rows.join(untied_postings(world, rows), on="posting", how="anti", maintain_order="left")
    return with_service_days(rows).with_columns(months=_from_to("first_day", "last_day"))


def _from_to(first: str, last: str) -> pl.Expr:
    """The months of a period."""
    return pl.int_ranges(month_of(first), month_of(last) + 1, dtype=pl.Int32)


def ledger_by_lane(
    world: World, lanes: Lanes, bills: Unbilled, late: Corrections, next_year: NextYearShares, ahead: Floats
) -> Floats:
    """Kroner (paths, lanes, years): booked, and still to be billed; `ahead` is what the days to come cost."""
    presence = Presence.of(world, lanes, world.horizon.as_of.year * 12)
    posted = placed_postings(world, booked_rows(world))
    leaves = bills.leaves.with_columns(months=_from_to("service_month", "service_month"))
    shares = presence.shares(leaves)
    kr = np.zeros_like(ahead)
    for year, amounts in enumerate(next_year.of_bills(bills, world.offer_positions(leaves["offer_type"]))):
        kr[:, :, year] = amounts @ shares
    kr[:, :, 0] += posted["amount_kr"].to_numpy() @ presence.shares(posted)
    kr[:, :, 0] += corrections_by_lane(world, late, (kr + ahead)[:, :, 0].mean(axis=0))
    return kr


def corrections_by_lane(world: World, late: Corrections, kr: Floats) -> Floats:
    """Late and correcting bills (paths, lanes): each leaf's in one lane of its type, chosen by luck as `kr` (lanes) is.

    A correction is one child's, so it lies in one lane, not in a little of all.
    """
    offers, paths = len(world.offers), len(late.kr)
    share = kr.clip(0).reshape(-1, offers)
    corrected = np.zeros((paths, len(kr)))
    path = np.arange(paths)
    luck = generator(world.options.seed, "lane of corrections").uniform(size=late.kr.shape)
    for leaf, offer in enumerate(world.offer_positions(late.leaves["offer_type"])):
        below = np.cumsum(share[:, offer])
        if offer >= 0 and below[-1] > 0:
            lane = np.searchsorted(below, luck[:, leaf] * below[-1], side="right") * offers + offer
            np.add.at(corrected, (path, lane), late.kr[:, leaf])
    return corrected
