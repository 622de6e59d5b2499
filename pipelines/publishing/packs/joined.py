"""Schools that have become one, and what a reader of earlier packs could take apart again.

A pack tells the year before in the units of today, so what a closed school had is in the figures of the one that
carries it on. Who kept the packs of then can take away what that one had by itself; what is left is the closed one's.
"""

from __future__ import annotations

from collections import defaultdict

from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.figure_keys import figure_key, unit_folder, unit_part


def without_joined(month: Month, before: Before, threshold: int) -> Before:
    """What has been hidden, with the figures of joined units of which a part is small or was hidden then."""
    part_of = {unit.code: unit_part(unit) for unit in month.at.units}
    hidden = {
        figure_key(part_of[unit], what, when)
        for (when, unit, what), parts in month.at.joined.items()
        if unit in part_of
        and any(
            count < threshold or figure_key(unit_folder(*then), what, when) in before.hidden
            for then, count in parts.items()
        )
    }
    return Before(before.hidden | hidden, before.known)


def parts_of_joined(month: Month) -> dict[str, frozenset[str]]:
    """The folders of the units that each joined one has been, by its own."""
    found: dict[str, set[str]] = defaultdict(set)
    part_of = {unit.code: unit_part(unit) for unit in month.at.units}
    for (_, unit, _), parts in month.at.joined.items():
        if unit in part_of:
            found[part_of[unit]] |= {unit_folder(*then) for then in parts}
    return {part: frozenset(folders) for part, folders in found.items()}
