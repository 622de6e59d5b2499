"""Municipalities beside each other: editions written by hand, figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import ApprovalError, UsageError
from pipelines.privacy.register import Register
from pipelines.privacy.release import read_release
from pipelines.publishing.compared.written import Compared, compared, compared_json, compared_text, write_compared
from pipelines.publishing.manifest import sealed_files
from pipelines.publishing.table import Value

Cells = Mapping[str, Mapping[str, str]]
HIDDEN = "[d]"
SPRING, AUTUMN = date(2025, 4, 30), date(2025, 10, 31)


def edition(
    place: Path, name: str, kind: str, year: int, as_of: date, tables: Mapping[str, Cells], *,
    outside: tuple[str, ...] = (), is_registered: bool = True,
) -> Path:  # fmt: skip
    """A sealed edition of these printed cells, registered as having left."""
    folder = place / "published" / "prognoser" / str(year) / f"{kind}-{as_of:%m%d}"
    folder.mkdir(parents=True)
    shape = {}
    for code, rows in tables.items():
        columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
        shape[code] = {"columns": columns, "rows": list(rows)}
        lines = [columns, *([cells.get(column, "") for column in columns] for cells in rows.values())]
        (folder / f"{code}.csv").write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8-sig")
    headings = [row for row in tables.get("tilbudstyper", {}) if row != "ALL"]
    lines = {
        key: {"counted": key.split("+"), "areas": ["Skole"], "is_in_total": key not in outside} for key in headings
    }
    manifest = {
        "edition": f"{year}/{folder.name}", "kind": kind, "fiscal_year": year, "municipality": name,
        "as_of": as_of.isoformat(), "scenario": "baseline", "is_demonstration": False,
        "created_at": f"{as_of}T12:00:00",
        "disclosure": {"threshold": 5, "marker": HIDDEN, "already_public_in": None, "lines": lines, "tables": shape},
        "files": list(sealed_files(folder)),
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    if is_registered:
        with Register(place / "published" / "udgivelser.jsonl").leaving(read_release(folder)):
            pass
    return folder


def whole(budget: int, expected: int, *, within: int = 1_000_000) -> dict[str, Cells]:
    ends = {"low": str(expected - within), "high": str(expected + within)}
    return {"bevillingsomraader": {"ALL": {"budget": str(budget), "expected": str(expected), **ends}}}


def by_heading(**headings: tuple[str, str]) -> dict[str, Cells]:
    named = {
        key.replace("_and_", "+"): {"offer_type": key.capitalize(), "places": places, "price": price}
        for key, (places, price) in headings.items()
    }
    return {"tilbudstyper": {**named, "ALL": {"offer_type": "I alt", "places": "100,0", "price": "500000"}}}


def budget_tables(children: str, places: str, people: dict[str, str]) -> dict[str, Cells]:
    ages = {row: {"people_now": count} for row, count in people.items()}
    return {"budgetpladser": {"trend": {"children": children, "year_0": places, "price": "510000"}}, "demografi": ages}


@pytest.fixture
def north(tmp_path: Path) -> Path:
    """Overspends 1 of 50 million; its forecast of last April was 1 % too low."""
    place = tmp_path / "north"
    edition(place, "Nord", "prognose1", 2024, date(2024, 4, 30), whole(48_000_000, 49_500_000))
    edition(place, "Nord", "regnskab", 2024, date(2024, 12, 31), whole(48_000_000, 50_000_000))
    lines = by_heading(specialklasse=("60,0", "300000"), specialskole=("40,0", "800000"))
    edition(place, "Nord", "prognose1", 2025, SPRING, whole(50_000_000, 51_000_000) | lines)
    people = {"0-5": "2600", "6-17": "5400", "ALL": "8000"}
    edition(place, "Nord", "budget", 2026, SPRING, budget_tables("200,0", "180,0", people))
    return place


@pytest.fixture
def south(tmp_path: Path) -> Path:
    """Its special schools are few, its other headings its own, and its children with a place hidden."""
    place = tmp_path / "south"
    lines = by_heading(
        specialklasse=("88,0", "250000"),
        specialskole=(HIDDEN, HIDDEN),
        dagbehandling_and_intern_skole=("9,0", "700000"),
    )
    edition(place, "Syd", "prognose1", 2025, SPRING, whole(25_000_000, 24_000_000) | lines)
    edition(place, "Syd", "budget", 2026, SPRING, budget_tables(HIDDEN, "100,0", {"0-17": "4000", "ALL": "4000"}))
    return place


def rows(found: Compared, code: str) -> list[dict[str, Value]]:
    table = found.tables[code]
    return [dict(zip([column.key for column in table.columns], row.values, strict=True)) for row in table.rows]


def test_of_one_day_each_stands_with_its_deviation_worked_out_from_what_is_printed(north, south) -> None:
    found = compared([north, south], None, "da")
    first, second = rows(found, "opfoelgning_1")
    # (50 - 51) / 50 and (25 - 24) / 25: minus is overspend whatever sign they print themselves
    assert (first["municipality"], str(first["deviation_share"])) == ("Nord", "-0.02")
    assert (second["edition"], str(second["deviation_share"])) == ("2025/prognose1-0430", "0.04")
    assert "opgjort pr. 30.\u00a0april 2025" in found.tables["opfoelgning_1"].title
    assert "−2,0\u00a0%" in compared_text(found)


def test_a_heading_is_compared_where_it_counts_the_same_types_and_hidden_where_it_was(north, south) -> None:
    found = compared([north, south], None, "da")
    shown = [(row["heading"], row["municipality"], row["price"]) for row in rows(found, "overskrifter_1")]
    assert [(heading, name, str(price)) for heading, name, price in shown] == [
        ("Specialklasse", "Nord", "300000"),
        ("Specialklasse", "Syd", "250000"),
        ("Specialskole", "Nord", "800000"),
        ("Specialskole", "Syd", HIDDEN),
    ]
    assert any("Syd: Dagbehandling_and_intern_skole" in sentence for sentence in found.findings)


def test_shares_are_of_the_children_in_the_same_edition_and_hidden_with_what_they_are_of(north, south) -> None:
    first, second = rows(compared([north, south], None, "da"), "budgetter_1")
    # 200 of 8,000 children; 180 places over 8 thousand; Syd: 100 places over 4 thousand
    assert (str(first["share"]), str(first["per_thousand"])) == ("0.025", "22.5")
    assert (second["share"], second["children"], str(second["per_thousand"])) == (HIDDEN, HIDDEN, "25.0")


def test_earlier_editions_are_held_against_the_accounts_of_their_year(north, south) -> None:
    found = compared([north, south], None, "da")
    ((row),) = rows(found, "traefsikkerhed")
    # 49.5 expected, 50.0 came; the interval was 48.5-50.5
    assert (row["edition"], str(row["missed_share"]), row["was_inside"]) == ("2024/prognose1-0430", "-0.01", "ja")
    assert "Syd har endnu intet regnskab at holde en forseglet prognose op mod." in found.findings


def test_of_other_days_each_has_its_own_table_until_a_common_day_is_chosen(north, south) -> None:
    edition(north, "Nord", "prognose3", 2025, AUTUMN, whole(50_000_000, 50_000_000))
    apart = compared([north, south], None, "da")
    assert {"opfoelgning_1", "opfoelgning_2"} <= set(apart.tables)
    assert "overskrifter_1" not in apart.tables
    assert any("Nord 31.\u00a0oktober 2025 (2025), Syd 30.\u00a0april 2025" in sentence for sentence in apart.findings)

    together = compared([north, south], SPRING, "da")
    assert len(rows(together, "opfoelgning_1")) == 2
    assert "opfoelgning_2" not in together.tables


def test_a_type_in_ones_total_and_outside_anothers_keeps_them_apart(north, tmp_path) -> None:
    east = tmp_path / "east"
    lines = by_heading(specialklasse=("60,0", "300000"))
    edition(east, "Øst", "prognose1", 2025, SPRING, whole(50_000_000, 50_000_000) | lines, outside=("specialklasse",))
    found = compared([north, east], None, "da")
    assert {"opfoelgning_1", "opfoelgning_2"} <= set(found.tables)
    assert "Øst tæller andre tilbudstyper med i alt end Nord; de står i hver sin tabel." in found.findings


@pytest.mark.parametrize(
    ("file", "printed", "written"),
    [("bevillingsomraader.csv", "24000000", "23000000"), ("manifest.json", "Syd", "Vest"), ("manifest.json", "{", "")],
)
def test_an_edition_that_is_not_as_it_was_sealed_is_refused(north, south, file, printed, written) -> None:
    path = south / "published" / "prognoser" / "2025" / "prognose1-0430" / file
    path.write_bytes(path.read_bytes().replace(printed.encode(), written.encode(), 1))
    with pytest.raises(ApprovalError, match="2025/prognose1-0430"):
        compared([north, south], None, "da")


def test_what_was_never_let_out_is_not_compared(north, south) -> None:
    edition(south, "Syd", "prognose2", 2025, date(2025, 7, 31), whole(1, 2), is_registered=False)
    assert len(rows(compared([north, south], None, "da"), "opfoelgning_1")) == 2


def test_sealed_folders_that_were_handed_over_do_as_well_as_a_data_directory(north, south, tmp_path) -> None:
    (south / "published" / "prognoser").rename(tmp_path / "fra-syd")
    handed = compared([north, tmp_path / "fra-syd"], None, "da")
    assert [row["municipality"] for row in rows(handed, "opfoelgning_1")] == ["Nord", "Syd"]


def test_one_municipality_twice_and_a_folder_without_editions_are_refused(north, tmp_path) -> None:
    with pytest.raises(UsageError, match="hver sin kommune"):
        compared([north, north], None, "da")
    with pytest.raises(UsageError, match="ingen udgivne prognoser"):
        compared([north, tmp_path / "intet"], None, "da")


@pytest.mark.parametrize("language", ["da", "en"])
def test_workbook_page_csv_and_data_say_the_same(north, south, tmp_path, language) -> None:
    found = compared([north, south], None, language)
    for _ in range(2):
        write_compared(found, tmp_path / "ud")
    book = openpyxl.load_workbook(tmp_path / "ud" / "sammenligning.xlsx")
    cells = [cell.value for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {HIDDEN, "2026/budget-0430", 0.025, 22.5} <= set(cells)
    page = (tmp_path / "ud" / "sammenligning.html").read_text(encoding="utf-8")
    assert page.count("<table") == 4
    assert "22,5" in page or language == "en"
    csv = (tmp_path / "ud" / "sammenligning_budgetter_1.csv").read_text(encoding="utf-8-sig")
    assert csv.splitlines()[1] == "Nord;2026/budget-0430;8000;200,0;2,50;180,0;22,5;510000"
    told = json.loads(compared_json(found))["tables"]
    assert (told["budgetter_1"]["rows"][0]["per_thousand"], told["budgetter_1"]["rows"][1]["share"]) == (22.5, HIDDEN)
