"""What is asked of a budget, and which population forecasts are known: all that the forecast itself does not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from forecasting.given.terms import Schema

POPULATION_VINTAGES: Schema = {
    "vintage_year": pl.Int32,
    "census_year": pl.Int32,
    "district_id": pl.String,
    "age": pl.Int32,
    "people_count": pl.Int64,
    "is_actual": pl.Boolean,
    "known_date": pl.Date,
}
"""Every population table known on the day: actual counts, and each year's own forecast."""
ADULT = 18
HALF = Decimal("0.5")


@dataclass(frozen=True)
class PlanEffect:
    """A stated saving of a whole year, from which day, over how many months it comes, and how much of it may come.

    `yearly_kr` is in the prices of `price_level_year`; shares are of it: the least, the expected and the most.
    """

    yearly_kr: Decimal
    price_level_year: int
    stated_on: date
    from_date: date
    months: int
    low: Decimal
    expected: Decimal
    high: Decimal
    chosen: frozenset[str] = frozenset()
    """Which of `plan_months`, `plan_low`, `plan_expected` and `plan_high` the municipality has chosen itself."""

    def share_of(self, year: int) -> Decimal:
        """How much of a whole year's effect the year has: the mean of its months, each as its middle stands.

        Nothing before `from_date`, then evenly more through `months` months, then all of it.
        """
        first = (self.from_date.year - year) * 12 + self.from_date.month - 1
        reached = (Decimal(month - first) + HALF for month in range(12))
        whole = Decimal(max(self.months, 1))
        shares = [
            Decimal(0) if since < 0 else Decimal(1) if not self.months else min(since / whole, Decimal(1))
            for since in reached
        ]
        return sum(shares, Decimal(0)) / 12


@dataclass(frozen=True, eq=False)
class Asked:
    """The year whose share is frozen (None: the last whole year), the plan's own effect, and the population known.

    `adopted_on` is the day this year's budget was adopted, where it is known.
    """

    frozen_year: int | None = None
    plan: PlanEffect | None = None
    population: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=POPULATION_VINTAGES))
    adopted_on: date | None = None

    @property
    def forecast_vintages(self) -> list[int]:
        """The years in which the population forecasts that are known were made, the newest first."""
        forecasts = self.population.filter(~pl.col("is_actual"))
        return sorted(forecasts["vintage_year"].unique().to_list(), reverse=True)

    @property
    def known_until(self) -> int | None:
        """The last year of which any count or forecast of the population is known."""
        last = self.population["census_year"].max()
        return int(last) if isinstance(last, int) else None

    def known_on(self, vintage: int) -> date | None:
        """The day a year's forecast was known."""
        found = self.population.filter(~pl.col("is_actual"), pl.col("vintage_year") == vintage)["known_date"].min()
        return found if isinstance(found, date) else None

    def children(self, vintage: int, year: int) -> dict[int, int]:
        """Children by single age in a year, as one year's forecast has them; empty where it has not that year."""
        found = self.population.filter(
            ~pl.col("is_actual"), pl.col("vintage_year") == vintage, pl.col("census_year") == year,
            pl.col("age").is_between(0, ADULT - 1),
        )  # fmt: skip
        return dict(found.group_by("age").agg(pl.col("people_count").sum()).sort("age").iter_rows())

    def largest_change(self) -> Decimal | None:
        """The largest relative change of the number of children from one actual count to the next year's."""
        actual = self.population.filter("is_actual", pl.col("age") < ADULT)
        newest = actual.sort("vintage_year").unique(["census_year", "district_id", "age"], keep="last")
        counts = dict(newest.group_by("census_year").agg(pl.col("people_count").sum()).iter_rows())
        steps = [
            abs(Decimal(counts[year + 1]) / counts[year] - 1) for year in counts if year + 1 in counts and counts[year]
        ]
        return max(steps, default=None)
