"""What came by the dimensions of `level_members`, as known on a later day: the truth of `backtest`.

Places by the registered spells, kroner by the fiscal year that booked them, shared as `level_ledger` shares this
year's. Not here: what came by district and type (the warehouse), how far a forecast was from it (`scoring`).
"""

from __future__ import annotations

import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import counts_in_total
from forecasting.given.horizon import days_in_year
from forecasting.given.inputs import Inputs
from forecasting.given.options import FEWEST_PATHS, Options
from forecasting.given.postings import is_one_off
from forecasting.given.terms import DIMENSIONS
from forecasting.told.level_ledger import Presence, placed_postings
from forecasting.told.level_members import Lanes
from forecasting.world import World

CAME = {
    "fiscal_year": pl.Int32, "dimension": pl.String, "member": pl.String, "full_year_places": pl.Float64,
    "cost_kr": pl.Float64,
}  # fmt: skip


def came_by_level(inputs: Inputs, assumptions: Assumptions, first_year: int) -> pl.DataFrame:
    """Places and kroner of placements by member (schema CAME), of the years from one to the last that has ended."""
    years = range(first_year, inputs.as_of.year)
    world = World.of(inputs, assumptions, Options(paths=FEWEST_PATHS, simulate_intake=False, simulate_exits=False))
    presence = Presence.of(world, Lanes.of(world), first_year * 12)
    sums = pl.concat([_places(presence, years), _kr(presence, years)], how="diagonal")
    members = {name: presence.lanes.members(name) for name in DIMENSIONS}
    by_member = [
        sums.with_columns(dimension=pl.lit(name), member=pl.Series(members[name]).gather(sums["lane"]))
        for name in DIMENSIONS
    ]
    key = ["fiscal_year", "dimension", "member"]
    table = pl.concat(by_member).sort("lane").group_by(key, maintain_order=True).agg(pl.col("places", "kr").sum())
    return table.select(*key, full_year_places="places", cost_kr="kr").cast(CAME).sort(key)  # type: ignore[arg-type]


def _places(presence: Presence, years: range) -> pl.DataFrame:
    """Full-year places of the total's types by year and lane."""
    counted = [offer for offer in presence.world.offers if counts_in_total(offer)]
    length = {year: days_in_year(year) for year in years}
    days = presence.days.with_columns(fiscal_year=pl.col("month") // 12).filter(
        pl.col("fiscal_year").is_in(list(years)), pl.col("offer_type").is_in(counted)
    )
    lanes = presence.lanes_of(days)
    year = pl.col("fiscal_year")
    return days.select(
        year, lane=pl.Series(lanes, dtype=pl.Int64),
        places=pl.col("days") / year.replace_strict(length, default=1, return_dtype=pl.Int64),
    )  # fmt: skip


def _kr(presence: Presence, years: range) -> pl.DataFrame:
    """Kroner of placements, with transport, by the year that booked them and lane."""
    postings = presence.world.inputs.postings
    posted = placed_postings(presence.world, postings.filter(pl.col("fiscal_year").is_in(list(years)), ~is_one_off()))
    shares = presence.shares(posted).tocoo()
    row, lane = shares.coords
    kr = posted["amount_kr"].cast(pl.Float64).to_numpy()[row] * shares.data
    return pl.DataFrame({"fiscal_year": posted["fiscal_year"].to_numpy()[row], "lane": lane.astype("int64"), "kr": kr})
