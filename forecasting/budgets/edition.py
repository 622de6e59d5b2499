"""All that a budget edition is made of, from one finished forecast: the budget year and three further years.

The trend is the forecast's own; nothing is simulated here. With a scenario the plan is that scenario and the trend is
the forecast without it, both on the same luck. Where no population is known for a year, the trend's intervals are made
wider by the largest yearly change that has been seen, for each year that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.budgets.asked import Asked
from forecasting.budgets.basis import (
    BUDGET_BASIS,
    Ground,
    budget_ground,
    plan_grounds,
    population_grounds,
    price_grounds,
    share_grounds,
)
from forecasting.budgets.demography import DEMOGRAPHY, regulation
from forecasting.budgets.differences import BUDGET_BRIDGE, Difference, between, by_plan, from_budget
from forecasting.budgets.frozen import expected_children, frozen
from forecasting.budgets.plan import planned_way
from forecasting.budgets.previous import planned_volumes, previous_way, unplanned
from forecasting.budgets.prices import PriceLevel
from forecasting.budgets.ways import BUDGET_WAY, PLAN, TREND, Way, frozen_way, in_places, rows, trend
from forecasting.given.horizon import Floats
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.terms import ALL, Schema
from forecasting.projection import Projection
from forecasting.told.coverage import CENSUS, Coverage, whole_years

YEARS = 4
"""The budget year and three further years."""


@dataclass(frozen=True)
class Budgets:
    """The rows of forecast.budget_way, budget_bridge, demography and budget_basis, in that order."""

    ways: pl.DataFrame
    bridges: pl.DataFrame
    demography: pl.DataFrame
    basis: pl.DataFrame


def budgets(
    inputs: Inputs, assumptions: Assumptions, options: Options, forecasts: tuple[Projection, Projection], asked: Asked
) -> Budgets:
    """The budget year after the as-of day's, and three more, in its prices.

    `forecasts` are the one without a scenario and the one with it; the same twice where there is none.
    """
    made = _Budget(inputs, assumptions, options, forecasts, asked)
    differences = [part.row(made.level.year) for year in made.years for part in made.differences(year)]
    found = [row for year in made.years for way in made.ways(year) for row in rows(way, made.level)]
    demography = (
        pl.DataFrame(schema=DEMOGRAPHY)
        if made.coverage is None
        else regulation(asked, made.coverage, made.trends, made.level.year)
    )
    return Budgets(
        _frame(found, BUDGET_WAY), _frame(differences, BUDGET_BRIDGE), demography, _frame(made.grounds(), BUDGET_BASIS)
    )


def _frame(found: list[tuple[object, ...]] | list[Ground], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in found], schema=schema, orient="row")


class _Budget:
    """The ways of each year, made when asked for."""

    def __init__(
        self, inputs: Inputs, assumptions: Assumptions, options: Options, forecasts: tuple[Projection, Projection],
        asked: Asked,
    ) -> None:  # fmt: skip
        self.inputs, self.assumptions, self.asked = inputs, assumptions, asked
        self.plain, self.changed = forecasts
        self.now = inputs.as_of.year
        self.years = range(self.now + 1, self.now + 1 + YEARS)
        agreed = {year: Decimal(str(change)) for year, change in options.price_index.items()}
        assumed = assumptions.prices
        self.level = PriceLevel(
            self.now + 1, agreed, Decimal(str(assumed.index_per_year)), Decimal(str(assumed.index_sd))
        )
        self.whole = whole_years(inputs.spells, inputs.as_of)
        self.coverage = self._coverage()
        self.trends = {year: self._widened(self._forecast(TREND, year, self.plain), year) for year in self.years}

    def _coverage(self) -> Coverage | None:
        """Of the year that was asked for, else the last whole one; None where no year is whole."""
        if not self.whole:
            return None
        wanted = self.asked.frozen_year
        year = wanted if wanted in self.whole else self.whole[-1]
        return Coverage.of(self.inputs.spells, self.inputs.population, year or self.whole[-1], self.years[-1])

    @property
    def widened(self) -> Decimal | None:
        """How much the number of children may change in a year that no population is known of; None where all are."""
        known = self.asked.known_until
        if known is not None and known >= self.years[-1]:
            return None
        seen = self.asked.largest_change()
        return Decimal(str(self.assumptions.budgets.population_change_per_year)) if seen is None else seen

    def ways(self, year: int) -> Iterator[Way]:
        """Those that there is something to make of."""
        yield from (way for way in (self.previous(year), self.frozen(year), self.trends[year], self.plan(year)) if way)

    def _forecast(self, name: str, year: int, projection: Projection) -> Way:
        census = date(year, CENSUS[0], 1)
        counted = projection.activity.filter(
            pl.col("month") == census, pl.col("measure") == "children_count", pl.col("district_id") != ALL,
            pl.col("offer_type") != ALL,
        )  # fmt: skip
        children = {
            (district, offer): in_places(mean)
            for district, offer, mean in counted.select("district_id", "offer_type", "mean").iter_rows()
        }
        return trend(name, year, projection.fiscal_year, children, self.level)

    def _widened(self, way: Way, year: int) -> Way:
        missing = year - (self.asked.known_until or self.now)
        if self.widened is None or missing <= 0:
            return way
        share = self.widened * missing
        ends = {key: (low * (1 - share), high * (1 + share)) for key, (low, high) in way.ends.items()}
        return replace(way, ends=ends)

    def plan(self, year: int) -> Way | None:
        """The scenario where there is one, else the plan's own stated effect; None where there is neither."""
        if self.changed is not self.plain:
            return self._widened(self._forecast(PLAN, year, self.changed), year)
        return None if self.asked.plan is None else planned_way(self.trends[year], self.asked.plan, self.level)

    def frozen(self, year: int) -> Way | None:
        """The frozen share."""
        coverage = self.coverage
        if coverage is None:
            return None
        places, children = (
            _by_cell(coverage, frozen(coverage, counted, year)) for counted in (coverage.places, coverage.children)
        )
        return frozen_way(self.trends[year], places, children)

    def previous(self, year: int) -> Way | None:
        """The adopted budget of the as-of day's year, carried on."""
        return previous_way(self.inputs.budget, self.now, year, self.level)

    def differences(self, year: int) -> Iterator[Difference]:
        """From each way to the next."""
        previous, held, ahead, plan = self.previous(year), self.frozen(year), self.trends[year], self.plan(year)
        if previous is not None:
            planned = planned_volumes(self.inputs.budget, self.now, self.level)
            without = unplanned(self.inputs.budget, self.now)
            yield from_budget(previous, held or ahead, planned, without, (self._people(self.now), self._people(year)))
        if held is not None:
            yield between(held, ahead, self._people(year))
        if plan is not None:
            yield by_plan(ahead, plan)

    def _people(self, year: int) -> Decimal:
        """Children that the frozen shares would have in a place: how far the population itself goes."""
        if self.coverage is None or year not in self.coverage.years:
            return Decimal(0)
        return in_places(expected_children(self.coverage, year))

    def grounds(self) -> list[Ground]:
        """What all of it rests on."""
        chosen = None if self.coverage is None else self.coverage.year
        return [
            *share_grounds(self.asked, chosen, self.inputs.as_of),
            *population_grounds(self.asked, self.widened),
            *price_grounds(self.level, self.now, self.years[-1], self.inputs.as_of, self.assumptions),
            budget_ground(self.inputs, self.now, self.asked.adopted_on),
            *plan_grounds(self.asked, is_simulated=self.changed is not self.plain),
        ]


def _by_cell(coverage: Coverage, counted: Floats) -> dict[tuple[str, str], Decimal]:
    return {
        (district, offer): in_places(float(counted[row, column]))
        for row, district in enumerate(coverage.districts)
        for column, offer in enumerate(coverage.offers)
    }
