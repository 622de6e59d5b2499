"""Bills for a year's service that the books of the next fiscal year carry: how large a share, by the ledger's own past.

Service is forecast by the day, accounts are closed by the year: a bill that comes after the supplementary period, or
that says so itself, belongs to the year after its service. Each path does as one of the closed years did at the same
time of year, or, with the weight of a quarter of a year, never; what leaves a year is in the next, so nothing is lost.
It leaves in lumps, late bills and credits: in the rest of this year districts differ as much as they did in the closed
years, by the root of their kroner, as sums of independent bills do.
Not here: whether a bill comes at all (`this_year`), credits on months already billed (`corrections`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.horizon import YEARS, Floats, Ints
from forecasting.given.postings import PLACED, is_one_off, month_of, with_service_days
from forecasting.given.randomness import generator
from forecasting.ledger.this_year import MATURE_MONTHS, Unbilled, last_whole_month
from forecasting.world import World

CLOSED_YEARS = 5
"""Habits older than this say little about today's."""
NEVER_WEIGHT = 0.25
"""Years in which nothing was booked late that the ledger's own years are held against."""

BOUNDS = (-0.5, 0.95)
"""Credits may outweigh what is booked late; beyond these it is a fault in the accounts."""


@dataclass(frozen=True, eq=False)
class NextYearShares:
    """Share of a year's kroner booked in the next (paths, offers, years); of the first year, of what is not billed.

    `uneven` has by offer type what single districts were late with beyond their type's share, in kroner by the root of
    their kroner; `seed` draws from it.
    """

    shares: Floats
    uneven: tuple[Floats, ...] = ()
    seed: int = 0

    def of_cells(self, cells: int) -> Floats:
        """The shares by path, cell (district by district) and year."""
        return np.tile(self.shares, (1, cells // self.shares.shape[1], 1))

    def late(self, kr: Floats) -> Floats:
        """Kroner (…, paths, cells, years) of service that the next fiscal year books."""
        cells = kr.shape[-2]
        share = self.of_cells(cells)
        ahead = kr[..., 0].reshape(-1, kr.shape[-3], cells).sum(axis=0).mean(axis=0)
        share[:, :, 0] = self._in_lumps(share[:, :, 0], ahead, np.arange(cells) % self.shares.shape[1], "cells")
        moved: Floats = kr * share
        return moved

    def _in_lumps(self, share: Floats, kr: Floats, offer: Ints, purpose: str) -> Floats:
        """The first year's shares (paths, n) where `kr` (n) are not billed yet, each with its own luck."""
        if not self.uneven:
            return share
        luck = generator(self.seed, f"late lumps of {share.shape[1]} {purpose}").random(share.shape)
        lumps = np.zeros_like(share)
        for of, uneven in enumerate(self.uneven):
            here = (offer == of) & (kr > 0)
            if len(uneven):
                drawn = uneven[np.floor(luck[:, here] * len(uneven)).astype(np.int64)]
                lumps[:, here] = drawn / np.sqrt(kr[here])
        moved: Floats = np.where(lumps == 0, share, np.clip(share + lumps, *BOUNDS))
        return moved

    def booked(self, kr: Floats) -> Floats:
        """Kroner (…, paths, cells, years) of service moved to the fiscal years that book them."""
        late = self.late(kr)
        carried = np.concatenate([np.zeros_like(late[..., :1]), late[..., :-1]], axis=-1)
        moved: Floats = kr - late + carried
        return moved

    def of_bills(self, bills: Unbilled, offer: Ints) -> tuple[Floats, Floats]:
        """Kroner of missing bills by path and leaf, booked this year and next; `offer` is each leaf's type."""
        share = np.where(offer >= 0, self.shares[:, :, 0][:, offer], 0.0)
        late = bills.kr * self._in_lumps(share, bills.kr.mean(axis=0), offer, "bills")
        return bills.kr - late, late


def next_year_shares(world: World) -> NextYearShares:
    """Draw the habit of a closed year on each path, for the rest of this year and for each later one."""
    paths, offers = world.options.paths, len(world.offers)
    years = _closed_years(world)
    if not world.options.simulate_intake or not years:
        return NextYearShares(np.zeros((paths, offers, YEARS)))
    rows = _bills(world)
    now = last_whole_month(world.inputs.cut_off("omkostninger")) - world.horizon.as_of.year * 12
    rest = np.stack([_late_share(world, rows, year, now) for year in years] + [np.zeros(offers)])
    whole = np.stack([_late_share(world, rows, year, -1) for year in years] + [np.zeros(offers)])
    luck = generator(world.options.seed, "booked next year").random((paths, YEARS))
    drawn = np.minimum(np.floor(luck * (len(years) + NEVER_WEIGHT)).astype(np.int64), len(years))
    shares = np.stack([rest[drawn[:, 0]], *(whole[drawn[:, y]] for y in range(1, YEARS))], axis=2)
    return NextYearShares(shares, _uneven(world, rows, years, now), world.options.seed)


def _uneven(world: World, rows: pl.DataFrame, years: list[int], month: int) -> tuple[Floats, ...]:
    """By offer type: each closed year's districts' late kroner beyond the type's share, by the root of their kroner."""
    group = ("year", "offer_type")
    cells = (
        rows.filter(pl.col("year").is_in(years), pl.col("first") > pl.col("year") * 12 + month)
        .group_by(*group, "district_id")
        .agg(kr=pl.col("kr").sum(), late=pl.col("kr").filter("is_late").sum())
        .filter(pl.col("kr") > 0)
        .sort(*group, "district_id")
        .with_columns(n=pl.len().over(group), share=(pl.col("late").sum() / pl.col("kr").sum()).over(group))
        .filter(pl.col("n") > 1)
    )
    beyond = (pl.col("late") - pl.col("share") * pl.col("kr")) / pl.col("kr").sqrt()
    cells = cells.with_columns(beyond=beyond * (pl.col("n") / (pl.col("n") - 1)).sqrt())
    found = (cells.filter(offer_type=offer)["beyond"].to_numpy() for offer in world.offers)
    return tuple((of - of.mean()).round(9) if len(of) else of for of in found)


def _closed_years(world: World) -> list[int]:
    """Years that the ledger covers from January, and whose late bills have had half a year to come; newest first."""
    postings, now = world.inputs.postings, last_whole_month(world.inputs.cut_off("omkostninger"))
    first = postings.select(month_of("posting_date").min()).item()
    years = range(world.horizon.as_of.year - 1, world.horizon.as_of.year - 1 - CLOSED_YEARS, -1)
    followed = [year for year in years if now >= year * 12 + 11 + MATURE_MONTHS]
    return [year for year in followed if first is not None and first <= year * 12]


def _bills(world: World) -> pl.DataFrame:
    """Kroner of the first year of service: type, district, year, whether late, months posted and first posted."""
    placed = world.inputs.postings.filter(~is_one_off(), pl.col("spend_kind").is_in(PLACED))
    rows = with_service_days(placed).with_columns(year=pl.col("first_day").dt.year(), posted=month_of("posting_date"))
    closing = pl.min_horizontal("last_day", pl.date(pl.col("year"), 12, 31))
    inside = (closing - pl.col("first_day")).dt.total_days() + 1
    whole = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    named_first = pl.col("posted").min().over("placement_id", "first_day", "spend_kind")
    return rows.select(
        "offer_type", "district_id", "year", "posted",
        kr=pl.col("amount_kr").cast(pl.Float64) * inside / whole,
        is_late=pl.col("fiscal_year") > pl.col("year"),
        first=pl.when(pl.col("placement_id").is_null()).then("posted").otherwise(named_first),
    )  # fmt: skip


def _late_share(world: World, rows: pl.DataFrame, year: int, month: int) -> Floats:
    """Share by offer type of a year's kroner not billed by the end of a month (-1: before January) booked later."""
    unbilled = (pl.col("year") == year) & (pl.col("first") > year * 12 + month)
    sums = (
        rows.filter(unbilled, pl.col("offer_type").is_in(world.offers))
        .group_by("offer_type")
        .agg(kr=pl.col("kr").sum(), late=pl.col("kr").filter("is_late").sum())
    )
    share = np.zeros(len(world.offers))
    kr, late = sums["kr"].to_numpy(), sums["late"].to_numpy()
    share[world.offer_positions(sums["offer_type"])] = np.clip(late / np.where(kr > 0, kr, np.inf), *BOUNDS).round(9)
    return share
