"""The rows of forecast.alarm: what came since the forecast before, beside what it expects, and if that is an alarm.

Three families share the year's false alarms: how many referrals, where the children live, and how many of those decided
were granted. Each is looked at month by month and since the forecast before. A month counts once it is over, so that a
second run in it is no second look. Not here: how an alarm is said (`pipelines.publishing.flash`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.alarms.came import Came, came_since, whole_months
from forecasting.alarms.expected import Expected, expected_since
from forecasting.alarms.sequential import ROOT_SHIFT, chance_a_look, limits, root
from forecasting.given.events import Events, EventSeries
from forecasting.given.horizon import Floats, Ints, first_of_month
from forecasting.given.terms import ALL, MONEY, Schema
from forecasting.places.replacement import is_young
from forecasting.places.streams import STREAMS, has_cases
from forecasting.world import World

REFERRALS, RESIDENCE, GRANTS = "referrals", "residence", "grants"
FAMILIES = (REFERRALS, RESIDENCE, GRANTS)
MONTH, SINCE = "month", "since"
ALARM: Schema = {
    "series": pl.String, "stream": pl.String, "district_id": pl.String, "period": pl.String,
    "from_month": pl.Date, "to_month": pl.Date, "came_count": pl.Int32, "of_count": pl.Int32,
    **dict.fromkeys(("expected_cases", "low_cases", "high_cases", "alarm_low_cases", "alarm_high_cases"), pl.Float64),
    "is_alarm": pl.Boolean, "event_name": pl.String, "false_alarm_rate": pl.Float64,
    **dict.fromkeys(("previous_kr", "expected_kr", "limit_kr"), MONEY),
}  # fmt: skip
PERIODS = (MONTH, SINCE)
COUNTS: Schema = {name: kind for name, kind in ALARM.items() if kind != MONEY}
BAND = (0.025, 0.975)
LEAST_VARIANCE, NO_SPREAD = 0.25, 1e-9
Row = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Family:
    """Counts that are looked at together, as distances: `drawn` (paths, looks, tests) and what `came` (tests).

    A distance is the count's root, or, where `of` as many as came some were `expected`, the count less those over its
    own spread. `tests` are stream, district and period.
    """

    name: str
    tests: list[tuple[str, str, str]]
    drawn: Floats
    came: Floats
    counts: Ints
    of: list[int | None]
    expected: Floats
    spread: Floats | None = None

    def count(self, distance: Floats) -> Floats:
        """The counts at distances (tests)."""
        if self.spread is None:
            counts: Floats = np.maximum(distance, 0) ** 2 - ROOT_SHIFT
        else:
            counts = self.expected + distance * self.spread
        return np.maximum(counts, 0)


def alarms(then: World, now: World, yearly: float, known_to: date | None = None) -> pl.DataFrame:
    """One row for each group and period at the newest look (schema ALARM).

    None before a month is over, and none where no referrals are simulated or their register is young. `yearly` is the
    chance of a false alarm in a year (0-1) in any of them, `known_to` the day that cases are delivered up to.
    """
    looked = min(known_to or now.horizon.as_of, now.horizon.as_of)
    months = whole_months(then.horizon.as_of, looked)
    is_told = has_cases(then) and then.options.simulate_intake and not is_young(then)
    if not (len(months) and is_told):
        return pl.DataFrame(schema=ALARM)
    came = came_since(now, months, then.districts)
    expected = expected_since(then, months, looked, came)
    families = families_of(came, expected, then.districts)
    chance = chance_a_look(yearly, len(families))
    events = now.options.events.known(now.horizon.as_of)
    rows = [row for family in families for row in _rows(family, months, chance, yearly, events)]
    return pl.DataFrame(rows, schema=COUNTS, orient="row").match_to_schema(ALARM, missing_columns="insert")


def families_of(came: Came, expected: Expected, districts: tuple[str, ...]) -> list[Family]:
    """What is looked at: how many referrals, where the children live, and how many of those closed are granted."""
    return [_how_many(came, expected), _residence(came, expected, districts), _grants(came, expected)]


def _how_many(came: Came, expected: Expected) -> Family:
    drawn = np.concatenate([_with_all(expected.received), _with_all(expected.since)], axis=2)
    counts = _with_all(np.stack([came.received[:, -1].sum(axis=1), came.received.sum(axis=(1, 2))])).ravel()
    tests = [(stream, ALL, period) for period in PERIODS for stream in (ALL, *STREAMS)]
    return Family(REFERRALS, tests, root(drawn), root(counts), counts, [None] * len(tests), drawn[:, -1].mean(axis=0))


def _residence(came: Came, expected: Expected, districts: tuple[str, ...]) -> Family:
    """Of the referrals of each stream, those of each district."""
    shares = np.stack([expected.shares, np.broadcast_to(expected.shares.mean(axis=1, keepdims=True),
                                                        expected.shares.shape)])  # fmt: skip
    totals = np.stack([expected.received, expected.since])
    drawn = np.stack([expected.received_in.sum(axis=2), expected.since_in.sum(axis=2)])
    usual = np.einsum("kpms,ksmd->kpmd", totals, shares)
    spread = _wide(np.einsum("kpms,ksmd->kpmd", totals, shares * (1 - shares)))
    here = np.stack([came.received[:, -1], came.received.sum(axis=1)])
    own = here.sum(axis=2)
    mean, deviation = (np.einsum("ks,ksd->kd", own, part[:, :, -1]) for part in (shares, shares * (1 - shares)))
    counts = here.sum(axis=1)
    return Family(
        RESIDENCE, [(ALL, district, period) for period in PERIODS for district in districts],
        _side_by_side((drawn - usual) / spread), ((counts - mean) / _wide(deviation)).ravel(), counts.ravel(),
        [int(total) for total in own.sum(axis=1) for _ in districts], mean.ravel(), _wide(deviation).ravel(),
    )  # fmt: skip


def _grants(came: Came, expected: Expected) -> Family:
    """Of the cases of each stream that were closed, those granted."""
    approved = expected.approved[:, None]
    by_month = [(came.closed * part).sum(axis=2).T for part in (approved, approved * (1 - approved))]
    mean, deviation = (_with_all(np.stack([part, part.cumsum(axis=0)])) for part in by_month)
    drawn = _with_all(np.stack([expected.granted, expected.granted.cumsum(axis=1)]))
    counts, of = (_with_all(np.stack([part[:, -1].sum(axis=1), part.sum(axis=(1, 2))]))
                  for part in (came.granted, came.closed))  # fmt: skip
    distance = (drawn - mean[:, None]) / _wide(deviation)[:, None]
    last_mean, last_spread = mean[:, -1], _wide(deviation[:, -1])
    return Family(
        GRANTS, [(stream, ALL, period) for period in PERIODS for stream in (ALL, *STREAMS)], _side_by_side(distance),
        ((counts - last_mean) / last_spread).ravel(), counts.ravel(), of.ravel().tolist(), last_mean.ravel(),
        last_spread.ravel(),
    )  # fmt: skip


def _with_all(by_stream: Floats) -> Floats:
    """All streams together before each."""
    return np.concatenate([by_stream.sum(axis=-1, keepdims=True), by_stream], axis=-1)


def _side_by_side(by_period: Floats) -> Floats:
    """(periods, paths, looks, groups) as (paths, looks, periods x groups)."""
    return np.concatenate(list(by_period), axis=2)


def _wide(variance: Floats) -> Floats:
    """The spread of a count of that variance; that of less than one child's is no use."""
    spread: Floats = np.sqrt(variance + LEAST_VARIANCE)
    return spread


def _rows(family: Family, months: Ints, chance: float, yearly: float, events: Events) -> Iterator[Row]:
    mean, spread = family.drawn.mean(axis=0), family.drawn.std(axis=0)
    spread = np.where(spread < NO_SPREAD, np.inf, spread)
    limit = limits((family.drawn - mean) / spread, chance)[-1]
    finite = np.where(np.isinf(spread[-1]), 0.0, spread[-1])
    ends = [family.count(mean[-1] + side * limit * finite) for side in (-1, 1)]
    band = [family.count(end) for end in np.quantile(family.drawn[:, -1], BAND, axis=0)]
    passed = np.abs((family.came - mean[-1]) / spread[-1]) > limit
    last = first_of_month(months[-1])
    about: EventSeries = "decisions" if family.name == GRANTS else "referrals"
    for at, (stream, district, period) in enumerate(family.tests):
        first = months[-1] if period == MONTH else months[0]
        touched = _event_of(events, about, np.arange(first, months[-1] + 1))
        counts = [round(float(part[at]), 3) for part in (family.expected, *band, *ends)]
        yield (family.name, stream, district, period, first_of_month(first), last, int(family.counts[at]),
               family.of[at], *counts, bool(passed[at]), touched, yearly)  # fmt: skip


def _event_of(events: Events, about: EventSeries, months: Ints) -> str | None:
    """The known event that touches any of the months, by its name."""
    names = [event.name for event in events.events if Events((event,)).months_touched(about, months).any()]
    return " / ".join(names) or None
