"""The areas that have a pack: those delivered, or several put together as kommune.yaml says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.errors import UsageError
from pipelines.municipality import PackArea

Districts = Mapping[str, tuple[str, ...]]
"""The districts of each area."""


def merged_areas(areas: Districts, entries: Sequence[PackArea]) -> tuple[Districts, Mapping[str, Districts]]:
    """The areas of the packs, and the delivered ones in each that is put together; UsageError for unknown areas."""
    unknown = sorted({area for entry in entries for area in entry.omraader} - areas.keys())
    if unknown:
        raise _wrong(unknown, areas, "findes ikke i leverancerne", "is not in the deliveries")
    taken = sorted({entry.navn for entry in entries} & areas.keys())
    if taken:
        raise _wrong(taken, areas, "er allerede et område; giv det sammenlagte et andet navn",
                     "is an area already; give the merged one another name")  # fmt: skip
    members = {entry.navn: {area: areas[area] for area in sorted(entry.omraader)} for entry in entries}
    inside = {area for entry in entries for area in entry.omraader}
    kept = {area: districts for area, districts in areas.items() if area not in inside}
    put_together = {
        name: tuple(district for districts in its.values() for district in districts) for name, its in members.items()
    }
    return dict(sorted((kept | put_together).items())), members


def _wrong(found: Sequence[str], areas: Districts, why: str, why_en: str) -> UsageError:
    names, known = ", ".join(found), ", ".join(sorted(areas))
    return UsageError(
        f"datapakkeomraader i kommune.yaml: {names} {why}. Områderne er {known}.",
        f"datapakkeomraader of kommune.yaml: {names} {why_en}. The areas are {known}.",
    )
