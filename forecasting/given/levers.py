"""What a scenario's levers multiply by on each path and day.

A lever between two factors has one of its own on each path, the same whatever else the scenario has, so that effects
are held together by common luck. They lie evenly between the ends: two numbers say no more than that, and a middle
more likely than the rest would be our own guess. One path stands in each of as many equal parts as there are paths
(stratified; McKay, Beckman and Conover 1979), so their mean is the middle, and no luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.given.horizon import Days, Floats, Ints, day_number
from forecasting.given.randomness import generator
from forecasting.given.scenario import Lever, LeverKind, Scenario


@dataclass(frozen=True)
class Levers:
    """A scenario's levers with the luck of a forecast and its offer types, by position."""

    scenario: Scenario
    seed: int
    paths: int
    offers: tuple[str, ...] = ()

    def factor(self, kind: LeverKind, days: Days | Ints, path: Ints, offer: Ints | None = None) -> Floats:
        """The product of the kind's levers on day numbers, paths and offer types, broadcast against each other."""
        product = np.ones(np.broadcast_shapes(np.shape(days), np.shape(path)))
        for lever in self._of(kind):
            share = reached(lever, days)
            if lever.offer_type is not None and offer is not None:
                share = share * (np.array([name == lever.offer_type for name in self.offers])[offer])
            product *= 1 + (self.drawn(lever)[path] - 1) * share
        return product

    def is_known(self, kind: LeverKind) -> bool:
        """Whether the kind's levers are the same on all paths."""
        return all(lever.ends[0] == lever.ends[1] for lever in self._of(kind))

    def largest(self, kinds: tuple[str, ...]) -> float:
        """What the kinds' levers may come to together, those that lower set aside."""
        return float(np.prod([max(1.0, *lever.ends) for lever in self.scenario.levers if lever.kind in kinds]))

    def changes(self, *kinds: LeverKind) -> list[int]:
        """The day numbers on which the kinds' levers change."""
        return sorted({day_number(day) for kind in kinds for lever in self._of(kind) for day, _ in lever.steps})

    def _of(self, kind: str) -> list[Lever]:
        return [lever for lever in self.scenario.levers if lever.kind == kind]

    def drawn(self, lever: Lever) -> Floats:
        """The lever's factor on each path."""
        low, high = lever.ends
        whose = f"lever {lever.kind} {lever.from_date} {lever.offer_type or ''}".rstrip()
        stratum = generator(self.seed, whose).permutation(self.paths)
        return low + (high - low) * (stratum + 0.5) / self.paths


def reached(lever: Lever, days: Days | Ints) -> Floats:
    """The share of a lever that holds on day numbers."""
    steps = list(lever.steps)
    shares = np.array([0.0, *(share for _, share in steps)])
    held: Floats = shares[np.searchsorted([day_number(day) for day, _ in steps], days, side="right")]
    return held
