"""The forecast of places and cost in special provision: pure functions from frames to frames.

    Inputs (frames of one origin) + Assumptions (dated YAML) + Options -> project() -> Projection

Known children leave (`residents`, `leaving`, `exits`), pending and expected ones start (`newcomers`, `referrals`,
`intake`, `growth`), days are summed (`horizon`, `tally`) and priced (`prices`, `charges`, `own_offers`), the ledger
gives the year so far (`ledger`, `untied`), and the sums become components, deviations and rows (`components`,
`deviation`, `bridge`, `summary`). `backtest` and `baselines` measure it, `event_test` asks if a curve has broken.

Nothing here reads or writes a file but its own assumptions; no warehouse, no orchestration.
"""

from forecasting.assumptions import Assumptions, load_assumptions
from forecasting.inputs import InputError, Inputs
from forecasting.options import Options
from forecasting.projection import Projection, project
from forecasting.scenario import Lever, Scenario, ScenarioError

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
