"""All that has left, attacked in one go: each edition as a reader sees it who has every other, later ones too.

When an edition leaves it is attacked with all before it, files and all (`objections`, `pack_objections`).
Here is what only later ones can open: an old hidden figure. Not here: the files themselves, which cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.privacy.attack import packs, techniques
from pipelines.privacy.attack.areas import area_objections
from pipelines.privacy.attack.dominance import Dearest, dominance_objections
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.pack_shape import NOBODY_KNOWN
from pipelines.privacy.attack.shape import Prices, number
from pipelines.privacy.release import Release


@dataclass(frozen=True)
class Known:
    """What a reader of an edition is taken to know of kroner: what a place costs in each line, and the dearest."""

    prices: Prices = field(default_factory=dict)
    dearest: Dearest = field(default_factory=dict)


NOTHING_KNOWN: Mapping[str, Known] = {}


@dataclass(frozen=True)
class Attacked:
    """One edition among all others: how many of its figures are shown and hidden, and what could be found out."""

    edition: str
    shown: int
    hidden: int
    objections: tuple[Objection, ...]


def attacked_together(releases: Sequence[Release], known: Mapping[str, Known] = NOTHING_KNOWN) -> Iterator[Attacked]:
    """Every edition against all the others; `known` is what the reader of each knows beside them."""
    for place, release in enumerate(releases):
        others = [*releases[:place], *releases[place + 1 :]]
        cells = [cell for rows in release.tables.values() for row in rows.values() for cell in row.values()]
        hidden = cells.count(release.marker)
        shown = sum(number(cell) is not None for cell in cells)
        found = {*_found(release, others, known.get(release.edition, Known()))}
        yield Attacked(release.edition, shown, hidden, tuple(sorted(found)))


def _found(release: Release, others: Sequence[Release], known: Known) -> Iterator[Objection]:
    if release.edition.startswith(packs.EDITIONS):
        yield from packs.worked_out(release, others, NOBODY_KNOWN)
        yield from dominance_objections(release, (), {}, known.dearest)
    else:
        same_kind = [other for other in others if not other.edition.startswith(packs.EDITIONS)]
        yield from techniques.worked_out(release, same_kind, known.prices)
        yield from techniques.worked_out_of_areas(release)
        yield from techniques.worked_out_of_budget(release, known.prices)
        yield from dominance_objections(release, same_kind, known.prices, known.dearest)
        yield from area_objections(release, [other for other in others if _is_of_its_time(other, release)])


def _is_of_its_time(other: Release, release: Release) -> bool:
    """Whether an edition tells of no later month than a paper, whenever it was published: packs may come after it.

    The year so far in the paper's annex is the months of the packs; what one of them hides, the annex must not tell.
    """
    if other.edition.startswith(packs.EDITIONS):
        return other.edition.removeprefix(packs.EDITIONS)[:6] <= f"{release.as_of:%Y%m}"
    return other.as_of <= release.as_of
