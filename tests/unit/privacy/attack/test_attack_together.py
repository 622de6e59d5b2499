"""A year of editions in one go: three months of made-up packs, each seen by a reader who has them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_editions import sound_papers, write
from small_packs import made_up, month_of

from pipelines.privacy.attack.equations import System
from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import Target, number
from pipelines.privacy.attack.techniques import finding
from pipelines.privacy.attack.together import Known, attacked_together
from pipelines.privacy.release import Release

MONTHS = [date(2025, number, 1) for number in (2, 3, 4)]

pytestmark = pytest.mark.xdist_group("attack")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    found = list[Release]()
    for period in MONTHS:
        name = f"{period:%Y%m}"
        release = made_up(month_of(3, period), found).write(tmp_path_factory.mktemp(name), name)
        found.append(replace(release, edition=f"datapakker/{name}", as_of=period.replace(day=28)))
    return found


def test_months_published_one_after_the_other_open_nothing_together(releases: list[Release]) -> None:
    attacked = list(attacked_together(releases))
    assert [each.objections for each in attacked] == [()] * len(MONTHS)
    assert all(each.shown > each.hidden > 0 for each in attacked)


def test_a_later_month_that_prints_what_an_earlier_hides_opens_it(releases: list[Release]) -> None:
    # the same month again without a care: everything but what is small itself is printed
    month = month_of(3, MONTHS[-1])
    careless = {
        code: {row: {column: _printed(month, code, row, column, cell) for column, cell in cells.items()}
               for row, cells in rows.items()}
        for code, rows in releases[-1].tables.items()
    }  # fmt: skip
    later = replace(releases[-1], edition="datapakker/202504-2", tables=careless)
    found = {each.edition: each.objections for each in attacked_together([*releases, later])}
    assert found["datapakker/202504"]


def test_an_annex_that_shows_what_packs_of_its_months_hide_is_opened_by_them_though_they_come_later(
    tmp_path: Path, releases: list[Release]
) -> None:
    pack, edition = releases[-1], write(sound_papers(1)[0][1], tmp_path)
    marked = {row for rows in pack.tables.values() for row, cells in rows.items() if pack.marker in cells.values()}
    printed = {line: number(edition.printed("aktivitet", line, "places_this")) for line in edition.lines}
    hidden = next(line for line, places in printed.items() if places and line in marked)
    half = f"{printed[hidden] / 2:.2f}".replace(".", ",")
    shown = {"actual": half, "places": half, "expected": "9.000", "deviation": "10"}
    annex = {"forventning_omraader": {f"{area}|{hidden}": shown for area in ("Nord", "Syd")}}
    paper = replace(edition, edition="2025/prognose1-a", tables={**edition.tables, **annex})
    assert {(objection.table, objection.technique) for objection in of(paper, pack)} == {("forventning_omraader", "T7")}
    # what packs of May hide is not in the year to April
    assert of(paper, replace(pack, edition="datapakker/202505")) == ()


def test_an_annex_that_has_shown_an_areas_places_opens_what_a_later_pack_hides_for_anothers_sake(
    tmp_path: Path, releases: list[Release]
) -> None:
    pack, month, edition = releases[-1], month_of(3, MONTHS[-1]), write(sound_papers(1)[0][1], tmp_path)
    marked = [
        (area, row)
        for area in month.areas
        for row, cells in pack.tables[f"{area}/boern"].items()
        if cells.get("children_this") == pack.marker and row in pack.lines
    ]
    places = {(area, row): month.in_area(MONTHS[-1], area, pack.lines[row].counted).places for area, row in marked}
    shown = {
        f"{area}|{row}": {"actual": f"{count}".replace(".", ",")} for (area, row), count in places.items() if count >= 5
    }
    assert 0 < len(shown) < len(places)
    rows = {f"{area}|{row}": {"actual": pack.marker} for area in month.areas for row in pack.lines}
    tables = {**edition.tables, "forventning_omraader": rows | shown}
    paper = replace(edition, edition="2025/prognose1-a", as_of=date(2025, 4, 30), tables=tables)
    assert of(pack, replace(paper, tables=edition.tables)) == ()
    found = of(pack, paper)
    assert "children_this" in {objection.column for objection in found}
    # what the annex tells of March is another month's
    assert of(pack, replace(paper, as_of=date(2025, 4, 29))) == ()


def test_kroner_of_which_one_child_is_most_are_found_in_paper_and_packs_though_all_else_holds(
    tmp_path: Path, releases: list[Release]
) -> None:
    pack, paper = releases[-1], write(sound_papers(1)[0][1], tmp_path)
    dominated = {
        release.edition: first_shown(release, table, column)
        for release, table, column in ((pack, "oekonomi", "committed_kr"), (paper, "tilbudstyper", "expected"))
    }
    known = {
        edition: Known(dearest={(table, row): (total, 0.6 * total, 0.1 * total)})
        for edition, (table, row, total) in dominated.items()
    }
    for each in attacked_together([pack, paper], known):
        table, _, _ = dominated[each.edition]
        assert [(objection.table, objection.technique) for objection in each.objections] == [(table, "T12")]


def test_a_part_of_a_child_is_a_child_as_the_legend_tells() -> None:
    # a and b are 9.7 places, b and c are 9: b is at most 9, so a is 0.7 or more, and somebody is there
    system = System()
    for hidden in ("a", "b", "c"):
        system.hide(hidden)
    for total, parts, value in (("first", "ab", 9.7), ("second", "bc", 9.0)):
        system.print(total, value, 0.0)
        system.relate({total: -1.0, **dict.fromkeys(parts, 1.0)})
    assert finding(system, Target("a", "t", "l", 5)) == ("T5", "kan ikke være ingen: en del af et barn er et helt")


def first_shown(release: Release, table: str, column: str) -> tuple[str, str, float]:
    """A row that prints an amount in the column: its table, key and amount."""
    return next(
        (code, row, amount)
        for code, rows in release.tables.items() if code.rpartition("/")[2] == table
        for row, cells in rows.items() if (amount := number(cells.get(column, "")))
    )  # fmt: skip


def of(paper: Release, pack: Release) -> tuple[Objection, ...]:
    """What is found out of the first by who has the second too."""
    (found,) = (each.objections for each in attacked_together([paper, pack]) if each.edition == paper.edition)
    return found


def _printed(month, code: str, row: str, column: str, cell: str) -> str:
    part, _, table = code.partition("/")
    types = next((line.counted for line in month.lines if line.key == row), ())
    if cell != "[d]" or (table, column) != ("boern", "children_this") or not types:
        return cell
    count = month.in_area(month.period, part, types).children
    return str(count) if count >= 5 else cell
