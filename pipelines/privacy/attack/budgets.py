"""The attack on what only a budget edition has: places by district, and a frozen share's places and money by line.

Not here: the lines and areas that every edition has (`shape`, `areas`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.equations import System
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import ALL, KRONER_ROUNDING, PLACES_ROUNDING, Prices, Target, name_of, number
from pipelines.privacy.release import Release

DISTRICTS, AREAS, WAYS = "distrikter", "forventning_omraader", "budgetveje"
FROZEN = "places_frozen"
TOGETHER = ("places", "frozen_places")
AREA_YEARS, PLACES_BY_YEAR = "overslagsaar", ("places_this", "places_next", "places_second", "places_third")


def budget_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """Rows that show a figure beside a hidden one, and what earlier editions of the same year have hidden."""
    for row, cells in release.tables.get(DISTRICTS, {}).items():
        marked = [cells[column] == release.marker for column in TOGETHER if cells.get(column)]
        if any(marked) and not all(marked):
            yield Objection(DISTRICTS, name_of(release, DISTRICTS, row), "T12", "et tal vises ved siden af et skjult")
        for old in earlier:
            was_hidden = old.fiscal_year == release.fiscal_year and old.printed(DISTRICTS, row, "places") == old.marker
            if was_hidden and not all(marked):
                yield Objection(DISTRICTS, name_of(release, DISTRICTS, row), "T7", f"tallet er skjult i {old.edition}")
    yield from _area_years(release)
    for row in release.tables.get("aktivitet", {}):
        places, kr = release.printed("aktivitet", row, FROZEN), release.printed("tilbudstyper", row, "frozen")
        if places == release.marker and kr and kr != release.marker:
            yield Objection("tilbudstyper", name_of(release, "aktivitet", row), "T12", "kroner ved skjulte pladser")


def _area_years(release: Release) -> Iterator[Objection]:
    """Grant areas by year beside a line that is hidden in any of the years: what is left of them would tell of it."""
    lines = release.tables.get("aktivitet", {}).values()
    if not any(cells.get(column) == release.marker for cells in lines for column in PLACES_BY_YEAR):
        return
    for row, cells in release.tables.get(AREA_YEARS, {}).items():
        for column, printed in cells.items() if row != ALL else ():
            if number(printed) is not None:
                name = name_of(release, AREA_YEARS, row)
                yield Objection(AREA_YEARS, name, "T12", "et områdes år vises ved siden af en skjult linje", column)


def budget_systems(release: Release, prices: Prices) -> Iterator[tuple[System, list[Target]]]:
    """Districts by trend and by frozen share; lines by frozen share with what they cost."""
    if DISTRICTS in release.tables:
        yield _districts(release, "places")
        if release.printed(DISTRICTS, ALL, "frozen_places"):
            yield _districts(release, "frozen_places")
    if release.printed("aktivitet", ALL, FROZEN):
        yield _frozen_lines(release, prices)


def _districts(release: Release, column: str) -> tuple[System, list[Target]]:
    """They add up to the whole, and to the lines of each area in the proposal."""
    system, targets, rows = System(), list[Target](), release.tables[DISTRICTS]
    names = [row for row in rows if row != ALL]
    for row in names:
        if _enter(system, row, rows[row][column], PLACES_ROUNDING):
            targets.append(Target(row, DISTRICTS, name_of(release, DISTRICTS, row), release.threshold))
    _sum(system, "total", release.printed(DISTRICTS, ALL, column), names)
    for area in sorted({rows[row]["area"] for row in names}) if column == "places" else ():
        own = [row for row in names if rows[row]["area"] == area]
        targets += _lines_of_area(system, release, area, own)
    for line in release.lines if column == "places" else ():
        parts = [key for key in system.bounds if key.endswith(f"|{line}")]
        _sum(system, f"line {line}", release.printed("aktivitet", line, "places_this"), parts)
    return system, targets


def _lines_of_area(system: System, release: Release, area: str, districts: Sequence[str]) -> Iterator[Target]:
    """An area's districts and its lines in the proposal are the same places, told in two ways."""
    lines = [line for line, about in release.lines.items() if about.is_in_total]
    keys = [f"{area}|{line}" for line in lines if release.printed(AREAS, f"{area}|{line}", "places")]
    for key in keys:
        if _enter(system, key, release.printed(AREAS, key, "places"), PLACES_ROUNDING):
            yield Target(key, AREAS, name_of(release, AREAS, key), release.threshold)
    if keys:
        system.relate({**dict.fromkeys(keys, 1.0), **dict.fromkeys(districts, -1.0)})


def _frozen_lines(release: Release, prices: Prices) -> tuple[System, list[Target]]:
    """Lines add up to the total in places, and at the prices that the trend has in kroner."""
    system, targets, rows = System(), list[Target](), release.tables["aktivitet"]
    unit = number(release.printed("tilbudstyper", ALL, "price")) or 1.0
    lines = [row for row in rows if row != ALL]
    for row in lines:
        if _enter(system, row, rows[row][FROZEN], PLACES_ROUNDING):
            targets.append(Target(row, "Fastholdt andel", name_of(release, "aktivitet", row), release.threshold))
    _sum(system, "total", rows[ALL][FROZEN], [row for row in lines if release.lines[row].is_in_total])
    for row in release.lines:
        key, price = f"money {row}", prices.get(row)
        is_hidden = _enter(system, key, release.printed("tilbudstyper", row, "frozen"), KRONER_ROUNDING, unit)
        if is_hidden and price is not None and row in system.bounds:
            system.relate({key: -1.0, row: price / unit})
    money = number(release.printed(WAYS, "frozen", "year_0"))
    if money is not None:
        system.print("money", money / unit, KRONER_ROUNDING / unit)
        system.relate({"money": -1.0, **{f"money {row}": 1.0 for row in release.lines}})
    return system, targets


def _enter(system: System, key: str, printed: str, rounding: float, unit: float = 1.0) -> bool:
    """Enter a cell as printed or hidden; says whether it is hidden."""
    value = number(printed)
    if value is None:
        system.hide(key)
    else:
        system.print(key, value / unit, rounding / unit)
    return value is None


def _sum(system: System, key: str, printed: str, parts: Sequence[str]) -> None:
    value = number(printed)
    if value is not None and parts:
        system.print(key, value, PLACES_ROUNDING)
        system.relate({key: -1.0, **dict.fromkeys(parts, 1.0)})
