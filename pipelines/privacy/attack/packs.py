"""The attack on a month of data packs: all packs together, with all earlier ones, as a reader who has them all.

The packs share figures by their names: whose (a folder, or ALL), of what, of which month or census. Areas add
up to the municipality, lines to the total, offer types to lines, districts to the area. Not here: the committee's paper
(`techniques`); its figures are of the whole municipality, which every pack prints too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.privacy.attack.equations import Bounds, System
from pipelines.privacy.attack.files import file_objections
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import ALL, Target, name_of, number
from pipelines.privacy.attack.techniques import by_insider, finding
from pipelines.privacy.release import Release

EDITIONS = "datapakker/"
LAST = {"last": 1}
CHILDREN = ("boern", "distrikter", "tilbud")
SUMMED = {"tegn": ("sign",)}
"""Tables of counts of which each is the municipality's split by area, and their columns."""
MADE_OF = {"children_change": ("children_this", "children_last"), "places_difference": ("places",)}
EXACT = 0.001
PLACES_FOR_CHILDREN = 0.1
"""How far the places in use in a month may be from the children on its last day."""
HALF_A_CHILD = 0.5
NOT_SEEN: Bounds = (0.0, None)
"""A hidden figure, whatever an earlier month has printed of it."""
Name = tuple[str, str, str]
"""Whose figure it is, of what, and when."""


@dataclass(frozen=True)
class Cell:
    """A printed count of children: its name, where it stands and what is printed."""

    name: Name
    table: str
    row: str
    printed: str


def pack_objections(folder: Path, release: Release, earlier: Sequence[Release]) -> list[Objection]:
    """All that a reader could find out from the month in the folder and from those before it, in a fixed order."""
    before = [old for old in earlier if old.edition.startswith(EDITIONS)]
    found = {*_files(folder, release), *_in_plain_sight(release), *_beside_hidden(release)}
    found |= {*_shown_twice(release), *_hidden_before(release, before), *_money(release, before)}
    return sorted(found | {*_worked_out(release, before)})


def _files(folder: Path, release: Release) -> Iterator[Objection]:
    """Each pack's files against its own tables, and the files beside the packs against all of them."""
    parts = {code.partition("/")[0] for code in release.tables}
    yield from file_objections(folder, replace(release, tables={}))
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        if place.name not in parts:
            yield Objection(place.name, "hele mappen", "T9", "mappen hører ikke til nogen pakke")
            continue
        own = {code.removeprefix(f"{place.name}/"): table for code, table in release.tables.items()
               if code.startswith(f"{place.name}/")}  # fmt: skip
        yield from file_objections(place, replace(release, tables=own))


def counts(release: Release) -> Iterator[Cell]:
    """Every cell that counts children, by the name of its figure."""
    month = release.as_of.strftime("%Y-%m")
    for table, rows in release.tables.items():
        part, _, code = table.partition("/")
        for row, cells in rows.items():
            for column, printed in cells.items():
                name = _name(part, code, row, column, month)
                if name and printed:
                    yield Cell(name, table, row, printed)


def _name(part: str, code: str, row: str, column: str, month: str) -> Name | None:
    kind, _, scope = column.partition("_")
    place = ALL if scope == "all" else part
    back = LAST.get(scope, 0)
    if code in CHILDREN and kind == "children" and scope != "change":
        what = f"district {row}" if code == "distrikter" and row != ALL else row
        return place, what, _year_before(month, back)
    if code == "forventning" and column == "places":
        return part, row, month
    if code == "maaneder" and column == "children":
        return part, ALL, row[:7]
    if code in SUMMED and kind in SUMMED[code] and column != "sign":
        what, *days = row.split(" ") if code == "tegn" else (kind, row, _year_before(row, back))
        return (place, what, days[back]) if back < len(days) else None
    return None


def _year_before(month: str, years: int) -> str:
    year, rest = month.split("-", 1)
    return f"{int(year) - years}-{rest}"


def _in_plain_sight(release: Release) -> Iterator[Objection]:
    for cell in counts(release):
        value = number(cell.printed)
        if value is not None and value < release.threshold:
            yield _objection(release, cell, "T1", "et tal under tærsklen står der")


def _beside_hidden(release: Release) -> Iterator[Objection]:
    for table, rows in release.tables.items():
        for row, cells in rows.items():
            for column, sources in MADE_OF.items():
                is_hidden = any(cells.get(source) == release.marker for source in sources)
                if is_hidden and number(cells.get(column, "")) is not None:
                    yield Objection(table, name_of(release, table, row), "T6", "forskellen viser et skjult tal")


def _shown_twice(release: Release) -> Iterator[Objection]:
    """The same figure is hidden everywhere or nowhere."""
    hidden = {cell.name for cell in counts(release) if cell.printed == release.marker}
    for cell in counts(release):
        if cell.name in hidden and cell.printed != release.marker:
            yield _objection(release, cell, "T9", "tallet er skjult i en anden tabel eller pakke")


def _hidden_before(release: Release, before: Sequence[Release]) -> Iterator[Objection]:
    hidden = {cell.name: old.edition for old in before for cell in counts(old) if cell.printed == old.marker}
    for cell in counts(release):
        if cell.name in hidden and cell.printed != release.marker:
            yield _objection(release, cell, "T7", f"tallet er skjult i {hidden[cell.name]}")


def _money(release: Release, before: Sequence[Release]) -> Iterator[Objection]:
    """Kroner since January count no offer type whose places are hidden in any month of the year."""
    year = release.as_of.strftime("%Y-")
    hidden = {cell.name[:2] for each in (*before, release) for cell in counts(each)
              if cell.printed == each.marker and cell.name[2].startswith(year)}  # fmt: skip
    for table, rows in release.tables.items():
        part, _, code = table.partition("/")
        for row in rows if code == "oekonomi" else ():
            if any((part, each) in hidden for each in row.split("+")):
                yield Objection(table, name_of(release, table, row), "T12", "kroner tæller pladser, der er skjult")


def _worked_out(release: Release, before: Sequence[Release]) -> Iterator[Objection]:
    for system, targets, unseen in systems(release, before):
        for target in targets:
            found = _finding(system, target) or by_insider(system, target, _neighbours(system, target, targets))
            if found is not None:
                technique, how = found
                yield Objection(target.table, target.line, technique, how)
        for target in unseen:
            interval = system.interval(target.key)
            if interval is not None and interval[1] < target.reach - EXACT:
                yield Objection(target.table, target.line, "T4", "tallet står ingen steder, men kan kun være lille")


def _finding(system: System, target: Target) -> tuple[str, str] | None:
    """How the figure can be found out, whether or not what was printed of the hidden ones still holds.

    Of the figure itself it need not: then it has been corrected, and is another.
    """
    found = finding(system, target, {target.key: NOT_SEEN})
    if found is None and system.remembered:
        found = finding(system, target, dict.fromkeys((target.key, *system.remembered), NOT_SEEN))
    return found


def _neighbours(system: System, target: Target, targets: Sequence[Target]) -> list[str]:
    """The other hidden figures in the same sums: who knows a child in one of them may learn of this one."""
    beside = {key for weights in system.equations if target.key in weights for key in weights}
    return [other.key for other in targets if other != target and other.key in beside]


def systems(release: Release, before: Sequence[Release]) -> Iterator[tuple[System, list[Target], list[Target]]]:
    """Every system of figures that hang together (a month, a census), its hidden figures and the unseen.

    Unseen is what no table has a cell for: an offer type inside a line, an area without a pack.
    """
    known = {cell.name: cell.printed for old in before for cell in counts(old) if number(cell.printed) is not None}
    cells: dict[Name, Cell] = {}
    for cell in counts(release):  # children before places: the totals add up children
        cells.setdefault(cell.name, cell)
    for when in sorted({name[2] for name in cells}):
        own = {name: cell for name, cell in cells.items() if name[2] == when}
        families = {name[1] for name in own if _is_summed(name[1])} or {""}
        for family in sorted(families):
            these = {name: cell for name, cell in own.items() if not family or name[1] == family}
            yield _System(release, these, known, when, family).built()


def _is_summed(what: str) -> bool:
    return what in ("ppr_sager", "skolevaegring", "bekymring_dagtilbud")


@dataclass
class _System:
    """Builds the equations of one period."""

    release: Release
    cells: dict[Name, Cell]
    known: dict[Name, str]
    when: str
    family: str

    def built(self) -> tuple[System, list[Target], list[Target]]:
        """The system, the hidden figures in it, and those that no table has a cell for."""
        self.system, self.targets, self.unseen = System(), list[Target](), list[Target]()
        self.parts = sorted({code.partition("/")[0] for code in self.release.tables if code.endswith("/maaneder")})
        for name, cell in self.cells.items():
            self._enter(name, cell)
        if self.family:
            self._sum(ALL, [(part, self.family) for part in self._areas()], self.family)
        else:
            self._lines()
        return self.system, self.targets, self.unseen

    def _areas(self) -> list[str]:
        """The areas with a pack, and those that have none."""
        return [*self.parts, *sorted(self.release.left_out)]

    def _enter(self, name: Name, cell: Cell) -> None:
        key = " ".join(name[:2])
        value = number(cell.printed)
        if value is None:
            line = name_of(self.release, cell.table, cell.row)
            self.targets.append(Target(key, cell.table, line, self.release.threshold))
            value = number(self.known.get(name, ""))
            self.system.remembered |= set() if value is None else {key}
        if value is None:
            self.system.hide(key)
        else:
            is_of_places = cell.table.endswith("/forventning")
            self.system.print(key, value, 1 + PLACES_FOR_CHILDREN * value if is_of_places else EXACT)

    def _lines(self) -> None:
        """A month: types make lines, lines the total, districts an area, areas the municipality."""
        for part in self.parts:
            for row, line in self.release.lines.items():
                if len(line.counted) > 1 and f"{part} {row}" in self.system.bounds:
                    self._types(part, row, line.counted)
            self._sum(part, [(part, row) for row, line in self.release.lines.items() if line.is_in_total], ALL)
            for row in (*self.release.lines, ALL) if part in self.release.merged else ():
                self._members(part, row)
            districts = [(part, name[1]) for name in self.cells if name[0] == part and name[1].startswith("district ")]
            if districts:
                self._sum(part, districts, ALL)
        for row in self.release.lines:
            self._sum(ALL, [(part, row) for part in self._areas()], row, unknown=self._has_unknown())
        self._sum(ALL, [(ALL, row) for row, line in self.release.lines.items() if line.is_in_total], ALL)
        self._units()

    def _units(self) -> None:
        """Types in the whole municipality: the areas', and the schools' with those elsewhere; they make its lines."""
        units = sorted({name[0] for name, cell in self.cells.items() if cell.table.endswith("/tilbud")})
        for row, line in self.release.lines.items():
            for code in line.counted:
                here = [(part, code) for part in units if f"{part} {code}" in self.system.bounds]
                if here:
                    self.system.hide(f"{ALL} {code}")
                    self._sum(ALL, here, code, unknown=code in self.release.elsewhere, rest="elsewhere")
                    areas = [(part, code) for part in self._areas()]
                    if len(line.counted) > 1 and all(" ".join(area) in self.system.bounds for area in areas):
                        self._sum(ALL, areas, code, unknown=self._has_unknown())
            if len(line.counted) > 1 and all(f"{ALL} {code}" in self.system.bounds for code in line.counted):
                self._sum(ALL, [(ALL, code) for code in line.counted], row)

    def _members(self, part: str, row: str) -> None:
        """Areas put together: what each alone showed before, and those that it hid."""
        members = [(member, row) for member in self.release.merged[part]]
        for name in members:
            value = number(self.known.get((*name, self.when), ""))
            if value is None:
                self.system.hide(" ".join(name))
                self.unseen.append(Target(" ".join(name), f"{part}/boern", name[0], self.release.threshold))
            else:
                self.system.print(" ".join(name), value, EXACT)
        self._sum(part, members, row)

    def _types(self, part: str, row: str, counted: Sequence[str]) -> None:
        """The types of a line; one that is printed nowhere must not be found out either."""
        unseen = [code for code in counted if f"{part} {code}" not in self.system.bounds]
        for code in unseen:
            self.system.hide(f"{part} {code}")
            self.unseen.append(Target(f"{part} {code}", f"{part}/boern", code, self.release.threshold))
        if any(f"{part} {code}" in self.system.unknown for code in counted):
            self._sum(part, [(part, code) for code in counted], row)

    def _has_unknown(self) -> bool:
        """Whether children of no area are in the municipality's figures: the totals do not add up."""
        totals = [self.system.printed.get(f"{place} {ALL}") for place in (*self._areas(), ALL)]
        return None in totals or abs(sum(total or 0.0 for total in totals[:-1]) - (totals[-1] or 0.0)) > HALF_A_CHILD

    def _sum(
        self, place: str, parts: Sequence[tuple[str, str]], what: str, *, unknown: bool = False, rest: str = "unknown"
    ) -> None:
        total = f"{place} {what}"
        if total not in self.system.bounds:
            return
        keys = [" ".join(part) for part in parts]
        for key in keys:
            if key not in self.system.bounds:
                self.system.hide(key)
                if key.split(" ")[0] in self.release.left_out:
                    self.unseen.append(Target(key, key, what, self.release.threshold))
        others = {f"{rest} {what}": 1.0} if unknown else {}
        for key in others:
            self.system.hide(key)
        self.system.relate({total: -1.0, **dict.fromkeys(keys, 1.0), **others})


def _objection(release: Release, cell: Cell, technique: str, how: str) -> Objection:
    return Objection(cell.table, name_of(release, cell.table, cell.row), technique, how)
