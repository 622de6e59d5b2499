"""From the printed tables of a month's packs to equations: the sums that every reader of the packs knows.

The packs share figures by their names: whose (a folder, or ALL), of what, of which month or census. Areas add up to the
municipality, lines to the total, offer types to lines, districts to the area, schools' pupils away often to their area.
Not here: what is found out from them (`packs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import unquote

from pipelines.privacy.attack.equations import System
from pipelines.privacy.attack.shape import ALL, Target, name_of, number
from pipelines.privacy.release import Release

LAST = {"last": 1}
CHILDREN = ("boern", "distrikter", "tilbud")
SUMMED = {"tegn": ("sign",)}
"""Tables of counts of which each is the municipality's split by area, and their columns."""
EXACT = 0.001
PLACES_FOR_CHILDREN = 0.1
"""How far the places in use in a month may be from the children on its last day."""
HALF_A_CHILD = 0.5
HALF_A_DIGIT = 0.005
"""Of a share with two decimals, in per cent."""
OVER_TEN = "fravaer_over_10_pct"
OF_PAPER = "forventning_omraader"
"""The table of a paper's annex that tells of the areas."""
COUNTED_APART = ("ppr_sager", "skolevaegring", "bekymring_dagtilbud", "karakter_2_eller_derunder_9kl",
                 "revisitationer", OVER_TEN)  # fmt: skip
Name = tuple[str, str, str]
"""Whose figure it is, of what, and when."""


@dataclass(frozen=True)
class Cell:
    """A printed count of children: its name, where it stands, what is printed, and how much that may be rounded."""

    name: Name
    table: str
    row: str
    printed: str
    value: float | None
    rounding: float = EXACT
    column: str = ""


@dataclass(frozen=True)
class Pupils:
    """What anyone can look up: a place's pupils in a month, the area a school lies in (folders), units now one."""

    count: Mapping[tuple[str, str], float] = field(default_factory=dict)
    area_of: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOBODY_KNOWN = Pupils()


def counts(release: Release, pupils: Pupils = NOBODY_KNOWN) -> Iterator[Cell]:
    """Every cell that counts children, by the name of its figure."""
    month = release.as_of.strftime("%Y-%m")
    for table, rows in release.tables.items():
        part, _, code = table.partition("/")
        for row, cells in rows.items():
            for column, printed in cells.items():
                name = _name(part, code, row, column, month)
                if name and printed:
                    yield replace(_cell(name, table, row, printed, pupils), column=column)


def of_paper(paper: Release, packs: Release) -> Iterator[Cell]:
    """What a paper's annex prints of the areas' places in its last whole month: about as many as children then."""
    month = ((paper.as_of + timedelta(days=1)).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    folders = {unquote(part): part for part in (code.partition("/")[0] for code in packs.tables)}
    for row, cells in paper.tables.get(OF_PAPER, {}).items():
        area, _, what = row.partition("|")
        value = number(cells.get("actual", ""))
        if value is not None and area in folders:
            yield Cell(
                (folders[area], what, month),
                OF_PAPER,
                row,
                cells["actual"],
                value,
                1 + PLACES_FOR_CHILDREN * value,
                "actual",
            )


def _cell(name: Name, table: str, row: str, printed: str, pupils: Pupils) -> Cell:
    """A count as it is printed, or as it follows from a share and the number of pupils."""
    value, of = number(printed), pupils.count.get((name[0], name[2]))
    if table.endswith("/forventning") and value is not None:
        return Cell(name, table, row, printed, value, 1 + PLACES_FOR_CHILDREN * value)
    if name[1] != OVER_TEN or value is None:
        return Cell(name, table, row, printed, value)
    if of is None:
        return Cell(name, table, row, printed, None)
    count, rounding = value / 100 * of, HALF_A_DIGIT / 100 * of + EXACT
    return Cell(name, table, row, printed, float(round(count)) if rounding < HALF_A_CHILD else count, rounding)


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
    if code == "fravaer" and row == OVER_TEN and kind == "absence" and scope:
        return place, row, _year_before(month, back)
    if code in SUMMED and kind in SUMMED[code] and column != "sign":
        what, *days = row.split(" ") if code == "tegn" else (kind, row, _year_before(row, back))
        return (place, what, days[back]) if back < len(days) else None
    return None


def _year_before(month: str, years: int) -> str:
    year, rest = month.split("-", 1)
    return f"{int(year) - years}-{rest}"


def systems(
    release: Release, before: Sequence[Release], pupils: Pupils = NOBODY_KNOWN
) -> Iterator[tuple[System, list[Target], list[Target]]]:
    """Every system of figures that hang together (a month, a census), its hidden figures and the unseen.

    Unseen is what no table has a cell for: an offer type inside a line, an area without a pack.
    """
    known = {cell.name: cell for old in before for cell in (*of_paper(old, release), *counts(old, pupils))
             if cell.value is not None}  # fmt: skip
    cells: dict[Name, Cell] = {}
    for cell in counts(release, pupils):  # children before places: the totals add up children
        cells.setdefault(cell.name, cell)
    for when in sorted({name[2] for name in cells}):
        own = {name: cell for name, cell in cells.items() if name[2] == when}
        for family in sorted({_family(name) for name in own}):
            these = {name: cell for name, cell in own.items() if _family(name) == family}
            yield _System(release, these, known, when, family, pupils).built()


def _family(name: Name) -> str:
    """What is counted by itself; children in offers hang together."""
    return name[1] if name[1] in COUNTED_APART else ""


@dataclass
class _System:
    """Builds the equations of one period."""

    release: Release
    cells: dict[Name, Cell]
    known: dict[Name, Cell]
    when: str
    family: str
    pupils: Pupils

    def built(self) -> tuple[System, list[Target], list[Target]]:
        """The system, the hidden figures in it, and those that no table has a cell for."""
        self.system, self.targets, self.unseen = System(), list[Target](), list[Target]()
        self.parts = sorted({code.partition("/")[0] for code in self.release.tables if code.endswith("/maaneder")})
        for name, cell in self.cells.items():
            self._enter(name, cell)
        if self.family == OVER_TEN:
            self._pupils()
        elif self.family:
            self._sum(ALL, [(part, self.family) for part in self._areas()], self.family)
        else:
            self._lines()
        return self.system, self.targets, self.unseen

    def _areas(self) -> list[str]:
        """The areas with a pack, and those that have none."""
        return [*self.parts, *sorted(self.release.left_out)]

    def _enter(self, name: Name, cell: Cell) -> None:
        key, shown = " ".join(name[:2]), cell
        if cell.printed == self.release.marker:
            line = name_of(self.release, cell.table, cell.row)
            self.targets.append(Target(key, cell.table, line, self.release.threshold, cell.column))
            shown = self.known.get(name, cell)
            self.system.remembered |= set() if shown.value is None else {key}
        if shown.value is None:
            self.system.hide(key)
        else:
            self.system.print(key, shown.value, shown.rounding)

    def _pupils(self) -> None:
        """Pupils away often: the schools' make their area's, the areas' the municipality's; nobody else has any."""
        schools: dict[str, list[str]] = {}
        for part, month in sorted(self.pupils.count):
            if month == self.when and part in self.pupils.area_of:
                schools.setdefault(self.pupils.area_of[part], []).append(part)
                if f"{part} {self.family}" not in self.system.bounds:
                    self.system.hide(f"{part} {self.family}")
                    self.unseen.append(Target(f"{part} {self.family}", part, self.family, self.release.threshold))
        for area, parts in schools.items():
            self._sum_pupils(area, parts)
        self._sum_pupils(ALL, list(schools))

    def _sum_pupils(self, place: str, parts: Sequence[str]) -> None:
        """A sum of which the reader knows that it is whole: the pupils add up."""
        everyone = [self.pupils.count.get((part, self.when), 0.0) for part in (place, *parts)]
        is_whole = abs(everyone[0] - sum(everyone[1:])) < HALF_A_CHILD
        self._sum(place, [(part, self.family) for part in parts], self.family, unknown=not is_whole)

    def _lines(self) -> None:
        """A month: types make lines, lines the total, districts an area, areas the municipality."""
        for part in self.parts:
            for row, line in self.release.lines.items():
                if len(line.counted) > 1 and f"{part} {row}" in self.system.bounds:
                    self._types(part, row, line.counted)
            self._sum(part, [(part, row) for row, line in self.release.lines.items() if line.is_in_total], ALL)
            for row in (*self.release.lines, ALL) if part in self.release.merged else ():
                self._members(f"{part}/boern", row, self.release.merged[part])
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
                for part, _ in here:
                    if together := self.release.merged.get(f"{part} {code}"):
                        self._members(f"{part}/tilbud", code, together)
                if here:
                    self.system.hide(f"{ALL} {code}")
                    self._sum(ALL, here, code, unknown=code in self.release.elsewhere, rest="elsewhere")
                    areas = [(part, code) for part in self._areas()]
                    if len(line.counted) > 1 and all(" ".join(area) in self.system.bounds for area in areas):
                        self._sum(ALL, areas, code, unknown=self._has_unknown())
            if len(line.counted) > 1 and all(f"{ALL} {code}" in self.system.bounds for code in line.counted):
                self._sum(ALL, [(ALL, code) for code in line.counted], row)

    def _members(self, table: str, row: str, together: Sequence[str]) -> None:
        """Areas, or clusters of an offer, put together: what each alone showed before, and those that it hid."""
        members = [(member, row) for member in together]
        for name in members:
            shown = self.known.get((*name, self.when))
            if shown is None or shown.value is None:
                self.system.hide(" ".join(name))
                self.unseen.append(Target(" ".join(name), table, name[0], self.release.threshold))
            else:
                self.system.print(" ".join(name), shown.value, shown.rounding)
        self._sum(table.partition("/")[0], members, row)

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
