"""Children's grades and the chain of their placements: what a spell's history says, whoever paid.

The cohort of a child is the calendar year it starts grade 0, shifted when the delivered grade says it was held
back or moved up; so the grade of any school year is its starting year less the cohort, day-care counted below zero.
Not here: how likely an exit is (`exits`).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import Ints

DAYCARE = ("basisplads", "specialboernehave")
LEISURE = ("special_sfo_klub",)
SUPPORT = ("enkeltintegration",)
OUTSIDE_TOTAL = ("special_sfo_klub", "enkeltintegration")
"""Types that count in their own rows, not in the places and unit price of ALL."""
KINDS = ("daycare", "school", "leisure")
SCHOOL_START_AGE = 6
GAP_DAYS = 62
"""A child who starts again within two months (a summer) of an end went on; later, it came anew."""


def kind_of(offer: str) -> str:
    """Day-care, school or leisure."""
    return "daycare" if offer in DAYCARE else "leisure" if offer in LEISURE else "school"


def kinds_of(offers: tuple[str, ...], spells: pl.DataFrame) -> tuple[str, ...]:
    """Kind of each offer type; support that exists in both day-care and school goes by the age of its children."""
    young = (
        spells.group_by("offer_type")
        .agg(young=(_school_year("start_date") < pl.col("cohort")).mean() > 0.5)  # noqa: PLR2004 - most of them
        .filter("young", pl.col("offer_type").is_in(SUPPORT))
    )["offer_type"].to_list()
    return tuple("daycare" if offer in young else kind_of(offer) for offer in offers)


def counts_in_total(offer: str) -> bool:
    """Whether places of the type count in the ALL rows."""
    return offer not in OUTSIDE_TOTAL


def _school_year(column: str) -> pl.Expr:
    return pl.col(column).dt.year() - (pl.col(column).dt.month() < 8).cast(pl.Int32)  # noqa: PLR2004 - August


def with_cohort(frame: pl.DataFrame, reference: str, missing: int | None = None) -> pl.DataFrame:
    """Add `cohort` (Int32) from grade on `reference`, else birth year, else `missing` or the type's median.

    A grade more than four years off the birth year is taken for a slip and the birth year is used.
    """
    by_birth = pl.col("birth_month").dt.year() + SCHOOL_START_AGE
    by_grade = _school_year(reference) - pl.col("grade").cast(pl.Int32, strict=False)
    plausible = ((by_grade - by_birth).abs() <= 4).fill_null(value=True)  # noqa: PLR2004 - see the docstring
    cohort = pl.when(plausible).then(by_grade).otherwise(None).fill_null(by_birth)
    frame = frame.with_columns(cohort=cohort.cast(pl.Int32))
    typical = pl.col("cohort").median().over("offer_type") if "offer_type" in frame.columns else pl.col("cohort")
    fallback = pl.lit(missing, dtype=pl.Int32)
    return frame.with_columns(
        cohort=pl.coalesce("cohort", typical.floor().cast(pl.Int32), fallback, pl.col("cohort").median().cast(pl.Int32))
        .fill_null(0)
        .cast(pl.Int32)
    )


def with_chain(spells: pl.DataFrame) -> pl.DataFrame:
    """Add, for all but leisure, what the child's other spells tell of each.

    `continues`, `next_offer`, `is_entry`, and `previous_start`, `previous_end` and `previous_end_known` of the one
    before. A spell continues when another of the child's begins after it began and within two months of its end; it is
    an entry when no other was in force within two months before it began.
    """
    main = spells.filter(~pl.col("offer_type").is_in(LEISURE)).sort("child_label", "start_date", "placement_id")
    before = pl.col("end_date").fill_null(date(9999, 12, 31)).cum_max().shift(1).over("child_label")
    following = pl.col("start_date").shift(-1).over("child_label")
    gap = (following - pl.col("end_date")).dt.total_days()
    chain = main.select(
        "placement_id",
        is_entry=(before.is_null() | ((pl.col("start_date") - before).dt.total_days() > GAP_DAYS)),
        continues=gap.is_between(-GAP_DAYS, GAP_DAYS).fill_null(value=False),
        next_offer=pl.col("offer_type").shift(-1).over("child_label"),
        previous_start=pl.col("start_date").shift(1).over("child_label"),
        previous_end=pl.col("end_date").shift(1).over("child_label"),
        previous_end_known=pl.col("end_known_date").shift(1).over("child_label"),
    )
    return spells.join(chain, on="placement_id", how="left", validate="1:1").with_columns(
        pl.col("is_entry", "continues").fill_null(value=False)
    )


def band_of(grade: Ints, bands: tuple[int, ...]) -> Ints:
    """Index of the band of each grade; `bands` are the highest grades of all bands but the last."""
    return np.searchsorted(np.asarray(bands), grade, side="left")
