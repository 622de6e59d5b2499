from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pikepdf
import pytest
from accessible import broken_rules, chromium
from month_example import CHILDREN, DISTRICTS, Example, write_month_example

from pipelines.errors import ApprovalError
from pipelines.municipality import Municipality
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.privacy.register import Register
from pipelines.publishing.content import Style
from pipelines.publishing.packs import publication
from pipelines.publishing.packs.publication import publish_packs, try_packs
from pipelines.publishing.packs.words import expected_sentence
from pipelines.publishing.table import Column, Row, Table
from pipelines.settings import Language
from pipelines.vintages import _released_by

HOSTILE = '=HYPERLINK("http://x")<script>æøå 010115-'


def publish(source: Path, out: Path, municipality: Municipality | None = None, language: Language = "da") -> Path:
    register = Register(out / "udgivelser.jsonl")
    return publish_packs(source, None, municipality or Municipality(), out / "datapakker", register, language)


@pytest.fixture(scope="module")
def sealed(month_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(month_file, tmp_path_factory.mktemp("out"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))


def test_a_month_has_a_folder_for_each_area_and_school_and_a_page_over_them(sealed: Path) -> None:
    assert sealed.name == "202504"
    schools = {f"skole-S{number}" for number in (1, 2, 3)}
    assert {path.name for path in sealed.iterdir()} == {"Nord", "Syd", "index.html", "manifest.json"} | schools
    assert {"datapakke.pdf", "datapakke.xlsx", "boern.csv"} <= {path.name for path in (sealed / "Nord").iterdir()}
    assert not any(path.stat().st_mode & 0o222 for path in (sealed, *sealed.rglob("*")))  # folders too


def test_the_tables_say_what_was_counted_by_hand(sealed: Path) -> None:
    header, *rows = cells(sealed / "Nord" / "boern.csv")
    assert header == ["Tilbudstype", "april 2024", "april 2025", "Ændring", "Hele kommunen, april 2025"]
    assert rows[0] == ["Specialbørnehaver", "8", "[d]", "[d]", "8"]
    assert rows[3] == ["Specialskoler", "20", "[d]", "[d]", "36"]
    assert rows[-1] == ["I alt", "69", "67", "-2", "117"]
    assert cells(sealed / "Nord" / "forventning.csv")[1] == ["Specialklasser", "28,5", "30,0", "1,5"]
    # special classes only, for places in special schools are hidden: 2.9 of 9 million; 120 of 365 days
    assert cells(sealed / "Nord" / "oekonomi.csv")[1][1:] == ["9000000", "2900000", "32,22", "32,88", "2600000"]
    # (380 + 300 + 90 + 60 + 60 + 45) of (400 + 300) * 20 days
    assert cells(sealed / "Nord" / "fravaer.csv")[1][2] == "6,68"


def test_the_pdf_is_tagged_and_every_table_has_headers(sealed: Path) -> None:
    paths = sorted(sealed.glob("*/datapakke.pdf"))
    assert {path.parent.name.split("-")[0] for path in paths} >= {"Nord", "skole"}
    for path in paths:
        pdf = pikepdf.open(path)
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("da-DK", True)
        assert str(pdf.docinfo.Title).endswith(", april 2025")
        # the foot of a page is read aloud to nobody: what it says stands in the text too
        assert "ingen prognose" in " ".join(" ".join(pdf_texts(path)).split())
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    pdf = pikepdf.open(sealed / "Nord" / "datapakke.pdf")
    waiting, kinds, alts = [pdf.Root.StructTreeRoot.K], Counter[str](), list[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            kinds[str(node.get("/S", ""))] += 1
            alts += [str(node.Alt)] if "/Alt" in node else []
            waiting.append(node.get("/K", 0))
    printed = len(list((sealed / "Nord").glob("*.csv"))) - 1  # the months stand in the chart and in the workbook
    assert kinds["/Table"] == kinds["/THead"] == printed
    assert any("69 i april 2024, 67 i april 2025" in alt for alt in alts)


def test_the_manifest_names_the_month_and_every_file_with_its_hash(sealed: Path) -> None:
    files = contents(sealed)
    manifest = json.loads(files.pop("manifest.json"))
    assert (manifest["kind"], manifest["period"], manifest["as_of"]) == ("datapakke", "202504", "2025-04-30")
    assert manifest["replaces"] is None
    assert manifest["checks"]["attack"][0] == "T1"
    hashes = {item["file"]: item["sha256"] for item in manifest["files"]}
    assert hashes == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_the_same_month_again_changes_nothing(month_file: Path, sealed: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = contents(sealed)
    assert publish(month_file, sealed.parents[1]) == sealed
    assert contents(sealed) == before
    assert len(Register(sealed.parents[1] / "udgivelser.jsonl").releases()) == 1
    assert "samme indhold" in caplog.text


def test_a_corrected_month_stands_beside_the_first_and_names_it(month_file: Path, tmp_path: Path) -> None:
    first = publish(month_file, tmp_path)
    kept = contents(first)
    corrected = {**CHILDREN, "D1": ((3, 6, 22, 12, 8), CHILDREN["D1"][1])}
    second = publish(write_month_example(tmp_path / "later.duckdb", Example(children=corrected)), tmp_path)
    assert second.name == "202504-2"
    assert json.loads((second / "manifest.json").read_text())["replaces"] == "202504"
    assert "Erstatter 202504." in (second / "index.html").read_text()
    assert contents(first) == kept
    assert [release.edition for release in Register(tmp_path / "udgivelser.jsonl").releases()] == [
        "datapakker/202504", "datapakker/202504-2",
    ]  # fmt: skip


def test_an_english_month_stands_beside_the_danish(month_file: Path, tmp_path: Path) -> None:
    publish(month_file, tmp_path)
    english = publish(month_file, tmp_path, language="en")
    assert english.name == "202504-en"
    assert cells(english / "Nord" / "boern.csv")[-1] == ["Total", "69", "67", "-2", "117"]


def test_the_manifest_names_who_let_the_packs_out_and_a_trial_lets_nothing_out(
    month_file: Path, tmp_path: Path
) -> None:
    asked = (month_file, None, Municipality(), tmp_path / "datapakker", Register(tmp_path / "udgivelser.jsonl"), "da")
    assert try_packs(*asked).startswith("datapakker/202504: angrebet fandt intet.")
    assert not list((tmp_path / "datapakker").iterdir())
    folder = publish_packs(*asked, released_by="Områdechefen")
    assert json.loads((folder / "manifest.json").read_text())["released_by"] == "Områdechefen"


def test_who_made_the_forecast_of_the_same_figures_does_not_let_the_packs_out(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as file:
        file.execute("create schema meta; create schema forecast; "
                     "create table meta.publication as select date '2025-04-30' as as_of_date; "
                     "create table forecast.vintage as select date '2025-04-30' as as_of_date, "
                     "'Økonomi' as made_by")  # fmt: skip
    assert _released_by(tmp_path / "a.duckdb", "Områdechefen") == "Områdechefen"
    with pytest.raises(ApprovalError, match="en anden"):
        _released_by(tmp_path / "a.duckdb", " økonomi ")


def test_what_the_attack_finds_seals_and_registers_nothing(
    month_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the writer forgets one of the marks: a hidden figure is printed
    monkeypatch.setattr(publication.Hiding, "hidden", lambda _: frozenset({"Syd mellemform 2025-04-01"}))
    with pytest.raises(
        ApprovalError,
        match=r"Syd/boern, »Specialbørnehaver«, kolonnen children_this: et tal under tærsklen står der \(T1\)",
    ):
        publish(month_file, tmp_path)
    assert not list((tmp_path / "datapakker").iterdir())
    assert Register(tmp_path / "udgivelser.jsonl").releases() == ()


FEW = {**CHILDREN, "D3": ((1, 2, 30, 3, 1), (1, 2, 28, 2, 3))}
MANY = {"D4": ((9, 12, 40, 22, 14), (9, 12, 38, 20, 12))}


def test_where_two_areas_hide_each_other_no_pack_is_made_and_the_advice_is_given(tmp_path: Path) -> None:
    path = write_month_example(tmp_path / "few.duckdb", Example(children=FEW))
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from mart.provider")
    with pytest.raises(ApprovalError, match=r"under 60 % af tallene kan vises i Område Nord, Område Syd.*rapportkat"):
        publish(path, tmp_path)
    assert not list((tmp_path / "datapakker").iterdir())


def test_a_pack_that_shows_too_little_is_not_made_and_the_page_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_month_example(
        tmp_path / "few.duckdb", Example(children=FEW | MANY, districts={**DISTRICTS, "D4": "Vest"})
    )
    folder = publish(path, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    made = {pack["folder"] for pack in manifest["packs"]}
    assert "Syd" not in made
    assert not (folder / "Syd").exists()
    assert "Syd" in manifest["disclosure"]["left_out"]
    assert "<li>Område Syd</li>" in (folder / "index.html").read_text()
    assert "under 60 %" in caplog.text


def test_hostile_names_come_out_as_text(tmp_path: Path) -> None:
    path = write_month_example(tmp_path / "hostile.duckdb", Example(area=HOSTILE, school_name=HOSTILE))
    folder = publish(path, tmp_path)
    (part,) = (place for place in folder.iterdir() if place.is_dir() and "HYPERLINK" in place.name)
    assert "<script" not in (folder / "index.html").read_text()
    book = openpyxl.load_workbook(part / "datapakke.xlsx")
    formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert not any("HYPERLINK" in str(formula) for formula in formulas)
    assert any(HOSTILE in str(cell.value) for row in book.worksheets[0] for cell in row)


def test_of_lines_of_which_some_are_hidden_the_furthest_from_its_figure_is_said_to_be_among_those_shown() -> None:
    columns = tuple(Column(key, key, kind) for key, kind in (
        ("line", "text"), ("expected", "places"), ("places", "places"), ("places_difference", "places"),
    ))  # fmt: skip
    shown = Row("a", ("Specialklasser", Decimal("28.5"), Decimal("30.0"), Decimal("1.5")))
    hidden = Row("b", ("Basispladser", Decimal("5.1"), "[d]", "[d]"))
    style = Style("da", "tkr", "budget_minus_forventet")
    (plain,) = expected_sentence({"forventning": Table("forventning", "", "", columns, (shown,))}, style)
    (partial,) = expected_sentence({"forventning": Table("forventning", "", "", columns, (shown, hidden))}, style)
    assert plain.startswith("Længst fra forventningstallet er specialklasser: 30,0")
    assert partial.startswith("Af de viste linjer er specialklasser længst fra forventningstallet: 30,0")


@pytest.mark.chromium
def test_the_page_over_the_packs_keeps_every_rule_of_accessibility(sealed: Path) -> None:
    with chromium() as browser:
        assert broken_rules(browser, [(sealed / "index.html").as_uri()]) == []
