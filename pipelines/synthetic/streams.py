"""Random draws, each purpose with its own stream, so that one seed gives the same municipality in every period.

Not here: what is drawn. A stream is named by purpose and year, never by the length of the period asked for.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(seed: int, *names: object) -> np.random.Generator:
    """The stream of one purpose."""
    return np.random.default_rng([seed, zlib.crc32("/".join(map(str, names)).encode())])


class Draws:
    """Single draws in the order things happen."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return bool(self._generator.random() < probability)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included; low when the span is empty."""
        return low + int(self._generator.random() * max(high - low + 1, 1))

    def wait(self, mean: float) -> int:
        """Whole days of an exponential wait."""
        return int(self._generator.exponential(mean))

    def severity(self) -> float:
        """How far-reaching a child's needs are, relative to 1."""
        return float(self._generator.gamma(4.0, 0.25))

    def pick(self, weights: Mapping[T, float]) -> T:
        """One of the keys, in proportion to its weight."""
        return self.pick_from(tuple(weights), tuple(weights.values()))

    def pick_from(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, in proportion to its weight."""
        limits = list(accumulate(weights))
        found = bisect_right(limits, self._generator.random() * limits[-1])
        return options[min(found, len(options) - 1)]
