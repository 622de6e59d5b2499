"""Which figure about children a cell of a pack tells: one name for it, the same in every table, pack and month.

The figures of all packs hang together by these names, and a figure that an earlier month printed is found again by its
own. Not here: what is hidden (`hiding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from urllib.parse import quote

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.register import PACKS
from pipelines.privacy.release import Release
from pipelines.publishing.content import ALL
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Unit, UnitKind

REVIEWS = "revisitationer"
OVER_TEN = "fravaer_over_10_pct"
UNIT_FOLDERS = {"school": "skole-", "cluster": "klynge-"}
OF_UNITS = tuple(UNIT_FOLDERS.values())
"""How the folders of schools and clusters begin, and no area's."""
LONGEST = 100
"""Letters of a folder's name; a longer one is cut and told apart by a fingerprint."""
YEAR_AGO = {"this": 0, "last": 1}


def figure_key(place: str, what: str, when: date) -> str:
    """The name of a figure: whose (a pack's folder, or ALL), of what, of which month or census day."""
    return f"{place} {what} {when.isoformat()}"


def folder_name(code: str) -> str:
    """A code as the name of a folder, whatever was delivered: it can lead nowhere else."""
    name = quote(code, safe="").replace(".", "%2E")
    if name.startswith(OF_UNITS):
        name = name.replace("-", "%2D", 1)
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}~{sha256(code.encode()).hexdigest()[:8]}"


def unit_part(unit: Unit) -> str:
    """The folder of a school's or a cluster's pack, which no area's can be taken for."""
    return unit_folder(unit.kind, unit.code)


def unit_folder(kind: UnitKind, code: str) -> str:
    """The same by what it is and its code."""
    return f"{UNIT_FOLDERS[kind]}{folder_name(code)}"


def told_by(part: str, code: str, row: str, column: str, period: date) -> tuple[str, ...]:
    """The figures that a cell tells; none for what is agreed, or for a cell about the municipality's money."""
    name, _, scope = column.partition("_")
    place, back = (ALL if scope == "all" else part), YEAR_AGO.get(scope, 0)
    match code, name:
        case (("boern" | "distrikter"), "children"):
            what = row if code == "boern" or row == ALL else f"district {row}"
            years = YEAR_AGO.values() if scope == "change" else (back,)
            return tuple(figure_key(place, what, years_before(period, each)) for each in years)
        case "tilbud", "children":
            years = YEAR_AGO.values() if scope == "change" else (back,)
            return tuple(figure_key(part, row, years_before(period, each)) for each in years)
        case "forventning", "places":
            found = (row, period)
        case "maaneder", "children":
            found = (ALL, date.fromisoformat(row))
        case "tegn", "sign" if scope:
            what, *days = row.split(" ")
            found = (what, date.fromisoformat(days[min(back, len(days) - 1)]))
        case "fravaer", "absence" if scope and row == OVER_TEN:
            found = (row, years_before(period, back))
        case _:
            return ()
    return (figure_key(place, *found),)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for 29."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - years, day.month, 28 if is_leap_day and years else day.day)


def printed_before(releases: Sequence[Release]) -> Before:
    """The figures that earlier packs have shown, and those they have hidden."""
    hidden, known = set[str](), set[str]()
    for key, printed in _cells(releases):
        (hidden if printed == MARKER else known).add(key)
    known.update(key for release in releases for key in _shown_by_area(release))
    return Before(frozenset(hidden), frozenset(known))


def _shown_by_area(release: Release) -> Iterator[str]:
    """The lines of an area that a paper's annex tells of, in every month of it: no pack can hide them now."""
    for row, cells in release.tables.get("forventning_omraader", {}).items():
        area, _, line = row.partition("|")
        if cells.get("places", MARKER) != MARKER:
            for month in range(1, release.as_of.month + 1):
                yield figure_key(folder_name(area), line, date(release.fiscal_year, month, 1))


def _cells(releases: Sequence[Release]) -> Iterator[tuple[str, str]]:
    for release in releases:
        if release.edition.startswith(PACKS):
            for table, rows in release.tables.items():
                part, _, code = table.partition("/")
                for row, cells in rows.items():
                    for column, printed in cells.items():
                        told = told_by(part, code, row, column, release.as_of.replace(day=1))
                        if printed and len(told) == 1:
                            yield told[0], printed
