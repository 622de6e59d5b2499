"""What holds: the acts folded in their order. Nothing is stored of it, so reading the lines again gives the same."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.judgements.acts import Act, Cell, Kind

State = Literal["in_force", "later", "expired", "withdrawn"]


@dataclass(frozen=True)
class Adjustment:
    """An adjustment and its withdrawal, if it has one."""

    act: Act
    withdrawal: Act | None = None

    def state(self, as_of: date) -> State:
        """How it stands in a forecast as of the day."""
        if self.withdrawal is not None and self.withdrawal.as_of <= as_of:
            return "withdrawn"
        if as_of < self.act.as_of:
            return "later"
        return "in_force" if self.counted_on(as_of) else "expired"

    def counted_on(self, as_of: date) -> bool:
        """Whether it counts in a forecast as of the day unless it is withdrawn."""
        return self.act.as_of <= as_of and (self.act.expires is None or as_of <= self.act.expires)


@dataclass(frozen=True)
class Standing:
    """Every act there is, and `last`, which names the line after which more may have come."""

    acts: Sequence[Act]
    last: str

    @property
    def adjustments(self) -> list[Adjustment]:
        """Every adjustment in the order they were made; the first withdrawal of one counts."""
        return [Adjustment(*found) for found in self._made("adjustment")]

    @property
    def scenarios(self) -> list[tuple[Act, Act | None]]:
        """Every saved scenario in the order they were made, each with its withdrawal, if it has one."""
        return list(self._made("scenario"))

    def in_state(self, state: State, as_of: date) -> list[Adjustment]:
        """The adjustments that stand so in a forecast as of the day."""
        return [adjustment for adjustment in self.adjustments if adjustment.state(as_of) == state]

    def waiting(self, counted: Container[str], as_of: date) -> list[Adjustment]:
        """Those that a forecast of the day counts with (by id) and should not, or the other way about."""
        return [one for one in self.adjustments if (one.act.act_id in counted) != (one.state(as_of) == "in_force")]

    def withdrew(self, as_of: date) -> frozenset[str]:
        """Who withdrew an adjustment that would have counted in a forecast as of the day."""
        gone = (one.withdrawal for one in self.in_state("withdrawn", as_of) if one.counted_on(as_of))
        return frozenset(act.by for act in gone if act is not None)

    def explanations(self, vintage_id: str) -> dict[Cell, Act]:
        """The newest explanation of each cell of a vintage; an earlier one stays among the acts."""
        mine = self._of(vintage_id, "explanation")
        return {act.cell: act for act in mine if act.cell is not None}

    def earlier_explanations(self, vintage_id: str, as_of: date) -> dict[Cell, Act]:
        """The newest explanation of each cell of the other vintages of the day."""
        made = (act for act in self.acts if act.kind == "explanation" and act.as_of == as_of)
        return {act.cell: act for act in made if act.cell is not None and act.vintage_id != vintage_id}

    def comments(self, as_of: date) -> list[Act]:
        """The comments on the forecasts of a day, the oldest first."""
        return [act for act in self.acts if act.kind == "comment" and act.as_of == as_of]

    def approval(self, vintage_id: str) -> Act | None:
        """The approval of a vintage, if one was said here."""
        return next(self._of(vintage_id, "approval"), None)

    def _made(self, kind: Kind) -> Iterator[tuple[Act, Act | None]]:
        """The acts of a kind that can be withdrawn, and the first withdrawal of each."""
        withdrawals: dict[str, Act] = {}
        for act in self.acts:
            if act.kind == "withdrawal":
                withdrawals.setdefault(act.about, act)
        return ((act, withdrawals.get(act.act_id)) for act in self.acts if act.kind == kind)

    def _of(self, vintage_id: str, kind: str) -> Iterator[Act]:
        return (act for act in self.acts if act.kind == kind and act.vintage_id == vintage_id)
