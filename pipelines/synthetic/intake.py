"""Who is referred: counts by month, district and age, drawn a year at a time.

The level of referrals per child grows with year-to-year randomness, and may slow down from a year; every month has a
shock of its own, and every district a level that drifts. Not here: what becomes of a referral (`visitation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.synthetic import calibration as c
from pipelines.synthetic.days import AUGUST, day_of, first_day, last_day, next_workday
from pipelines.synthetic.population import Population
from pipelines.synthetic.streams import stream

BASE_YEAR = 2022  # the calibrated rates are of this year
LAST_YEAR = 2041
SEASONS = {"daycare": c.DAYCARE_SEASON, "start": c.START_SEASON, "school": c.SCHOOL_SEASON}


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
        level = np.exp(generator.normal(0.0, 0.16, count))
        children = population.people(BASE_YEAR)[:, 1:16].sum(axis=1)
        self._district_level = level / np.average(level, weights=children)
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
        starters = people[:, 5] * c.SCHOOL_START_RATE * level**0.5  # the share at school start grows half as fast
        cells = [("start", 5, starters)]
        cells += [("daycare", age, people[:, age] * rate * level) for age, rate in c.DAYCARE_RATE.items()]
        cells += [("school", age, people[:, age] * rate * level) for age, rate in c.SCHOOL_RATE.items()]
        shocks = generator.gamma(c.MONTH_SHOCK_SHAPE, 1 / c.MONTH_SHOCK_SHAPE, (len(SEASONS), 12))
        seasons = {stage: np.array(season) * shocks[turn] for turn, (stage, season) in enumerate(SEASONS.items())}
        for stage, age, yearly in cells:
            counts = generator.poisson(yearly[:, None] * seasons[stage][None, :])
            for index, month in np.repeat(np.argwhere(counts), counts[counts > 0], axis=0).tolist():
                yield self._newcomer(generator, year * 100 + month + 1, self._population.districts[index], (stage, age))

    @staticmethod
    def _newcomer(generator: np.random.Generator, month: int, district: str, cell: tuple[str, int]) -> Newcomer:
        stage, age = cell
        days = last_day(month) - first_day(month)
        received = next_workday(first_day(month) + int(generator.integers(0, days - 2)))
        # referrals for school start before the summer are for this August, after it for next year's
        years = age + 1 if stage != "start" or month % 100 <= AUGUST - 1 else age
        birth = day_of(month // 100 - years, 1, 1) + int(generator.integers(0, 365))
        return Newcomer(received, birth, district, stage)
