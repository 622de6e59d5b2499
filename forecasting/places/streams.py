"""Which cases and starts belong to which stream of intake: day-care or school, referred or not, placed or not.

Not here: how many come (`intake`), what becomes of them (`newcomers`).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from forecasting.assumptions import Intake
from forecasting.given.children import GAP_DAYS, LEISURE, SCHOOL_START_AGE
from forecasting.given.horizon import AUGUST, Flags, date_of
from forecasting.places.referrals import about_leisure, is_daycare, main_cases
from forecasting.places.registration import MonthLags
from forecasting.world import World

STREAMS = ("daycare", "school")
LEISURE_STREAM = "leisure"
CASE_STREAMS = (*STREAMS, LEISURE_STREAM)
"""A case about a leisure place brings no new child: it stands beside a school place, now or soon (`leisure`)."""
REFERRED_WITHIN_DAYS = 500
"""A start within this time of a referral of the child came from it."""


def with_stream(world: World, cases: pl.DataFrame) -> pl.DataFrame:
    """Add the `stream` of each case: day-care, school and leisure are decided and begun in ways of their own."""
    daycare = is_daycare(cases, dict(zip(world.offers, world.kinds, strict=True)))
    main = pl.when(daycare).then(pl.lit(STREAMS[0])).otherwise(pl.lit(STREAMS[1]))
    return cases.with_columns(stream=pl.when(about_leisure()).then(pl.lit(LEISURE_STREAM)).otherwise(main))


def decided_as_usual(world: World) -> pl.DataFrame:
    """Referrals but those that waited for their decision while an event left decisions out."""
    cases = world.inputs.referrals
    ended = pl.coalesce("decision_known_date", "decision_date", "withdrawn_date")
    for event in world.events.events:
        if "decisions" in event.series:
            cases = cases.filter(
                ((pl.col("received_date") <= event.to_date) & (ended >= event.from_date)).fill_null(value=False).not_()
            )
    return cases


def with_placed(world: World, cases: pl.DataFrame) -> pl.DataFrame:
    """Add whether each case's child was in a place when the case was received (`is_placed`)."""
    spells = world.spells.filter(~pl.col("offer_type").is_in(LEISURE)).select("child_label", "start_date", "end_date")
    placed = (
        cases.select("referral_id", "child_label", "received_date")
        .join(spells, on="child_label", how="inner")
        .filter(
            (pl.col("start_date") <= pl.col("received_date"))
            & (pl.col("end_date").is_null() | (pl.col("end_date") >= pl.col("received_date")))
        )
    )
    return cases.with_columns(is_placed=pl.col("referral_id").is_in(placed["referral_id"].implode()))


def are_new(world: World, cases: pl.DataFrame) -> Flags:
    """Whether each grant or case (child_label) brings a child who has no place to come from, or is to come to one."""
    since = date_of(world.horizon.tomorrow - GAP_DAYS)
    lately = world.spells.filter(
        ~pl.col("offer_type").is_in(LEISURE), pl.col("end_date").is_null() | (pl.col("end_date") >= since)
    )
    new: Flags = (~cases["child_label"].is_in(lately["child_label"].implode())).to_numpy()
    return new


def unplaced_referrals(world: World) -> pl.DataFrame:
    """Referrals of children who were in no place when received: (day, birth_month, district_id, known_date, stream)."""
    cases = with_stream(
        world, main_cases(world.inputs.referrals).filter(pl.col("received_date") <= world.horizon.as_of)
    )
    return (
        with_placed(world, cases)
        .filter(~pl.col("is_placed"))
        .select("birth_month", "district_id", "known_date", "stream", day="received_date")
    )


def has_cases(world: World) -> bool:
    """Whether referrals are delivered at all."""
    return not world.inputs.referrals.is_empty()


def direct_since(world: World) -> int:
    """Day number from which a start without a referral is told from one whose referral is not recorded."""
    return max(world.cases_since + REFERRED_WITHIN_DAYS, world.ends_since) if has_cases(world) else world.ends_since


def direct_entries(world: World) -> pl.DataFrame:
    """Entries paid by us without a referral before them: (day, birth_month, district_id, known_date, offer_type)."""
    entries = world.spells.filter("is_paid_by_us", "is_entry")
    cases = main_cases(world.inputs.referrals).select("child_label", "received_date")
    since = pl.col("start_date") - pl.col("received_date")
    referred = entries.join(cases, on="child_label", how="inner").filter(
        since.is_between(pl.duration(days=0), pl.duration(days=REFERRED_WITHIN_DAYS))
    )
    return (
        entries.join(referred, on="placement_id", how="anti")
        .filter(pl.col("start_date") >= date_of(direct_since(world)))
        .select("birth_month", "district_id", "known_date", "offer_type", day="start_date")
    )


def first_shares(entries: pl.DataFrame) -> tuple[float, float]:
    """The share of starts that lie on the first of their month: in August, and in the others."""
    august = pl.col("day").dt.month() == AUGUST
    first = pl.col("day").dt.day() == 1
    shares = entries.select(august=first.filter(august).mean(), other=first.filter(~august).mean())
    return shares["august"].item() or 0.0, shares["other"].item() or 0.0


def of_stream(assumed: Intake, stream: str) -> Intake:
    """The assumed age profile of one stream: each side of the age of school start, which both share."""
    start = SCHOOL_START_AGE - 1
    young = stream == STREAMS[0]
    profile = [
        share if (age <= start + 1 if young else age >= start) else 0.0 for age, share in enumerate(assumed.age_profile)
    ]
    return assumed.model_copy(update={"age_profile": tuple(profile)})


def month_lags(world: World, events: pl.DataFrame, lags_of: Callable[..., MonthLags]) -> MonthLags:
    """How late `events` (day, known_date) become known."""
    known, dated = world.assumed.registration, events.select(event_date="day", event_known_date="known_date")
    return lags_of(dated, world.horizon.as_of, known.start_lag_days, known.weight)
