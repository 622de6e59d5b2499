"""Does a method work? Referrals of the schools that have begun it, against those that are to begin and have not yet.

A stepped start: log of a school's referrals in a month = the school's own level + the month's level + the effect from
the first whole month after its start (Poisson regression, Hussey and Hughes: Design and analysis of stepped wedge
trials, 2007). The limit is not the textbook's: the same starts are dealt out to the schools at random again and again,
as if it did not matter who began when, and the limit is what chance then gives. So neither few schools nor schools
whose own months hang together give a false alarm, and where chance can deal in too few ways nothing is said.
Not here: whether the curve of all referrals has broken (`event_test`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import factorial, prod

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats, Ints
from forecasting.given.postings import month_of
from forecasting.given.randomness import generator
from forecasting.questions.event_test import LEVEL, POWER_Z

MONTHS_BACK = 48
FEWEST_SCHOOLS = 2
"""With half a year both before and after their start."""
FEWEST_MONTHS = 6
FEWEST_REFERRALS = 20
FEWEST_DEALS = 100
"""Ways in which chance could have dealt the starts out."""
DEALS = 200
"""For the limit, and as many again for the false-alarm rate."""
NEVER = 10**9
MOST_ROUNDS, CLOSE, TINY = 2000, 1e-10, 1e-12

PROGRAMME_EFFECT = {
    "method": pl.String,
    "started_count": pl.Int32,
    "waiting_count": pl.Int32,
    "before_count": pl.Int32,
    "after_count": pl.Int32,
    "effect": pl.Float64,
    "interval_low": pl.Float64,
    "interval_high": pl.Float64,
    "false_alarm_rate": pl.Float64,
    "smallest_visible_effect": pl.Float64,
    "sentence_da": pl.String,
}


@dataclass(frozen=True, eq=False)
class Panel:
    """Referrals by school and month, and the first whole month that each school ran the method; NEVER where not yet."""

    count: Floats
    months: Ints
    first_running: Ints

    @property
    def running(self) -> Floats:
        """1 in the months that a school has run the method."""
        return (self.months[None, :] >= self.first_running[:, None]).astype(np.float64)

    @property
    def is_started(self) -> Ints:
        """The schools that have run it for a whole month."""
        return np.flatnonzero(self.first_running <= self.months[-1]) if len(self.months) else np.array([], int)


def programme_effects(programmes: pl.DataFrame, referrals: pl.DataFrame, as_of: date, seed: int) -> pl.DataFrame:
    """One row a method (schema PROGRAMME_EFFECT).

    `programmes`: institution_id, method, actual_start_date (empty when not begun). `referrals` of new and changed
    places: referring_institution_id, received_date.
    """
    rows = [_tested(str(method), panel, seed) for method, panel in _panels(programmes, referrals, as_of)]
    return pl.DataFrame(rows, schema=PROGRAMME_EFFECT, orient="row").sort("method")


def _panels(programmes: pl.DataFrame, referrals: pl.DataFrame, as_of: date) -> Iterator[tuple[object, Panel]]:
    """The last four years of the schools of each method, whole months only, from the first referral there is."""
    ahead = as_of + timedelta(days=1)
    last = ahead.year * 12 + ahead.month - 2
    received = referrals.select("referring_institution_id", month=month_of("received_date"))
    begun = received["month"].min()
    first = max(last - MONTHS_BACK + 1, begun) if isinstance(begun, int) else last
    months = np.arange(first, last + 1)
    for (method,), rows in programmes.sort("method", "institution_id").group_by("method", maintain_order=True):
        schools = (
            rows.group_by("institution_id")
            .agg(start=pl.col("actual_start_date").min())
            .with_columns(first_running=(month_of("start") + (pl.col("start").dt.day() > 1)).fill_null(NEVER))
            .sort("institution_id")
        )
        place = {school: number for number, school in enumerate(schools["institution_id"])}
        count = np.zeros((len(place), len(months)))
        for school, month in received.filter(pl.col("month").is_between(first, last)).iter_rows():
            if school in place:
                count[place[school], month - first] += 1
        yield method, Panel(count, months, schools["first_running"].to_numpy().astype(np.int64))


def _tested(method: str, panel: Panel, seed: int) -> tuple[object, ...]:
    started = len(panel.is_started)
    waiting = len(panel.first_running) - started
    own = panel.count[panel.is_started], panel.running[panel.is_started]
    before, after = int((own[0] * (1 - own[1])).sum()), int((own[0] * own[1]).sum())
    counts = (method, started, waiting, before, after)
    if not _can_tell(panel):
        return (*counts, None, None, None, None, None, _nothing_sentence(method, started, waiting))
    step, error = _effect(panel)
    limit, alarms = _limit(panel, method, seed)
    low, high = (float(np.expm1(step + sign * limit * error)) for sign in (-1, 1))
    effect, visible = float(np.expm1(step)), float(-np.expm1(-(limit + POWER_Z) * error))
    sentence = _sentence(method, (started, waiting), effect, (low, high), visible)
    return (*counts, effect, low, high, alarms, visible, sentence)


def _can_tell(panel: Panel) -> bool:
    """Enough schools with half a year on either side, others to hold them against, referrals, and ways to deal."""
    ran = panel.running.sum(axis=1)
    seen = (ran >= FEWEST_MONTHS) & (len(panel.months) - ran >= FEWEST_MONTHS)
    starts = np.unique(panel.first_running, return_counts=True)[1]
    ways = factorial(len(panel.first_running)) // prod(factorial(int(count)) for count in starts)
    return bool(
        seen.sum() >= FEWEST_SCHOOLS
        and ways >= FEWEST_DEALS
        and panel.count.sum() >= FEWEST_REFERRALS
        and _information(panel.count, panel.running[None])[0] > 0
    )


def _effect(panel: Panel) -> tuple[float, float]:
    """The effect on the log scale and its standard error, by maximum likelihood.

    The cells are scaled in turn to the sums of the schools, of the months and of those that run the method until all
    three hold, which is where the likelihood is greatest (iterative proportional fitting).
    """
    count, running = panel.count, panel.running
    sums = count.sum(axis=1, keepdims=True), count.sum(axis=0, keepdims=True), (count * running).sum()
    mean, step = np.ones_like(count), 0.0
    for _ in range(MOST_ROUNDS):
        mean = mean * sums[0] / np.maximum(mean.sum(axis=1, keepdims=True), TINY)
        mean = mean * sums[1] / np.maximum(mean.sum(axis=0, keepdims=True), TINY)
        change = float(np.log(max(sums[2], TINY) / max((mean * running).sum(), TINY)))
        mean, step = mean * np.exp(change * running), step + change
        if abs(change) < CLOSE:
            break
    return step, float(1 / np.sqrt(max(_curvature(mean, running), TINY)))


def _curvature(mean: Floats, running: Floats) -> float:
    """What the cells tell of the effect beyond what schools and months take up."""
    margins = np.block([[np.diag(mean.sum(axis=1)), mean], [mean.T, np.diag(mean.sum(axis=0))]])
    shared = np.concatenate([(mean * running).sum(axis=1), (mean * running).sum(axis=0)])
    taken_up = np.linalg.lstsq(margins, shared, rcond=None)[0]
    return float((mean * running).sum() - shared @ taken_up)


def _limit(panel: Panel, method: str, seed: int) -> tuple[float, float]:
    """How many standard errors chance gives one time in twenty, and how often it then still goes beyond."""
    draws = generator(seed, f"programme {method}")
    dealt = np.array([draws.permutation(panel.first_running) for _ in range(2 * DEALS)])
    ratios = np.abs(_score(panel.count, (panel.months[None, None, :] >= dealt[:, :, None]).astype(np.float64)))
    limit = max(float(np.quantile(ratios[:DEALS], 1 - LEVEL, method="higher")), 1.96)
    return limit, float((ratios[DEALS:] > limit).mean())


def _score(count: Floats, running: Floats) -> Floats:
    """The score of no effect in standard errors, deal by deal: with no effect a mean is its row x its column / all."""
    centred, mean = _centred(count, running)
    information = (mean * centred**2).sum(axis=(1, 2))
    score: Floats = (centred * count).sum(axis=(1, 2)) / np.sqrt(np.maximum(information, 1e-12))
    return score


def _information(count: Floats, running: Floats) -> Floats:
    centred, mean = _centred(count, running)
    information: Floats = (mean * centred**2).sum(axis=(1, 2)).round(9)
    return information


def _centred(count: Floats, running: Floats) -> tuple[Floats, Floats]:
    """Who runs when, less what school and month alone would tell, and the mean of each cell without an effect."""
    rows, columns, total = count.sum(axis=1), count.sum(axis=0), max(count.sum(), 1e-12)
    by_school = (running * columns).sum(axis=2, keepdims=True) / total
    by_month = (running * rows[:, None]).sum(axis=1, keepdims=True) / total
    overall = (by_school * rows[:, None]).sum(axis=1, keepdims=True) / total
    return running - by_school - by_month + overall, np.outer(rows, columns) / total


def _percent(share: float) -> str:
    return f"{abs(share) * 100:.0f} %"


def _nothing_sentence(method: str, started: int, waiting: int) -> str:
    return (
        f"{method}: det kan ikke siges, om metoden flytter indstillingerne ({started} i gang, {waiting} ikke begyndt). "
        f"Det kræver flere skoler med mindst {FEWEST_MONTHS} måneder før og efter start, og andre der begynder senere."
    )


def _sentence(
    method: str, schools: tuple[int, int], effect: float, interval: tuple[float, float], visible: float
) -> str:
    low, high = interval
    held = f"{method} ({schools[0]} i gang, {schools[1]} ikke begyndt)"
    if low <= 0 <= high:
        return (
            f"{held}: det kan ikke ses, om metoden flytter indstillingerne. Kun et fald på mindst ca. "
            f"{_percent(visible)} kunne være set; et mindre kan være der, uden at tallene viser det."
        )
    way = "færre" if effect < 0 else "flere"
    nearest, farthest = sorted([abs(low), abs(high)])
    return (
        f"{held}: de skoler, der er i gang, har {_percent(effect)} {way} indstillinger end ventet efter de andre "
        f"({_percent(nearest)} til {_percent(farthest)}). Andre forskelle mellem skolerne kan være årsagen."
    )
