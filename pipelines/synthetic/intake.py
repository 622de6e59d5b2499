"""Who is referred: counts by month, district and age, drawn a year at a time.

The level of referrals per child grows with year-to-year randomness, and may slow down from a year; every month has a
shock of its own, and every district a level that drifts. Not here: what becomes of a referral (`visitation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.synthetic import calibration as c
from pipelines.synthetic.days import day_of, last_day, next_workday
from pipelines.synthetic.population import Population
from pipelines.synthetic.streams import stream

BASE_YEAR = 2022  # the calibrated rates are of this year
LAST_YEAR = 2041


@dataclass(frozen=True)
class Newcomer:
    """A child that is referred for the first time."""

    received: int
    birth: int
    district: str
    stage: str


class Intake:
    """New referrals by year."""

    def __init__(self, seed: int, population: Population, slowdown_year: int | None) -> None:
        self._seed, self._population, self._slowdown_year = seed, population, slowdown_year
        count = len(population.districts)
        generator = stream(seed, "intake", "districts")
        self._district_level = np.exp(generator.normal(0.0, 0.16, count))
        self._level = self._levels()

    def _levels(self) -> dict[int, float]:
        """Log level of referrals per child by year; half of the chance before the base year is taken out again."""
        steady, slow = self._walk(None), self._walk(self._slowdown_year)
        chance = steady[BASE_YEAR] - steady[BASE_YEAR - 4] - 4 * c.GROWTH_MEAN
        return {year: value - steady[BASE_YEAR] + 0.5 * chance for year, value in slow.items()}

    def _walk(self, slowdown_year: int | None) -> dict[int, float]:
        """Growth summed over the years; each year's growth remembers a part of the last one's."""
        growth, level, found = c.GROWTH_MEAN, 0.0, {}
        for year in range(c.WARM_UP_YEAR, LAST_YEAR):
            shock = float(stream(self._seed, "growth", year).normal(0.0, c.GROWTH_SD))
            is_slow = slowdown_year is not None and year >= slowdown_year
            mean = c.SLOWDOWN_GROWTH if is_slow else c.GROWTH_MEAN
            growth = mean + c.GROWTH_MEMORY * (growth - mean) + shock
            level += growth
            found[year] = level
        return found

    def newcomers(self, year: int) -> Iterator[Newcomer]:
        """The year's new referrals, unordered."""
        generator = stream(self._seed, "intake", year)
        people = self._population.people(year)
        level = float(np.exp(self._level[year])) * self._district_level
        shocks = generator.gamma(c.MONTH_SHOCK_SHAPE, 1 / c.MONTH_SHOCK_SHAPE, (3, 12))
        for age, rate in c.DAYCARE_RATE.items():
            yield from self._draw(
                generator, year, age, people[:, age] * rate * level, c.DAYCARE_SEASON * shocks[0], "daycare"
            )
        starters = people[:, 5] * c.SCHOOL_START_RATE * level**0.5  # the share at school start grows half as fast
        yield from self._draw(generator, year, 5, starters, c.START_SEASON * shocks[1], "start")
        for age, rate in c.SCHOOL_RATE.items():
            yield from self._draw(
                generator, year, age, people[:, age] * rate * level, c.SCHOOL_SEASON * shocks[2], "school"
            )

    def _draw(
        self, generator: np.random.Generator, year: int, age: int, yearly: np.ndarray, season: np.ndarray, stage: str
    ) -> Iterator[Newcomer]:
        counts = generator.poisson(yearly[:, None] * season[None, :])
        for index, month in zip(*np.nonzero(counts), strict=True):
            for _ in range(int(counts[index, month])):
                first = day_of(year, int(month) + 1, 1)
                span = last_day(year * 100 + int(month) + 1) - first
                received = next_workday(first + int(generator.integers(0, max(span - 2, 1))))
                birth_year = year - age - 1 if stage != "start" else self._start_birth_year(year, int(month))
                birth = day_of(birth_year, 1, 1) + int(generator.integers(0, 365))
                yield Newcomer(received, birth, self._population.districts[int(index)], stage)

    @staticmethod
    def _start_birth_year(year: int, month: int) -> int:
        """Referrals before the summer are for this August, after it for next year's."""
        return year - 6 if month < 7 else year - 5  # noqa: PLR2004 - months count from 0
