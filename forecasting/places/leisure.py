"""Leisure places beside the school places of young children: a parallel spell of its own type."""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.children import LEISURE
from forecasting.given.horizon import AUGUST, date_of, day_number
from forecasting.given.randomness import combined, uniform
from forecasting.places.exits import AUGUST_FIRST
from forecasting.places.leaving import Stays
from forecasting.prices.day_prices import Templates
from forecasting.world import World

YOUNG_GRADE = 3
"""Leisure places are for children up to this grade; older ones are too few to tell."""
HISTORY_YEARS = 5
TOGETHER_DAYS = 31


def leisure_share(world: World) -> float:
    """Share of young school starters of the last five years whose leisure place began within a month of school."""
    since = date_of(day_number(world.horizon.as_of) - 365 * HISTORY_YEARS)
    starters = world.spells.filter("is_paid_by_us", pl.col("start_date").is_between(since, world.horizon.as_of))
    school_types = [offer for offer, kind in zip(world.offers, world.kinds, strict=True) if kind == "school"]
    school_year = pl.col("start_date").dt.year() - (pl.col("start_date").dt.month() < AUGUST).cast(pl.Int32)
    school = starters.filter(
        "is_entry", pl.col("offer_type").is_in(school_types), school_year - pl.col("cohort") <= YOUNG_GRADE
    )
    beside = starters.filter(pl.col("offer_type").is_in(LEISURE)).select("child_label", beside_from="start_date")
    together = school.join(beside, on="child_label", how="inner").filter(
        (pl.col("beside_from") - pl.col("start_date")).dt.total_days().abs() <= TOGETHER_DAYS
    )
    return together["placement_id"].n_unique() / (school.height + 1.0)


def other_leisure_starts(world: World) -> pl.DataFrame:
    """Leisure starts that no school start of a new child goes with, in the form of `fit_arrivals`."""
    starts = world.spells.filter("is_paid_by_us", pl.col("offer_type").is_in(LEISURE))
    schools = [offer for offer, kind in zip(world.offers, world.kinds, strict=True) if kind == "school"]
    entries = world.spells.filter("is_paid_by_us", "is_entry", pl.col("offer_type").is_in(schools))
    beside = entries.select("child_label", school_from="start_date")
    near = (pl.col("school_from") - pl.col("start_date")).dt.total_days().abs() <= TOGETHER_DAYS
    with_school = starts.join(beside, on="child_label", how="inner").filter(near)
    rest = starts.join(with_school, on="placement_id", how="anti")
    return rest.filter(pl.col("start_date") >= date_of(world.ends_since)).select(
        "birth_month", "district_id", "known_date", "offer_type", day="start_date"
    )


def leisure_stays(world: World, starting: Stays, templates: Templates) -> Stays:
    """Leisure stays that begin with the school stays in `starting`."""
    offer = world.offer_index.get(LEISURE[0])
    if offer is None:
        return starting.take(np.zeros(len(starting), dtype=bool))
    school = np.array([kind == "school" for kind in world.kinds])[starting.offer]
    grade = np.floor(1970 + (starting.start - AUGUST_FIRST) / 365.2425) - starting.cohort
    chosen = school & (grade <= YOUNG_GRADE) & (uniform(starting.key, "leisure") < leisure_share(world))
    beside = starting.take(chosen)
    key = combined(beside.key, 2)
    offers = np.full(len(beside), offer)
    template = templates.pick(offers, beside.path, key)
    nobody = np.full(len(beside), -1)
    return Stays(
        beside.path, beside.district, offers, beside.cohort, beside.start, template, key, beside.component, nobody,
        np.ones(len(beside), dtype=bool), beside.case, beside.asked,
    )  # fmt: skip
