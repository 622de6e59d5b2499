"""How many children a population would have in a place: people of each age, each age by how many places it has.

So ten more of an age that few have a place at mean less than ten of another. Places per person of an age are those of
the last whole year in the registers, of the whole municipality; without such a year all ages count alike. Not here:
whose population is held against whose (`deviation`, `change`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.terms import ALL
from forecasting.places.intake import AGES
from forecasting.told.coverage import Coverage, whole_years
from forecasting.world import World

Census = dict[tuple[int, str], Floats]
"""People of each age below 18, by year and district, or ALL."""


def census(population: pl.DataFrame) -> Census:
    """Of the rows of a population frame."""
    children = population.filter(pl.col("age").is_between(0, AGES - 1))
    both = pl.concat([children, children.with_columns(district_id=pl.lit(ALL))])
    found: Census = {}
    for year, district, age, count in both.select("census_year", "district_id", "age", "people_count").iter_rows():
        found.setdefault((year, district), np.zeros(AGES))[age] += count
    return found


class PlacesOfAges:
    """Places of a person of each age, by offer type."""

    def __init__(self, world: World) -> None:
        whole = whole_years(world.inputs.spells, world.inputs.as_of)
        self.rates: dict[str, Floats] = {}
        if whole:
            seen = Coverage.of(world.inputs.spells, world.inputs.population, whole[-1], whole[-1])
            self.rates = dict(zip(seen.offers, seen.rates(seen.places), strict=True))

    def expected(self, people: Census, year: int, district: str, offers: Iterable[str]) -> Decimal | None:
        """Places of these types that the people of a year would have; None where nobody is known."""
        counts = people.get((year, district))
        if counts is None:
            return None
        weights = sum((self.rates[offer] for offer in sorted(set(offers) & self.rates.keys())), np.zeros(AGES))
        return Decimal(repr(round(float(counts @ (weights if weights.any() else np.ones(AGES))), 9))) or None
