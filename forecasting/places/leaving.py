"""When each simulated stay stops: all stays of all paths at once, school year by school year.

A stay spends an exponential budget against its hazard within each school year and faces the school year's end on
31 July. Time counts only so far as an end would still be unknown on the as-of day (`Clock`), which both keeps ends
already registered from being simulated again and lets ends that nobody has registered yet lie in the past.
A child whose next place would be known by now, and is not, does not leave for it (`Foresight`).
Not here: the rates (`exits`), who goes on where (`simulation`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from itertools import pairwise

import numpy as np

from forecasting.given.children import band_of
from forecasting.given.horizon import FOREVER, Days, Flags, Floats, Horizon, Ints, day_number, school_year_of
from forecasting.given.levers import Levers
from forecasting.given.randomness import Keys, uniform
from forecasting.places.asked import UNASKED
from forecasting.places.end_lags import EndLags
from forecasting.places.exit_season import CAUSES, IMMEDIATE, SCHOOL_YEAR_END, pace_on
from forecasting.places.exits import STAGE_BOUNDS, STAGES, ExitDraw, going_on_column
from forecasting.places.onward import Onward

STAYED = np.int8(len(CAUSES))
"""The cause of a stay that outlives the horizon."""
Who = tuple[Ints, Ints, Ints]
"""Path, offer type and cohort of stays."""


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays, one element each.

    Path, district and offer as positions; cohort; first day; template (whose price rows apply); luck; component; the
    position of the registered spell itself, -1 for what is simulated; whether the child is new, not from a place;
    the case that the stay descends from (`cases`), -1 for expected children; and what was asked for it (`asked`).
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
    asked: Ints = field(default_factory=lambda: np.array(UNASKED))

    def __post_init__(self) -> None:
        """Four bytes a position: a city has millions of stays."""
        for each in fields(self):
            if each.name not in ("key", "is_entry"):
                object.__setattr__(self, each.name, np.asarray(getattr(self, each.name), dtype=np.int32))
        object.__setattr__(self, "asked", np.broadcast_to(self.asked, np.shape(self.path)))

    def __len__(self) -> int:
        return len(self.path)

    def take(self, chosen: Ints) -> Stays:
        """The stays where `chosen` (mask or positions)."""
        return Stays(*(getattr(self, each.name)[chosen] for each in fields(self)))

    @staticmethod
    def joined(parts: list[Stays]) -> Stays:
        """One after the other."""
        return Stays(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Stays)))


@dataclass(frozen=True, eq=False)
class Clock:
    """Operational time: `ticks[d]` counts days from `first` to day first + d, by their season and as far as unknown.

    `unknown_at_end` (school years, offers, bands): how far an end at a school year's end would be unknown, if not all.
    """

    first: int
    ticks: Floats
    school_years: tuple[int, ...]
    unknown_at_end: Floats | None

    @classmethod
    def of(cls, horizon: Horizon, season: Floats, window: int, lags: EndLags | None = None) -> Clock:
        """The clock of stays that begin later, or (told the `lags` of ends) of spells known by now."""
        today = horizon.tomorrow - 1
        first = today - window
        years = tuple(range(school_year_of(horizon.as_of) - 1, horizon.years[-1] + 1))
        ages = today - np.arange(first, horizon.stop + 1)
        ends = np.array([today - day_number(date(year + 1, 7, 31)) for year in years])
        pace = pace_on(today - ages, season)
        if lags is None:
            return cls(first, np.append(0.0, np.cumsum(pace)), years, None)
        ticks = np.append(0.0, np.cumsum(pace * lags.immediate.unknown_share(ages)))
        unknown = np.where(ends[:, None, None] > window, 0.0, lags.unknown_at_end(ends))
        return cls(first, ticks, years, unknown)

    def unknown(self, school_year: int, offer: Ints, band: Ints) -> Floats | float:
        """How far an end of each type and band at the end of the school year at a position would still be unknown."""
        return 1.0 if self.unknown_at_end is None else self.unknown_at_end[school_year, offer, band]

    def at(self, days: Days) -> Floats:
        """Ticks at the beginning of each day."""
        ticks: Floats = self.ticks[np.clip(days - self.first, 0, len(self.ticks) - 1)]
        return ticks

    def day_at(self, ticks: Floats) -> Days:
        """The day within which the ticks were reached."""
        days: Days = (np.searchsorted(self.ticks, ticks, side="left") - 1 + self.first).astype(np.int32)
        return days


@dataclass(frozen=True, eq=False)
class Foresight:
    """What would be known of the next places of stays; those `settled` have a known one, and end by that."""

    onward: Onward
    settled: Flags
    levers: Levers

    def chance(self, stays: Stays, at: Ints, draw: ExitDraw, cause: int, last: Days) -> Floats:
        """Chance that whoever of `stays` at positions `at` left on their `last` day had a next place known by now."""
        causes = np.full(len(at), cause)
        seen = np.where(self.settled[at], 1.0, 1 - self.onward.unseen(causes, last))
        who = (stays.path[at], stays.offer[at], stays.cohort[at])
        return _going_on(who, causes, last, draw, self.levers) * seen


def simulate_stops(
    stays: Stays, draw: ExitDraw, clock: Clock, horizon: Horizon, bands: tuple[int, ...], levers: Levers,
    foresight: Foresight | None = None,
) -> tuple[Days, Ints]:  # fmt: skip
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
        path, offer, cohort = stays.path[now], stays.offer[now], stays.cohort[now]
        drift, hazard = draw.drift[path, s], draw.hazard[path, offer, band_of(year - cohort, STAGE_BOUNDS)]
        for span in _spans(levers, begin, close):
            here = np.flatnonzero((cause[now] == STAYED) & (stays.start[now] < span[1]))
            who = (path[here], offer[here], cohort[here])
            rate = hazard[here] * (drift[here] * _pace(who, draw, levers, IMMEDIATE, span))
            gone, last = _ends_at_once(stays, now[here], draw, clock, rate, span, budget, foresight)
            stop[gone], cause[gone] = last + 1, IMMEDIATE
        pace = drift * _pace((path, offer, cohort), draw, levers, SCHOOL_YEAR_END, (close - 1, close))
        band = band_of(year - cohort, bands)
        unknown = clock.unknown(s, offer, band) * _unforeseen(stays, now, draw, foresight, close - 1)
        share = _share_leaving(draw.leave[path, offer, band], pace, unknown)
        leaves = (cause[now] == STAYED) & (uniform(stays.key[now], f"school year end {year + 1}") < share)
        stop[now[leaves]], cause[now[leaves]] = close, SCHOOL_YEAR_END
        open_ = open_[cause[open_] == STAYED]
    stop = np.maximum(stop, stays.start + 1)
    return np.where(stop >= horizon.stop, FOREVER, stop).astype(np.int32), cause


def _spans(levers: Levers, begin: int, close: int) -> list[tuple[int, int]]:
    """A school year's days, cut where the levers on leaving change."""
    cuts = [day for day in levers.changes("exits", "returns") if begin < day < close]
    return list(pairwise([begin, *cuts, close]))


def _pace(who: Who, draw: ExitDraw, levers: Levers, cause: int, span: tuple[int, int]) -> Floats:
    """How many times as many as usual leave for a cause in a span of days, by the levers."""
    path, offer, cohort = who
    pace = levers.factor("exits", np.array(span[0]), path, offer)
    if not levers.changes("returns"):
        return pace
    causes, last = np.full(len(path), cause), np.full(len(path), span[1] - 1, dtype=np.int32)
    on = draw.going_on(path, offer, cohort, causes, last)
    paced: Floats = pace * (on + (1 - on) * _returning(who, levers, causes, np.full(len(path), span[0]), last))
    return paced


def _returning(who: Who, levers: Levers, causes: Ints, days: Ints, last: Days) -> Floats:
    """How many times as many return to ordinary offers on `days`; whoever leaves school from grade 9 does not."""
    path, offer, cohort = who
    before_grade_9 = going_on_column(causes, last, cohort) % STAGES < STAGES - 1
    return np.where(before_grade_9, levers.factor("returns", days, path, offer), 1.0)


def _going_on(who: Who, causes: Ints, last: Days, draw: ExitDraw, levers: Levers | None) -> Floats:
    """Chance that whoever leaves on a `last` day goes on elsewhere: less where more return."""
    path, offer, cohort = who
    on = draw.going_on(path, offer, cohort, causes, last)
    if levers is None or not levers.changes("returns"):
        return on
    leave = on + (1 - on) * _returning(who, levers, causes, last, last)
    share: Floats = np.divide(on, leave, out=np.zeros_like(on), where=leave > 0)
    return share


def _ends_at_once(
    stays: Stays, now: Ints, draw: ExitDraw, clock: Clock, rate: Floats, span: tuple[int, int], budget: Floats,
    foresight: Foresight | None,
) -> tuple[Ints, Days]:  # fmt: skip
    """Those of `now` who spend their budget in the days of `span`, with their last day; `budget` is spent in place.

    An end that would have been known is none: that stay gets a new budget from there on.
    """
    tick, close = clock.at(np.maximum(stays.start[now], span[0])), clock.at(np.full(1, span[1], dtype=np.int32))
    gone, days, turn = [now[:0]], [stays.start[:0]], 0
    while len(now):
        left = budget[now] - rate * (close - tick)
        over = left < 0
        tick = tick[over] + budget[now[over]] / rate[over]
        budget[now] = left
        now, rate, last = now[over], rate[over], clock.day_at(tick)
        foreseen = _foreseen(stays, now, draw, foresight, last, f"{span[0]} {turn}")
        gone.append(now[~foreseen])
        days.append(last[~foreseen])
        now, rate, tick, turn = now[foreseen], rate[foreseen], tick[foreseen], turn + 1
        budget[now] = -np.log(uniform(stays.key[now], f"immediate end {span[0]} {turn}"))
    return np.concatenate(gone), np.concatenate(days)


def _foreseen(stays: Stays, at: Ints, draw: ExitDraw, foresight: Foresight | None, last: Days, turn: str) -> Flags:
    """Which ends of stays `at` cannot be, since the next place would be known."""
    if foresight is None:
        return np.zeros(len(at), dtype=bool)
    foreseen: Flags = uniform(stays.key[at], f"foreseen {turn}") < foresight.chance(stays, at, draw, IMMEDIATE, last)
    return foreseen


def _unforeseen(stays: Stays, at: Ints, draw: ExitDraw, foresight: Foresight | None, last: int) -> Floats | float:
    """Of those of `at` who leave at a school year's end, the share whose next place nobody could know of yet."""
    day = np.full(1, last, dtype=np.int32)
    if foresight is None or foresight.onward.unseen(np.full(1, SCHOOL_YEAR_END), day)[0] == 1:
        return 1.0
    return 1 - foresight.chance(stays, at, draw, SCHOOL_YEAR_END, np.repeat(day, len(at)))


def going_on_share(stays: Stays, stop: Days, cause: Ints, draw: ExitDraw, levers: Levers | None = None) -> Floats:
    """Chance that each stay that ended goes on elsewhere; with `levers` it ended under those on returning."""
    who = (stays.path, stays.offer, stays.cohort)
    return _going_on(who, np.minimum(cause, len(CAUSES) - 1), stop - 1, draw, levers)


def _share_leaving(share: Floats, pace: Floats, unknown: Floats | float) -> Floats:
    """Share that leaves at a school year's end among spells that nobody knows of yet that they will.

    `pace` works on the cumulative hazard, so that a share stays a share; of those who leave, 1 - unknown have their
    end, or their next place, registered already and are not among these.
    """
    paced = -np.expm1(np.log1p(-np.minimum(share, 1 - 1e-9)) * pace)
    unregistered: Floats = paced * unknown / (1 - paced * (1 - unknown))
    return unregistered
