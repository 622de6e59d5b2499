"""What a reader of two papers finds out of the change between them: of how many children each line of it tells.

The forecast before is known by its total. What it expected of decided and pending places, less or more what has
changed of them, is what they are now; newcomers that both expected leave those who have come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import name_of, number
from pipelines.privacy.release import Release

TABLE, COLUMN = "siden_sidst", "since"
TOLERANCE = 0.1


def change_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """Lines of the change that stand for fewer children than may be told."""
    own_price = number(release.printed("tilbudstyper", "ALL", "price"))
    before = number(release.printed(TABLE, "before", COLUMN)) if TABLE in release.tables else None
    if before is None:
        return
    for old in earlier:
        price = own_price or number(old.printed("tilbudstyper", "ALL", "price"))
        if price is None or old.fiscal_year != release.fiscal_year or _part(old, "total") != before:
            continue
        for row, amounts in _amounts(release, old).items():
            if any(amount is not None and amount / price < release.threshold - TOLERANCE for amount in amounts):
                how = f"så få børn, som linjen handler om, kan regnes ud sammen med {old.edition}"
                yield Objection(TABLE, name_of(release, TABLE, row), "T8", how)


def _amounts(release: Release, old: Release) -> dict[str, list[float | None]]:
    """What the children of a line cost in either forecast, as far as it is printed."""
    way = _sum(_part(old, "decided"), _part(old, "pending"))
    expected = _part(release, "expected_intake")
    came = _sum(_part(old, "expected_intake"), None if expected is None else -expected)
    ends = {"on_the_way": ((way, 1), (way, 0)), "unknown": ((came, 1),), "coming": ((way, 0), (_sum(way, came), 1))}
    return {
        row: [_sum(known, times * change) for known, times in ends[row]]
        for row in ends.keys() & release.tables[TABLE].keys()
        if (change := number(release.printed(TABLE, row, COLUMN))) is not None
    }


def _part(release: Release, code: str) -> float | None:
    return number(release.printed("bestanddele", code, "expected"))


def _sum(*amounts: float | None) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
