"""How large a part of the children had a place in one whole year: places and children by age, district and type.

Full-year places are days of the calendar year over its days; children are those in a place on 30 September, the day of
the pupil statistic. A child's age is that of 1 January, as the population is counted; who is younger counts as 0, who
is older as 17. Not here: what another year's population makes of it
(`people`, and `frozen` of `budgets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import FOREVER, Floats, date_of, day_number, month_starts
from forecasting.given.records import ends_since
from forecasting.places.intake import AGES, population_table

CENSUS = (9, 30)
"""Month and day on which children are counted."""
WINTER = 3
"""The last month in which registers may begin for the year still to count as whole: few leave before."""


def whole_years(spells: pl.DataFrame, as_of: date) -> range:
    """The years that are over and that the registers hold whole."""
    began = date_of(ends_since(spells, day_number(as_of)))
    last = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    return range(began.year + (began.month > WINTER), last + 1)


@dataclass(frozen=True, eq=False)
class Coverage:
    """A whole year's places and children by (district, type, age), and the people of every year (year, district, age).

    `people` begins with the year itself; the years after it follow in `years`.
    """

    year: int
    years: tuple[int, ...]
    districts: tuple[str, ...]
    offers: tuple[str, ...]
    places: Floats
    children: Floats
    people: Floats

    @classmethod
    def of(cls, spells: pl.DataFrame, population: pl.DataFrame, year: int, until: int) -> Coverage:
        """Of the spells that we pay; `population` is the best known on the day, carried on where a year is missing."""
        ours = spells.filter("is_paid_by_us")
        districts = tuple(sorted({*ours["district_id"].unique(), *population["district_id"].unique()}))
        offers = tuple(sorted(ours["offer_type"].unique()))
        shape = (len(districts), len(offers), AGES)
        at = (_positions(ours["district_id"], districts), _positions(ours["offer_type"], offers), _ages(ours, year))
        places, children = np.zeros(shape), np.zeros(shape)
        np.add.at(places, at, _year_share(ours, year))
        np.add.at(children, at, _on(ours, day_number(date(year, *CENSUS))))
        years = range(year, until + 1)
        people = population_table(population, districts, years)
        return cls(year, tuple(years), districts, offers, places, children, people)

    def rates(self, counted: Floats) -> Floats:
        """Places, or children, of a person of each age, by type (types, ages); nothing where nobody is of the age."""
        people = self.people[0].sum(axis=0)
        found: Floats = np.divide(counted.sum(axis=0), people, out=np.zeros_like(counted[0]), where=people > 0)
        return found


def _positions(codes: pl.Series, known: tuple[str, ...]) -> Floats:
    if not known:
        return np.zeros(0, dtype=np.int64)
    places = {code: number for number, code in enumerate(known)}
    found: Floats = codes.replace_strict(places, return_dtype=pl.Int64).to_numpy()
    return found


def _ages(spells: pl.DataFrame, year: int) -> Floats:
    """Age on 1 January; a child without a known birth month is taken to be of the mean age of the others."""
    born = spells["birth_month"].dt.year().cast(pl.Float64)
    age = (year - 1 - born).to_numpy()
    known = age[np.isfinite(age)]
    found: Floats = np.clip(np.where(np.isfinite(age), age, np.rint(known.mean()) if len(known) else 0), 0, AGES - 1)
    return found.astype(np.int64)


def _year_share(spells: pl.DataFrame, year: int) -> Floats:
    """Days of each spell in the year over the year's days."""
    first, stop = (int(month_starts(at, 0)[0]) for at in (year, year + 1))
    start, end = _bounds(spells)
    found: Floats = np.clip(np.minimum(end, stop) - np.maximum(start, first), 0, None) / (stop - first)
    return found


def _on(spells: pl.DataFrame, day: int) -> Floats:
    """1 for each spell in force on the day."""
    start, end = _bounds(spells)
    found: Floats = ((start <= day) & (day < end)).astype(np.float64)
    return found


def _bounds(spells: pl.DataFrame) -> tuple[Floats, Floats]:
    """First day and the day after the last, as day numbers."""
    start = spells["start_date"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = spells["end_date"].cast(pl.Int32).fill_null(int(FOREVER) - 1).to_numpy().astype(np.int64) + 1
    return start, end
