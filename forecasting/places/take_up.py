"""Whether and when a grant is taken up: most are, on the day; one that still waits for its placement grows doubtful.

It may wait for room, or its placement may not be written down yet: it begins as late as those did that were as long
without a placement. Not here: which grants wait for a placement (the warehouse).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.assumptions import TakeUp
from forecasting.given.children import LEISURE
from forecasting.given.horizon import Floats, Ints, date_of
from forecasting.places.referrals import GRANTED, HISTORY_YEARS, new_cases
from forecasting.world import World

EARLIEST_DAYS, LATEST_DAYS = -90, 180
"""A placement of the child that begins this close to the granted day answers the grant; there may be a waiting list."""

PUNCTUAL_WEIGHT = 3
"""Grants begun on their day that history is held against."""


@dataclass(frozen=True, eq=False)
class GrantsTaken:
    """Share of grants taken up, and the sorted days from decision to the day the placement was known.

    `known_after` are the sorted days from the granted day to that day, `slips` those from it to the real start.
    """

    share: float
    days: Ints
    known_after: Ints
    slips: Ints
    assumed: TakeUp

    def chance(self, waited: Ints) -> Floats:
        """Chance that a grant still without a placement `waited` days after its decision is taken up."""
        late = len(self.days) - np.searchsorted(self.days, waited, side="right")
        weight = self.assumed.weight
        prior = np.exp(-np.maximum(waited, 0) / self.assumed.days_to_placement)
        unanswered = self.share * (late + weight * prior) / (len(self.days) + weight)
        chance: Floats = unanswered / (unanswered + 1 - self.share)
        return chance

    def slip(self, age: Ints, luck: Floats) -> Ints:
        """Days from the granted to the real start of grants without a placement `age` days after the granted day."""
        passed = np.searchsorted(self.known_after, age, side="right")
        drawn = passed + np.floor(luck * (len(self.slips) - passed + PUNCTUAL_WEIGHT)).astype(np.int64)
        days: Ints = np.append(self.slips, 0)[np.minimum(drawn, len(self.slips))]
        return days


def grants_taken(world: World) -> GrantsTaken:
    """Estimate from the grants of the last six years, pulled to the assumption."""
    assumed, today = world.assumed.intake.take_up, world.horizon.tomorrow - 1
    since = date_of(max(today - 365 * HISTORY_YEARS, world.cases_since))
    granted = new_cases(world.inputs.referrals).filter(
        pl.col("status").is_in(GRANTED),
        pl.col("granted_from").is_between(since, date_of(today - LATEST_DAYS)),
    )
    answered = answers(world, granted)
    days = np.sort(answered["days"].drop_nulls().to_numpy()).astype(np.int64)
    share = (answered.height + assumed.weight * assumed.share) / (granted.height + assumed.weight)
    late = answered.drop_nulls(["known_after", "slip"]).sort("known_after", "slip")
    known_after, slips = (late[name].to_numpy().astype(np.int64) for name in ("known_after", "slip"))
    return GrantsTaken(min(share, 1 - 1e-3), days, known_after, slips, assumed)


def answers(world: World, granted: pl.DataFrame) -> pl.DataFrame:
    """Grants that a placement of the child answers: referral_id, the day it `begun`, `days` from decision to known.

    `slip` and `known_after` are days from the granted day to the start, and to the day the placement was known. A
    leisure place answers only a grant of one.
    """
    beside = pl.col("offer_type").is_in(LEISURE)
    spells = world.spells.select("child_label", "start_date", placed_known="known_date", beside=beside)
    granted = granted.with_columns(beside=pl.col("granted_offer_type").is_in(LEISURE).fill_null(value=False))
    gap = (pl.col("start_date") - pl.col("granted_from")).dt.total_days()
    return (
        granted.select("referral_id", "child_label", "granted_from", "decision_date", "beside")
        .join(spells, on=["child_label", "beside"])
        .filter(gap.is_between(EARLIEST_DAYS, LATEST_DAYS))
        .group_by("referral_id")
        .agg(
            begun=pl.col("start_date").sort_by(gap.abs(), "start_date").first(),
            days=(pl.col("placed_known") - pl.col("decision_date")).dt.total_days().min(),
            slip=gap.sort_by(gap.abs(), "start_date").first(),
            known_after=(pl.col("placed_known") - pl.col("granted_from")).dt.total_days().min(),
        )
    )
