"""The forecast of places and cost in special provision: pure functions from frames to frames.

    Inputs (frames of one origin) + Assumptions (dated YAML) + Options -> project() -> Projection

In the order in which a forecast comes to be, each package seeing only those before it: what is `given`, what a day
costs (`prices`) and which method came nearest (`judged`); the municipality as one forecast sees it (`world`); who is in
a place on every path (`places`); what the accounts say (`ledger`); the years' `sums`, what is `told` of them, what is
new since the forecast before (`vintages`), and whether it is a surprise (`alarms`); all in one (`projection`), the
`budgets` it could lead to, and the `questions` asked of it.

Nothing here reads or writes a file but its own assumptions; no warehouse, no orchestration.
"""

from forecasting.assumptions import Assumptions, load_assumptions
from forecasting.given.inputs import InputError, Inputs
from forecasting.given.options import Options
from forecasting.given.scenario import Lever, Scenario, ScenarioError
from forecasting.projection import Projection, project

__all__ = [
    "Assumptions",
    "InputError",
    "Inputs",
    "Lever",
    "Options",
    "Projection",
    "Scenario",
    "ScenarioError",
    "load_assumptions",
    "project",
]
