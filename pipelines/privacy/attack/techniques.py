"""The techniques, one by one, and what each found. T14, the test of the attack itself, stands among the tests.

T1 small figures in plain sight · T2 subtraction · T3 elimination · T4 bounds · T5 bounds in whole children, as the
legend tells · T6 prices, shares and means · T7 earlier releases · T8 one period taken from another · T9 tables that
share figures · T10 a reader who knows one child · T11 everyone or no one of a group · T12 amounts beside hidden places,
and those of which one child is most · T13 what never may be in a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path

from pipelines.privacy.attack.areas import area_objections, area_systems
from pipelines.privacy.attack.budgets import FROZEN, budget_objections, budget_systems
from pipelines.privacy.attack.changes import change_objections
from pipelines.privacy.attack.dominance import NOBODY_DEAR, Dearest, dominance_objections
from pipelines.privacy.attack.equations import Bounds, System
from pipelines.privacy.attack.files import file_objections
from pipelines.privacy.attack.flash import flash_objections
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.sealed import sealed_objections
from pipelines.privacy.attack.shape import BETWEEN, COLUMNS, COUNTS, EVENTS, Prices, Reader, Target, name_of, number
from pipelines.privacy.attack.stays import stay_objections
from pipelines.privacy.release import Release

TECHNIQUES = ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T13")
COUNTED = {
    "aktivitet": (*COLUMNS, FROZEN),
    "distrikter": ("places", "frozen_places"),
    "demografi": ("covered",),
    "tilbudstyper": ("places",),
    "forventningstal": ("places",),
    "kommende_aar": ("places",),
    "maaneder": ("month_places",),
    "tilbagevenden": ("intake_count", "stock_count", "return_count"),
    "varsel": ("came", "of"),
    **dict.fromkeys(EVENTS, tuple(COUNTS)),
}
"""The columns that count children or places."""
WITH_HIDDEN_PLACES = {
    "tilbudstyper": ("price", "budget", "expected", "low", "high", "deviation", "change"),
    "forventningstal": ("expected_places", "agreed", "expected", "deviation"),
}
SHARED = {
    ("tilbudstyper", "places"): ("aktivitet", "places_this"),
    ("forventningstal", "places"): ("aktivitet", "places_this"),
    ("forventningstal", "expected"): ("tilbudstyper", "expected"),
}
"""Columns that show the same figure as another table's."""
TOGETHER = {
    "bevillingsomraader": (
        "expected",
        "low",
        "high",
        "deviation",
        "previous",
        "change",
        "deviation_share",
        "spend",
        "spend_share",
        "ordinary",
        "carry_over",
        "reason",
    ),
    "bestanddele": ("expected", "low", "high"),
    "aktivitet": ("places_this", "places_planned"),
    **WITH_HIDDEN_PLACES,
}
"""Columns of which none may be shown where one is hidden: each is made of the others."""
OF_AREA = ("spend", "spend_share", "ordinary", "carry_over")
TOLERANCE = 0.1
"""What rounding may have moved a bound: the last digit printed."""
TOLERANCE_OF_NONE = 0.25
"""A remainder of this size of a sum of lines, each with its own rounding, still may be nothing."""
SHARES = {
    "share_in_time": ("in_time", "late"),
    "complaint_share": ("received", "granted", "alternative", "refused"),
}
"""The counts that a share is made of."""


def objections(
    folder: Path, release: Release, earlier: Sequence[Release], prices: Prices, dearest: Dearest = NOBODY_DEAR
) -> list[Objection]:
    """All that a reader could find out from the edition in the folder and from those before it, in a fixed order."""
    found = {*file_objections(folder, release)}
    if release.already_public_in is None:
        found |= {*_in_plain_sight(release), *_beside_hidden(release), *_shared_by_tables(release)}
        found |= {*_hidden_before(release, earlier), *worked_out(release, earlier, prices)}
        found |= {*area_objections(release, earlier), *worked_out_of_areas(release)}
        found |= {*change_objections(release, earlier), *stay_objections(release, earlier)}
        found |= {*budget_objections(release, earlier), *worked_out_of_budget(release, prices)}
        found |= {*sealed_objections(release, earlier), *dominance_objections(release, earlier, prices, dearest)}
        found |= {*flash_objections(release, earlier)}
    return sorted(found)


def _in_plain_sight(release: Release) -> Iterator[Objection]:
    for table, columns in COUNTED.items():
        for row in release.tables.get(table, {}):
            for column in columns:
                value = number(release.printed(table, row, column))
                if value is not None and value < release.threshold:
                    yield Objection(table, name_of(release, table, row), "T1", "et tal under tærsklen står der", column)


def _beside_hidden(release: Release) -> Iterator[Objection]:
    for table, columns in TOGETHER.items():
        for row in release.tables.get(table, {}):
            cells = [release.printed(table, row, column) for column in columns]
            places = release.printed("aktivitet", row, "places_this") if table in WITH_HIDDEN_PLACES else ""
            hidden = [cell == release.marker for cell in (*cells, places) if cell]
            if any(hidden) and not all(hidden):
                shown = next((column for column, cell in zip(columns, cells, strict=True)
                              if cell and cell != release.marker), "places_this")  # fmt: skip
                yield Objection(
                    table, name_of(release, table, row), "T12", "et tal vises ved siden af et skjult", shown
                )
    for row in release.tables.get("budget", {}):
        cells = [release.printed("budget", row, column) for column in OF_AREA]
        hidden = [
            cell == release.marker for cell in (*cells, release.printed("bevillingsomraader", row, "expected")) if cell
        ]
        if any(hidden) and not all(hidden):
            yield Objection("budget", name_of(release, "budget", row), "T12", "et tal vises ved siden af et skjult")
    for row in release.tables.get("aktivitet", {}):
        years = [release.printed("aktivitet", row, column) for column in ("places_last", "places_this")]
        change = release.printed("aktivitet", row, "places_change")
        if release.marker in years and number(change) is not None:
            yield Objection(
                "aktivitet", name_of(release, "aktivitet", row), "T6", "ændringen viser et skjult år", "places_change"
            )
    yield from _shares_of_hidden(release)


def _shares_of_hidden(release: Release) -> Iterator[Objection]:
    for column in COUNTS:
        printed = {
            event: release.printed("indstillinger", event, column)
            for event in ("granted", "alternative", "refused", "in_time", "late")
        }
        printed["received"] = release.printed("klager", "received", column)
        for share, made_of in SHARES.items():
            parts = [printed[event] for event in made_of]
            if release.marker in parts and number(release.printed("sagstider", column, share)) is not None:
                yield Objection(
                    "sagstider", name_of(release, "sagstider", column), "T6", "andelen viser et skjult tal", share
                )


def _shared_by_tables(release: Release) -> Iterator[Objection]:
    for (table, column), other in SHARED.items():
        for row in release.tables.get(table, {}):
            here, there = release.printed(table, row, column), release.printed(other[0], row, other[1])
            if here and there and here != there:
                yield Objection(
                    table, name_of(release, table, row), "T9", "tallet står anderledes i en anden tabel", column
                )


def _hidden_before(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    for old in earlier:
        for column, offset in COLUMNS.items():
            then = next(
                (key for key, its in COLUMNS.items() if old.fiscal_year + its == release.fiscal_year + offset), ""
            )
            for row in release.tables.get("aktivitet", {}):
                if (
                    old.printed("aktivitet", row, then) == old.marker
                    and number(release.printed("aktivitet", row, column)) is not None
                ):
                    how = f"tallet for {release.fiscal_year + offset} er skjult i {old.edition}"
                    yield Objection("aktivitet", name_of(release, "aktivitet", row), "T7", how, column)
        if old.fiscal_year == release.fiscal_year:
            for row in release.tables.get("bevillingsomraader", {}):
                cells = [each.printed("bevillingsomraader", row, "expected") for each in (old, release)]
                if cells[0] == old.marker and number(cells[1]) is not None:
                    yield Objection("bevillingsomraader", name_of(release, "bevillingsomraader", row), "T7",
                                    f"tallet er skjult i {old.edition}", "expected")  # fmt: skip


def worked_out_of_budget(release: Release, prices: Prices) -> Iterator[Objection]:
    """What follows from a budget edition's districts and its frozen share."""
    for system, targets in budget_systems(release, prices):
        for target in targets:
            found = finding(system, target)
            if found is not None:
                yield Objection(target.table, target.line, *found)


def worked_out_of_areas(release: Release) -> Iterator[Objection]:
    """What follows from the areas' places of the year and their lines'."""
    for system, targets in area_systems(release):
        for target in targets:
            found = finding(system, target)
            if found is not None:
                yield Objection(target.table, target.line, *found, target.column)


def worked_out(release: Release, earlier: Sequence[Release], prices: Prices) -> Iterator[Objection]:
    """What follows from the sums and prices of an edition and of others."""
    for system, targets in Reader(release, earlier, prices).systems():
        for target in targets:
            found = finding(system, target)
            if found is None and len(targets) > 1:
                found = by_insider(system, target, [other.key for other in targets if other != target])
            if found is not None:
                technique, how = found
                if technique in {"T2", "T3", "T4", "T5", "T11"}:
                    technique, how = _with_what(release, earlier, target, technique, how)
                yield Objection(target.table, target.line, technique, how, target.column)


def finding(system: System, target: Target, own: Mapping[str, Bounds] | None = None) -> tuple[str, str] | None:
    """How the figure can be found out, by the simplest technique that does; None when it cannot.

    `own` is what is known of some figures, where that is something else than the system says.
    """
    interval = system.interval(target.key, own)
    if interval is None or _is_open(*interval, target.reach):
        return None
    if interval[1] < target.reach and _is_group_of_none(system, target):
        return "T11", "alle eller ingen i gruppen: det skjulte er tilsammen næsten intet"
    if target.key in system.by_subtraction():
        return "T2", "kan regnes ud ved at trække de viste tal fra summen"
    if target.key in system.by_elimination():
        return "T3", "kan regnes ud af flere summer tilsammen"
    if 0 < interval[0] < 1 and interval[1] >= target.reach - TOLERANCE:
        return "T5", "kan ikke være ingen: en del af et barn er et helt"
    return "T4", "kan regnes ud inden for snævre grænser"


def _is_open(low: float, high: float, reach: float) -> bool:
    """Whether nothing and not small are both possible, or it is known not to be small."""
    return low >= reach - TOLERANCE or (ceil(low - TOLERANCE_OF_NONE) <= 0 and high >= reach - TOLERANCE)


def _is_group_of_none(system: System, target: Target) -> bool:
    hidden = [key for key in system.unknown if key.split(" ")[0] == target.key.split(" ")[0]]
    ends = [system.interval(key) for key in hidden]
    return len(hidden) > 1 and all(end is not None and end[1] < target.reach for end in ends)


def by_insider(system: System, target: Target, others: Sequence[str]) -> tuple[str, str] | None:
    """Whether someone who knows of one child in another hidden line is left with one possibility only."""
    for other in others:
        own: dict[str, Bounds] = {other: (1.0, None)}
        interval = system.interval(target.key, own)
        if interval is not None and interval[1] - interval[0] < 1 and interval[0] < target.reach:
            return "T10", "kan regnes ud af den, der kender ét barn i en anden skjult linje"
    return None


def _with_what(
    release: Release, earlier: Sequence[Release], target: Target, technique: str, how: str
) -> tuple[str, str]:
    """What it takes besides the edition's own counts: prices, or earlier releases."""
    if not _is_found(Reader(release, earlier), target):
        return "T6", f"{how}, når man kender priserne"
    if not _is_found(Reader(release), target):
        return "T8" if target.table.endswith(BETWEEN) else "T7", f"{how}, når man har de tidligere udgaver"
    return technique, how


def _is_found(reader: Reader, target: Target) -> bool:
    return any(finding(system, target) is not None for system, targets in reader.systems() if target in targets)
