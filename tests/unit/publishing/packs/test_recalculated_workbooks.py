"""Every kind of workbook as LibreOffice computes it: what a formula gives is what the cell carries.

One call opens the paper's, each annex's and a month's packs, and a book of our own with a stored value that is wrong.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from example_file import Example, write_example
from month_example import write_month_example

from pipelines.municipality import Municipality
from pipelines.privacy.register import Register
from pipelines.publishing.annexes import annexes_of, main_tables
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.packs.publication import publish_packs
from pipelines.publishing.paper import write_paper
from pipelines.publishing.published_file import open_published
from pipelines.publishing.workbook import workbook_bytes

pytestmark = pytest.mark.libreoffice

WRONG = "wrong"
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def of_paper(folder: Path) -> dict[str, bytes]:
    agreed = {"specialskole": ("100.0", 50_000, 55_000, 0), "ALL": ("100.0", 50_000, 130_000, 1_840)}
    with open_published(write_example(folder / "paper.duckdb", Example(expectations=agreed))) as source:
        paper = write_paper(source.prognosis("f3a91c07"), "prognose1", Municipality(), "da", Earlier())
    annexes = {annex.kind.file: workbook_bytes(annex) for annex in annexes_of(paper)}
    return {"prognose": workbook_bytes(replace(paper, tables=main_tables(paper)))} | annexes


def of_packs(folder: Path) -> dict[str, bytes]:
    source = write_month_example(folder / "month.duckdb")
    month = publish_packs(source, None, Municipality(), folder / "packs", Register(folder / "r.jsonl"), "da")
    return {f"pakke-{path.parent.name}": path.read_bytes() for path in sorted(month.glob("*/datapakke.xlsx"))}


def of_a_wrong_value() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("ours")
    return {**of_paper(folder), **of_packs(folder), WRONG: of_a_wrong_value()}


@pytest.fixture(scope="module")
def theirs(ours: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, openpyxl.Workbook]:
    """The workbooks after LibreOffice has opened them, computed every formula anew and saved them."""
    folder = tmp_path_factory.mktemp("theirs")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE)
    for name, content in ours.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
               str(folder / "out"), *(str(folder / f"{name}.xlsx") for name in ours)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in ours}


def test_libreoffice_opens_each_and_computes_the_values_it_carries(
    ours: Mapping[str, bytes], theirs: Mapping[str, openpyxl.Workbook]
) -> None:
    formulas = dict.fromkeys(ours, 0)
    for name, content in ours.items():
        if name == WRONG:
            continue
        stored, live = (openpyxl.load_workbook(io.BytesIO(content), data_only=values) for values in (True, False))
        assert theirs[name].sheetnames == stored.sheetnames
        for sheet in stored:
            for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float | int)):
                other = theirs[name][sheet.title][cell.coordinate].value
                assert other == pytest.approx(cell.value, abs=1e-6), f"{name} {sheet.title} {cell.coordinate}"
                formulas[name] += live[sheet.title][cell.coordinate].data_type == "f"
    assert {"bilag1-forventningstal", "bilag2-indstillinger-og-klager", "bilag3-indsatsplan"} <= formulas.keys()
    assert {name for name in formulas if name.startswith("pakke-")} >= {"pakke-Nord", "pakke-skole-S1"}
    assert formulas["prognose"] > formulas["bilag1-forventningstal"] > 0
    assert formulas["bilag3-indsatsplan"] > 0


def test_the_check_above_would_see_a_wrong_stored_value(theirs: Mapping[str, openpyxl.Workbook]) -> None:
    assert theirs[WRONG].active["A1"].value == 2
