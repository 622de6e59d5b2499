"""What may leave: lines about too few children are coarsened into one common line, never left out or starred.

A line is hidden when one of its counts is below the municipality's threshold (zero included: nobody is a small
number too). Hidden lines are added to one merged line. A reader can subtract the shown lines from every total that is
printed, so the hidden part of each such *family* (a grant area, all places, the whole table) must itself reach the
threshold; where it does not, the family's smallest shown line is merged too.

Not here: pseudonyms on the way in, and the attack that tries to undo this on the written files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Cell:
    """One line of a table: its key, all counts shown for it, and the printed totals it is part of."""

    key: str
    counts: tuple[Decimal, ...]
    families: frozenset[str] = frozenset()


def keys_to_merge(cells: Sequence[Cell], threshold: int) -> frozenset[str]:
    """The keys that must share one line so that no count and no difference below the threshold is shown."""
    hidden = {cell.key for cell in cells if min(cell.counts) < threshold}
    for family in _families(cells):
        _protect(family, hidden, threshold)
    # A family protected early may have lost a shown line to a later one; that only adds to its hidden part.
    return frozenset(hidden)


def coarse_steps(counts: Mapping[str, Decimal], threshold: int) -> tuple[tuple[str, ...], ...]:
    """Neighbouring steps joined, in their order, until each joined step reaches the threshold.

    For lines with a natural order (known, decided, waiting): a step too small joins the one before it, the first the
    one after it.
    """
    steps: list[tuple[str, ...]] = []
    for key in counts:
        if steps and (counts[key] < threshold or _size(counts, steps[-1]) < threshold):
            steps[-1] = (*steps[-1], key)
        else:
            steps.append((key,))
    return tuple(steps)


def _size(counts: Mapping[str, Decimal], keys: Iterable[str]) -> Decimal:
    return sum((counts[key] for key in keys), Decimal(0))


def _families(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The members of each printed total, smallest line first; the whole table is the last family."""
    ordered = sorted(cells, key=lambda cell: (min(cell.counts), cell.key))
    names = sorted({name for cell in cells for name in cell.families})
    return [*([cell for cell in ordered if name in cell.families] for name in names), ordered]


def _protect(family: Sequence[Cell], hidden: set[str], threshold: int) -> None:
    """Merge the family's smallest shown lines until its hidden part is empty or large enough in every count."""
    for cell in family:
        if _is_safe([member for member in family if member.key in hidden], threshold):
            return
        hidden.add(cell.key)


def _is_safe(part: Sequence[Cell], threshold: int) -> bool:
    return not part or all(sum(column) >= threshold for column in zip(*(cell.counts for cell in part), strict=True))
