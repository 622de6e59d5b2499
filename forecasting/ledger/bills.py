"""Bills: what is due for placements by service month, and what has come.

A bill is due for each placement and month, or, where a provider's postings never name a placement, for each provider
and type; transport apart where it is billed apart. Not here: whether a missing bill still comes (`this_year`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from forecasting.given.postings import PLACED, is_one_off, month_of, with_service_days
from forecasting.prices.day_prices import TRANSPORT, carried_prices
from forecasting.world import World

HISTORY_MONTHS = 30


def dues(world: World) -> pl.DataFrame:
    """Kroner due by placement, service month and transport or not, of the months with a history of bills.

    Columns: key, placement_id, biller, provider_id, offer_type, district_id, month (number), is_transport, due_kr,
    travel_share (the part of due_kr that is transport, which no notice pays).
    """
    as_of, within = world.horizon.as_of, billed_with_main(world.inputs.postings)
    rows = (
        carried_prices(world.inputs.prices, world.spells, as_of)
        .join(world.spells.filter("is_paid_by_us"), on="placement_id", how="inner", validate="m:1")
        .with_columns(is_transport=pl.col("service") == TRANSPORT)
        .filter(~pl.col("is_transport") | (within is not None))
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
            pl.col("month_first") <= pl.col("last"),
            pl.col("first") <= pl.col("month_first").dt.month_end(),
        )
        .with_columns(kr=_days_of_month() * pl.col("kr_per_day"), is_transport=pl.col("is_transport") & (not within))
        .group_by(
            "placement_id", "provider_id", "offer_type", "district_id", "month", "is_transport", maintain_order=True
        )
        .agg(
            due_kr=pl.col("kr").sum().round(6),
            travel_share=pl.col("kr").filter(pl.col("service") == TRANSPORT).sum() / pl.col("kr").sum(),
        )
        .with_columns(key="placement_id", biller=pl.concat_str(["provider_id", "offer_type"], separator="|"))
        .filter(pl.col("due_kr") != 0)
        .sort("key", "month", "is_transport")
    )


def _days_of_month() -> pl.Expr:
    """Days from `first` to `last` in the month that begins on `month_first`."""
    ending = pl.min_horizontal("last", pl.col("month_first").dt.month_end())
    return (ending - pl.max_horizontal("first", "month_first")).dt.total_days() + 1


def _history_months(as_of: date) -> pl.DataFrame:
    """The months whose bills are looked at: number and first day."""
    now = as_of.year * 12 + as_of.month - 1
    months = pl.DataFrame({"month": range(now - HISTORY_MONTHS, now + 1)}, schema={"month": pl.Int32})
    return months.with_columns(month_first=pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1))


def bills_come(postings: pl.DataFrame) -> pl.DataFrame:
    """First posting and kroner by key, service month and transport or not; the key is the placement, else the cell.

    A bill for several months covers each of them, with its kroner by days.
    """
    rows = with_service_days(postings.filter(~is_one_off(), pl.col("spend_kind").is_in(PLACED)))
    cell = pl.concat_str(["provider_id", "offer_type"], separator="|", ignore_nulls=True)
    months = pl.int_ranges(month_of("first_day"), month_of("last_day") + 1, dtype=pl.Int32)
    rows = rows.with_columns(key=pl.coalesce("placement_id", cell), month=months).explode("month")
    opening = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    days = pl.min_horizontal("last_day", opening.dt.month_end()) - pl.max_horizontal("first_day", opening)
    whole = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    kr = pl.col("amount_kr").cast(pl.Float64) * (days.dt.total_days() + 1) / whole
    return (
        rows.with_columns(is_transport=pl.col("spend_kind") == "transport", kr=kr)
        .group_by("key", "month", "is_transport", maintain_order=True)
        .agg(posted_kr=pl.col("kr").sum(), first_posted=month_of("posting_date").min())
    )


def billed_with_main(postings: pl.DataFrame) -> bool | None:
    """How placements' transport is billed: within their bill (True), by itself (False), or in bulk (None)."""
    transport = postings.filter(pl.col("spend_kind") == "transport")
    if transport.is_empty():
        return True
    return False if transport["placement_id"].is_not_null().any() else None


def billed_by_cell(dues_: pl.DataFrame, in_one: pl.DataFrame) -> pl.DataFrame:
    """Dues with the key and district that their provider bills by: the placement, or provider and type `in_one`."""
    marked = dues_.join(in_one.with_columns(by_cell=pl.lit(value=True)), on=["provider_id", "offer_type"], how="left")
    by_cell = pl.col("by_cell").fill_null(value=False)
    return marked.with_columns(
        key=pl.when(by_cell).then("biller").otherwise("key"),
        district_id=pl.when(by_cell).then(pl.coalesce("booked_in", "district_id")).otherwise("district_id"),
        by_cell=by_cell,
    ).drop("booked_in")
