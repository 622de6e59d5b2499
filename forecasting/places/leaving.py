"""When each simulated stay stops: all stays of all paths at once, school year by school year.

A stay spends an exponential budget against its hazard within each school year and faces the school year's end on
31 July. Time counts only so far as an end would still be unknown on the as-of day (`Clock`), which both keeps ends
already registered from being simulated again and lets ends that nobody has registered yet lie in the past.
Not here: the rates (`exits`), who goes on where (`simulation`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from forecasting.given.children import band_of
from forecasting.given.horizon import FOREVER, Days, Flags, Floats, Horizon, Ints, day_number, school_year_of
from forecasting.given.randomness import Keys, uniform
from forecasting.given.scenario import Scenario
from forecasting.places.exits import CAUSES, STAGE_BOUNDS, ExitDraw, ExitEvidence

IMMEDIATE = CAUSES.index("immediate")
STAYED = np.int8(len(CAUSES))
"""The cause of a stay that outlives the horizon."""


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays, one element each.

    Path, district and offer as positions; cohort; first day; template (whose price rows apply); luck; component; the
    position of the registered spell itself, -1 for what is simulated; whether the child is new, not from a place; and
    the case that the stay descends from (`cases`), -1 for expected children.
    """

    path: Ints
    district: Ints
    offer: Ints
    cohort: Ints
    start: Days
    template: Ints
    key: Keys
    component: Ints
    spell: Ints
    is_entry: Flags
    case: Ints

    def __post_init__(self) -> None:
        """Four bytes a position: a city has millions of stays."""
        for field in fields(self):
            if field.name not in ("key", "is_entry"):
                object.__setattr__(self, field.name, np.asarray(getattr(self, field.name), dtype=np.int32))

    def __len__(self) -> int:
        return len(self.path)

    def take(self, chosen: Ints) -> Stays:
        """The stays where `chosen` (mask or positions)."""
        return Stays(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @staticmethod
    def joined(parts: list[Stays]) -> Stays:
        """One after the other."""
        return Stays(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Stays)))


@dataclass(frozen=True, eq=False)
class Clock:
    """Operational time: `ticks[d]` counts unknown-weighted days from `first` to day first + d."""

    first: int
    ticks: Floats
    school_years: tuple[int, ...]
    unknown_at_end: Floats

    @classmethod
    def of(cls, horizon: Horizon, evidence: ExitEvidence | None, window: int) -> Clock:
        """The clock of spells known on the as-of day, or (without evidence) of stays that begin later."""
        today = horizon.tomorrow - 1
        first = today - window
        years = tuple(range(school_year_of(horizon.as_of) - 1, horizon.years[-1] + 1))
        ages = today - np.arange(first, horizon.stop + 1)
        ends = np.array([today - day_number(date(year + 1, 7, 31)) for year in years])
        if evidence is None:
            return cls(first, np.append(0.0, np.cumsum(np.ones(len(ages)))), years, np.ones(len(years)))
        ticks = np.append(0.0, np.cumsum(evidence.immediate_lag.unknown_share(ages)))
        return cls(first, ticks, years, np.where(ends > window, 0.0, evidence.school_lag.unknown_share(ends)))

    def at(self, days: Days) -> Floats:
        """Ticks at the beginning of each day."""
        ticks: Floats = self.ticks[np.clip(days - self.first, 0, len(self.ticks) - 1)]
        return ticks

    def day_at(self, ticks: Floats) -> Days:
        """The day within which the ticks were reached."""
        days: Days = (np.searchsorted(self.ticks, ticks, side="left") - 1 + self.first).astype(np.int32)
        return days


def simulate_stops(
    stays: Stays, draw: ExitDraw, clock: Clock, horizon: Horizon, bands: tuple[int, ...], scenario: Scenario
) -> tuple[Days, Ints]:
    """The day after each stay's last, and its cause (index in CAUSES, else STAYED)."""
    stop = np.full(len(stays), FOREVER, dtype=np.int32)
    cause = np.full(len(stays), STAYED, dtype=np.int8)
    budget = -np.log(uniform(stays.key, "immediate end"))
    open_ = np.arange(len(stays))
    for s, year in enumerate(clock.school_years):
        begin, close = day_number(date(year, 8, 1)), day_number(date(year + 1, 8, 1))
        if close <= clock.first:
            continue
        now = open_[stays.start[open_] < close]
        lever = scenario.factor("exits", close - 1)
        path, offer, grade = stays.path[now], stays.offer[now], year - stays.cohort[now]
        pace = draw.drift[path, s] * lever
        rate = draw.hazard[path, offer, band_of(grade, STAGE_BOUNDS)] * pace
        from_tick = clock.at(np.maximum(stays.start[now], begin))
        left = budget[now] - rate * (clock.at(np.full(1, close, dtype=np.int32)) - from_tick)
        gone = left < 0
        stop[now[gone]] = clock.day_at(from_tick[gone] + budget[now[gone]] / rate[gone]) + 1
        cause[now[gone]] = IMMEDIATE
        budget[now] = left
        share = _share_leaving(draw.leave[path, offer, band_of(grade, bands)], pace, clock.unknown_at_end[s])
        leaves = ~gone & (uniform(stays.key[now], f"school year end {year + 1}") < share)
        stop[now[leaves]] = close
        cause[now[leaves]] = 0
        open_ = open_[cause[open_] == STAYED]
    stop = np.maximum(stop, stays.start + 1)
    return np.where(stop >= horizon.stop, FOREVER, stop).astype(np.int32), cause


def _share_leaving(share: Floats, pace: Floats, unknown: float) -> Floats:
    """Share that leaves at a school year's end among spells without a registered end.

    `pace` works on the cumulative hazard, so that a share stays a share; of those who leave, 1 - unknown have their
    end registered already and are not among these.
    """
    paced = -np.expm1(np.log1p(-np.minimum(share, 1 - 1e-9)) * pace)
    unregistered: Floats = paced * unknown / (1 - paced * (1 - unknown))
    return unregistered
