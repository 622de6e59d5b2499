from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.municipality import Correction
from pipelines.sources.contract import load_contracts
from pipelines.sources.corrections import CORRECTION, corrected, correction_id

DAY = date(2026, 9, 30)
POSTINGS = load_contracts()["omkostninger"]
CELLS = pl.DataFrame(
    {
        "row_number": [2, 3, 4],
        "bilagsnummer": ["B1", "B1", "B2"],
        "bilagslinje": ["1", "2", "1"],
        "bogfoeringsdato": ["01-09-2026", "2026-09-02", "31-02-2026"],
        "beloeb": ["4.000,00", " 4000,00 ", None],
    },
    schema_overrides={"row_number": pl.Int32},
)


def correction(felt: str, fra: str, til: str, noegle: tuple[str, str] = ("B1", "1")) -> Correction:
    return Correction(
        kilde="omkostninger", noegle=dict(zip(("bilagsnummer", "bilagslinje"), noegle, strict=True)), felt=felt,
        fra=fra, til=til, begrundelse="Tastefejl", oprettet_af="controller", oprettet=date(2026, 9, 1),
        gaelder_til=date(2026, 12, 31),
    )  # fmt: skip


def after(*entries: Correction) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    cells, matches = corrected(CELLS, entries, POSTINGS, DAY)
    return cells, matches.select("row_number", CORRECTION).rows()


def test_the_value_of_the_row_with_the_key_is_corrected_and_no_other():
    entry = correction("beloeb", "4.000,00", "40.000,00")
    cells, matches = after(entry)
    assert cells["beloeb"].to_list() == ["40.000,00", " 4000,00 ", None]
    assert matches == [(2, correction_id(entry))]


def test_the_same_amount_day_or_line_in_another_writing_is_the_same():
    cells, matches = after(
        correction("beloeb", "4.000", "5", ("B1", "02")), correction("bogfoeringsdato", "2026-09-01", "03-09-2026")
    )
    assert (cells["beloeb"][1], cells["bogfoeringsdato"][0]) == ("5", "03-09-2026")
    assert len(matches) == 2


def test_a_value_that_cannot_be_read_and_one_that_is_missing_can_be_corrected():
    cells, _ = after(
        correction("bogfoeringsdato", "31-02-2026", "28-02-2026", ("B2", "1")),
        correction("beloeb", "", "7", ("B2", "1")),
    )
    assert cells.row(2) == (4, "B2", "1", "28-02-2026", "7")


def test_a_column_that_is_not_in_the_file_is_blank_until_it_is_corrected():
    cells, _ = after(correction("tilbudstype", "", "specialskole"))
    assert cells["tilbudstype"].to_list() == ["specialskole", None, None]


@pytest.mark.parametrize("entry", [
    correction("beloeb", "4.000,01", "5"), correction("beloeb", "4.000,00", "5", ("B9", "1")),
    correction("beloeb", "", "5"), correction("tilbudstype", "specialskole", "specialklasse"),
])  # fmt: skip
def test_a_row_that_says_otherwise_is_left_alone(entry):
    cells, matches = after(entry)
    assert cells.equals(CELLS)
    assert matches == []
