"""A price for places that nobody has priced: what a day of their offer type has come to in the ledger.

Own classes often have bills but no rate; without a price they would cost nothing from tomorrow on. Only for spells
that have no price of their own, no type average and no class or frame. Not here: prices as delivered (the warehouse),
what bills come to for each krone due (`billing_level`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.horizon import first_of_month
from forecasting.given.inputs import Inputs
from forecasting.given.postings import is_one_off, month_of
from forecasting.given.schemas import PRICES

TEACHING = "undervisning"
PAIR = ("provider_id", "offer_type")
LATE_MONTHS = 3
"""Months before the ledger's last that still wait for bills."""
MONTHS = 12


def with_billed_prices(inputs: Inputs, index_per_year: float) -> pl.DataFrame:
    """The prices (schema PRICES) and a row for each spell without any whose type has bills, in today's price level."""
    known = inputs.own_offers.select(PAIR).unique()
    bare = inputs.spells.join(inputs.prices, on="placement_id", how="anti").join(known, on=PAIR, how="anti")
    if bare.is_empty():
        return inputs.prices
    rows = bare.join(_kr_per_day(inputs, bare, index_per_year), on="offer_type").select(
        "placement_id", pl.lit(TEACHING).alias("service"), pl.col("start_date").alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"), "kr_per_day", pl.lit("takst").alias("settlement_form"),
    )  # fmt: skip
    return pl.concat([inputs.prices, rows.select(list(PRICES))]).sort(pl.all())


def _kr_per_day(inputs: Inputs, bare: pl.DataFrame, index_per_year: float) -> pl.DataFrame:
    """Kroner a day by offer type: bills of a year of service over the days in place, carried up to the as-of day."""
    ledger = inputs.cut_off("omkostninger")
    last = ledger.year * 12 + ledger.month - 1 - LATE_MONTHS
    first = last - MONTHS + 1
    priced = inputs.spells.join(bare, on="placement_id", how="anti").select(PAIR)
    elsewhere = pl.concat([priced, inputs.own_offers.select(PAIR)]).unique()
    billed = (
        inputs.postings.filter(pl.col("spend_kind") == "placement", ~is_one_off())
        .filter(month_of("service_month").is_between(first, last))
        .join(elsewhere, on=PAIR, how="anti")
        .group_by("offer_type")
        .agg(kr=pl.col("amount_kr").cast(pl.Float64).sum())
    )
    opens, closes = first_of_month(first), pl.lit(first_of_month(last + 1)).dt.offset_by("-1d")
    days = pl.min_horizontal(pl.col("end_date").fill_null(closes), closes) - pl.max_horizontal("start_date", opens)
    stays = bare.filter("is_paid_by_us").group_by("offer_type").agg(days=(days.dt.total_days() + 1).clip(0).sum())
    since = (inputs.as_of - first_of_month(first + MONTHS // 2)).days / 365.25
    kr = pl.col("kr") / pl.col("days") * np.exp(np.log1p(index_per_year) * since)
    found = stays.join(billed, on="offer_type").filter(pl.col("days") > 0, pl.col("kr") > 0)
    return found.select("offer_type", kr_per_day=kr.round(6))
