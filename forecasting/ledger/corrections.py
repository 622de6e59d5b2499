"""Late and correcting bills: what is still posted on placements' months that already have their bill.

Credits, bills sent twice and taken back, services billed apart: in the rest of the fiscal year as after the same time
of year before, each path drawing one past month. Providers that bill in one are left out; what their months lack is in
`this_year`. Not here: months without any bill (`this_year`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.postings import PLACED, is_one_off, month_of
from forecasting.given.randomness import generator
from forecasting.ledger.untied import complete_years
from forecasting.world import World

NEAR_MONTHS = 2
"""The months of past years taken to be like this one."""
CELL = ("district_id", "offer_type")


@dataclass(frozen=True, eq=False)
class Corrections:
    """Kroner by path and cell: `leaves` (district_id, offer_type), `kr` (paths, leaves)."""

    leaves: pl.DataFrame
    kr: Floats


def corrections(world: World) -> Corrections:
    """Draw this year's later corrections from those that came after the same time in complete years."""
    paths = world.options.paths
    rows = _bills(world)
    now = world.inputs.cut_off("omkostninger")
    moments = [
        year * 12 + month - 1
        for year in complete_years(world)
        for month in range(max(now.month - NEAR_MONTHS, 1), min(now.month + NEAR_MONTHS, 12) + 1)
    ]
    if not world.options.simulate_intake or not moments:
        return Corrections(rows.select(CELL).clear(), np.zeros((paths, 0)))
    leaves = rows.filter(pl.col("posted") > pl.col("first")).select(CELL).unique().sort(CELL)
    level = _monthly_kr(rows, now.year * 12 + now.month - 1)
    sample = np.stack(
        [_corrected(rows, leaves, moment) * _growth(level, _monthly_kr(rows, moment)) for moment in moments]
    )
    drawn = generator(world.options.seed, "corrections").integers(len(moments), size=paths)
    return Corrections(leaves, sample[drawn])


def _bills(world: World) -> pl.DataFrame:
    """Bills that name their placement: cell, fiscal year, month posted, first month posted for the same service."""
    rows = world.inputs.postings.filter(
        ~is_one_off(), pl.col("spend_kind").is_in(PLACED), pl.col("placement_id").is_not_null()
    )
    rows = rows.with_columns(posted=month_of("posting_date"), kr=pl.col("amount_kr").cast(pl.Float64))
    first = pl.col("posted").min().over("placement_id", "service_month", "spend_kind")
    return rows.select(*CELL, "fiscal_year", "posted", "kr", first=first)


def _corrected(rows: pl.DataFrame, leaves: pl.DataFrame, moment: int) -> Floats:
    """Kroner by leaf posted after a month in its fiscal year for services that had their first bill by then."""
    later = rows.filter(pl.col("first") <= moment, pl.col("posted") > moment, pl.col("fiscal_year") == moment // 12)
    sums = later.group_by(CELL).agg(pl.col("kr").sum())
    return leaves.join(sums, on=list(CELL), how="left", maintain_order="left")["kr"].fill_null(0).to_numpy()


def _monthly_kr(rows: pl.DataFrame, moment: int) -> float:
    """Mean kroner a month of the year before a moment, as far back as the ledger goes."""
    year = rows.filter(pl.col("posted") <= moment, pl.col("posted") > moment - 12)
    return float(year["kr"].sum()) / max(year["posted"].n_unique(), 1)


def _growth(now: float, then: float) -> float:
    """How much more is billed now; never beyond double or half."""
    return float(np.clip(now / then, 0.5, 2)) if then > 0 and now > 0 else 1.0
