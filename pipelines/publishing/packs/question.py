"""Figures of the packs that hang together, as one question to the suppression.

Not here: which figures they are (`hiding`, `counted`), what is small and what must go with it (`privacy.disclosure`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.content import ALL
from pipelines.publishing.earlier import Before
from pipelines.publishing.figures import ONE, Figures
from pipelines.publishing.packs.figure_keys import figure_key


@dataclass
class Question(Figures):
    """Counts of children by place and kind, of one month or census."""

    threshold: int = 0
    before: Before = field(default_factory=Before)

    def count(self, place: str, what: str, when: date, value: Decimal, *, is_printed: bool = True) -> str:
        """A count; returns its name. One that is small and was printed has been corrected since: it is another figure.

        So what was printed does not make it known, and it must not be found out either.
        """
        key = figure_key(place, what, when)
        state = self.before.status(key) if is_printed else "inner"
        if state == "known" and value < self.threshold:
            state = "printed"
        self.add(key, value, state, reach=Decimal(self.threshold))
        return key

    def is_sum(self, total: str, parts: list[str]) -> None:
        """The total is the sum of its parts."""
        self.relate((total, -ONE), *((part, ONE) for part in parts))

    def answer(self) -> frozenset[str]:
        """What is hidden: none of the municipality's own, unless nothing else will do.

        CannotHideError when a small figure can be worked out whatever is hidden.
        """
        firm = [replace(cell, status="known") if cell.key.startswith(f"{ALL} ") else cell for cell in self.cells]
        try:
            return replace(self, cells=firm).hidden()
        except CannotHideError:
            return self.hidden()

    def answer_or_all(self) -> frozenset[str]:
        """What is hidden; every figure, where a small one could be worked out otherwise."""
        try:
            return self.answer()
        except CannotHideError:
            return self.keys
