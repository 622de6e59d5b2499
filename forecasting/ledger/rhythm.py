"""How a stream of postings comes through its year, and what a year that runs may still bring.

Each year before is a story of this one: with luck u its postings come some days later or sooner, at some level. A
story counts by how near it comes to what is posted so far, so a posting that is late is still to come, one far too
late may have stopped, and a level that can be seen is followed. Not here: which postings are a stream (`untied`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from forecasting.given.horizon import YEARS, Floats, Ints

RECENCY = 0.7
"""What a year counts against the one after it."""
USUAL_SHIFT_DAYS, SHIFT_WEIGHT = 7.0, 1
"""How far postings move from year to year, worth so many pairs of years of the stream's own."""
LONG_SHIFT_DAYS, LONG_SHIFT_SHARE = 20.0, 0.2
"""Once in a while they move much further."""
USUAL_STEP_SD, STEP_WEIGHT = 0.1, 2
"""How much a stream's level changes in a year, worth so many of its own changes."""
NOISE_SHARE = 0.03
NOISE_DAYS = 0.4
"""What a regular stream misses by: a share of a year's kroner, and days with postings."""
STRANGE_SHARE = 0.005
"""Chance that a year is like none before."""
STOP_CHANCE = 0.015
"""Chance that a stream has stopped, shared by the years it has been seen and one more."""
SHIFTS = np.arange(-90.0, 91.0, 2.0)
LUCK = np.linspace(-3.0, 3.0, 25)
SHARES = np.linspace(0.1, 0.9, 9)


@dataclass(frozen=True, eq=False)
class Story:
    """One year's postings by day of the year (0 is 1 January, above 365 the next January), and the months they hit."""

    year: int
    day: Ints
    kr: Floats
    months: frozenset[int]

    @cached_property
    def _sums(self) -> Floats:
        return np.append(0.0, np.cumsum(self.kr))

    def by(self, day: Floats) -> Floats:
        """Kroner posted to a day of the year, that day with it."""
        sums: Floats = self._sums[self.days_by(day)]
        return sums

    def days_by(self, day: Floats) -> Ints:
        """Days with postings to a day of the year, that day with it."""
        days: Ints = np.searchsorted(self.day, day, side="right")
        return days

    @property
    def whole(self) -> float:
        """Kroner of the year."""
        return float(self._sums[-1])

    @property
    def moved(self) -> float:
        """Kroner of the year, whatever their sign."""
        return float(np.abs(self.kr).sum())

    @property
    def days_at(self) -> Floats:
        """The days by which each tenth of the kroner were posted."""
        moved = np.cumsum(np.abs(self.kr))
        days: Floats = self.day[np.searchsorted(moved, SHARES * moved[-1])].astype(np.float64)
        return days

    def and_then(self, kr: float, day: int) -> Story:
        """The year with what it still lacks, if it is more than noise."""
        if abs(kr) <= NOISE_SHARE * self.moved:
            return self
        return Story(self.year, np.append(self.day, max(day, 365)), np.append(self.kr, kr), self.months | {12})


@dataclass(frozen=True, eq=False)
class Told:
    """What the stories say, path by path: kroner still to come, and of each year after."""

    rest: Floats
    later: Floats


@dataclass(frozen=True, eq=False)
class Stories:
    """The years of one stream before `year`, newest first; `growth` is a year's price growth."""

    year: int
    known: Sequence[Story]
    growth: float
    stop_chance: float

    @property
    def _seen(self) -> list[Story]:
        return [story for story in self.known if len(story.kr)]

    @cached_property
    def scale(self) -> float:
        """Kroner that a year moves."""
        return float(np.mean([story.moved for story in self._seen])) if self._seen else 0.0

    @cached_property
    def shift_days(self) -> float:
        """How many days the postings move from one year to the next."""
        moved = [np.abs(new.days_at - old.days_at).mean() for new, old in pairwise(self._seen)]
        return float((sum(moved) + SHIFT_WEIGHT * USUAL_SHIFT_DAYS) / (len(moved) + SHIFT_WEIGHT))

    @cached_property
    def step_sd(self) -> float:
        """How much the level changes in a year beside prices, where years have the same rhythm."""
        pairs = [(new, old) for new, old in pairwise(self._seen) if len(new.months) == len(old.months)]
        squares = sum((np.log(new.moved / old.moved) / (new.year - old.year) - self.growth) ** 2 for new, old in pairs)
        return float(np.sqrt((squares + STEP_WEIGHT * USUAL_STEP_SD**2) / (len(pairs) + STEP_WEIGHT)))

    @cached_property
    def levels(self) -> Floats:
        """The running year's expected level against each story: the newest one's, where the rhythm is the same."""
        newest = self._seen[0] if self._seen else None
        levels = []
        for story in self.known:
            same = newest is not None and len(story.months) == len(newest.months)
            base = newest if same and newest is not None else story
            ratio = base.moved / story.moved if same else 1.0
            levels.append(ratio * np.exp(self.growth * (self.year - base.year)))
        return np.array(levels)

    @cached_property
    def weights(self) -> Floats:
        """What each story counts for before the year has told anything."""
        return RECENCY ** np.array([self.year - story.year for story in self.known], dtype=np.float64)

    @cached_property
    def days_sd(self) -> float:
        """How much the number of days with postings changes from year to year."""
        changes = [len(new.kr) - len(old.kr) for new, old in pairwise(self._seen)]
        return float(np.sqrt(sum(change**2 for change in changes) / max(len(changes), 1) + NOISE_DAYS**2))

    def _likelihood(self, missed: Floats, missed_days: Floats) -> Floats:
        """How likely kroner and days with postings to date are, so far from a story's; strange years fit anything."""
        noise = (NOISE_SHARE + self.shift_days / 365) * self.scale
        squares = (missed / noise) ** 2 + (missed_days / self.days_sd) ** 2
        near = np.exp(-squares / 2) * self.scale / noise / np.sqrt(2 * np.pi)
        likelihood: Floats = (1 - STRANGE_SHARE) * near + STRANGE_SHARE
        return likelihood

    def told(self, year: Story, today: int, paths: int, rng: np.random.Generator) -> Told:
        """What is still to come of a year after `today` (a day of it), and the years after, on each path."""
        luck, so_far = (rng.permutation(paths) + 0.5) / paths, year.whole
        if not self.scale:
            return Told(np.zeros(paths), self._later(np.full(paths, so_far), np.ones(paths), rng))
        shifted = np.stack([story.by(today + SHIFTS) for story in self.known])
        relative = self.levels[:, None] * np.exp(self.step_sd * LUCK - self.step_sd**2 / 2)
        whole = np.array([story.whole for story in self.known])
        chance = self.weights[:, None, None] * self._shift_chance()[None, :, None] * _LUCK_CHANCE
        missed_days = len(year.kr) - np.stack([story.days_by(today + SHIFTS) for story in self.known])
        chance = chance * self._likelihood(so_far - shifted[:, :, None] * relative[:, None, :], missed_days[:, :, None])
        stopped = self._likelihood(np.array([so_far]), np.array([len(year.kr)]))
        stopped = self.stop_chance / (1 - self.stop_chance) * self.weights.sum() * stopped
        rest = (whole[:, None] - shifted)[:, :, None] * relative[:, None, :]
        order = np.argsort(rest, axis=None, kind="stable")
        sums = np.append(np.cumsum(chance.ravel()[order]), chance.sum() + stopped)
        drawn = np.minimum(np.searchsorted(sums, luck * sums[-1]), len(order))
        goes_on = drawn < len(order)
        cell = order[np.minimum(drawn, len(order) - 1)]
        coming = np.where(goes_on, rest.ravel()[cell], 0.0)
        level = np.exp(self.step_sd * LUCK[cell % len(LUCK)] - self.step_sd**2 / 2)
        return Told(coming, goes_on[:, None] * self._later(so_far + coming, level, rng))

    def _later(self, this_year: Floats, level: Floats, rng: np.random.Generator) -> Floats:
        """The later years on each path: this one once more, or one before at its level, each a step from the last."""
        wholes = np.array([story.whole for story in self.known]) * self.levels
        sums = np.cumsum(np.append(1.0, self.weights))
        picked = np.searchsorted(sums, rng.random((len(level), YEARS - 1)) * sums[-1])
        year = np.where(picked == 0, this_year[:, None], np.append(0.0, wholes)[picked] * level[:, None])
        steps = rng.normal(-(self.step_sd**2) / 2, self.step_sd, year.shape)
        later: Floats = year * np.exp(np.cumsum(steps, axis=1))
        return later

    def _shift_chance(self) -> Floats:
        often, seldom = _laplace(self.shift_days), _laplace(LONG_SHIFT_DAYS)
        chance: Floats = (1 - LONG_SHIFT_SHARE) * often + LONG_SHIFT_SHARE * seldom
        return chance


def _laplace(days: float) -> Floats:
    chance = np.exp(-np.abs(SHIFTS) / days)
    laplace: Floats = chance / chance.sum()
    return laplace


_LUCK_CHANCE = np.exp(-(LUCK**2) / 2) / np.exp(-(LUCK**2) / 2).sum()
