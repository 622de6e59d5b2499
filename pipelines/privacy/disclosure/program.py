"""The linear programs: which other tables a reader could imagine, and the cheapest way to make one imaginable.

An imagined table differs from the true one by a rise or a fall of each figure. No relation is broken, nothing falls
below zero, and a large count keeps `margin`, so that what rounding moves closes no way out. What is shown does not
change. One thread, fixed seed, figures in the order of their keys: the same question always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.privacy.disclosure.cells import Cell, Relation

TIE = 1e-6
"""Makes each key a little dearer than the one before it, so that ties are settled by key."""
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0, "mip_rel_gap": 0.0,
    "mip_feasibility_tolerance": 1e-9, "mip_max_nodes": 2_000,
}  # fmt: skip
HALF = 0.5
Numbers = NDArray[np.float64]


class Program:
    """Three columns a figure: its rise, its fall, and whether it is opened. One row a relation, one a figure."""

    def __init__(self, cells: Sequence[Cell], relations: Sequence[Relation], margin: Decimal) -> None:
        self.cells = sorted(cells, key=lambda cell: cell.key)
        self.place = {cell.key: number for number, cell in enumerate(self.cells)}
        self.size = len(self.cells)
        self.margin = margin
        self.values = np.array([float(cell.value) for cell in self.cells])
        kept = [margin if cell.is_count and not cell.is_small else 0 for cell in self.cells]
        self.falls = np.maximum(self.values - np.array(kept, dtype=np.float64), 0.0)
        self.is_known = np.array([cell.status == "known" for cell in self.cells])
        self.cost = np.array([float(cell.cost) * (1 + TIE * number) for number, cell in enumerate(self.cells)])
        self.most = float(self.values.sum()) + max((float(cell.reach or 0) for cell in self.cells), default=0.0)
        self.changes = self._program(relations, with_opening=False)
        self.openings = self._program(relations, with_opening=True)

    def cheapest(self, key: str, change: Decimal, hidden: frozenset[str]) -> frozenset[str] | None:
        """The cheapest keys to hide besides `hidden` for the change to be imaginable; None when it never is."""
        if self.is_imaginable(key, change, hidden):
            return frozenset()
        free = self._members(hidden)
        low, high = self._bounds(key, change, ~self.is_known)
        ones = np.ones(self.size)
        low, high = np.concatenate([low, 0 * ones]), np.concatenate([high, ones])
        cost = np.concatenate([0 * ones, 0 * ones, np.where(free, 0.0, self.cost)])
        found = _solved(self.openings, low, high, cost)
        if found is None:
            return None
        opened = found[2 * self.size :] > HALF
        more = frozenset(cell.key for cell, is_open in zip(self.cells, opened, strict=True) if is_open) - hidden
        return more if self.is_imaginable(key, change, hidden | more) else None

    def is_imaginable(self, key: str, change: Decimal, hidden: frozenset[str]) -> bool:
        """Whether a reader who sees all but `hidden` must think the change (or more of the same) possible."""
        low, high = self._bounds(key, change, self._members(hidden))
        return _solved(self.changes, low, high, np.zeros(2 * self.size)) is not None

    def lowest(self, key: str, hidden: frozenset[str]) -> Decimal:
        """The least that a reader who sees all but `hidden` must think possible."""
        high = self._room(self._members(hidden))
        rise, fall, cost = self.place[key], self.size + self.place[key], np.zeros(2 * self.size)
        high[fall] = self.values[rise]
        cost[rise], cost[fall] = 1.0, -1.0
        found = _solved(self.changes, 0 * high, high, cost)
        change = 0.0 if found is None else float(found[rise] - found[fall])
        return self.cells[rise].value + Decimal(str(round(change, 9)))

    def _bounds(self, key: str, change: Decimal, movable: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """The bounds of every rise and fall when `key` changes by so much or more, and only these may move."""
        high = self._room(movable)
        low = 0 * high
        rise, fall = self.place[key], self.size + self.place[key]
        moved, still = (rise, fall) if change >= 0 else (fall, rise)
        low[moved], high[moved] = abs(float(change)), max(high[moved], abs(float(change)))
        high[still] = 0.0
        return low, high

    def _room(self, movable: NDArray[np.bool_]) -> Numbers:
        return np.concatenate([np.where(movable, self.most, 0.0), np.where(movable, self.falls, 0.0)])

    def _members(self, hidden: frozenset[str]) -> NDArray[np.bool_]:
        return np.array([cell.key in hidden for cell in self.cells])

    def _program(self, relations: Sequence[Relation], *, with_opening: bool) -> highspy.Highs:
        """Relations hold in every imagined table; with opening, a figure moves only where it is opened."""
        rows = sorted(
            sorted((self.place[key], float(weight)) for key, weight in relation.weights.items() if weight)
            for relation in relations
        )
        entries = [[pair for column, weight in row for pair in ((column, weight), (self.size + column, -weight))]
                   for row in rows]  # fmt: skip
        width = 2 * self.size
        if with_opening:
            entries += [[(place, 1.0), (self.size + place, 1.0), (width + place, -self.most)]
                        for place in range(self.size)]  # fmt: skip
            width += self.size
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(entries)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(width)
        model.row_lower_ = np.array([*[0.0] * len(rows), *[-highspy.kHighsInf] * (len(entries) - len(rows))])
        model.row_upper_ = np.zeros(len(entries))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in entries)])
        model.a_matrix_.index_ = np.array([column for row in entries for column, _ in row])
        model.a_matrix_.value_ = np.array([weight for row in entries for _, weight in row])
        if with_opening:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[place >= 2 * self.size] for place in range(width)]
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in OPTIONS.items():
            highs.setOptionValue(name, value)
        highs.passModel(model)
        return highs


def _solved(highs: highspy.Highs, low: Numbers, high: Numbers, cost: Numbers) -> Numbers | None:
    """The best table within the bounds; None where there is none."""
    columns = np.arange(len(cost), dtype=np.int32)
    highs.changeColsBounds(len(columns), columns, low, high)
    highs.changeColsCost(len(columns), columns, cost)
    highs.run()
    if highs.getModelStatus() not in FOUND or not np.isfinite(highs.getInfo().objective_function_value):
        return None
    found: Numbers = np.array(highs.getSolution().col_value, dtype=np.float64)
    return found


FOUND = frozenset({highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit})
