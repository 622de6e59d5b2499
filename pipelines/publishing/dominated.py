"""Which figures of an edition one child dominates, as `figures` names them, and what the attack is told of them.

Not here: when a child is most of a sum (`dominance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.publishing.content import ALL, NO_AREA, NOT_PLACES, Position, Prognosis
from pipelines.publishing.dominance import Dearest

BEFORE_A_PLACE = ("decided", "pending")
"""Parts of the year whose cases are not places yet."""


def dominated_keys(whole: Prognosis, types: Sequence[Position]) -> frozenset[str]:
    """Lines, offer types, grant areas and parts of the year."""
    found = {f"line {line.key}": _of_line(whole, line) for line in whole.offer_types if line.code != NOT_PLACES}
    found |= {f"type {kind.code}": _of_line(whole, kind) for kind in types}
    found |= {f"area {area.code}": _of_area(whole, area) for area in whole.grant_areas}
    found |= {part: whole.concentration.of(part=part) for part in BEFORE_A_PLACE}
    return frozenset(key for key, dearest in found.items() if dearest.is_most)


def told_to_attack(whole: Prognosis) -> dict[tuple[str, str], tuple[float, float, float]]:
    """By table and row: the kroner of all and of the two dearest children."""
    return {key: dearest.plain for key, dearest in _told(whole) if dearest.first_kr}


def _told(whole: Prognosis) -> Iterator[tuple[tuple[str, str], Dearest]]:
    for line in whole.offer_types:
        if line.code != NOT_PLACES:
            yield ("tilbudstyper", line.key), _of_line(whole, line)
    for area in whole.grant_areas:
        yield ("bevillingsomraader", area.code), _of_area(whole, area)
    yield ("bevillingsomraader", ALL), whole.concentration.of().within(whole.total.expected.mean_kr)
    for part in whole.components:
        if part.code in BEFORE_A_PLACE:
            dearest = whole.concentration.of(part=part.code)
            yield ("bestanddele", part.code), dearest.part_of(part.amount.mean_kr)
    by_area = whole.expectations.by_area if whole.expectations else None
    for area_id in by_area.areas if by_area else ():
        yield ("forventning_omraader", f"{area_id}|{ALL}"), whole.concentration.of(areas=(area_id,))
        for line in whole.offer_types:
            codes = line.members or (line.code,)
            yield ("forventning_omraader", f"{area_id}|{line.key}"), whole.concentration.of(codes, (area_id,))


def _of_line(whole: Prognosis, line: Position) -> Dearest:
    return whole.concentration.of(line.members or (line.code,)).within(line.expected.mean_kr)


def _of_area(whole: Prognosis, area: Position) -> Dearest:
    """The children of the area's offer types; postings on accounts without an area are of no child by themselves."""
    if area.code == NO_AREA:
        return Dearest()
    types = [line for line in whole.offer_types if area.code in line.areas]
    codes = [code for line in types for code in (line.members or (line.code,))]
    return whole.concentration.of(codes).within(area.expected.mean_kr)
