"""The attack on the areas' lines of an edition: as a reader who has the annex, the edition's own lines and all packs.

Not here: the lines of the whole municipality (`shape`, `techniques`), the packs by themselves (`packs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.equations import System
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import ALL, PLACES_ROUNDING, Target, name_of, number
from pipelines.privacy.release import Release

TABLE = "forventning_omraader"
COUNTED = ("actual", "places")
TOGETHER = ("actual", "places", "expected", "deviation")
PACKS = "datapakker/"
IN_PACKS = ("boern", "tilbud", "forventning")
LITTLE = 0.3
"""What roundings of some areas' places may leave of a sum."""


def area_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """Small counts in plain sight, half-hidden lines, what packs have hidden, and what is left outside the areas."""
    hidden = _hidden_lines(release, earlier)
    for row, cells in release.tables.get(TABLE, {}).items():
        name, line = name_of(release, TABLE, row), row.partition("|")[2]
        for column in COUNTED:
            count = number(cells.get(column, ""))
            if count is not None and count < release.threshold:
                yield Objection(TABLE, name, "T1", "et tal under tærsklen står der", column)
        marked = [cells[column] == release.marker for column in TOGETHER if cells.get(column)]
        if any(marked) and not all(marked):
            shown = next(column for column in TOGETHER if cells.get(column) and cells[column] != release.marker)
            yield Objection(TABLE, name, "T12", "et tal vises ved siden af et skjult", shown)
        if line in hidden and not all(marked):
            yield Objection(TABLE, name, "T7", f"linjen er skjult i {hidden[line]}")
    yield from _outside(release)


def area_systems(release: Release) -> Iterator[tuple[System, list[Target]]]:
    """The areas' places of the year: they add up to each line's, and an area's lines to the area's."""
    rows = release.tables.get(TABLE, {})
    system, targets = System(), list[Target]()
    for row in rows:
        value = number(release.printed(TABLE, row, "places"))
        if value is None:
            system.hide(row)
            if not row.endswith(f"|{ALL}"):
                targets.append(Target(row, TABLE, name_of(release, TABLE, row), release.threshold, "places"))
        else:
            system.print(row, value, PLACES_ROUNDING)
    areas = sorted({row.partition("|")[0] for row in rows})
    for line in release.lines if areas else ():
        total = number(release.printed("aktivitet", line, "places_this"))
        if total is not None and f"{areas[0]}|{line}" in rows:
            system.print(f"line {line}", total, PLACES_ROUNDING)
            system.relate({f"line {line}": -1.0, **{f"{area}|{line}": 1.0 for area in areas}})
    for area in areas:
        within = {f"{area}|{line}": 1.0 for line, about in release.lines.items()
                  if about.is_in_total and f"{area}|{line}" in rows}  # fmt: skip
        if number(release.printed(TABLE, f"{area}|{ALL}", "places")) is not None:
            system.relate({f"{area}|{ALL}": -1.0, **within})
    yield system, targets


def _hidden_lines(release: Release, earlier: Sequence[Release]) -> dict[str, str]:
    """Lines of which a pack of the year, this edition or an earlier one hides something, and where."""
    found: dict[str, str] = {}
    for line in release.lines:
        if release.printed("aktivitet", line, "places_this") == release.marker:
            found[line] = "en anden tabel"
    for old in earlier:
        is_pack = old.edition.startswith(PACKS)
        if old.fiscal_year != release.fiscal_year and not (is_pack and old.fiscal_year == release.fiscal_year + 1):
            continue
        for table, rows in old.tables.items():
            of_children = is_pack and table.partition("/")[2] in IN_PACKS
            for row, cells in rows.items() if of_children or table == TABLE else ():
                if old.marker in cells.values():
                    found |= dict.fromkeys(_lines_with(release, row.partition("|")[2] or row), old.edition)
    return found


def _lines_with(release: Release, what: str) -> list[str]:
    """The lines that a hidden line or offer type is, or is in."""
    return [line for line, about in release.lines.items() if what == line or what in about.counted]


def _outside(release: Release) -> Iterator[Objection]:
    """A few children outside the areas, left when all areas are taken from their line."""
    rows = release.tables.get(TABLE, {})
    areas = sorted({row.partition("|")[0] for row in rows})
    for line in release.lines:
        total = number(release.printed("aktivitet", line, "places_this"))
        parts = [number(release.printed(TABLE, f"{area}|{line}", "places")) for area in areas]
        shown = [part for part in parts if part is not None]
        if total is not None and shown and len(shown) == len(parts):
            left = total - sum(shown)
            if LITTLE < left < release.threshold:
                yield Objection(
                    TABLE, name_of(release, "aktivitet", line), "T2", "få børn uden for områderne er tilbage", "places"
                )
