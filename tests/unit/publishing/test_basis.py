"""The line under every table: source, as-of day, price level and assumption."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipelines.municipality import Municipality
from pipelines.publishing.content import Kind, Prognosis
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.sections import main_content
from pipelines.publishing.workbook import workbook_bytes


@pytest.mark.parametrize("kind", ["prognose1", "regnskab"])
def test_under_every_table_stand_its_source_its_day_its_prices_and_what_it_assumes(
    prognosis: Prognosis, kind: Kind
) -> None:
    paper = write_paper(prognosis, kind, Municipality(), "da", Earlier())
    said = {code: table.basis.replace("\N{NO-BREAK SPACE}", " ") for code, table in paper.tables.items()}
    assert all(words.startswith("Kilde: ") and "Opgjort pr. 30. april 2025." in words for words in said.values())
    with_money = {code for code, table in paper.tables.items() if any(c.kind == "amount" for c in table.columns)}
    assert {code for code, words in said.items() if "risniveau" in words} == with_money
    assert said["kommende_aar"].count("Hvert år i sit eget prisniveau.") == 1
    assumed = "anslået" if kind == "regnskab" else "så længe, som børn plejer"
    assert "Forudsætning" in said["tilbudstyper"]
    assert assumed in said["tilbudstyper"]
    assert said["klager"].endswith("Opgjort pr. 30. april 2025.")


def test_the_line_under_a_table_is_printed_at_each_table_and_in_the_workbook(paper: Paper) -> None:
    content = main_content(paper)
    blocks = [*content["summary"], *(block for section in content["sections"] for block in section["blocks"])]
    assert all(block["notes"][-1].startswith("Kilde: ") for block in blocks if block["kind"] == "table")
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(paper)))
    assert "Kilde: klageregistret." in book["Klager"]["A2"].value
