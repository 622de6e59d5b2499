from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import POSTING_HEADER, POSTINGS, text

from pipelines.municipality import AreaRename
from pipelines.settings import DataDirectory
from pipelines.sources.drift import drift_findings
from pipelines.sources.landing import land
from pipelines.sources.naming import naming_advice

CAPACITY = "institutionsnummer;tilbudstype;gyldig_fra;pladser"
INSTITUTION = "institutionsnummer;gyldig_fra;navn;institutionstype;ejer;omraade"
BUDGET = "budget_id;budgetaar;bevillingsomraade;budgettype;beslutningsdato;beloeb;prisniveau"


def day(_source: str) -> date:
    return date(2026, 12, 31)


def told(warehouse: duckdb.DuckDBPyConnection, *renames: AreaRename, cut_off=day) -> list[tuple[str, str, str]]:
    return [(f.source, f.check_code, f.message_da) for f in drift_findings(warehouse, cut_off, renames)]


def institutions(folder: Path, edition: int, header: str) -> None:
    row = f"101001;01-08-2010;Skolen {edition};folkeskole;egen;Nord"
    (folder / f"institutioner_{edition}.csv").write_text(text(header, row), encoding="utf-8")


def budget(folder: Path, *years: tuple[int, str], edition: int = 202609) -> None:
    rows = (f"U{n};{year};{area};vedtaget;10-10-2025;1,00;2026" for n, (year, area) in enumerate(years))
    (folder / f"budget_{edition}.csv").write_text(text(BUDGET, *rows), encoding="utf-8")


def test_a_column_that_is_gone_is_named_together_with_the_new_one(warehouse, folder, landed):
    institutions(folder, 202609, INSTITUTION)
    institutions(folder, 202610, INSTITUTION.replace("omraade", "områdenavn"))
    landed()
    ((source, code, message),) = told(warehouse)
    assert (source, code) == ("institutioner", "COLUMN_GONE")
    assert (
        "Kolonnen »omraade« var med i 202609 og mangler i 202610. Filen har »områdenavn«, som ikke kendes." in message
    )
    assert '{kilde: institutioner, kolonne: omraade, hedder: "områdenavn"}' in message
    assert told(warehouse, cut_off=lambda _: date(2026, 9, 30)) == []


def test_columns_in_another_order_and_columns_that_are_added_are_no_loss(warehouse, folder, landed):
    institutions(folder, 202609, INSTITUTION)
    (folder / "institutioner_202610.csv").write_text(
        text(
            "omraade;ny;institutionsnummer;gyldig_fra;navn;institutionstype;ejer",
            "Nord;1;101001;01-08-2010;S;folkeskole;egen",
        )
    )
    landed()
    assert told(warehouse) == []


def test_a_column_that_is_gone_is_told_the_same_whatever_came_first(tmp_path):
    headers = {202608: INSTITUTION, 202609: INSTITUTION, 202610: INSTITUTION.replace("omraade", "x")}
    results = set()
    for number, order in enumerate(permutations(headers)):
        warehouse, folder = duckdb.connect(":memory:"), tmp_path / str(number)
        folder.mkdir()
        for edition in order:
            institutions(folder, edition, headers[edition])
            land(warehouse, folder, DataDirectory(tmp_path / f"var{number}"), "run-1")
        results.add(tuple(told(warehouse)))
    assert len(results) == 1
    assert len(results.pop()) == 1


@pytest.mark.parametrize(("missing", "unknown", "line"), [
    (["cpr"], ["id"], 'kolonne: cpr, hedder: "id"'),
    (["konto", "beloeb"], ["beløb", "kontonr"], 'kolonne: beloeb, hedder: "beløb"'),
    (["klassetrin"], ["trin_2025/26"], 'kolonne: klassetrin, hedder: "trin_{skoleaar}"'),
])  # fmt: skip
def test_the_line_to_paste_pairs_the_columns_and_knows_a_school_year(missing, unknown, line):
    assert line in naming_advice("placeringer", missing, unknown)["unknown_da"]


def test_a_required_column_with_another_name_is_refused_with_both_names_and_the_line_to_paste(folder, landed):
    (folder / "omkostninger_202609.csv").write_text(text(POSTING_HEADER.replace("konto", "kontonr"), *POSTINGS))
    (message,) = landed()["omkostninger_202609.csv"].messages("da")
    assert "Kolonnen »konto« mangler. Filen har »kontonr«, som ikke kendes." in message
    assert '{kilde: omkostninger, kolonne: konto, hedder: "kontonr"}' in message


def test_a_name_that_could_be_a_value_is_not_repeated(folder, landed):
    (folder / "omkostninger_202609.csv").write_text(text(POSTING_HEADER.replace("konto", "0101154001"), *POSTINGS))
    (message,) = landed()["omkostninger_202609.csv"].messages("da")
    assert "0101154001" not in message


def capacities(folder: Path, wrong: int, right: int) -> None:
    rows = [f"1{n:05};specialklasse;{'45000' if n < wrong else '01-01-2024'};60" for n in range(wrong + right)]
    (folder / "kapacitet_202609.csv").write_text(text(CAPACITY, *rows))


def test_a_column_that_has_changed_its_form_refuses_the_file_and_is_named(folder, landed):
    capacities(folder, wrong=9, right=1)
    report = landed()["kapacitet_202609.csv"]
    assert (report.outcome, report.reasons, report.rows_ignored) == ("REJECT", {"RETYPED": 1}, 10)
    (said,) = report.messages("da")
    assert "Kolonnen »gyldig_fra« kan ikke læses i 9 af 10 rækker" in said
    assert "Datoen skal være dd-mm-åååå eller åååå-mm-dd" in said


def test_a_column_has_changed_its_form_though_some_rows_fail_by_another_column_before_it(folder, landed):
    capacities(folder, wrong=20, right=0)
    path = folder / "kapacitet_202609.csv"
    path.write_text(path.read_text().replace(";specialklasse;", ";klasse;", 3))
    report = landed()["kapacitet_202609.csv"]
    assert (report.reasons, report.found_also) == ({"RETYPED": 1}, {"CODE": 3})
    assert "»gyldig_fra« kan ikke læses i 17 af 20 rækker" in report.messages("da")[0]


@pytest.mark.parametrize(("wrong", "right"), [(9, 0), (8, 2)])
def test_fewer_rows_are_set_aside_one_by_one(folder, landed, wrong, right):
    capacities(folder, wrong, right)
    assert landed()["kapacitet_202609.csv"].reasons == {"DATE_FORMAT": wrong}


def test_a_grant_area_with_another_name_in_the_newest_year_is_named_with_the_old_until_it_is_declared(
    warehouse, folder, landed
):
    budget(folder, (2025, "Specialdagtilbud"), (2025, "Skole"), (2026, "Dagtilbud special"), (2026, "Skole"))
    landed()
    ((_, code, message),) = told(warehouse)
    assert code == "GRANT_AREA_RENAMED"
    assert "»Dagtilbud special« nyt, og »Specialdagtilbud« er der ikke mere" in message
    assert '{fra: "Specialdagtilbud", til: "Dagtilbud special", gyldig_fra: 2026-01-01}' in message
    assert (
        told(warehouse, AreaRename(fra="Specialdagtilbud", til="Dagtilbud special", gyldig_fra=date(2026, 1, 1))) == []
    )


def test_an_area_that_is_only_new_or_only_gone_is_not_a_renaming(warehouse, folder, landed):
    budget(folder, (2025, "Skole"), (2026, "Skole"), (2026, "STU"))
    landed()
    assert told(warehouse) == []
    budget(folder, (2025, "Skole"), (2025, "STU"), (2026, "Skole"), edition=202610)
    landed()
    assert told(warehouse) == []
