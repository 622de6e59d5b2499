"""Chooses what is hidden: every small figure, and for each the cheapest others that keep it from being worked out.

Afterwards a reader must think of every small figure both that it is nothing and that it is not small. A figure hidden
for another's sake looks the same, so it must not be known to be something either, unless it is known not to be small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.privacy.disclosure.cells import Cell, Relation
from pipelines.privacy.disclosure.program import Program

NEVER_SHOWN = ("hidden", "inner")
SLACK = Decimal("0.000001")


class CannotHideError(Exception):
    """A small figure can be worked out whatever is hidden; `key` says which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def hidden_keys(cells: Sequence[Cell], relations: Sequence[Relation], margin: Decimal = Decimal(0)) -> frozenset[str]:
    """The keys of every hidden and inner figure; CannotHideError when the totals give a small one away.

    `margin` is how far rounding may move a sum of what is printed.
    """
    program = Program(cells, relations, margin)
    needed = frozenset(cell.key for cell in cells if cell.status in NEVER_SHOWN or cell.is_small)
    hidden = needed
    for cell in program.cells:
        if cell.is_small:
            hidden = _opened(program, cell, hidden)
    hidden = _as_one_class(program, hidden)
    return _without_the_needless(program, hidden, needed)


def _opened(program: Program, cell: Cell, hidden: frozenset[str]) -> frozenset[str]:
    """`hidden` and what more must be, for the figure to be thought nothing and to be thought large enough."""
    for change in _changes(cell, program.margin):
        more = program.cheapest(cell.key, change, hidden)
        if more is None:
            raise CannotHideError(cell.key)
        hidden |= more
    return hidden


def _as_one_class(program: Program, hidden: frozenset[str]) -> frozenset[str]:
    """`hidden` and what more must be, for no hidden figure to be known to be something and perhaps small."""
    while revealed := next(_revealed(program, hidden), None):
        more = program.cheapest(revealed.key, -revealed.value, hidden)
        if more is None:
            raise CannotHideError(revealed.key)
        hidden |= more
    return hidden


def _revealed(program: Program, hidden: frozenset[str]) -> Iterator[Cell]:
    for cell in program.cells:
        is_extra = cell.key in hidden and cell.is_count and not cell.is_small
        if is_extra and cell.reach and SLACK < program.lowest(cell.key, hidden) < cell.reach - SLACK:
            yield cell


def _without_the_needless(program: Program, hidden: frozenset[str], needed: frozenset[str]) -> frozenset[str]:
    """`hidden` without what later choices have made needless, the dearest first."""
    extra = [cell for cell in program.cells if cell.key in hidden - needed]
    for cell in sorted(extra, key=lambda cell: (-cell.cost, cell.key)):
        if _is_safe(program, hidden - {cell.key}):
            hidden -= {cell.key}
    return hidden


def _is_safe(program: Program, hidden: frozenset[str]) -> bool:
    small = (cell for cell in program.cells if cell.is_small)
    is_open = all(
        program.is_imaginable(cell.key, change, hidden) for cell in small for change in _changes(cell, program.margin)
    )
    return is_open and next(_revealed(program, hidden), None) is None


def _changes(cell: Cell, margin: Decimal) -> tuple[Decimal, Decimal]:
    """What a reader must think possible of a small figure: that it is nothing, and that it is not small."""
    return -cell.value, (cell.reach or cell.value) + margin - cell.value
