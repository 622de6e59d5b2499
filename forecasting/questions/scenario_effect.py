"""What a scenario changes, year by year, path by path against the baseline: each step alone, and what they do together.

On common random numbers the difference of a path is the step's own. The interaction is what all steps together give
beyond the sum of each alone, so the rows of a year add up from the baseline to the scenario, to the øre. The baseline's
row is the published one, learned width and all. A difference has the width of the paths: what came has told how far
a forecast misses, and nobody has seen a year both with and without a scenario. Not here: what a lever does (`levers`),
what a move does (`relocation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.horizon import Floats
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.scenario import BASELINE, Scenario
from forecasting.given.terms import ALL, MONEY, PLACES, QUANTILES, Schema
from forecasting.judged.calibration import Widths
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

COLUMNS = list(SCENARIO_EFFECT)[4:]
INTERACTION, WHOLE = "interaction", "scenario"


def scenario_effects(
    inputs: Inputs, assumptions: Assumptions, options: Options, projection: Projection, widths: Widths
) -> pl.DataFrame:
    """Rows (schema SCENARIO_EFFECT) of the scenario that `projection` was made with; none for the baseline."""
    scenario = options.scenario
    if scenario.name == BASELINE:
        return pl.DataFrame(schema=SCENARIO_EFFECT)
    options = carried_as_baseline(inputs, assumptions, options)
    baseline = project(inputs, assumptions, replace(options, scenario=Scenario()), None, widths)
    before, whole = _totals(baseline), _totals(projection)
    alone = {
        step: _totals(project(inputs, assumptions, replace(options, scenario=scenario.only(step))))
        for step in scenario.steps
        if len(scenario.steps) > 1
    }
    rows: list[tuple[Any, ...]] = []
    for year in sorted(whole):
        told = [_published(made, year) for made in (baseline, projection)]
        effects = {step: totals[year] - before[year] for step, totals in alone.items()}
        changed = _effect_rows(scenario, effects, whole[year] - before[year], told[1]["mean_kr"] - told[0]["mean_kr"])
        shown = [(BASELINE, *(told[0][name] for name in COLUMNS)), *changed]
        rows += [(scenario.name, year, order, *row) for order, row in enumerate(shown)]
    return pl.DataFrame(rows, schema=SCENARIO_EFFECT, orient="row")


def _totals(projection: Projection) -> dict[int, Floats]:
    """Kroner and places (2, paths) by fiscal year."""
    frame = projection.path_totals.sort("fiscal_year", "path")
    years = frame.partition_by("fiscal_year", as_dict=True, maintain_order=True)
    return {int(year): part.select("total_kr", "full_year_places").to_numpy().T for (year,), part in years.items()}


def _published(projection: Projection, year: int) -> dict[str, Any]:
    """The year's published total."""
    levels = ("grant_area", "district_id", "offer_type")
    return projection.fiscal_year.row(
        by_predicate=pl.all_horizontal(
            pl.col("fiscal_year") == year, pl.col("component") == "total", *(pl.col(name) == ALL for name in levels)
        ),
        named=True,
    )


def _effect_rows(
    scenario: Scenario, effects: dict[str, Floats], whole: Floats, total: Decimal
) -> Iterator[tuple[Any, ...]]:
    """Each step's own effect, the interaction, and the scenario's whole effect, which is `total` kroner."""
    parts = {step: decimal(np.rint(effect[0].mean() * ORE), 2) for step, effect in effects.items()}
    if effects:
        effects = effects | {INTERACTION: whole - sum(effects.values())}
        parts[INTERACTION] = total - sum(parts.values())
    else:
        effects, parts = dict.fromkeys(scenario.steps, whole), dict.fromkeys(scenario.steps, total)
    for step, values in {**effects, WHOLE: whole}.items():
        spread = np.rint(np.quantile(values[0], list(QUANTILES.values())) * ORE)
        places = decimal(np.rint(values[1].mean() * 10_000), 4)
        yield step, parts.get(step, total), *(decimal(kr, 2) for kr in spread), places
