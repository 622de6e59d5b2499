"""In which state a case was on an earlier day: in place, decided, pending, or unknown then.

The same rule sorts what becomes of the cases of both forecasts, so that the same child is in the same group in both. A
leisure place stands beside the child's other place and is told by itself. Not here: what the groups differ by
(`vintage_change`).
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from forecasting.given.children import LEISURE
from forecasting.places.cases import GRANT, REFERRAL, SPELL
from forecasting.places.referrals import new_cases
from forecasting.places.residents import ENDED_DAYS_AGO
from forecasting.vintages.vantage import Vantage

IN_PLACE, DECIDED, PENDING, UNKNOWN = GROUPS = ("in_place", "decided", "pending", "unknown")
CHILD = ("child_label", "is_leisure")


def group_days(then: Vantage, now: Vantage) -> pl.DataFrame:
    """Full-year places of `now` by fiscal year, cell and the group on the day of `then`: days / (days x paths)."""
    grouped = now.case_days.join(case_groups(then, now), on="case", how="left", maintain_order="left")
    keys = ["fiscal_year", "district_id", "offer_type", "group"]
    days = grouped.with_columns(pl.col("group").fill_null(UNKNOWN)).group_by(keys)
    return days.agg(pl.col("behind", "ahead").sum(), pl.col("carried").max()).sort(keys)


def case_groups(then: Vantage, now: Vantage) -> pl.DataFrame:
    """The group of each case of `now` (case, group) on the day of `then`.

    A case that was there is what it was; else its child's: a place after a case that waited belongs to the case, and
    one that a child went on to from a place belongs to those in place.
    """
    known, cases = _named_as(_state(then), now.cases), _with_kind(now.cases)
    own = known.select("kind", "case_id", own="group")
    decisions = known.filter(pl.col("kind") == GRANT).select(decision_id="case_id", by_decision="group")
    found = cases.join(own, on=["kind", "case_id"], how="left", maintain_order="left").join(
        decisions.unique("decision_id"), on="decision_id", how="left", maintain_order="left"
    )
    for state in (DECIDED, PENDING, IN_PLACE):
        children = known.filter(pl.col("group") == state, "is_open").select(*CHILD, pl.col("group").alias(state))
        found = found.join(children.unique(CHILD), on=list(CHILD), how="left", maintain_order="left")
    group = pl.coalesce("own", "by_decision", DECIDED, PENDING, IN_PLACE, pl.lit(UNKNOWN))
    return found.select("case", group=group)


def _state(then: Vantage) -> pl.DataFrame:
    """The cases known on the day of `then` with their group; `is_open` where the child may go on from it."""
    horizon, inputs = then.world.horizon, then.world.inputs
    begun = then.world.spells.select(
        case_id="placement_id", has_begun=pl.col("start_date") <= horizon.as_of,
        is_there=(pl.col("end_date") >= horizon.as_of - timedelta(ENDED_DAYS_AGO)).fill_null(value=True),
    )  # fmt: skip
    pending = (
        new_cases(inputs.referrals).filter(pl.col("status") == "pending").select(case_id="referral_id", waits=True)
    )
    cases = _with_kind(then.cases).join(begun.with_columns(kind=pl.lit(SPELL)), on=["kind", "case_id"], how="left")
    cases = cases.join(pending.with_columns(kind=pl.lit(REFERRAL)), on=["kind", "case_id"], how="left")
    placed = pl.when("has_begun").then(pl.lit(IN_PLACE)).otherwise(pl.lit(DECIDED))
    group = pl.when(pl.col("kind") == SPELL).then(placed).when(pl.col("kind") == GRANT).then(pl.lit(DECIDED))
    group = group.when("waits").then(pl.lit(PENDING))
    open_ = pl.col("is_there").fill_null(value=True)
    return cases.with_columns(group=group, is_open=open_).filter(pl.col("group").is_not_null())


def _named_as(known: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The known cases with the labels that their children have among `cases`.

    A child is named by its first spell, else its first referral, so one who waited has another name once it is placed.
    """
    by_case = cases.select("kind", "case_id", by_case="child_label")
    by_referral = cases.filter(pl.col("kind") == REFERRAL).select(referral_id="case_id", by_referral="child_label")
    found = known.join(by_case, on=["kind", "case_id"], how="left", maintain_order="left").join(
        by_referral, on="referral_id", how="left", maintain_order="left"
    )
    return found.with_columns(child_label=pl.coalesce("by_case", "by_referral", "child_label"))


def _with_kind(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.with_columns(is_leisure=pl.col("offer_type").is_in(LEISURE).fill_null(value=False))
