"""What a budget rests on: each assumption with its value, where it comes from and as of when, missing ones too.

`delivered` came in a file, `configured` is the municipality's own choice, `assumed` is ours for want of one, `missing`
is not there at all.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.budgets.asked import Asked, PlanEffect
from forecasting.budgets.prices import PriceLevel
from forecasting.given.children import OUTSIDE_TOTAL
from forecasting.given.inputs import Inputs
from forecasting.given.terms import Schema

BUDGET_BASIS: Schema = {
    "code": pl.String,
    "fiscal_year": pl.Int32,
    "value": pl.Float64,
    "status": pl.String,
    "dated": pl.Date,
}


class Ground(NamedTuple):
    """One assumption; `fiscal_year` is the year it is about, `dated` the day it was decided, stated or known."""

    code: str
    fiscal_year: int | None
    value: float | None
    status: str
    dated: date | None = None


def share_grounds(asked: Asked, chosen: int | None, as_of: date) -> list[Ground]:
    """The year whose share is frozen; first the one that was asked for where it is not whole in the registers."""
    if chosen is None:
        return [Ground("frozen_year", asked.frozen_year, None, "missing")]
    if asked.frozen_year is None:
        return [Ground("frozen_year", chosen, None, "assumed", as_of)]
    if asked.frozen_year == chosen:
        return [Ground("frozen_year", chosen, None, "configured", as_of)]
    return [
        Ground("frozen_year", asked.frozen_year, None, "missing"),
        Ground("frozen_year", chosen, None, "assumed", as_of),
    ]


def population_grounds(asked: Asked, widened: Decimal | None) -> list[Ground]:
    """Which forecasts of the population there are, and how much is added to intervals where they end too early."""
    vintages = asked.forecast_vintages
    found = [
        Ground(code, vintages[place], None, "delivered", asked.known_on(vintages[place]))
        if len(vintages) > place
        else Ground(code, None, None, "missing")
        for place, code in enumerate(("population", "population_before"))
    ]
    if widened is not None:
        found.append(Ground("population_ends", asked.known_until, float(widened), "assumed"))
    return found


def price_grounds(level: PriceLevel, first: int, until: int, as_of: date, assumptions: Assumptions) -> list[Ground]:
    """The index of each year between the budget that is carried on and the last year."""
    return [
        Ground("index", year, float(level.index(year)), "configured", as_of)
        if year in level.agreed
        else Ground("index", year, float(level.assumed), "assumed", assumptions.prices.valid_from)
        for year in range(first + 1, until + 1)
    ]


def budget_ground(inputs: Inputs, year: int, adopted_on: date | None) -> Ground:
    """Whether last year's budget is there, and with how many of the places that count in the total."""
    entries = inputs.budget.filter(pl.col("fiscal_year") == year)
    if entries.is_empty():
        return Ground("previous_budget", year, None, "missing")
    places = entries["planned_full_year_places"].sum()
    if not places:
        return Ground("budget_places", year, None, "missing", adopted_on)
    counted = entries.filter(~pl.col("offer_type").is_in(OUTSIDE_TOTAL))["planned_full_year_places"].sum()
    return Ground("previous_budget", year, float(counted), "delivered", adopted_on)


def plan_grounds(asked: Asked, *, is_simulated: bool) -> list[Ground]:
    """The plan's effect of a whole year, from when it comes, and between which shares of it; or that there is none."""
    plan = asked.plan
    if is_simulated:
        return [Ground("plan_scenario", None, None, "configured")]
    if plan is None:
        return [Ground("plan", None, None, "missing")]
    shares = (("plan_low", plan.low), ("plan_expected", plan.expected), ("plan_high", plan.high))
    return [
        Ground("plan", plan.price_level_year, float(plan.yearly_kr), "delivered", plan.stated_on),
        Ground("plan_months", None, float(plan.months), _status(plan, "plan_months"), plan.from_date),
        *(Ground(code, None, float(share), _status(plan, code), plan.stated_on) for code, share in shares),
    ]


def _status(plan: PlanEffect, code: str) -> str:
    return "configured" if code in plan.chosen else "assumed"
