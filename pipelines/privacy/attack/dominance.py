"""The attack on kroner: a sum of which one child is most tells what that child costs, however many it counts.

A reader is taken to know what the two dearest children cost beside the one that is sought: `Dearest` has, by table and
row, the exact sum and the kroner of its two dearest children. Not here: amounts beside hidden places (`techniques`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import Prices, Reader, name_of, number
from pipelines.privacy.release import Release

Dearest = Mapping[tuple[str, str], tuple[float, float, float]]
NOBODY_DEAR: Dearest = {}
AMOUNTS = {
    "tilbudstyper": "expected",
    "bevillingsomraader": "expected",
    "bestanddele": "expected",
    "forventning_omraader": "expected",
    "oekonomi": "committed_kr",
}
"""The column of each table that the dearest children are part of."""
LARGEST, CLOSE = 0.5, 0.1
"""One child may not be more than half of a sum, nor be known within ten per cent by who knows the second dearest."""
ROUNDING = 1.0
A_LITTLE = 0.25
"""Of a place: what rounding may have left of none."""


def dominance_objections(
    release: Release, earlier: Sequence[Release], prices: Prices, dearest: Dearest
) -> Iterator[Objection]:
    """Sums that one child dominates and that are shown, or hidden and found within narrow bounds."""
    hidden = []
    for (table, row), (total, first, second) in dearest.items():
        column = AMOUNTS[table.rpartition("/")[2]]
        printed = release.printed(table, row, column)
        shown = number(printed)
        if shown is not None and _tells(shown, first, second):
            yield Objection(table, name_of(release, table, row), "T12", "ét barn er det meste af beløbet", column)
        if printed == release.marker and table == "tilbudstyper" and _tells(total, first, second):
            hidden.append((row, first))
    if hidden:
        yield from _found_again(release, earlier, prices, dict(hidden))


def _tells(total: float, first: float, second: float) -> bool:
    return first > 0 and (first > LARGEST * total + ROUNDING or total - first - second < CLOSE * first - ROUNDING)


def _found_again(
    release: Release, earlier: Sequence[Release], prices: Prices, dominated: Mapping[str, float]
) -> Iterator[Objection]:
    """Lines that must be thought to be nothing and to hold a child clearly dearer than the dearest."""
    for system, targets in Reader(release, earlier, prices).systems():
        for target in targets:
            row = target.key.removeprefix("line ")
            if target.column != "places_this" or row not in dominated or row not in prices:
                continue
            interval = system.interval(target.key)
            reach = (1 + CLOSE) * dominated[row] / prices[row]
            if interval is not None and (interval[0] > A_LITTLE or interval[1] < reach):
                how = "det meste af beløbet er ét barns, og det kan regnes ud inden for snævre grænser"
                yield Objection(target.table, target.line, "T12", how, target.column)
