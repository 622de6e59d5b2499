"""What the lines of the ledger say: kind, months, days of service, and how a provider's bills are made out.

Not here: what is due and what has come (`bills`), sums of the year (`this_year`).
"""

from __future__ import annotations

import polars as pl

PLACED = ("placement", "transport")


def month_of(column: str) -> pl.Expr:
    """Month number of a date: year x 12 + month - 1."""
    return pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month() - 1


def is_one_off() -> pl.Expr:
    """Whether a posting is a one-off."""
    return pl.col("is_one_off").fill_null(value=False) | (pl.col("spend_kind") == "one_off")


def with_service_days(postings: pl.DataFrame) -> pl.DataFrame:
    """Add `first_day` and `last_day` of service; without a period it is the month of service, else of posting."""
    month = pl.coalesce("service_month", "posting_date").dt.month_start()
    first = pl.coalesce("service_from", month)
    last = pl.coalesce("service_to", month.dt.month_end())
    return postings.with_columns(first_day=pl.min_horizontal(first, last), last_day=last)


def billed_in_one(postings: pl.DataFrame) -> pl.DataFrame:
    """Providers and types whose bills never name a placement, with the district they are booked in (`booked_in`)."""
    placed = postings.filter(~is_one_off(), pl.col("spend_kind").is_in(PLACED))
    pair = ("provider_id", "offer_type")
    named = (
        placed.filter(pl.col("spend_kind") == "placement", pl.col("placement_id").is_not_null()).select(pair).unique()
    )
    sums = placed.group_by(*pair, "district_id").agg(kr=pl.col("amount_kr").cast(pl.Float64).abs().sum())
    largest = sums.sort(*pair, "kr", "district_id", descending=[False, False, True, False]).unique(pair, keep="first")
    billed = placed.filter(pl.col("spend_kind") == "placement").select(pair).unique().drop_nulls()
    return billed.join(named, on=pair, how="anti").join(
        largest.select(*pair, booked_in="district_id"), on=pair, how="left"
    )
