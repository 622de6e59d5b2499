"""From referral to start: waiting, approval, offer and start date, from history with priors.

A case is pending until the day its decision is *known*; the start is counted from the same day. Cases decided for a
child already in a place, and renewals, create no new child.
Not here: how many new referrals come (`intake`), how long they wait (`waiting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Decision
from forecasting.given.children import LEISURE, SCHOOL_START_AGE
from forecasting.given.horizon import AUGUST, Days, Floats, Ints, calendar_month, date_of, day_number, day_numbers
from forecasting.given.randomness import Keys, generator, uniform
from forecasting.places.waiting import Waiting

AGE_BOUNDS = (5, 9, 12)
"""Approval and offers are told apart before school, 6-9, 10-12 and from 13 years."""
HISTORY_YEARS = 6
GRANTED = ("granted", "alternative")
NEAREST, NEAREST_PART = 40, 10
"""A gap is drawn from as many cases, or from this part of all."""
USUAL_WEIGHT = 3
"""Cases that the usual gap is worth."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """Days from known decision to start of cases in the order of the days they `waited` for it, and the usual days.

    A decision written down late makes a long wait and a short gap, so a gap is drawn from cases that waited about as
    long (nearest neighbours; Lall and Sharma 1996), or is the `usual` one as often as `USUAL_WEIGHT` of them say.
    """

    waited: Ints
    days: Ints
    usual: int

    def drawn(self, waited: Ints, luck: Floats) -> Ints:
        """One gap for each of `waited` days."""
        near = min(max(NEAREST, len(self.days) // NEAREST_PART), len(self.days))
        first = np.clip(np.searchsorted(self.waited, waited) - near // 2, 0, len(self.days) - near)
        at = np.floor(luck * (near + USUAL_WEIGHT)).astype(np.int64)
        days: Ints = np.append(self.days, self.usual)[np.where(at < near, first + at, len(self.days))]
        return days


@dataclass(frozen=True, eq=False)
class PipelineDraw:
    """The way from referral to start.

    Shapes: approval (paths, age groups), of children in no place, and of those who are in
    one; offers (paths, age groups, offers), cumulative;
    first_august (12), by month of decision; gaps, days to other starts.
    """

    waiting: Waiting
    approval: Floats
    approval_placed: Floats
    offers: Floats
    first_august: Floats
    gaps: Gaps
    as_requested: float


def new_cases(referrals: pl.DataFrame) -> pl.DataFrame:
    """Cases that can put a child in a place: new ones and changes, not renewals."""
    return referrals.filter(pl.col("referral_type").is_in(["ny", "aendring"]))


def about_leisure() -> pl.Expr:
    """Whether a case is about a leisure place, by the offer asked for, else the one granted."""
    return pl.coalesce("requested_offer_type", "granted_offer_type").is_in(LEISURE).fill_null(value=False)


def main_cases(referrals: pl.DataFrame) -> pl.DataFrame:
    """New cases but those about a leisure place beside another."""
    return new_cases(referrals).filter(~about_leisure())


def is_daycare(cases: pl.DataFrame, kinds: Mapping[str, str]) -> pl.Series:
    """Whether a case is about day-care: by the offer asked for or granted, else by age."""
    daycare = [offer for offer, kind in kinds.items() if kind == "daycare"]
    age = (pl.col("received_date") - pl.col("birth_month")).dt.total_days() / 365.25
    offer = pl.coalesce("requested_offer_type", "granted_offer_type")
    by_age = (age < SCHOOL_START_AGE - 1).fill_null(value=False)
    return cases.select(pl.when(offer.is_null()).then(by_age).otherwise(offer.is_in(daycare))).to_series()


def age_group(birth_month: pl.Series, day: pl.Series) -> Ints:
    """Age group on a day; unknown births count with the second group, the largest."""
    age = ((day - birth_month).dt.total_days() / 365.25).fill_null(7).to_numpy()
    return np.searchsorted(np.asarray(AGE_BOUNDS) + 1, age, side="right")


def draw_pipeline(
    name: str, referrals: pl.DataFrame, offers: tuple[str, ...], as_of: date, assumed: Decision, paths: int, seed: int,
    recorded_since: int = 0,
) -> PipelineDraw:  # fmt: skip
    """Estimate from all cases (with `is_placed`) of the last six years and draw approval and offers once a path."""
    since = date_of(max(day_number(as_of) - 365 * HISTORY_YEARS, recorded_since))
    cases = new_cases(referrals).filter(pl.col("received_date") >= since)
    closed = cases.filter(pl.col("status").is_in(["granted", "alternative", "refused", "withdrawn"]))
    granted = closed.filter(pl.col("status").is_in(GRANTED), pl.col("granted_offer_type").is_in(offers))
    rng = generator(seed, f"pipeline {name}")
    groups = len(AGE_BOUNDS) + 1
    group = age_group(granted["birth_month"], granted["received_date"])
    approval, approval_placed = (
        _draw_approval(closed.filter(chosen), granted.filter(chosen), assumed, (paths, groups), rng)
        for chosen in (~pl.col("is_placed"), pl.col("is_placed"))
    )
    mix = _draw_offers(granted, group, offers, assumed.offer_weight, (paths, groups), rng)
    august, gaps = _starts(granted, assumed)
    waiting = Waiting.of_cases(cases, as_of, assumed)
    return PipelineDraw(waiting, approval, approval_placed, mix, august, gaps, _as_requested(granted))


def _draw_approval(
    closed: pl.DataFrame, granted: pl.DataFrame, assumed: Decision, shape: tuple[int, int], rng: np.random.Generator
) -> Floats:
    """Share approved by age group, each group pulled to the municipality's, that to the assumption."""
    n = np.bincount(age_group(closed["birth_month"], closed["received_date"]), minlength=shape[1])
    yes = np.bincount(age_group(granted["birth_month"], granted["received_date"]), minlength=shape[1])
    weight = assumed.approval_weight
    pooled = (yes.sum() + weight * assumed.approval) / (n.sum() + weight)
    drawn: Floats = rng.beta(yes + weight * pooled, n - yes + weight * (1 - pooled), shape)
    return drawn


def _draw_offers(
    granted: pl.DataFrame, group: Ints, offers: tuple[str, ...], weight: float, shape: tuple[int, int],
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """Cumulative shares of offers by age group, each group pulled to the municipality's."""
    codes = granted["granted_offer_type"].replace_strict(
        {offer: i for i, offer in enumerate(offers)}, return_dtype=pl.Int64
    )
    counts = np.bincount(group * len(offers) + codes.to_numpy(), minlength=shape[1] * len(offers)).astype(np.float64)
    counts = counts.reshape(shape[1], len(offers))
    pooled = (counts.sum(axis=0) + 1e-3) / (counts.sum() + 1e-3 * len(offers))
    drawn = rng.gamma(counts + weight * pooled + 1e-9, 1.0, (shape[0], *counts.shape))
    cumulative = np.cumsum(drawn, axis=2)
    shares: Floats = cumulative / np.maximum(cumulative[:, :, -1:], 1e-300)
    return shares


def _starts(granted: pl.DataFrame, assumed: Decision) -> tuple[Floats, Gaps]:
    """Share starting next 1 August by month decided, pulled to the assumption at the own habit; and other gaps."""
    known = granted.with_columns(decided=pl.coalesce("decision_known_date", "decision_date")).drop_nulls(
        ["decided", "granted_from"]
    )
    decided, begun = day_numbers(known["decided"]), day_numbers(known["granted_from"])
    month, august = calendar_month(decided), begun == next_august(decided)
    cases, hits = np.bincount(month, minlength=12), np.bincount(month[august], minlength=12)
    weight, assumed_shares = assumed.first_august_weight, np.asarray(assumed.first_august)
    habit = (hits.sum() + weight) / ((cases * assumed_shares).sum() + weight)
    shares = (hits + weight * np.minimum(assumed_shares * habit, 1)) / (cases + weight)
    waited, days = (decided - received_days(known))[~august], np.clip(begun - decided, -60, 400)[~august]
    order = np.lexsort((days, waited))
    return shares, Gaps(waited[order].astype(np.int64), days[order].astype(np.int64), assumed.days_to_start)


def _as_requested(granted: pl.DataFrame) -> float:
    """Chance that what is granted is what was asked for, where something was asked for."""
    asked = granted.drop_nulls("requested_offer_type")
    same = (asked["requested_offer_type"] == asked["granted_offer_type"]).sum()
    return float(same) / (asked.height + 5.0)


def next_august(days: Days) -> Days:
    """The 1 August after each day; one in August has next year's."""
    years = days.astype("datetime64[D]").astype("datetime64[Y]") + (calendar_month(days) >= AUGUST - 1)
    return (years.astype("datetime64[M]") + AUGUST - 1).astype("datetime64[D]").astype(np.int64).astype(np.int32)


def start_days(draw: PipelineDraw, received: Days, decided: Days, key: Keys) -> Days:
    """First day in place: next 1 August or some days after the decision."""
    waits = uniform(key, "first august") < draw.first_august[calendar_month(decided)]
    gap = draw.gaps.drawn(decided - received, uniform(key, "days to start"))
    return np.where(waits, next_august(decided), decided + gap).astype(np.int32)


def granted_offers(draw: PipelineDraw, path: Ints, group: Ints, requested: Ints, key: Keys) -> Ints:
    """Offer granted: the one asked for (`requested` >= 0) with the historic chance, else one of the mix."""
    luck = uniform(key, "offer")
    mixed = (luck[:, None] > draw.offers[path, group]).sum(axis=1)
    asked = (requested >= 0) & (uniform(key, "as requested") < draw.as_requested)
    return np.where(asked, requested, np.minimum(mixed, draw.offers.shape[2] - 1))


def received_days(referrals: pl.DataFrame) -> Days:
    """Day numbers of receipt."""
    return day_numbers(referrals["received_date"])
