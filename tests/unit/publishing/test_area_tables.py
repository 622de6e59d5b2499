"""Areas' lines of the annex: a line is shown for every area or for none, and for none where few children are in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from example_file import PLACES, Example, write_example

from pipelines.municipality import Municipality
from pipelines.privacy.attack.areas import area_objections, area_systems
from pipelines.privacy.attack.techniques import finding
from pipelines.privacy.release import Line, Release
from pipelines.publishing.area_expected import OUTSIDE, AreaExpectations, AreaFigure, read_area_expectations
from pipelines.publishing.area_tables import CODE, OF_CHILDREN
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.expectation_tables import expectation_sentences
from pipelines.publishing.expected import Expectation, Expectations
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.published_file import open_published

TYPES = tuple(code for code in Example().places if code != "ALL")
APRIL = date(2025, 4, 1)
MANY = PLACES | {"enkeltintegration": ("22.9", "23.2", "23.4", "23.5", 96_000)}


def paper_of(
    tmp_path,
    few: dict[tuple[str, str], str] | None = None,
    releases: tuple[Release, ...] = (),
    places: dict[str, tuple[str, str, str, str, int]] = MANY,
    of_packs: frozenset[str] = frozenset(),
    **others,
) -> Paper:
    """A paper of two areas with twenty children of every type in each, but for some in April."""
    file = tmp_path / "analyse.duckdb"
    with open_published(file if file.exists() else write_example(file, Example(places=places))) as source:
        prognosis = source.prognosis("f3a91c07")
    cells = [(area, code) for area in ("O1", "O2") for code in TYPES]
    figure = AreaFigure(Decimal(20), Decimal(8_000_000), Decimal("20.5"), Decimal(8_200_000))
    twenty = dict.fromkeys(cells, Decimal(20)) | {cell: Decimal(count) for cell, count in (few or {}).items()}
    by_area = AreaExpectations(
        dict.fromkeys(cells, figure), {(APRIL, *cell): (Decimal(20), count) for cell, count in twenty.items()}
    )
    whole = dict.fromkeys(TYPES, Expectation(Decimal(40), Decimal(16_000_000)))
    budget = Decimal(144_000_000)
    day, nothing = date(2025, 1, 31), Decimal(0)
    agreed = Expectations(whole, Decimal(280), budget, budget, nothing, nothing, nothing, day, "Direktøren", 1, by_area)
    return write_paper(
        replace(prognosis, expectations=agreed), "prognose1", Municipality(**others), "da", Earlier(releases, of_packs)
    )


def test_kroner_booked_where_the_offer_lies_go_with_the_places_to_where_the_children_live(tmp_path):
    with duckdb.connect(str(write_example(tmp_path / "analyse.duckdb"))) as file:
        file.execute("insert into mart.district values ('D1', 'O1'), ('D2', 'O2')")
        # a school in D1 whose bills name nobody: a quarter of what its places cost is for children of D2
        file.execute(
            "insert into mart.residence_share values ('specialskole', 'D1', 'D1', 0.75), ('specialskole', 'D1', 'D2', "
            "0.25), ('specialskole', 'D2', 'D2', 1)"
        )
        line = "insert into forecast.fiscal_year values ('v', 'baseline', 2025, 'ALL', ?, ?, 'total', ?, 0, 0, ?, 0)"
        file.executemany(line, [("D1", "specialskole", 8_000_000, 12), ("D2", "specialskole", 1_000_000, 6),
                                ("D2", "dagbehandling", 500_000, 2)])  # fmt: skip
    with open_published(tmp_path / "analyse.duckdb") as source:
        where = {"vintage_id": "v", "scenario": "baseline", "fiscal_year": 2025, "as_of": date(2025, 4, 30)}
        figures = read_area_expectations(source.rows, where).figures
    told = {cell: (figure.places, figure.forecast_kr) for cell, figure in figures.items()}
    assert told == {("O1", "specialskole"): (12, 6_000_000), ("O2", "specialskole"): (6, 3_000_000),
                    ("O2", "dagbehandling"): (2, 500_000)}  # fmt: skip


def test_areas_have_the_names_that_the_municipality_gives_their_codes(tmp_path):
    named = paper_of(tmp_path, stednavne={"O1": "Område Nord"}).tables[CODE]
    labels = {str(row.values[0]).partition(":")[0] for row in named.rows}
    assert labels == {"Område Nord", "O2"}
    assert all(row.key.startswith(("O1|", "O2|")) for row in named.rows)  # programs keep the codes


def hidden_lines(paper: Paper) -> set[str]:
    table = paper.tables[CODE]
    return {row.key for row in table.rows if "[d]" in row.values}


def pack(row: str, marker: str) -> Release:
    tables = {"O1/boern": {row: {"offer_type": "Linje", "children_this": marker}}}
    return Release("datapakker/202503", 2025, date(2025, 3, 31), 5, "[d]", None, {}, tables)


def test_a_line_with_few_children_anywhere_in_any_month_is_hidden_everywhere_and_so_are_the_areas_totals(tmp_path):
    paper = paper_of(tmp_path, {("O2", "dagbehandling"): "4.9"})
    hidden = {f"{area}|{line}" for area in ("O1", "O2") for line in ("dagbehandling", "ALL")}
    assert hidden_lines(paper) == hidden
    table = paper.tables[CODE]
    for row in table.rows:
        if row.key in hidden:
            assert all(table.value(row, column) == "[d]" for column in OF_CHILDREN)
            assert table.value(row, "agreed") != "[d]"  # what is agreed tells of no child


def test_a_line_that_is_hidden_in_another_table_is_hidden_here(tmp_path):
    paper = paper_of(tmp_path, places=PLACES)  # enkeltintegration: 3.2 places in the whole municipality
    hidden = {row.key for row in paper.tables["aktivitet"].rows if row.values[2] == "[d]"}
    assert "enkeltintegration" in hidden
    assert hidden_lines(paper) == {f"{area}|{line}" for area in ("O1", "O2") for line in {*hidden, "ALL"}}


def test_a_line_that_a_pack_of_the_year_has_hidden_is_hidden_here(tmp_path):
    assert "O1|mellemform" in hidden_lines(paper_of(tmp_path, releases=(pack("mellemform", "[d]"),)))
    assert "O1|mellemform" not in hidden_lines(paper_of(tmp_path, releases=(pack("mellemform", "36"),)))


def test_a_line_that_the_months_packs_will_hide_is_hidden_here(tmp_path):
    assert "O2|mellemform" in hidden_lines(paper_of(tmp_path, of_packs=frozenset({"mellemform"})))


def test_few_children_outside_the_areas_hide_the_line_and_nobody_there_does_not():
    figure = AreaFigure(None, Decimal(0), Decimal(9), Decimal(0))
    inside = {("O1", "specialskole"): figure}
    outside = {(OUTSIDE, "specialskole"): replace(figure, places=Decimal("1.5"))}
    line = (("specialskole",), ("specialskole",), 5)
    assert not AreaExpectations(inside, {}).has_few(*line)
    assert AreaExpectations(inside | outside, {}).has_few(*line)


@pytest.mark.parametrize("reason", ["most lines", "a pack hides an area's total", "packs put areas together"])
def test_areas_are_left_out_and_the_annex_says_so(tmp_path, reason):
    few = {("O1", code): "2" for code in TYPES[:5]} if reason == "most lines" else {}
    releases = (pack("ALL", "[d]"),) if reason == "a pack hides an area's total" else ()
    merged = ({"navn": "Begge", "omraader": ["O1", "O2"]},)
    others = {"datapakkeomraader": merged} if reason == "packs put areas together" else {}
    paper = paper_of(tmp_path, few, releases, **others)
    assert CODE not in paper.tables
    assert "De enkelte områder står ikke her" in list(expectation_sentences(paper.prognosis, paper.style))[-1]


def release(**places: tuple[str, str]) -> Release:
    """An edition of two areas, as printed: the places of each line in O1 and O2; 30 of each line in all."""
    rows = {
        f"{area}|{line}": {"area_line": f"{area}: {line}", "places": count,
                           "expected": "[d]" if count == "[d]" else "1000"}
        for line, counts in places.items() for area, count in zip(("O1", "O2"), counts, strict=True)
    }  # fmt: skip
    totals = {line: {"offer_type": line, "places_this": "30,0"} for line in places}
    lines = {line: Line((line,), (), is_in_total=True) for line in places}
    return Release("2025/a", 2025, date(2025, 4, 30), 5, "[d]", None, lines, {CODE: rows, "aktivitet": totals})


def techniques(found: Release, *earlier: Release) -> set[str]:
    worked_out = (finding(system, target) for system, targets in area_systems(found) for target in targets)
    return {each.technique for each in area_objections(found, earlier)} | {each[0] for each in worked_out if each}


def test_the_attack_accepts_a_line_that_is_whole_or_hidden_everywhere():
    assert techniques(release(a=("20,0", "10,0"), b=("[d]", "[d]"))) == set()


def test_the_attack_finds_what_is_small_left_over_half_hidden_or_hidden_in_a_pack():
    assert "T1" in techniques(release(a=("27,0", "3,0")))
    assert "T2" in techniques(release(a=("28,0", "[d]")))
    assert techniques(release(a=("20,0", "8,0"))) == {"T2"}  # two children outside the areas
    half = release(a=("[d]", "[d]"))
    half.tables[CODE]["O1|a"]["expected"] = "1000"
    assert techniques(half) == {"T12"}
    assert techniques(release(mellemform=("20,0", "10,0")), pack("mellemform", "[d]")) == {"T7"}
    assert techniques(release(mellemform=("20,0", "10,0")), pack("mellemform", "36")) == set()
