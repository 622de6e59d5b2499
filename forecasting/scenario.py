"""What-if levers on a forecast: a small validated set, each a factor from a date.

`referrals` and `exits` scale how many, `approvals` the chance of a yes (never above 1), `prices` what a day costs
after the known rates. The scenario without levers is `baseline`. Draws are common to all scenarios
(`randomness`), so a difference between two is the levers' and not luck's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from forecasting.horizon import day_number

LeverKind = Literal["referrals", "approvals", "exits", "prices"]
BASELINE = "baseline"
HIGHEST_FACTOR = 10.0


class ScenarioError(ValueError):
    """The levers do not hold; the message lists every problem."""


@dataclass(frozen=True)
class Lever:
    """Multiply one driver by `factor` from `from_date` on."""

    kind: LeverKind
    factor: float
    from_date: date


@dataclass(frozen=True)
class Scenario:
    """A named set of levers. Raises ScenarioError when one is unknown, repeated or out of bounds."""

    name: str = BASELINE
    levers: tuple[Lever, ...] = ()

    def __post_init__(self) -> None:
        problems = [f"unknown lever {lever.kind}" for lever in self.levers if lever.kind not in get_args(LeverKind)]
        problems += [
            f"lever {lever.kind} has factor {lever.factor}, expected 0 to {HIGHEST_FACTOR:.0f}"
            for lever in self.levers
            if not 0 <= lever.factor <= HIGHEST_FACTOR
        ]
        if len({(lever.kind, lever.from_date) for lever in self.levers}) < len(self.levers):
            problems.append("two levers of one kind begin on the same day")
        if bool(self.levers) == (self.name == BASELINE):
            problems.append(f"the name {BASELINE} belongs to the scenario without levers, and only to it")
        if problems:
            raise ScenarioError("; ".join(problems))

    def factor(self, kind: LeverKind, day: int) -> float:
        """The product of the kind's levers in force on a day number."""
        product = 1.0
        for lever in self.levers:
            if lever.kind == kind and day_number(lever.from_date) <= day:
                product *= lever.factor
        return product
