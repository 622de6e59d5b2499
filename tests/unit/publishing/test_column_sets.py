"""Columns and tables that some municipalities print, as they stand in the written files of a whole edition.

By hand: 41,876 thousand kroner of accounts rise by 3 % to 43,132.28; 132,000 were said and 130,000 came: 2,000, or
1.54 % of what came, too much.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from example_file import Example, write_example

from pipelines.municipality import load_municipality
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.privacy.attack.sealed import sealed_objections
from pipelines.privacy.register import Register
from pipelines.privacy.release import Line, Release, read_release
from pipelines.publishing.content import Explanation
from pipelines.publishing.edition import publish_edition

SAMPLE = Path(__file__).parents[3] / "examples" / "opstillinger" / "begrundelse_og_kontonr.yaml"
REASON = "Flere børn begynder i specialskole end ventet"
JANUARY = "as_of_2025-01-31"


def sealed(edition: str, as_of: date, whole: tuple[int, int, int], lines: dict[str, str]) -> Release:
    """An edition as the register has it: its whole, and the expected accounts of some lines."""
    amounts = {"ALL": dict(zip(("expected", "low", "high"), map(str, whole), strict=True))}
    printed = {key: {"expected": cell} for key, cell in (lines | {"ALL": str(whole[0])}).items()}
    tables = {"bevillingsomraader": amounts, "tilbudstyper": printed}
    about = {key: Line((key,), ("Specialundervisning",), is_in_total=True) for key in lines}
    return Release(edition, int(edition[:4]), as_of, 5, "[d]", None, about, tables)


EARLIER = (
    sealed("2024/prognose1-aa", date(2024, 4, 30), (132_000_000, 129_000_000, 135_000_000), {}),
    sealed("2024/prognose2-bb", date(2024, 7, 31), (126_000_000, 125_000_000, 127_000_000), {}),
    sealed("2024/regnskab-cc", date(2024, 12, 31), (130_000_000, 130_000_000, 130_000_000),
           {"specialskole": "41876000", "intern_skole": "[d]"}),
    sealed("2025/prognose1-dd", date(2025, 1, 31), (136_140_000, 133_000_000, 139_000_000),
           {"specialskole": "42700000", "intern_skole": "[d]"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    source = write_example(folder / "analyse.duckdb", Example(previous=False))
    register = Register(folder / "udgivelser.jsonl")
    for release in EARLIER:
        with register.leaving(release):
            (folder / "prognoser" / release.edition).mkdir(parents=True)
    said = [Explanation("Specialundervisning", "ALL", REASON), Explanation("ALL", "specialskole", "Om skolerne.")]
    return publish_edition(
        source, "f3a91c07", "prognose2", load_municipality(SAMPLE), folder / "prognoser", register, "da", said
    )


def rows(edition: Path, code: str) -> list[list[str]]:
    with (edition / f"{code}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def said_in(edition: Path) -> str:
    return " ".join(" ".join(pdf_texts(edition / "prognose.pdf")).split())


def test_the_first_table_has_reasons_account_numbers_and_the_interval_all_the_same(edition: Path) -> None:
    head, *found = rows(edition, "bevillingsomraader")
    assert head[-2:] == ["Begrundelse", "Kontonr."]
    assert [words for words in head if "interval" in words]
    lines = {row[0]: row[-2:] for row in found}
    assert lines["Specialundervisning"] == [REASON, "3.22.08"]
    assert lines["Specialdagtilbud"] == ["", "5.25.10"]
    assert (said_in(edition).count(REASON), said_in(edition).count("Om skolerne.")) == (1, 1)
    sheet = openpyxl.load_workbook(edition / "prognose.xlsx")["Bevillingsområder"]
    assert [REASON, "3.22.08"] in [[cell.value for cell in row[-2:]] for row in sheet.iter_rows()]


def test_the_years_forecasts_stand_beside_each_other_as_they_were_sealed(edition: Path) -> None:
    head, *found = rows(edition, "aarets_prognoser")
    assert head[1:4] == ["Regnskab 2024 omregnet til 2025-priser (kr.)", "Ventet pr. 31. januar 2025 (kr.)",
                         "Forventet regnskab (kr.)"]  # fmt: skip
    lines = {row[0]: row[1:4] for row in found}
    assert lines["Specialskoler"] == ["43132280", "42700000", "43132000"]
    assert lines["Interne skoler"][:2] == ["[d]", "[d]"]
    assert lines["I alt"] == ["133900000", "136140000", "136924000"]
    # few children now: hidden in every column
    assert set(lines["Enkeltintegration"]) == {"[d]"}
    assert "Årets prognoser efter tilbudstype, 2025" in said_in(edition)


def test_sealed_forecasts_are_held_against_sealed_accounts_and_nothing_made_again_is(edition: Path) -> None:
    _, *found = rows(edition, "forseglede")
    assert found == [
        ["1. regnskabsprognose 2024", "132000000", "129000000", "135000000", "130000000", "2000000", "1,54", "ja"],
        ["2. regnskabsprognose 2024", "126000000", "125000000", "127000000", "130000000", "-4000000", "-3,08",
         "nej"],
    ]  # fmt: skip
    assert "som de blev trykt og forseglet" in said_in(edition)


def test_the_attack_objects_to_an_old_figure_that_was_not_printed_then(edition: Path) -> None:
    release = read_release(edition)
    assert list(sealed_objections(release, EARLIER)) == []
    table = release.tables["aarets_prognoser"]
    table["specialskole"][JANUARY], table["enkeltintegration"]["expected"] = "42700001", "307000"
    found = {(each.technique, each.column) for each in sealed_objections(release, EARLIER)}
    assert found == {("T7", JANUARY), ("T12", "expected")}
