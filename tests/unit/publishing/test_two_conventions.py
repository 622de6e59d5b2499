"""The two layouts that ship, each through a whole edition: sign, unit and columns are the municipality's own.

By hand: budget 131,840 and expected 136,924 thousand kroner is an overspend of 5,084; of the school area
99,290 - 104,384 = -5,094, of day-care 15,750 - 15,548 = +202.
"""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from example_file import Example, write_example

from pipelines.municipality import load_municipality
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.privacy.register import Register
from pipelines.publishing.edition import publish_edition

SAMPLES = Path(__file__).parents[3] / "examples" / "opstillinger"
AGREED = {"specialskole": ("100.0", 50_000, 55_000, 0), "ALL": ("100.0", 50_000, 130_000, 1_840)}
MINUS, PLUS = "budget_minus_forventet", "forventet_minus_budget"
HEADERS = {
    MINUS: ["Bevillingsområde", "Forventet korrigeret budget (kr.)", "Forventet regnskab (kr.)",
            "80 %-interval, nedre (kr.)", "80 %-interval, øvre (kr.)", "Merforbrug (−) / mindreforbrug (+) (kr.)",
            "Ændring siden forrige prognose (kr.)"],
    PLUS: ["Bevillingsområde", "Vedtaget budget (kr.)", "Forventet korrigeret budget (kr.)", "Forventet regnskab (kr.)",
           "80 %-interval, nedre (kr.)", "80 %-interval, øvre (kr.)", "Merforbrug (+) / mindreforbrug (−) (kr.)",
           "Afvigelse i % af budget (%)"],
}  # fmt: skip
SIGNED = {MINUS: -1, PLUS: 1}
CHARTED = {MINUS: "specialskoler – −3,1;", PLUS: "specialskoler – 3.132;"}
TITLES = {MINUS: "1. regnskabsprognose 2025", PLUS: "Budgetopfølgning 1 2025"}
WITH_CHANGE = {MINUS: "bevillingsomraader", PLUS: "tilbudstyper"}


@pytest.fixture(scope="module", params=[MINUS, PLUS])
def sign(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def edition(sign: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(sign)
    source = write_example(folder / "analyse.duckdb", Example(expectations=AGREED))
    municipality = load_municipality(SAMPLES / f"{sign}.yaml")
    register = Register(folder / "udgivelser.jsonl")
    return publish_edition(source, "f3a91c07", "prognose1", municipality, folder / "prognoser", register, "da")


def rows(edition: Path, code: str) -> list[list[str]]:
    with (edition / f"{code}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def column(edition: Path, code: str, header: str) -> dict[str, int | None]:
    head, *found = rows(edition, code)
    (place,) = (number for number, words in enumerate(head) if words.startswith(header))
    return {row[0]: None if row[place] in ("", "[d]") else int(row[place]) for row in found}


def test_the_first_table_has_the_columns_of_the_layout_in_its_order(edition: Path, sign: str) -> None:
    assert rows(edition, "bevillingsomraader")[0] == HEADERS[sign]


def test_every_table_s_deviation_has_the_layout_s_sign(edition: Path, sign: str) -> None:
    over = SIGNED[sign]
    areas = column(edition, "bevillingsomraader", "Merforbrug")
    assert (areas["Specialdagtilbud"], areas["Specialundervisning"]) == (-over * 202_000, over * 5_094_000)
    assert areas["I alt"] == column(edition, "tilbudstyper", "Merforbrug")["I alt"] == over * 5_084_000
    assert column(edition, "aarsager", "Bidrag")["Afvigelse i alt"] == over * 5_084_000
    # annex 1: 130,000 corrected - 136,924 expected = 6,924 over; with 1,840 not given out, 5,084 in the last line
    agreed = column(edition, "forventningstal", "Merforbrug")
    assert agreed["Korrigeret budget og prognose i alt"] == over * 6_924_000
    assert column(edition, "sammenhaeng", "Beløb")["Regnskabsprognosens afvigelse"] == over * 5_084_000


def test_the_words_are_the_same_and_say_which_sign_is_which(edition: Path, sign: str) -> None:
    said = " ".join(" ".join(pdf_texts(edition / "prognose.pdf")).split())
    assert "Der ventes et merforbrug på 5" in said
    assert ("Minus er merforbrug" in said, "Plus er merforbrug" in said) == (sign == MINUS, sign == PLUS)
    assert TITLES[sign] in said
    annex = " ".join(" ".join(pdf_texts(edition / "bilag1-forventningstal.pdf")).split())
    assert f"Bilag 1 til {TITLES[sign]}" in annex
    assert ("Minus er merforbrug" in annex, "Plus er merforbrug" in annex) == (sign == MINUS, sign == PLUS)


def test_the_chart_says_the_deviations_with_the_layout_s_sign_and_unit(edition: Path, sign: str) -> None:
    page = (edition / "prognose.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert CHARTED[sign] in page


def test_a_word_on_a_column_stands_where_the_column_does(edition: Path, sign: str) -> None:
    book = openpyxl.load_workbook(edition / "prognose.xlsx")
    notes = {row[1].value: row[0].value for row in book["Noter"].iter_rows(min_row=4)}
    (change,) = (mark for words, mark in notes.items() if words.startswith("Ændring siden forrige prognose"))
    marked = [
        next(iter(sheet.tables)) for sheet in book.worksheets[3:] if change in str(sheet["A2"].value).split("  ")[0]
    ]
    assert marked[0] == f"tabel_{WITH_CHANGE[sign]}"
