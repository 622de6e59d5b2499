"""How children leave: rates from history with priors, drawn once a path.

Two ways out of a spell: at the school year's end (last day 31 July; age-out and school start are high shares of
their grade bands) and at once (a hazard a day). Either way the child may go on in another place.
Not here: the simulation of single stays (`leaving`), the lag with which ends become known (`registration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import KINDS, band_of
from forecasting.given.events import Events
from forecasting.given.horizon import Days, Floats, Ints, date_of, day_number, day_numbers, school_year_of
from forecasting.given.randomness import generator
from forecasting.places.end_lags import MOSTLY, EndLags, assumed_shares, end_lags
from forecasting.places.exit_season import CAUSES, ends_at_school_year_end, exit_season, pace_on
from forecasting.places.learned_scale import STEPS, learned_factors
from forecasting.places.registration import Lag

HISTORY_YEARS = 6
AUGUST_FIRST = 212
"""Days from 1 January to 1 August."""
STAGES = 3
"""Immediate ends are told apart in day-care, grades 0-6 and from grade 7."""
STAGE_BOUNDS = (-1, 6)
GOING_ON_BOUNDS = (-1, 8)
"""Whether a leaver goes on elsewhere is told apart in day-care, grades 0-8 and from grade 9."""


@dataclass(frozen=True, eq=False)
class ExitEvidence:
    """Counts by offer type (row) and band or stage (column); the kind of each type.

    `at_risk` and `left` have a first axis of past school years; `days` are weighed by the `season` (12) of leaving at
    once; `lags` are of those who left for good.
    """

    kinds: tuple[str, ...]
    at_risk: Floats
    left: Floats
    days: Floats
    ended: Floats
    season: Floats
    continued: Floats
    stopped: Floats
    moves: Floats
    lags: EndLags


@dataclass(frozen=True, eq=False)
class ExitDraw:
    """One draw of the rates a path.

    Shapes: leave (paths, offers, bands); hazard (paths, offers, stages), a day; drift (paths, school years);
    continues (paths, offers, causes x stages); moves (paths, offers, kinds), cumulative.
    """

    leave: Floats
    hazard: Floats
    drift: Floats
    continues: Floats
    moves: Floats

    def going_on(self, path: Ints, offer: Ints, cohort: Ints, cause: Ints, last: Days) -> Floats:
        """Chance that whoever leaves a type on a `last` day, for a cause, goes on elsewhere."""
        share: Floats = self.continues[path, offer, going_on_column(cause, last, cohort)]
        return share


def gather_exits(
    spells: pl.DataFrame, kinds: Mapping[str, str], as_of: date, assumed: Assumptions, recorded_since: int,
    events: Events,
) -> ExitEvidence:  # fmt: skip
    """Count exposures and exits of the last six years that are recorded, in `spells` (with cohort and chain).

    Days that an event leaves out count neither as exposure nor as exits.
    """
    offers = tuple(kinds)
    ours = spells.filter("is_paid_by_us", pl.col("offer_type").is_in(offers))
    index = {offer: i for i, offer in enumerate(offers)}
    ours = ours.with_columns(
        offer=pl.col("offer_type").replace_strict(index, return_dtype=pl.Int64),
        yearly=ends_at_school_year_end("end_date").fill_null(value=False),
    )
    _, usual_lag = end_lags(ours, as_of, assumed)
    lags = EndLags.of(ours.filter(~pl.col("continues")), tuple(kinds.values()), as_of, assumed)
    since = max(day_number(as_of) - 365 * HISTORY_YEARS, recorded_since)
    at_risk, left = _school_year_counts(ours, len(offers), as_of, assumed, since, events)
    weights = _known_share(as_of, since, usual_lag, events)
    season = _season(ours, since, weights, events, assumed.exits.month_weight)
    weights = weights * pace_on(np.arange(since, since + len(weights)), season)
    days, ended = _immediate_counts(ours, len(offers), as_of, since, weights, events)
    gone = ours.filter(pl.col("end_date") > as_of.replace(year=as_of.year - HISTORY_YEARS, day=1)).filter(
        pl.col("end_date") <= as_of
    )
    gone = gone.filter(pl.Series(~events.left_out("exits", day_numbers(gone["end_date"]))))
    column = going_on_column(
        np.where(gone["yearly"].to_numpy(), 0, 1), day_numbers(gone["end_date"]), gone["cohort"].to_numpy()
    )
    shape = (len(offers), len(CAUSES) * STAGES)
    stopped = _counted(shape, gone["offer"].to_numpy(), column)
    continued = _counted(shape, gone["offer"].to_numpy(), column, gone["continues"].to_numpy().astype(float))
    known = gone.filter("continues", pl.col("next_offer").is_in(offers))
    target = known["next_offer"].replace_strict(index, return_dtype=pl.Int64).to_numpy()
    moves = _counted((len(offers), len(offers)), known["offer"].to_numpy(), target)
    return ExitEvidence(tuple(kinds.values()), at_risk, left, days, ended, season, continued, stopped, moves, lags)


def going_on_column(cause: Ints, last_day: Days, cohort: Ints) -> Ints:
    """Column of `continues` for an end: cause x stage of the school year that the last day lies in."""
    school_year = np.floor(1970 + (last_day - AUGUST_FIRST) / 365.2425)
    column: Ints = cause * STAGES + band_of(school_year - cohort, GOING_ON_BOUNDS)
    return column


def _counted(shape: tuple[int, int], row: Ints, column: Ints, weight: Floats | None = None) -> Floats:
    flat = row * shape[1] + column
    return np.bincount(flat, weight, shape[0] * shape[1]).astype(np.float64).reshape(shape)


def _school_year_counts(
    ours: pl.DataFrame, n: int, as_of: date, assumed: Assumptions, since: int, events: Events
) -> tuple[Floats, Floats]:
    """Spells in force on 19 June of each past year (first axis), and those of them that ended by 7 August."""
    start, stop = day_numbers(ours["start_date"]), day_numbers(ours["end_date"])
    offer, cohort, yearly = ours["offer"].to_numpy(), ours["cohort"].to_numpy(), ours["yearly"].to_numpy()
    bands = len(assumed.exits.bands)
    at_risk, left = list[Floats](), list[Floats]()
    for year in range(as_of.year - HISTORY_YEARS, as_of.year + 1):
        if date(year, 9, 30) > as_of or day_number(date(year, 6, 19)) < since:  # this summer's ends are not all known
            continue
        if events.left_out("exits", np.array([day_number(date(year, 7, 31))])).any():
            continue
        present = (start <= day_number(date(year, 6, 19))) & (stop >= day_number(date(year, 6, 19)))
        band = band_of(year - 1 - cohort[present], assumed.bands)
        gone = yearly[present] & (stop[present] < day_number(date(year, 8, 8)))
        at_risk.append(_counted((n, bands), offer[present], band))
        left.append(_counted((n, bands), offer[present], band, gone.astype(float)))
    return np.reshape(at_risk, (-1, n, bands)), np.reshape(left, (-1, n, bands))


def _known_share(as_of: date, since: int, lag: Lag, events: Events) -> Floats:
    """How far an end on each day from `since` to today would be known by now; nothing of days that are left out."""
    days = np.arange(since, day_number(as_of) + 1)
    known: Floats = ~events.left_out("exits", days) * (1 - lag.unknown_share(day_number(as_of) - days))
    return known


def _season(ours: pl.DataFrame, since: int, known: Floats, events: Events, weight: float) -> Floats:
    """The season of leaving at once, from children in place on each day from `since`, as far as `known`."""
    stop = since + len(known)
    start, end = (day_numbers(ours[name]).astype(np.int64) for name in ("start_date", "end_date"))
    came = np.bincount(np.clip(start, since, stop) - since, minlength=len(known) + 1)
    gone = np.bincount(np.clip(end + 1, since, stop) - since, minlength=len(known) + 1)
    present = np.cumsum(came - gone)[:-1].astype(np.float64)
    at_once = ours.select(~pl.col("yearly") & ~pl.col("continues")).to_series().to_numpy()
    at_once &= (end >= since) & (end < stop) & ~events.left_out("exits", end)
    return exit_season(end[at_once].astype(np.int32), present * known, since, weight)


def _immediate_counts(
    ours: pl.DataFrame, n: int, as_of: date, since: int, weights: Floats, events: Events
) -> tuple[Floats, Floats]:
    """Days in place, by the `weights` of each from `since`, and immediate ends by stage, school year by school year."""
    today = day_number(as_of)
    known = np.append(0.0, np.cumsum(weights))
    start, end = day_numbers(ours["start_date"]), day_numbers(ours["end_date"])
    offer, cohort, immediate = ours["offer"].to_numpy(), ours["cohort"].to_numpy(), ~ours["yearly"].to_numpy()
    days, ended = np.zeros((n, STAGES)), np.zeros((n, STAGES))
    for year in range(school_year_of(date_of(since)), school_year_of(as_of) + 1):
        first = max(day_number(date(year, 8, 1)), since)
        stop = min(day_number(date(year + 1, 8, 1)), today + 1)
        low, high = np.clip(start, first, stop), np.clip(end, first - 1, stop - 1) + 1
        stage = band_of(year - cohort, STAGE_BOUNDS)
        days += _counted((n, STAGES), offer, stage, np.maximum(known[high - since] - known[low - since], 0))
        here = immediate & (end >= first) & (end < stop) & ~events.left_out("exits", end)
        ended += _counted((n, STAGES), offer, stage, here.astype(float))
    return days, ended


def _pooled(counts: Floats, kinds: tuple[str, ...]) -> Floats:
    """Sums over the offer types of the same kind, in each type's row."""
    kind = np.array([KINDS.index(name) for name in kinds])
    pooled: Floats = (kind[:, None] == kind[None, :]).astype(float) @ counts
    return pooled


def draw_exits(evidence: ExitEvidence, assumed: Assumptions, paths: int, seed: int, school_years: int) -> ExitDraw:
    """Draw every rate from its posterior: type's own counts, pulled to its kind's, pulled to the assumption."""
    rng = generator(seed, "exits")
    priors, kinds = assumed.exits, evidence.kinds
    weight, pool = priors.weight, priors.pool_weight
    at_risk, left = evidence.at_risk.sum(axis=0), evidence.left.sum(axis=0)
    mean = _share_leaving_by_band(at_risk, left, kinds, assumed)
    alike, unlike = left + weight * mean, at_risk - left + weight * (1 - mean)
    leave = rng.beta(alike, unlike, (paths, *mean.shape))
    years = _pooled(evidence.days, kinds) / 365.25
    yearly = (_pooled(evidence.ended, kinds) + pool * priors.immediate_per_year) / (years + pool)
    hazard = rng.gamma(evidence.ended + weight * yearly, 1 / (evidence.days + weight * 365.25), (paths, *yearly.shape))
    shares = np.repeat([priors.continues_share.school_year_end, priors.continues_share.immediate], STAGES)
    mean = (_pooled(evidence.continued, kinds) + pool * shares) / (_pooled(evidence.stopped, kinds) + pool)
    continues = rng.beta(
        evidence.continued + weight * mean + 1e-9,
        np.maximum(evidence.stopped - evidence.continued, 0) + weight * (1 - mean) + 1e-9,
        (paths, *mean.shape),
    )
    yearly_sd = learned_drift(evidence.at_risk, evidence.left, alike / (alike + unlike), priors.drift_per_year)
    drift = np.exp(np.cumsum(rng.normal(0, yearly_sd, (paths, school_years)), axis=1))
    return ExitDraw(leave, hazard, drift, continues, _draw_moves(evidence, assumed, paths, rng))


def learned_drift(at_risk: Floats, left: Floats, share: Floats, assumed: float) -> float:
    """Standard deviation of a year's level of exits around the years' mean, from the past school years (first axis).

    Leavers of each year beside those that `share` (offers, bands) expects, less what chance alone gives. Method: the
    restricted likelihood of a random-effects mean (DerSimonian and Laird 1986; Harville 1977).
    """
    wanted = (at_risk * share).sum(axis=(1, 2))
    used = wanted > 0
    beside = left.sum(axis=(1, 2))[used] / wanted[used] - 1
    chance = (at_risk * share * (1 - share)).sum(axis=(1, 2))[used] / wanted[used] ** 2
    if not len(beside):
        return assumed
    variance = chance + (assumed * np.exp(STEPS[:, None])) ** 2
    weight = 1 / variance
    middle = (weight * beside).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    misfit = (np.log(variance) + weight * (beside - middle) ** 2).sum(axis=1) + np.log(weight.sum(axis=1))
    return assumed * learned_factors(-misfit / 2, STEPS)[0]


def _share_leaving_by_band(at_risk: Floats, left: Floats, kinds: tuple[str, ...], assumed: Assumptions) -> Floats:
    """What a type's own share at each school year's end is pulled to: its kind's, at the type's own pace.

    Where leaving is a choice (the assumption is below one half) types differ in pace; at the end of day-care and of
    school they do not.
    """
    priors = assumed.exits
    prior = assumed_shares(kinds, assumed)
    pool = priors.pool_weight
    mean = (_pooled(left, kinds) + pool * prior) / (_pooled(at_risk, kinds) + pool)
    choice = prior < MOSTLY
    expected = (at_risk * mean * choice).sum(axis=1, keepdims=True)
    pace = ((left * choice).sum(axis=1, keepdims=True) + priors.pace_weight) / (expected + priors.pace_weight)
    shares: Floats = np.where(choice, np.minimum(mean * pace, 0.95), mean)
    return shares


def _draw_moves(evidence: ExitEvidence, assumed: Assumptions, paths: int, rng: np.random.Generator) -> Floats:
    """Where those who go on go: cumulative shares by type left."""
    pooled = _pooled(evidence.moves, evidence.kinds)
    pooled = (pooled + 1e-3) / (pooled + 1e-3).sum(axis=1, keepdims=True)
    drawn = rng.gamma(evidence.moves + assumed.exits.pool_weight * pooled + 1e-6, 1.0, (paths, *pooled.shape))
    cumulative = np.cumsum(drawn, axis=2)
    return cumulative / np.maximum(cumulative[:, :, -1:], 1e-300)
