"""What a scenario changes, year by year, path by path against the baseline: each step alone, and what they do together.

On common random numbers the difference of a path is the step's own. The interaction is what all steps together give
beyond the sum of each alone, so the rows of a year add up from the baseline to the scenario, to the øre.
Not here: what a lever does (`newcomers`, `leaving`, `prices`), what a move does (`relocation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.horizon import Floats
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.scenario import BASELINE, Scenario
from forecasting.given.terms import MONEY, PLACES, QUANTILES, Schema
from forecasting.projection import Projection, carried_as_baseline, project
from forecasting.sums.summary import ORE, decimal

SCENARIO_EFFECT: Schema = {
    "scenario": pl.String,
    "fiscal_year": pl.Int32,
    "step_order": pl.Int32,
    "step": pl.String,
    "mean_kr": MONEY,
    **dict.fromkeys([f"{name}_kr" for name in QUANTILES], MONEY),
    "full_year_places": PLACES,
}

INTERACTION, WHOLE = "interaction", "scenario"


def scenario_effects(
    inputs: Inputs, assumptions: Assumptions, options: Options, projection: Projection
) -> pl.DataFrame:
    """Rows (schema SCENARIO_EFFECT) of the scenario that `projection` was made with; none for the baseline."""
    scenario = options.scenario
    if scenario.name == BASELINE:
        return pl.DataFrame(schema=SCENARIO_EFFECT)
    options = carried_as_baseline(inputs, assumptions, options)
    before = _totals(project(inputs, assumptions, replace(options, scenario=Scenario())))
    alone = {
        step: _totals(project(inputs, assumptions, replace(options, scenario=scenario.only(step))))
        for step in (scenario.steps if len(scenario.steps) > 1 else ())
    }
    whole = _totals(projection)
    rows = [row for year in sorted(whole) for row in _year_rows(scenario, year, before[year], alone, whole[year])]
    return pl.DataFrame(rows, schema=SCENARIO_EFFECT, orient="row")


def _totals(projection: Projection) -> dict[int, Floats]:
    """Kroner and places (2, paths) by fiscal year."""
    frame = projection.path_totals.sort("fiscal_year", "path")
    years = frame.partition_by("fiscal_year", as_dict=True, maintain_order=True)
    return {int(year): part.select("total_kr", "full_year_places").to_numpy().T for (year,), part in years.items()}


def _year_rows(
    scenario: Scenario, year: int, before: Floats, alone: dict[str, dict[int, Floats]], whole: Floats
) -> Iterator[tuple[Any, ...]]:
    """The baseline, each step's own effect, the interaction, and the scenario's whole effect."""
    effects = {step: totals[year] - before for step, totals in alone.items()}
    only_one = scenario.steps if not alone else ()
    effects |= dict.fromkeys(only_one, whole - before)
    parts = {step: np.rint(effect[0].mean() * ORE) for step, effect in effects.items()}
    total = np.rint(whole[0].mean() * ORE) - np.rint(before[0].mean() * ORE)
    if alone:
        effects[INTERACTION] = whole - before - sum(effects.values())
        parts[INTERACTION] = total - sum(parts.values())
    elif only_one:
        parts[only_one[0]] = total
    shown = {BASELINE: before, **effects, WHOLE: whole - before}
    means = {BASELINE: np.rint(before[0].mean() * ORE), **parts, WHOLE: total}
    for order, (step, values) in enumerate(shown.items()):
        spread = np.rint(np.quantile(values[0], list(QUANTILES.values())) * ORE)
        places = decimal(int(np.rint(values[1].mean() * 10_000)), 4)
        yield (
            scenario.name, year, order, step, decimal(int(means[step]), 2),
            *(decimal(int(kr), 2) for kr in spread), places,
        )  # fmt: skip
