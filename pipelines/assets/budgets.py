"""A vintage's budget rows, and what they are asked with: population forecasts known, the action plan's own effect.

Not here: what is made of it (`forecasting.budgets`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from forecasting import Assumptions, Inputs, Options, Projection, Scenario, project
from forecasting.budgets.asked import POPULATION_VINTAGES, Asked, PlanEffect
from forecasting.budgets.edition import budgets
from forecasting.given.scenario import BASELINE
from forecasting.judged.calibration import Widths
from pipelines.assets.budget_tables import budget_rows
from pipelines.municipality import Municipality

POPULATION = """
-- one row per forecast year, census year, district and age: people, counted or forecast, as believed at the origin
select
    population.vintage_year,
    year(population.census_date) as census_year,
    population.district_id,
    population.age,
    population.people_count,
    kind.is_actual,
    population.known_date
from staging.stg_population as population
inner join staging.population_kind as kind on population.population_kind = kind.population_kind
where population.origin_date = ?
order by all
"""
PLAN = """
-- one row per fiscal year of the plan, as its latest status says: what is to be saved, and what has been of it
with newest as (
    select *
    from staging.stg_action_plan
    where origin_date = ?
    qualify status_date = max(status_date) over (partition by fiscal_year)
)
select
    fiscal_year,
    max(status_date) as status_date,
    coalesce(sum(planned_saving_kr) filter (where phase is distinct from 'stoppet'), 0) as planned_kr,
    sum(realised_saving_kr) as realised_kr,
    sum(planned_saving_kr) filter (where realised_saving_kr is not null) as answered_kr
from newest
group by fiscal_year
order by fiscal_year
"""
ADOPTED = """
select fiscal_year, min(adopted_date) as adopted_date
from intermediate.int_budget_cell
where origin_date = ?
group by fiscal_year
order by fiscal_year
"""
CHOICES = {"plan_virker_fra": "plan_months", "plan_indfases_maaneder": "plan_months", "plan_mindst": "plan_low",
           "plan_forventet": "plan_expected", "plan_hoejst": "plan_high"}  # fmt: skip
STATED = (POPULATION, PLAN)
"""What a budget rests on beside the frames of the forecast."""


def asked(connection: duckdb.DuckDBPyConnection, origin: date, municipality: Municipality) -> Asked:
    """What is asked of the budget of the year after `origin`'s."""
    people = connection.execute(POPULATION, [origin]).pl()
    population = people.select(pl.col(name).cast(kind) for name, kind in POPULATION_VINTAGES.items())
    adopted = dict(connection.execute(ADOPTED, [origin]).fetchall())
    plan = _plan(connection, origin, municipality)
    return Asked(municipality.budget.andel_aar, plan, population, adopted.get(origin.year))


def budget_frames(
    inputs: Inputs, assumptions: Assumptions, chosen: Options, projection: Projection, widths: Widths, wanted: Asked
) -> dict[str, pl.DataFrame]:
    """The rows by table; beside a scenario the forecast without it is made too, on the same luck."""
    plain = projection
    if chosen.scenario.name != BASELINE:
        plain = project(inputs, assumptions, replace(chosen, scenario=Scenario()), None, widths)
    return budget_rows(budgets(inputs, assumptions, chosen, (plain, projection), wanted))


def _plan(connection: duckdb.DuckDBPyConnection, origin: date, municipality: Municipality) -> PlanEffect | None:
    """The plan of the budget year, else the newest that plans a saving; None where none does."""
    years = connection.execute(PLAN, [origin]).fetchall()
    planned = [row for row in years if row[2] > 0 and row[0] <= origin.year + 1]
    if not planned:
        return None
    fiscal_year, stated_on, yearly_kr, _, _ = planned[-1]
    choices = municipality.budget
    expected = choices.plan_forventet
    if expected is None:
        expected = _realised_share([row for row in years if row[0] < origin.year])
    return PlanEffect(
        yearly_kr=yearly_kr,
        price_level_year=fiscal_year,
        stated_on=stated_on,
        from_date=choices.plan_virker_fra or date(origin.year + 1, 1, 1),
        months=choices.plan_indfases_maaneder,
        low=choices.plan_mindst,
        expected=min(max(expected, choices.plan_mindst), choices.plan_hoejst),
        high=choices.plan_hoejst,
        chosen=frozenset(CHOICES[name] for name in choices.model_fields_set & CHOICES.keys()),
    )


def _realised_share(past: list[tuple[int, date, Decimal, Decimal | None, Decimal | None]]) -> Decimal:
    """What past years have reported as realised of what they planned; all of it where nobody has reported."""
    planned = sum((row[4] for row in past if row[4]), Decimal(0))
    realised = sum((row[3] for row in past if row[3]), Decimal(0))
    return min(realised / planned, Decimal(1)) if planned and realised >= 0 else Decimal(1)
