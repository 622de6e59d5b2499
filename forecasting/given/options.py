"""What a caller may choose for one forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forecasting.given.events import Events
from forecasting.given.scenario import Scenario

FEWEST_PATHS = 20
"""Below this a 95 % interval has no meaning."""


@dataclass(frozen=True)
class Options:
    """Seed, number of paths, what is simulated, the agreed index by year, the scenario, past and coming events.

    `tells_drivers` asks for the split of each year's change (`drivers`), `tells_cases` for what becomes of each case
    (`vantage`), `tells_levels` for the years by DIMENSIONS (`level_table`), `tells_draws` for what a what-if is
    reckoned from (`draws`); nothing else depends on them.
    `lines` are the offer types and horizons that a plain line forecasts better than the flow (`method_choice`): the
    line's name, or what carries the baseline's flow to it, for scenarios of that baseline (`carried_as_baseline`).

    Without `simulate_intake` only what is registered counts: no pending, no expected newcomers, no going on elsewhere,
    and no run-rate of cost that is not tied to placements. Without `simulate_exits` an open spell stays open.
    """

    seed: int = 1
    paths: int = 400
    simulate_intake: bool = True
    simulate_exits: bool = True
    price_index: Mapping[int, float] = field(default_factory=dict)
    scenario: Scenario = field(default_factory=Scenario)
    events: Events = field(default_factory=Events)
    lines: Mapping[tuple[str, str], str | float] = field(default_factory=dict)
    tells_drivers: bool = False
    tells_cases: bool = False
    tells_levels: bool = False
    tells_draws: bool = False

    def __post_init__(self) -> None:
        if self.paths < FEWEST_PATHS:
            raise ValueError(f"paths is {self.paths}, expected at least {FEWEST_PATHS}")
