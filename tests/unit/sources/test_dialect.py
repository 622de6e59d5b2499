from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.municipality import ColumnName, ValueTranslation
from pipelines.sources.contract import load_contracts
from pipelines.sources.dialect import spoken, translated, with_parts

DAY = date(2026, 9, 30)
POSTINGS = load_contracts()["omkostninger"]


def name(column: str, called: str, **more: object) -> ColumnName:
    return ColumnName(kilde="omkostninger", kolonne=column, hedder=called, **more)


def meaning(column: str, said: str, means: str, **more: object) -> ValueTranslation:
    return ValueTranslation(kilde="omkostninger", kolonne=column, fra=said, til=means, **more)


def part(cell: str, **more: object) -> str | None:
    cells = pl.DataFrame({"konto": [cell]})
    return with_parts(cells, [name("konto", "Kontostreng", **more)], DAY, {"konto": "kontostreng"})["konto"][0]


def test_the_contract_knows_what_the_municipality_calls_a_column_on_the_day():
    names = [name("konto", "Streng"), name("konto", "Kto.")]
    contract = spoken(POSTINGS, names, DAY)
    assert contract.column("konto").declared == ("Streng", "Kto.")
    assert contract.column("art").declared == ()
    assert spoken(POSTINGS, [], DAY) is POSTINGS


@pytest.mark.parametrize(("cell", "more", "value"), [
    ("02024-322071001-020027-489---", {"skilletegn": "-", "stykke": 2}, "322071001"),
    ("02024-322071001-020027-489---", {"skilletegn": "-", "stykke": 4}, "489"),
    ("5.22.07.1-020027", {"skilletegn": "-", "stykke": 1, "uden": ".", "tegn": 5}, "52207"),
    (" 322071001 ", {"tegn": 5}, "32207"),
    ("322071001", {"skilletegn": "-", "stykke": 2}, None),
])  # fmt: skip
def test_the_part_of_an_account_string_that_is_the_account(cell, more, value):
    assert part(cell, **more) == value


def test_a_column_read_under_its_own_name_is_whole():
    cells = pl.DataFrame({"konto": ["02024-322071001"]})
    entry = name("konto", "Kontostreng", skilletegn="-", stykke=2)
    assert with_parts(cells, [entry], DAY, {"konto": "konto"}).equals(cells)


def test_words_are_translated_whole_whatever_their_capitals():
    cells = pl.DataFrame({"engangspost": ["X", " x ", "xx", None], "art": ["PC1", "PC2", "pc1", ""]})
    words = [
        meaning("engangspost", "X", "ja"), meaning("engangspost", "", "nej"), meaning("art", "PC1", "40"),
        meaning("tilbudstype", "A", "B"),
    ]  # fmt: skip
    after = translated(cells, words)
    assert after["engangspost"].to_list() == ["ja", "ja", "xx", "nej"]
    assert after["art"].to_list() == ["40", "PC2", "40", ""]
    assert after.columns == cells.columns


def test_a_word_may_stand_for_no_value():
    cells = pl.DataFrame({"periode_til": ["31-12-9999", "30-09-2026"]})
    assert translated(cells, [meaning("periode_til", "31-12-9999", "")])["periode_til"].to_list() == [
        "",
        "30-09-2026",
    ]
