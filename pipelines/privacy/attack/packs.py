"""The attack on a month of data packs: all packs together, with all that has left before, as a reader who has it all.

Of a committee's paper that is the areas' places of a month, which its annex prints; the paper's other figures are of
the whole municipality, which every pack prints too. How figures hang together is `pack_shape`. Not here: the attack on
the paper itself (`techniques`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.privacy.attack.dominance import NOBODY_DEAR, Dearest, dominance_objections
from pipelines.privacy.attack.equations import Bounds, System
from pipelines.privacy.attack.files import file_objections
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.pack_shape import EXACT, NOBODY_KNOWN, Cell, Pupils, counts, systems
from pipelines.privacy.attack.shape import Target, name_of, number
from pipelines.privacy.attack.techniques import by_insider, finding
from pipelines.privacy.release import Release

EDITIONS = "datapakker/"
MADE_OF = {"children_change": ("children_this", "children_last"), "places_difference": ("places",)}
NOT_SEEN: Bounds = (0.0, None)
"""A hidden figure, whatever an earlier month has printed of it."""


def pack_objections(
    folder: Path,
    release: Release,
    earlier: Sequence[Release],
    pupils: Pupils = NOBODY_KNOWN,
    dearest: Dearest = NOBODY_DEAR,
) -> list[Objection]:
    """All that a reader could find out from the month in the folder and from those before it, in a fixed order."""
    return sorted({*_files(folder, release), *figure_objections(release, earlier, pupils, dearest)})


def figure_objections(
    release: Release, earlier: Sequence[Release], pupils: Pupils = NOBODY_KNOWN, dearest: Dearest = NOBODY_DEAR
) -> set[Objection]:
    """The same of the printed figures alone, whatever else the files may hold."""
    before = [old for old in earlier if old.edition.startswith(EDITIONS)]
    papers = [old for old in earlier if not old.edition.startswith(EDITIONS)]
    found = {*_in_plain_sight(release, pupils), *_beside_hidden(release), *_means_of_hidden(release)}
    found |= {*_shown_twice(release), *_hidden_before(release, before), *_money(release, before)}
    found |= {*_taken_apart(release, before, pupils), *dominance_objections(release, (), {}, dearest)}
    return found | {*worked_out(release, [*before, *papers], pupils)}


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


def _in_plain_sight(release: Release, pupils: Pupils) -> Iterator[Objection]:
    for cell in counts(release, pupils):
        if cell.value is not None and cell.value < release.threshold:
            yield _objection(release, cell, "T1", "et tal under tærsklen står der")


def _beside_hidden(release: Release) -> Iterator[Objection]:
    for table, rows in release.tables.items():
        for row, cells in rows.items():
            for column, sources in MADE_OF.items():
                is_hidden = any(cells.get(source) == release.marker for source in sources)
                if is_hidden and number(cells.get(column, "")) is not None:
                    yield Objection(table, name_of(release, table, row), "T6", "forskellen viser et skjult tal", column)


def _means_of_hidden(release: Release) -> Iterator[Objection]:
    """Mean waits beside cases that are hidden anywhere at the same census: the others' and the sum would tell."""
    hidden = {cell.name[2] for cell in counts(release) if cell.name[1] == "ppr_sager" and cell.value is None}
    for table, rows in release.tables.items():
        for row in rows if table.endswith("/ventetid") else ():
            if row in hidden:
                yield Objection(table, name_of(release, table, row), "T6", "gennemsnittet er af sager, der er skjult")


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
                yield Objection(table, name_of(release, table, row), "T12", "kroner tæller pladser, der er skjult",
                                "committed_kr")  # fmt: skip


def _taken_apart(release: Release, before: Sequence[Release], pupils: Pupils) -> Iterator[Objection]:
    """Units that are one now: what the packs of then showed of the others leaves what was hidden of one."""
    then = {cell.name: cell for old in before for cell in counts(old, pupils) if cell.name[2] == _month(old)}
    for cell in counts(release, pupils):
        if cell.name[2] == _month(release) or cell.value is None:
            continue
        parts = [then.get((part, *cell.name[1:])) for part in sorted(pupils.joined.get(cell.name[0], ()))]
        hidden = [part for part in parts if part is not None and part.value is None]
        shown = sum(part.value or 0.0 for part in parts if part is not None)
        if hidden or (None in parts and any(parts) and cell.value - shown < release.threshold):
            yield _objection(release, cell, "T8", "det, en nedlagt enhed skjulte, er forskellen fra dengang")


def _month(release: Release) -> str:
    return release.as_of.strftime("%Y-%m")


def worked_out(release: Release, before: Sequence[Release], pupils: Pupils) -> Iterator[Objection]:
    """What follows from the sums of the month and of others."""
    for system, targets, unseen in systems(release, before, pupils):
        for target in targets:
            found = _finding(system, target) or by_insider(system, target, _neighbours(system, target, targets))
            if found is not None:
                technique, how = found
                yield Objection(target.table, target.line, technique, how, target.column)
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


def _objection(release: Release, cell: Cell, technique: str, how: str) -> Objection:
    return Objection(cell.table, name_of(release, cell.table, cell.row), technique, how, cell.column)
