"""Equations between printed and hidden figures, and what follows from them.

A printed figure lies within its rounding, a hidden one is anything from nothing up. Three ways to undo the hiding, each
stronger than the one before: repeated subtraction, elimination in whole numbers modulo a prime, and linear programs
for the least and the most a figure can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

PRIME = 2_147_483_647
SCALE = 10_000
"""Weights are prices over the average price: as whole numbers with four decimals they can be eliminated exactly."""
Weights = Mapping[str, float]
Bounds = tuple[float, float | None]
SENSES = (1.0, -1.0)
"""The least and the most."""


@dataclass
class System:
    """Figures with what is known of each, and sums that are nothing."""

    bounds: dict[str, Bounds] = field(default_factory=dict)
    equations: list[Weights] = field(default_factory=list)
    printed: dict[str, float] = field(default_factory=dict)
    remembered: set[str] = field(default_factory=set)
    """Printed earlier and hidden now: they may have been corrected since."""

    def print(self, key: str, value: float, rounding: float) -> None:
        """A printed figure: at most the rounding away."""
        self.printed[key] = value
        self.bounds[key] = (max(value - rounding, 0.0) if value >= 0 else value - rounding, value + rounding)

    def hide(self, key: str) -> None:
        """A figure not printed: anything from nothing up."""
        self.bounds.setdefault(key, (0.0, None))

    def relate(self, weights: Weights) -> None:
        """The weighted sum of these figures is nothing."""
        self.equations.append(weights)

    @property
    def unknown(self) -> list[str]:
        """The figures that are not printed."""
        return [key for key, (_, high) in self.bounds.items() if high is None]

    def by_subtraction(self) -> set[str]:
        """What is left over when everything known is subtracted, again and again."""
        unknown, found = set(self.unknown), set[str]()
        while True:
            alone = {keys.pop() for keys in (unknown & weights.keys() for weights in self.equations) if len(keys) == 1}
            if not alone:
                return found
            found |= alone
            unknown -= alone

    def by_elimination(self) -> set[str]:
        """What the equations determine together, whatever the figures are."""
        unknown = sorted(self.unknown)
        rows = [[round(weights.get(key, 0.0) * SCALE) % PRIME for key in unknown] for weights in self.equations]
        reduced = _echelon(rows, len(unknown))
        return {unknown[lead] for lead, row in reduced.items() if sum(1 for value in row if value) == 1}

    def interval(self, key: str, also: Mapping[str, Bounds] | None = None) -> tuple[float, float] | None:
        """The least and the most the figure can be; None when no table fits what is printed.

        Printed figures are taken at their word first: rounding rarely adds up to much. Only where they contradict each
        other so, each may be as far off as its rounding allows.
        """
        telling = self._connected(key)
        exact = {name: (value, value) for name, value in self.printed.items()}
        for bounds, equations in ((self.bounds | exact, telling), (self.bounds, self.equations)):
            ends = [_extreme(key, sense, bounds | dict(also or {}), equations) for sense in SENSES]
            if None not in ends:
                return float(ends[0] or 0.0), float(ends[1] or 0.0)
        return None

    def _connected(self, key: str) -> list[Weights]:
        """The equations that tell of the figure, directly or by way of others that are not printed either."""
        unknown, reached = set(self.unknown), {key}
        left, found = list(self.equations), list[Weights]()
        while touching := [weights for weights in left if reached & weights.keys()]:
            left = [weights for weights in left if not reached & weights.keys()]
            reached |= {name for weights in touching for name in weights if name in unknown}
            found += touching
        return found


def _extreme(key: str, sense: float, bounds: Mapping[str, Bounds], equations: list[Weights]) -> float | None:
    """The least (sense 1) or most (−1) of a figure; None when nothing fits."""
    keys = list(dict.fromkeys([key, *(name for weights in equations for name in weights)]))
    place = {name: number for number, name in enumerate(keys)}
    cost = np.zeros(len(keys))
    cost[place[key]] = sense
    matrix = np.zeros((len(equations), len(keys)))
    for row, weights in enumerate(equations):
        for name, weight in weights.items():
            matrix[row, place[name]] = weight
    ends, nothing = [bounds[name] for name in keys], np.zeros(len(equations))
    found = linprog(cost, A_eq=matrix, b_eq=nothing, bounds=ends, method="highs")
    if found.status == UNBOUNDED:
        return float("inf")
    return sense * float(found.fun) if found.success else None


UNBOUNDED = 3


def _echelon(rows: list[list[int]], width: int) -> dict[int, list[int]]:
    """The reduced row echelon form modulo the prime: leading column -> row."""
    reduced: dict[int, list[int]] = {}
    for row in rows:
        rest = row
        for lead, other in reduced.items():
            rest = _minus(rest, other, rest[lead])
        first = next((column for column in range(width) if rest[column]), None)
        if first is not None:
            inverse = pow(rest[first], -1, PRIME)
            rest = [value * inverse % PRIME for value in rest]
            reduced = {lead: _minus(other, rest, other[first]) for lead, other in reduced.items()} | {first: rest}
    return reduced


def _minus(row: list[int], other: list[int], times: int) -> list[int]:
    return [(value - times * less) % PRIME for value, less in zip(row, other, strict=True)] if times else row
