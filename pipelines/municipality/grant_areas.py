"""Grant areas that change their name: one area has one name on a day, in all years and all vintages.

From the day of a renaming on the area is called the new name, before it the old. Not here: how rows get their names
(`dbt_project`, staging).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.municipality.incoming import AreaRename
from pipelines.municipality.model import Municipality


def area_names(renames: Sequence[AreaRename], day: date) -> dict[str, str]:
    """What each name that was ever used is called on the day; names that are the same are left out."""
    names = {name: name for entry in renames for name in (entry.fra, entry.til)}
    earlier = sorted((entry for entry in renames if entry.gyldig_fra <= day), key=lambda entry: entry.gyldig_fra)
    later = sorted((entry for entry in renames if entry.gyldig_fra > day), key=lambda entry: entry.gyldig_fra)
    for old, new in [*((e.fra, e.til) for e in earlier), *((e.til, e.fra) for e in reversed(later))]:
        names = {name: new if called == old else called for name, called in names.items()}
    return {name: called for name, called in sorted(names.items()) if name != called}


def named_on(municipality: Municipality, day: date) -> Municipality:
    """The municipality with the names of the day in its own map and adjustments."""
    names = area_names(municipality.omdoebte_omraader, day)
    if not names:
        return municipality
    renamed = {
        section: tuple(
            entry.model_copy(update={"bevillingsomraade": names.get(entry.bevillingsomraade, entry.bevillingsomraade)})
            for entry in getattr(municipality, section)
        )
        for section in ("bevillingsomraader", "justeringer")
    }
    return municipality.model_copy(update=renamed)
