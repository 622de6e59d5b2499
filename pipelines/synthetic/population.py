"""The people of the municipality by district and single age, counted each 1 January, and its population forecasts.

A forecast vintage Y is made in June Y without knowledge of what comes: births stay at their recent level, and a small
error grows with the distance. Not here: who of them is referred (`intake`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.days import day_of
from pipelines.synthetic.registers import Register
from pipelines.synthetic.sizes import Size
from pipelines.synthetic.streams import stream

FIRST_YEAR = 1990
LAST_YEAR = 2045
AGES = 26
FIRST_COUNT_YEAR = 2016
FIRST_VINTAGE_YEAR = 2019
YEARS_AHEAD = 5  # a date may lie at most five years after the edition that shows it
MOVING = np.array([0.012] * 6 + [0.004] * 10 + [-0.01] * 3 + [0.0] * 7)  # net moves a year by age; families move in


class Population:
    """People by year, district and age; the same for every period asked for."""

    def __init__(self, size: Size, seed: int) -> None:
        self._size, self._seed = size, seed
        generator = stream(seed, "population", "districts")
        count = size.district_count
        shares = np.linspace(1.25, 0.75, count) / count
        self.districts = [f"D{number:02d}" for number in range(1, count + 1)]
        self._births = size.births * shares * generator.uniform(0.95, 1.05, count)
        self._drift = generator.normal(0.0, 0.006, count)
        self._people = self._grow()

    def people(self, year: int) -> np.ndarray:
        """Counts on 1 January of the year: districts x ages 0-25."""
        return self._people[year]

    def _births_of(self, year: int) -> np.ndarray:
        trend = self._size.birth_trend + self._drift
        shock = stream(self._seed, "births", year).normal(0.0, 0.02, len(self.districts))
        return np.asarray(self._births * np.exp(trend * (year - 2015) + shock))

    def _grow(self) -> dict[int, np.ndarray]:
        current = np.repeat(self._births_of(FIRST_YEAR)[:, None], AGES, axis=1)
        found = {FIRST_YEAR: np.rint(current)}
        for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
            noise = stream(self._seed, "moves", year).normal(0.0, 0.006, current.shape)
            older = current * np.exp(MOVING + noise)
            current = np.concatenate([self._births_of(year - 1)[:, None], older[:, :-1]], axis=1)
            found[year] = np.rint(current)
        return found

    def forecast(self, vintage: int) -> dict[int, np.ndarray]:
        """What the vintage believes of each coming 1 January."""
        generator = stream(self._seed, "vintage", vintage)
        births = np.mean([self.people(year)[:, 0] for year in range(vintage - 2, vintage + 1)], axis=0)
        bias = generator.normal(0.0, 0.006, (len(self.districts), 1))
        current, found = self.people(vintage), {}
        for year in range(vintage + 1, vintage + YEARS_AHEAD + 1):
            older = current * np.exp(MOVING + bias)
            current = np.concatenate([births[:, None], older[:, :-1]], axis=1)
            found[year] = np.rint(current)
        return found

    def _rows(self, vintage: int, year: int, counts: np.ndarray, kind: str) -> pl.DataFrame:
        known = day_of(vintage, 2, 1) if kind == "faktisk" else day_of(vintage, 6, 1)
        size = len(self.districts)
        return pl.DataFrame(
            {
                "prognoseaar": [vintage] * (size * AGES),
                "opgoerelsesdato": [day_of(year, 1, 1)] * (size * AGES),
                "distrikt": np.repeat(self.districts, AGES),
                "alder": list(range(AGES)) * size,
                "antal": counts.astype(np.int64).ravel(),
                "art": [kind] * (size * AGES),
                "known": [known] * (size * AGES),
            }
        )

    def register(self, last_year: int) -> Register:
        """Every count and every forecast vintage up to a year."""
        frames = [self._rows(y, y, self.people(y), "faktisk") for y in range(FIRST_COUNT_YEAR, last_year + 1)]
        for vintage in range(FIRST_VINTAGE_YEAR, last_year + 1):
            frames += [self._rows(vintage, y, counts, "prognose") for y, counts in self.forecast(vintage).items()]
        return Register("befolkning", pl.concat(frames))
