"""How large may one lever be, for a year to stay within its frame? Found on common random numbers.

The lever is tried at none and at three times what is expected; where the year's cost at the certainty asked for passes
the frame between them, the factor at which it does is found by Brent's method. What is told is the published figure, so
the answer can be checked against the forecast made with it. Not here: what a lever does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import polars as pl
from scipy.optimize import brentq

from forecasting.assumptions import Assumptions
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.scenario import Goal, ScenarioError
from forecasting.given.terms import ALL, QUANTILES
from forecasting.judged.calibration import Widths
from forecasting.projection import carried_as_baseline, project

LOWEST, HIGHEST = 0.0, 3.0
NEAREST = 0.002
"""Factors nearer than this are the same answer."""
DIGITS = 3


class NoFrameError(ScenarioError):
    """The goal gives no frame, and the year has no budget."""


class GoalOutsideError(ScenarioError):
    """The goal is about a year, an area or a certainty that the forecast does not have."""


@dataclass(frozen=True)
class Answer:
    """The frame, the year's cost (at the certainty asked for) without the lever, and the factor at which it holds.

    Without a factor no value from LOWEST to HIGHEST meets the frame exactly: `cost_kr` is then the nearest there is.
    """

    goal: Goal
    frame_kr: float
    unchanged_kr: float
    factor: float | None
    tried: float
    cost_kr: float

    @property
    def is_within(self) -> bool:
        """Whether the frame holds with the lever as tried."""
        return self.cost_kr <= self.frame_kr


def seek(inputs: Inputs, assumptions: Assumptions, options: Options, widths: Widths) -> Answer | None:
    """The answer to the scenario's goal; None without one. Raises NoFrameError and GoalOutsideError."""
    goal = options.scenario.goal
    if goal is None:
        return None
    quantile = next((name for name, level in QUANTILES.items() if level == goal.certainty), None)
    if quantile is None or goal.fiscal_year not in range(inputs.as_of.year, inputs.as_of.year + 5):
        raise GoalOutsideError("the goal's certainty or fiscal year is not among those of the forecast")
    frame = _frame_kr(inputs, goal)
    options = carried_as_baseline(inputs, assumptions, options)

    @cache
    def cost(factor: float) -> float:
        chosen = replace(options, scenario=options.scenario.with_goal_at(factor))
        years = project(inputs, assumptions, chosen, None, widths).fiscal_year
        row = years.filter(
            fiscal_year=goal.fiscal_year, grant_area=goal.grant_area, district_id=ALL, offer_type=ALL, component="total"
        )
        if row.is_empty():
            raise GoalOutsideError("the goal's grant area has no forecast")
        return float(row[f"{quantile}_kr"].item())

    return found_by(goal, frame, cost)


def found_by(goal: Goal, frame: float, cost: Callable[[float], float]) -> Answer:
    """The factor nearest to 1 at which the cost passes the frame, rounded to the side where it holds."""
    unchanged = cost(1.0)
    ends = {end: cost(end) for end in (LOWEST, HIGHEST)}
    for end, at_end in ends.items():
        if (at_end > frame) != (unchanged > frame):
            root = float(brentq(lambda factor: cost(factor) - frame, *sorted((end, 1.0)), xtol=NEAREST))
            return _rounded(goal, frame, unchanged, root, cost)
    nearest = min((LOWEST, 1.0, HIGHEST), key=lambda at: abs(({1.0: unchanged} | ends)[at] - frame))
    nearest = nearest if unchanged > frame else 1.0
    return Answer(goal, frame, unchanged, None, nearest, ({1.0: unchanged} | ends)[nearest])


def _rounded(goal: Goal, frame: float, unchanged: float, root: float, cost: Callable[[float], float]) -> Answer:
    """The root in whole thousandths, moved towards the cheaper side until the frame holds."""
    towards = -1 if cost(LOWEST) < cost(HIGHEST) else 1
    factor, at_factor = round(root, DIGITS), cost(round(root, DIGITS))
    while at_factor > frame and LOWEST < factor < HIGHEST:
        factor = round(factor + towards * 10**-DIGITS, DIGITS)
        at_factor = cost(factor)
    return Answer(goal, frame, unchanged, factor, factor, at_factor)


def _frame_kr(inputs: Inputs, goal: Goal) -> float:
    """The frame given, else the expected corrected budget of the year and area."""
    if goal.frame_kr is not None:
        return goal.frame_kr
    rows = inputs.budget.filter(fiscal_year=goal.fiscal_year)
    if goal.grant_area != ALL:
        rows = rows.filter(grant_area=goal.grant_area)
    if rows.is_empty():
        raise NoFrameError("there is no budget for the goal's year and grant area; give the goal a frame")
    return float(rows.select(pl.col("expected_corrected_kr").sum()).item())
