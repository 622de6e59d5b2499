"""The attack on data packs: what is sound is accepted, and one figure shown after all is found (T14).

`PACK_RELEASES=200` tries as many as the committee's paper is tried with (`make attack-itself`).
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from small_editions import unhide
from small_packs import MadeUp, made_up, month_of, sound_months

from pipelines.privacy.attack import pack_objections
from pipelines.privacy.attack.packs import _means_of_hidden, figure_objections
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.packs.content import Month, Ratio, Unit, Units, Use
from pipelines.publishing.packs.figure_keys import OVER_TEN, figure_key, unit_part
from pipelines.publishing.packs.publication import pupils_of
from pipelines.publishing.packs.tables import DAYS_ABSENT

RELEASES = int(os.environ.get("PACK_RELEASES", "40"))
FEWEST_RIGHT = RELEASES - RELEASES // 200
THRESHOLD = 5
SMALLEST_PAIR = 2
PAIRS = 5
APRIL = date(2025, 4, 1)

pytestmark = pytest.mark.xdist_group("attack")


@pytest.fixture(scope="module")
def months() -> list[MadeUp]:
    return sound_months(RELEASES)


def test_sound_months_are_accepted(months: list[MadeUp], tmp_path: Path) -> None:
    accepted = 0
    for number, made in enumerate(months):
        folder = tmp_path / str(number)
        accepted += not pack_objections(folder, made.write(folder), ())
    assert accepted >= FEWEST_RIGHT


def secondary(made: MadeUp) -> list[tuple[str, str, str]]:
    """Pack, row and count of every figure of April that is large enough itself, hidden, and cannot be shown."""
    cells = {
        (area, line.key): made.month.in_area(APRIL, area, line.counted).children
        for area in made.month.areas
        for line in made.month.lines
        if figure_key(area, line.key, APRIL) in made.hidden
    }
    folders = {pack.folder for pack in made.packs}
    found = []
    for (area, row), count in cells.items():
        others = {cell: other for cell, other in cells.items() if cell != (area, row)}
        if count >= THRESHOLD and area in folders and gives_away(made, others):
            found.append((area, row, str(count)))
    return found


def gives_away(made: MadeUp, hidden: dict[tuple[str, str], int]) -> bool:
    """Whether the exact figures close a way out for a small one, by another program: areas and lines add up."""
    cells, counts = list(hidden), np.array(list(hidden.values()), dtype=float)
    in_total = {line.key for line in made.month.lines if line.is_in_total}
    sums = [[float(cell[0] == area and cell[1] in in_total) for cell in cells] for area in made.month.areas]
    sums += [[float(cell[1] == row) for cell in cells] for row in {cell[1] for cell in cells}]
    for place in np.flatnonzero(counts < THRESHOLD):
        cost = np.eye(len(cells))[place]
        low, high = (linprog(sense * cost, A_eq=sums, b_eq=np.array(sums) @ counts) for sense in (1, -1))
        if low.fun > 1e-6 or (high.success and -high.fun < THRESHOLD - 1e-6):
            return True
    return False


def test_one_secondary_figure_shown_after_all_is_found(months: list[MadeUp], tmp_path: Path) -> None:
    draw, tried, objected = random.Random(14), 0, 0  # noqa: S311 - which figure is shown
    written = [made.write(tmp_path / str(number)) for number, made in enumerate(months)]
    choices = [(release, cell) for made, release in zip(months, written, strict=True) for cell in secondary(made)]
    while tried < RELEASES:
        release, (part, row, count) = draw.choice(choices)
        tried += 1
        told = {f"{part}/boern": {"children_this": count}, f"{part}/forventning": {"places": f"{count},0"}}
        tables = {code: _told(rows, row, told.get(code, {})) for code, rows in release.tables.items()}
        objected += bool(figure_objections(replace(release, tables=tables), ()))
    assert objected >= FEWEST_RIGHT


def _told(
    rows: Mapping[str, Mapping[str, str]], row: str, values: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    """The table as it would be printed with these cells shown, where it has the row."""
    return {**rows, row: {**rows[row], **values}} if row in rows and values else rows


def spoilt(made: MadeUp, folder: Path, table: str, row: str, values: dict[str, str]) -> set[str]:
    """What the attack finds once these cells of a sound month are printed otherwise."""
    made.write(folder)
    unhide(folder, table, row, values)
    return {objection.technique for objection in pack_objections(folder, read_release(folder), ())}


@pytest.fixture(scope="module")
def one(months: list[MadeUp]) -> tuple[MadeUp, str, str]:
    """A month with the area and the line of a small figure in it."""
    return next(
        (made, pack.folder, line.key)
        for made in months
        for pack in made.packs
        if pack.kind == "area"
        for line in made.month.lines
        if made.month.in_area(APRIL, pack.folder, line.counted).children < THRESHOLD
    )


def test_t1_a_small_figure_in_plain_sight(one: tuple[MadeUp, str, str], tmp_path: Path) -> None:
    made, area, row = one
    assert "T1" in spoilt(made, tmp_path / "a", f"{area}/boern", row, {"children_this": "3"})


def test_t7_a_figure_hidden_in_an_earlier_month(one: tuple[MadeUp, str, str], tmp_path: Path) -> None:
    made, area, row = one
    earlier = made.write(tmp_path / "a", "202504")
    unhide(tmp_path / "a", f"{area}/boern", row, {"children_this": "7"})
    found = pack_objections(tmp_path / "a", read_release(tmp_path / "a"), (earlier,))
    assert "T7" in {objection.technique for objection in found}


def test_t12_kroner_of_an_offer_type_whose_places_are_hidden(months: list[MadeUp], tmp_path: Path) -> None:
    made, area, hidden = next(
        (made, pack.folder, row.key)
        for made in months
        for pack in made.packs
        if pack.kind == "area"
        for row in pack.tables["forventning"].rows
        if "[d]" in row.values and "oekonomi" in pack.tables
    )
    release = made.write(tmp_path / "a")
    (key,) = release.tables[f"{area}/oekonomi"]
    money = {f"{key}+{hidden}": release.tables[f"{area}/oekonomi"][key]}
    spoilt_release = replace(release, tables={**release.tables, f"{area}/oekonomi": money})
    assert "T12" in {found.technique for found in pack_objections(tmp_path / "a", spoilt_release, ())}


def test_a_later_month_keeps_hidden_what_the_first_hid_and_is_accepted(tmp_path: Path) -> None:
    first = made_up(month_of(3, date(2025, 3, 1))).write(tmp_path / "a", "202503")
    later = made_up(month_of(3, APRIL), (first,))
    assert pack_objections(tmp_path / "b", later.write(tmp_path / "b"), (first,)) == []


def test_what_earlier_months_printed_of_hidden_figures_gives_away_one_corrected_to_be_small(
    one: tuple[MadeUp, str, str], tmp_path: Path
) -> None:
    # all that is hidden now was printed once, and the small one was more than it is: those who remember subtract
    made, area, row = one
    new = made.write(tmp_path / "a")
    shown = {
        code: {line: {column: remembered(made, code, line, column, printed) for column, printed in cells.items()}
               for line, cells in rows.items()}
        for code, rows in new.tables.items()
    }  # fmt: skip
    assert shown[f"{area}/boern"][row]["children_this"] == "7"
    found = pack_objections(tmp_path / "a", new, (replace(new, edition="datapakker/202503", tables=shown),))
    assert f"{area}/boern" in {objection.table for objection in found}


def remembered(made: MadeUp, code: str, line: str, column: str, printed: str) -> str:
    """What an earlier edition printed of a cell: the children there are, and seven where they are few now."""
    part, _, table = code.partition("/")
    types = next((each.counted for each in made.month.lines if each.key == line), ())
    if printed != "[d]" or table != "boern" or column != "children_this" or not types:
        return printed
    count = made.month.in_area(APRIL, part, types).children
    return str(count if count >= THRESHOLD else 7)


def test_areas_put_together_after_a_month_of_their_own_are_accepted_and_their_sum_is_part_of_the_attack(
    tmp_path: Path,
) -> None:
    march = made_up(replace(month_of(3, date(2025, 3, 1)), signs={})).write(tmp_path / "a", "202503")
    districts = {"Syd": ("D3",), "Vest": ("D4",)}
    april = replace(month_of(3, APRIL), signs={}, areas={"Nord": ("D1", "D2"), "Sydvest": ("D3", "D4")},
                    members={"Sydvest": districts})  # fmt: skip
    release = made_up(april, (march,)).write(tmp_path / "b")
    assert release.merged == {"Sydvest": ("Syd", "Vest")}
    assert pack_objections(tmp_path / "b", release, (march,)) == []
    # of the same month, Syd's children of a line were printed alone: the sum leaves Vest's, who are few
    line = april.lines[0].key
    told = {"Syd/boern": {line: {"offer_type": line, "children_this": "1"}},
            "Sydvest/boern": {line: {"offer_type": line, "children_this": "3"}}}  # fmt: skip
    before = replace(march, as_of=release.as_of, tables={"Syd/boern": told["Syd/boern"]})
    spoilt_release = replace(release, tables={**release.tables, **told})
    found = pack_objections(tmp_path / "b", spoilt_release, (before,))
    assert ("Sydvest/boern", "Vest") in {(objection.table, objection.line) for objection in found}


def test_a_folder_that_belongs_to_no_pack_is_not_let_out(months: list[MadeUp], tmp_path: Path) -> None:
    release = months[0].write(tmp_path / "a")
    (tmp_path / "a" / "kladde").mkdir()
    assert {found.technique for found in pack_objections(tmp_path / "a", release, ())} == {"T9"}


def test_the_schools_packs_and_the_areas_do_not_tell_of_each_other(months: list[MadeUp], tmp_path: Path) -> None:
    # a school's hidden figure shown after all: then the small one of another is what the others leave, unless an offer
    # type that is hidden elsewhere leaves it open
    pairs = [(made, pair) for made in months if len(pair := hidden_at_schools(made)) == SMALLEST_PAIR][:PAIRS]
    objected = 0
    for place, (made, pair) in enumerate(pairs):
        folder, count = max(pair, key=lambda school: school[1])
        objected += bool(
            spoilt(made, tmp_path / str(place), f"{folder}/tilbud", "specialklasse", {"children_this": str(count)})
        )
    assert objected * 2 > PAIRS


def hidden_at_schools(made: MadeUp) -> list[tuple[str, int]]:
    """The schools whose special class children are hidden, with their count."""
    key = {unit_part(unit): made.month.at.children[APRIL, unit.code, "specialklasse"] for unit in made.month.at.units}
    made_folders = {pack.folder for pack in made.packs}
    return [(part, count) for part, count in key.items()
            if figure_key(part, "specialklasse", APRIL) in made.hidden and part in made_folders]  # fmt: skip


def test_pupils_away_often_are_counted_from_shares_and_the_schools_sizes(tmp_path: Path) -> None:
    # three of 400 pupils at the first school, 60 at the others, all of them in Nord: one more school must be hidden
    month = month_of(1)
    ratios = {
        "S1": (3, 400),
        "S2": (60, 400),
        "S3": (60, 400),
        "S4": (60, 400),
        "area Nord": (183, 1600),
        "ALL": (183, 1600),
    }
    often = {(OVER_TEN, APRIL, place): Ratio(Decimal(part), Decimal(whole)) for place, (part, whole) in ratios.items()}
    days = {(kind, APRIL, place): Ratio(Decimal(20), Decimal(400)) for kind in DAYS_ABSENT for place in ratios}
    month = replace(month, absence={**days, **often}, signs={})
    made, pupils = made_up(month), pupils_of(month)
    release = made.write(tmp_path / "a")
    assert pack_objections(tmp_path / "a", release, (), pupils) == []
    absences = [code for code in release.tables if code.endswith("/fravaer")]
    hidden = [code for code in absences if release.printed(code, OVER_TEN, "absence_this") == "[d]"]
    assert len(hidden) > 1
    other = next(code for code in hidden if code != "skole-S1/fravaer")
    unhide(tmp_path / "a", other, OVER_TEN, {"absence_this": "11,44" if other == "Nord/fravaer" else "15,00"})
    found = pack_objections(tmp_path / "a", read_release(tmp_path / "a"), (), pupils)
    assert "skole-S1/fravaer" in {objection.table for objection in found}


def test_more_places_than_children_do_not_make_another_type_of_the_line_look_small(tmp_path: Path) -> None:
    # 20 children and 24,0 places in special classes, six children in between: 26 - 24,0 would leave two
    month = month_of(1)
    own = {"specialklasse": Use(20, Decimal("24.0")), "mellemform": Use(6, Decimal("6.0"))}
    use = {**month.use, **{(APRIL, "D3", code): new for code, new in own.items()}}
    made = made_up(replace(month, use=use, at=Units()))
    assert pack_objections(tmp_path / "a", made.write(tmp_path / "a"), ()) == []


def put_together(counts: Mapping[str, int]) -> Month:
    """A month whose 25 children in base places of D1 are at clusters that have a pack together, and elsewhere."""
    month, kind = month_of(1), "basisplads"
    use = {**month.use, (APRIL, "D1", kind): Use(25, Decimal(25))}
    children = {(APRIL, code, kind): count for code, count in {**counts, "Samlet": sum(counts.values())}.items()}
    unit = Unit("cluster", "Samlet", "Samlet", "D1", {kind: 40})
    members = {"Samlet": {code: frozenset({kind}) for code in counts}}
    return replace(month, use=use, at=Units((unit,), children, frozenset({kind}), members=members))


def test_clusters_put_together_are_told_of_together_and_what_two_showed_alone_is_taken_from_it(tmp_path: Path) -> None:
    month = put_together({"K1": 9, "K2": 8, "K3": 2})
    alone = {f"klynge-{code}/tilbud": {"basisplads": {"children_this": str(count)}}
             for code, count in (("K1", 9), ("K2", 8))}  # fmt: skip
    then = Release("datapakker/202504", 2025, date(2025, 4, 30), 5, "[d]", None, {}, alone)
    unaware = made_up(month)
    release = unaware.write(tmp_path / "a", "202504-2")
    assert release.printed("klynge-Samlet/tilbud", "basisplads", "children_this") == "19"
    assert pack_objections(tmp_path / "a", release, ()) == []
    assert {found.technique for found in pack_objections(tmp_path / "a", release, (then,))} == {"T4"}

    aware = made_up(month, (then,))
    assert "klynge-Samlet basisplads 2025-04-01" in aware.hidden
    assert pack_objections(tmp_path / "b", aware.write(tmp_path / "b", "202504-2"), (then,)) == []


def test_t6_mean_waits_beside_a_hidden_number_of_cases() -> None:
    def pack(cases: str) -> Release:
        row = "ppr_sager 2025-03-31 2024-03-31"
        tables = {"Nord/tegn": {row: {"sign": "Sager", "sign_this": cases}},
                  "Syd/ventetid": {"2025-03-31": {"sign": "Ventetid", "wait_this": "70"}}}  # fmt: skip
        return Release("datapakker/202504", 2025, date(2025, 4, 30), 5, "[d]", None, {}, tables)

    assert [objection.technique for objection in _means_of_hidden(pack("[d]"))] == ["T6"]
    assert list(_means_of_hidden(pack("9"))) == []
