"""Children who are not in a place yet: pending and expected, as stays on every path.

Not here: those decided (`decided`), how many cases come (`intake`), what happens between referral and start
(`referrals`), when they leave (`leaving`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import SCHOOL_START_AGE, with_cohort
from forecasting.given.horizon import AUGUST, FOREVER, Days, Flags, Floats, Ints
from forecasting.given.randomness import Keys, combined, keys_of, uniform
from forecasting.places.asked import UNASKED, asked
from forecasting.places.cases import referral_cases
from forecasting.places.intake import GROUPS, ArrivalModel, Arrivals, draw_arrivals, fit_arrivals
from forecasting.places.leaving import Stays
from forecasting.places.referrals import (
    GRANTED,
    PipelineDraw,
    age_group,
    draw_pipeline,
    granted_offers,
    new_cases,
    received_days,
    start_days,
)
from forecasting.places.registration import MonthLags
from forecasting.places.streams import (
    CASE_STREAMS,
    LEISURE_STREAM,
    STREAMS,
    are_new,
    decided_as_usual,
    direct_entries,
    direct_since,
    first_shares,
    month_lags,
    of_stream,
    unplaced_referrals,
    with_placed,
    with_stream,
)
from forecasting.places.take_up import answers, grants_taken
from forecasting.places.waiting import decision_days
from forecasting.prices.day_prices import Templates
from forecasting.world import INTAKE, PENDING, World

RAISING = ("referrals", "approvals")
"""Levers that may bring more children than expected."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Stays of known children to come, with the child's label so that its present place can give way.

    `starts` and `offers` are by case and path; a start is FOREVER where there is none.
    """

    stays: Stays
    labels: list[str]
    starts: Days
    offers: Ints


def tiled(keys: Keys, paths: int) -> tuple[Keys, Ints]:
    """Keys and paths of things x paths, flattened."""
    path = np.arange(paths)
    return combined(keys[:, None], path[None, :]).ravel(), np.tile(path, len(keys))


def pending_stays(world: World, pipelines: dict[str, PipelineDraw], templates: Templates) -> Candidates:
    """Cases still open: those that are approved on a path start there; the others stop before they start."""
    cases = with_cohort(new_cases(world.inputs.referrals).filter(pl.col("status") == "pending"), "received_date")
    cases = with_placed(world, with_stream(world, cases)).sort("referral_id")
    taken = grants_taken(world).share
    parts = [
        _pending(world, cases.filter(pl.col("stream") == name), draw, templates, taken)
        for name, draw in pipelines.items()
    ]
    return Candidates(
        Stays.joined([part.stays for part in parts]),
        [label for part in parts for label in part.labels],
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.offers for part in parts]),
    )


def _pending(world: World, cases: pl.DataFrame, draw: PipelineDraw, templates: Templates, taken: float) -> Candidates:
    """Cases of one stream; `taken` is the share of what is granted that is taken up."""
    paths, today = world.options.paths, world.horizon.tomorrow - 1
    key, path = tiled(keys_of(cases["referral_id"], world.options.seed), paths)
    group = np.repeat(age_group(cases["birth_month"], cases["received_date"]), paths)
    received = received_days(cases)
    decided = decision_days(draw.waiting, np.repeat(received, paths), today, key)
    lever = world.levers.factor("approvals", decided, path)
    placed = np.repeat(cases["is_placed"].to_numpy(), paths)
    yes = np.where(placed, draw.approval_placed[path, group], draw.approval[path, group]) * taken
    outlasting = np.repeat(draw.waiting.outlasting(np.maximum(today - received, 0)), paths)
    chance = yes * outlasting
    approved = uniform(key, "approval") < np.minimum(chance * lever, 1.0)
    requested = np.repeat(world.offer_positions(cases["requested_offer_type"]), paths)
    offer = granted_offers(draw, path, group, requested, key)
    offer = np.where(np.repeat(cases["stream"] == LEISURE_STREAM, paths) & (requested >= 0), requested, offer)
    start = np.maximum(start_days(draw, np.repeat(received, paths), decided, key), today + 1)
    stays = Stays(
        path, np.repeat(world.district_positions(cases["district_id"]), paths), offer,
        np.repeat(cases["cohort"].to_numpy(), paths).astype(np.int64), start,
        templates.pick(offer, path, key), key, np.full(len(path), PENDING), np.full(len(path), -1),
        np.repeat(are_new(world, cases), paths), np.repeat(referral_cases(world, cases["referral_id"]), paths),
        np.where(placed, UNASKED, asked(world.horizon, None, decided, chance)),
    )  # fmt: skip
    starts = np.where(approved, start, FOREVER).astype(np.int32).reshape(-1, paths)
    chosen = approved & (start < world.horizon.stop)
    return Candidates(stays.take(chosen), cases["child_label"].to_list(), starts, offer.reshape(-1, paths))


def intake_pipelines(world: World) -> dict[str, PipelineDraw]:
    """The way from referral to start by stream, drawn for this world; a start is the real one where there is one."""
    cases = with_placed(world, with_stream(world, decided_as_usual(world)))
    begun = answers(world, cases.filter(pl.col("status").is_in(GRANTED))).select("referral_id", "begun")
    cases = cases.join(begun, on="referral_id", how="left", maintain_order="left").with_columns(
        granted_from=pl.coalesce("begun", "granted_from")
    )
    return {
        name: draw_pipeline(
            name, cases.filter(pl.col("stream") == name), world.offers, world.horizon.as_of,
            world.assumed.intake.decision, world.options.paths, world.options.seed, world.cases_since,
        )
        for name in CASE_STREAMS
    }  # fmt: skip


def referred_stays(
    world: World, pipelines: dict[str, PipelineDraw], templates: Templates, wanted: Mapping[str, float]
) -> Stays:
    """New children expected through referrals not received, or not registered, yet.

    `wanted` are the starts a year by stream that a young register is taken to have had (`replacement`).
    """
    cases = unplaced_referrals(world)
    streams = [(name, cases.filter(pl.col("stream") == name)) for name in STREAMS]
    return Stays.joined(
        [_referred(world, name, events, pipelines[name], templates, wanted.get(name)) for name, events in streams]
    )


def _referred(
    world: World, name: str, events: pl.DataFrame, draw: PipelineDraw, templates: Templates, wanted: float | None
) -> Stays:
    approval = draw.approval * grants_taken(world).share
    cases = None if wanted is None else wanted / float(approval.mean())
    model = arrival_model(world, f"referrals {name}", name, events, world.cases_since, MonthLags.of_cases, cases)
    today = world.horizon.tomorrow - 1
    parts = []
    for purpose, arrivals in _streams(world, model, approval):
        decided = decision_days(draw.waiting, arrivals.day, today, arrivals.key)
        more = world.levers.factor("referrals", arrivals.day, arrivals.path)
        yes = approval[arrivals.path, arrivals.group]
        factor = more * np.minimum(world.levers.factor("approvals", decided, arrivals.path), 1 / yes)
        kept = _kept(world, purpose, arrivals, factor, RAISING)
        start = np.maximum(start_days(draw, arrivals.day, decided, arrivals.key), today + 1)
        nobody = np.full(len(arrivals), -1)
        offer = granted_offers(draw, arrivals.path, arrivals.group, nobody, arrivals.key)
        code = asked(world.horizon, arrivals.day, decided, yes)
        stays = _arrived(arrivals, offer, start, templates, code)
        parts.append(stays.take(kept & (start < world.horizon.stop)))
    return Stays.joined(parts)


def _kept(world: World, purpose: str, arrivals: Arrivals, factor: Floats, levers: tuple[str, ...]) -> Flags:
    """Which arrivals of a stream a factor keeps: up to all of the expected, and of the further those beyond."""
    luck = uniform(arrivals.key, "lever")
    kept: Flags = luck < factor
    if purpose != "expected":
        kept = luck < (factor - 1) / max(world.levers.largest(levers) - 1, 1e-9)
    return kept


def _streams(
    world: World, model: ArrivalModel, approval: Floats, levers: tuple[str, ...] = RAISING
) -> list[tuple[str, Arrivals]]:
    """Expected cases that will be approved, and, when a lever raises them, a stream of further ones to pick from."""
    seed, largest = world.options.seed, world.levers.largest(levers)
    streams = [("expected", draw_arrivals(model, approval, "expected", seed))]
    if largest > 1:
        streams.append(("further", draw_arrivals(model, approval * (largest - 1), "further", seed)))
    return streams


def _arrived(arrivals: Arrivals, offer: Ints, start: Days, templates: Templates, code: Ints) -> Stays:
    born = arrivals.day - (arrivals.age + uniform(arrivals.key, "birthday")) * 365.25
    cohort = np.floor(1970 + born / 365.2425).astype(np.int64) + SCHOOL_START_AGE
    template = templates.pick(offer, arrivals.path, arrivals.key)
    component, spell = np.full(len(arrivals), INTAKE), np.full(len(arrivals), -1)
    return Stays(
        arrivals.path, arrivals.district, offer, cohort, start, template, arrivals.key, component, spell, spell < 0,
        spell, code,
    )  # fmt: skip


def direct_stays(world: World, templates: Templates, wanted: Mapping[str, float]) -> Stays:
    """New children expected without a referral: moved in, or referred before the records begin.

    `wanted` as for `referred_stays`, where no referrals are delivered.
    """
    daycare = [offer for offer, kind in zip(world.offers, world.kinds, strict=True) if kind == "daycare"]
    entries, young = direct_entries(world), pl.col("offer_type").is_in(daycare)
    streams = zip(STREAMS, (entries.filter(young), entries.filter(~young)), strict=True)
    since = direct_since(world)
    return Stays.joined(
        [direct_stream(world, name, events, since, templates, wanted.get(name)) for name, events in streams]
    )


def direct_stream(
    world: World, name: str, entries: pl.DataFrame, recorded_since: int, templates: Templates,
    wanted: float | None = None,
) -> Stays:  # fmt: skip
    """Starts of one stream that no referral tells of, as often as in `entries`; more where a lever raises referrals."""
    model = arrival_model(world, f"direct {name}", name, entries, recorded_since, MonthLags.of_starts, wanted)
    mix = draw_pipeline(
        f"direct {name}", _as_cases(entries), world.offers, world.horizon.as_of, world.assumed.intake.decision,
        world.options.paths, world.options.seed,
    )  # fmt: skip
    everyone = np.ones((world.options.paths, GROUPS))
    firsts = first_shares(entries)
    parts = []
    for purpose, arrivals in _streams(world, model, everyone, ("referrals",)):
        code = asked(world.horizon, arrivals.day, None, np.ones(len(arrivals)))
        stays = _directly(arrivals, mix, firsts, templates, code)
        more = world.levers.factor("referrals", arrivals.day, arrivals.path)
        parts.append(stays.take(_kept(world, purpose, arrivals, more, ("referrals",))))
    return Stays.joined(parts)


def _directly(
    arrivals: Arrivals, mix: PipelineDraw, firsts: tuple[float, float], templates: Templates, code: Ints
) -> Stays:
    """Starts on the day they come, or on the first of the month as often as usual (`firsts`)."""
    nobody = np.full(len(arrivals), -1)
    offer = granted_offers(mix, arrivals.path, arrivals.group, nobody, arrivals.key)
    months = arrivals.day.astype("datetime64[D]").astype("datetime64[M]")
    month = months.astype("datetime64[D]").astype(np.int32)
    share = np.where(months.astype(np.int64) % 12 == AUGUST - 1, *firsts)
    start = np.where(uniform(arrivals.key, "first of month") < share, month, arrivals.day).astype(np.int32)
    return _arrived(arrivals, offer, start, templates, code)


def _as_cases(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries in the form of granted cases, to reuse the estimate of the mix of offers."""
    return entries.select(
        "birth_month", received_date="day", referral_type=pl.lit("ny"), status=pl.lit("granted"),
        is_placed=pl.lit(value=False),
        granted_offer_type="offer_type", requested_offer_type=pl.lit(None, dtype=pl.String),
        decision_known_date="day", decision_date="day", withdrawn_date=pl.lit(None, dtype=pl.Date), granted_from="day",
    )  # fmt: skip


def arrival_model(
    world: World, name: str, stream: str, events: pl.DataFrame, recorded_since: int, lags_of: Callable[..., MonthLags],
    replacement: float | None = None,
) -> ArrivalModel:  # fmt: skip
    """How many cases of one stream come."""
    return fit_arrivals(
        name, events, world.inputs.population, world.districts, world.horizon, of_stream(world.assumed.intake, stream),
        month_lags(world, events, lags_of), world.options.paths, world.options.seed, recorded_since, world.events,
        replacement,
    )  # fmt: skip
