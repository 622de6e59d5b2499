"""Figures and how they hang together: all that a suppression needs to know of a table, of whatever shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Status = Literal["printed", "hidden", "inner", "known"]
"""`printed`: may be hidden · `hidden`: stays hidden · `inner`: in no table · `known`: stays, or is out already."""


@dataclass(frozen=True)
class Cell:
    """One figure.

    `reach` is the least that counts as not small, in the figure's own unit; None for a figure that is not a count.
    `cost` is what a reader loses when the figure is hidden for another's sake.
    """

    key: str
    value: Decimal
    status: Status = "printed"
    reach: Decimal | None = None
    cost: Decimal = Decimal(1)

    @property
    def is_count(self) -> bool:
        """Whether a reader may come across it as a count of children."""
        return self.reach is not None and self.status != "inner"

    @property
    def is_small(self) -> bool:
        """Whether it must be hidden for its own sake (a figure that is out already cannot)."""
        return self.reach is not None and self.value < self.reach and self.status != "known"


@dataclass(frozen=True)
class Relation:
    """Figures of which everyone knows that their weighted sum is fixed, as a total is the sum of its parts.

    Only the weights matter: whatever is added to the sum is the same for every table a reader may imagine.
    """

    weights: Mapping[str, Decimal]

    @classmethod
    def total(cls, total: str, parts: Mapping[str, Decimal]) -> Relation:
        """`total` is the weighted sum of its parts."""
        return cls({**parts, total: Decimal(-1)})

    @classmethod
    def plain_sum(cls, total: str, parts: list[str]) -> Relation:
        """`total` is the sum of its parts."""
        return cls.total(total, dict.fromkeys(parts, Decimal(1)))
