from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import openpyxl
import pikepdf
import pytest
from example_file import PLACES, Example, write_example

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.privacy.register import Register
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.csv_files import csv_cell
from pipelines.publishing.edition import publish_edition, try_edition
from pipelines.publishing.published_file import open_published
from pipelines.publishing.sealing import draft_folder, seal, write_files
from pipelines.publishing.table import Column
from pipelines.settings import Language

VINTAGE_ID = "f3a91c07"
REGISTER = "udgivelser.jsonl"


@pytest.fixture
def edition(published_file: Path, municipality: Municipality, tmp_path: Path) -> Path:
    return publish(published_file, municipality, tmp_path)


def publish(source: Path, municipality: Municipality, out: Path, kind: str = "prognose1", vintage: str = VINTAGE_ID,
            language: Language = "da") -> Path:  # fmt: skip
    return publish_edition(source, vintage, kind, municipality, out / "prognoser", Register(out / REGISTER), language)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_edition_lies_under_its_fiscal_year_with_every_promised_file(edition: Path) -> None:
    assert edition.parts[-2:] == ("2025", "prognose1-f3a91c07")
    names = set(contents(edition))
    assert {"prognose.pdf", "prognose.xlsx", "sagsfremstilling.docx", "prognose.html", "manifest.json"} <= names


@pytest.fixture(scope="module")
def with_all_annexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annexes")
    agreed = {"specialskole": ("100.0", 50_000, 55_000, 0), "ALL": ("100.0", 50_000, 130_000, 0)}
    source = write_example(folder / "analyse.duckdb", Example(expectations=agreed))
    return publish(source, Municipality(navn="Fiktiv Kommune"), folder)


def sheets_of(workbook: Path) -> set[str]:
    return {name.removeprefix("tabel_") for sheet in openpyxl.load_workbook(workbook) for name in sheet.tables}


def test_each_annex_is_a_document_and_a_workbook_of_its_own_and_every_table_stands_in_one_of_them(
    with_all_annexes: Path,
) -> None:
    manifest = json.loads((with_all_annexes / "manifest.json").read_text())
    assert manifest["documents"] == {
        "1. regnskabsprognose 2025": ["prognose.pdf", "prognose.xlsx", "sagsfremstilling.docx"],
        "Bilag 1: Aktivitet og økonomi mod forventningstal": [
            "bilag1-forventningstal.pdf", "bilag1-forventningstal.xlsx"],
        "Bilag 2: Indstillinger, visitationer og klager": [
            "bilag2-indstillinger-og-klager.pdf", "bilag2-indstillinger-og-klager.xlsx"],
        "Bilag 3: Indsatsplanens status": ["bilag3-indsatsplan.pdf", "bilag3-indsatsplan.xlsx"],
    }  # fmt: skip
    own = {path.stem: sheets_of(path) - {"Indhold", "Noter", "Data"} for path in with_all_annexes.glob("*.xlsx")}
    assert own["bilag1-forventningstal"] == {"forventningstal", "sammenhaeng"}
    assert own["bilag2-indstillinger-og-klager"] == {"indstillinger", "sagstider", "klager"}
    assert own["bilag3-indsatsplan"] == {"indsatsplan", "indsatser"}
    everywhere = [code for codes in own.values() for code in codes]
    assert sorted(everywhere) == sorted(path.stem for path in with_all_annexes.glob("*.csv"))


@pytest.mark.parametrize("stem", ["bilag1-forventningstal", "bilag2-indstillinger-og-klager", "bilag3-indsatsplan"])
def test_an_annex_says_what_it_is_annex_to_as_of_when_and_is_tagged(with_all_annexes: Path, stem: str) -> None:
    file = with_all_annexes / f"{stem}.pdf"
    said = " ".join(pdf_texts(file)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Bilag {stem[5]} til 1. regnskabsprognose 2025" in said
    assert "Opgjort pr.: 30. april 2025" in said
    assert ("Minus er merforbrug" in said) == (stem == "bilag1-forventningstal")
    with pikepdf.open(file) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_a_missing_annex_keeps_its_number_and_the_main_paper_says_why(edition: Path) -> None:
    assert not list(edition.glob("bilag1*"))
    said = " ".join(" ".join(pdf_texts(edition / "prognose.pdf")).split())
    assert "Bilag 1 udgår: der er hverken aftalt forventningstal" in said
    assert "Bilag 2: Indstillinger, visitationer og klager" in said


def test_the_manifest_names_inputs_code_and_every_file_with_its_hash(edition: Path) -> None:
    files = contents(edition)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["kind"] == "prognose1"
    assert manifest["vintage_id"] == VINTAGE_ID
    assert (manifest["as_of"], manifest["seed"], manifest["status"]) == ("2025-04-30", 1, "approved")
    assert [item["source"] for item in manifest["deliveries"]] == ["budget", "placeringer"]
    hashes = {item["file"]: item["sha256"] for item in manifest["files"]}
    assert hashes == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_a_draft_is_refused_and_leaves_nothing(municipality: Municipality, tmp_path: Path) -> None:
    source = write_example(tmp_path / "draft.duckdb", Example(status="draft"))
    with pytest.raises(ApprovalError, match="udkast"):
        publish(source, municipality, tmp_path)
    assert not (tmp_path / "prognoser").exists()


def test_who_is_to_approve_a_draft_sees_what_the_attack_says_and_nothing_is_kept(
    municipality: Municipality, tmp_path: Path
) -> None:
    source = write_example(tmp_path / "draft.duckdb", Example(status="draft"))
    register = Register(tmp_path / REGISTER)
    said = try_edition(source, VINTAGE_ID, "prognose1", municipality, tmp_path / "prognoser", register, "da")
    assert said.startswith("2025/prognose1-f3a91c07: angrebet fandt intet.")
    assert said.endswith("holdt op mod 0 tidligere udgivelser. Intet er udgivet.")
    assert not list((tmp_path / "prognoser" / "2025").iterdir())
    assert register.releases() == ()


def test_an_unknown_vintage_or_kind_is_a_wrong_call(
    published_file: Path, municipality: Municipality, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="findes ikke"):
        publish(published_file, municipality, tmp_path, vintage="00000000")
    with pytest.raises(UsageError, match="--kind"):
        publish(published_file, municipality, tmp_path, kind="forecast")


def test_the_same_edition_again_changes_nothing_and_says_so(
    edition: Path, published_file: Path, municipality: Municipality, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = {path: path.stat().st_mtime_ns for path in edition.iterdir()}
    again = publish(published_file, municipality, tmp_path)
    assert again == edition
    assert {path: path.stat().st_mtime_ns for path in edition.iterdir()} == before
    assert "findes allerede med samme indhold" in caplog.text


def test_a_sealed_edition_is_never_replaced_by_another(edition: Path, published_file: Path, tmp_path: Path) -> None:
    before = contents(edition)
    with pytest.raises(ApprovalError, match="forseglet"):
        publish(published_file, Municipality(navn="Fiktiv Kommune", enhed="mio"), tmp_path)
    assert contents(edition) == before


def test_an_edition_sealed_before_it_had_a_word_document_stays_and_the_message_names_the_new_file(
    edition: Path, published_file: Path, municipality: Municipality, tmp_path: Path
) -> None:
    (edition / "sagsfremstilling.docx").unlink()
    before = contents(edition)
    with pytest.raises(ApprovalError, match=r"komme til: sagsfremstilling\.docx\. .*lav en ny prognose"):
        publish(published_file, municipality, tmp_path)
    assert contents(edition) == before


def test_an_edition_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"), draft_folder(tmp_path / "2025") as draft:
        write_files(draft, {"a.csv": b"1", "n" * 300: b"2"})
    assert list((tmp_path / "2025").iterdir()) == []


def test_what_a_killed_run_left_is_deleted_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "2025" / ".udgave-dead"
    leftover.mkdir(parents=True)
    (leftover / "prognose.pdf").write_bytes(b"half")
    with draft_folder(tmp_path / "2025") as draft:
        write_files(draft, {"a.csv": b"1"})
        seal(draft, tmp_path / "2025" / "prognose1-x")
    assert [path.name for path in (tmp_path / "2025").iterdir()] == ["prognose1-x"]


def book_on_an_unmapped_account(source: Path, offer_type: str, kr: int) -> None:
    """Move kroner of an offer type from Specialundervisning to the accounts that have no grant area."""
    of_area = "fiscal_year = 2025 and grant_area = 'Specialundervisning'"
    with duckdb.connect(str(source)) as connection:
        for table, amount in (("forecast.fiscal_year", "mean_kr"), ("forecast.deviation", "expected_kr")):
            moved = f"from {table} where {of_area} and offer_type in ('{offer_type}', 'ALL')"
            connection.execute(
                f"insert into {table} select * replace ('umappet' as grant_area, {kr} as {amount}) {moved}"
            )
            connection.execute(f"update {table} set {amount} = {amount} - {kr} {moved.removeprefix(f'from {table} ')}")


def test_kroner_on_accounts_without_an_area_are_nobodys_children(municipality: Municipality, tmp_path: Path) -> None:
    # a child at 900,000 among 43 million: most of what is on the accounts without an area, and not in it
    dear = {("places", "ALL", "specialskole"): (43_132, 900, 800)}
    source = write_example(tmp_path / "source.duckdb", Example(dearest=dear))
    book_on_an_unmapped_account(source, "specialskole", 117_000)

    release = read_release(publish(source, municipality, tmp_path))

    assert release.printed("bevillingsomraader", "umappet", "expected") == "117000"
    assert release.printed("bevillingsomraader", "Specialundervisning", "expected") == str(104_384_000 - 117_000)
    assert release.printed("aktivitet", "specialskole", "places_this") == "98,7"


def test_files_of_a_sealed_edition_are_read_only(edition: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in edition.iterdir()} == {0o444}
    assert edition.stat().st_mode & 0o777 == 0o555


def test_the_manifest_says_what_was_tried_on_the_files_before_sealing(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_text())
    assert manifest["checks"]["attack"] == [f"T{number}" for number in range(1, 14)]
    assert manifest["disclosure"]["threshold"] == 5


def test_a_sealed_edition_stands_in_the_register_as_printed(edition: Path, tmp_path: Path) -> None:
    (release,) = Register(tmp_path / REGISTER).releases()
    assert release == read_release(edition)
    assert release.printed("aktivitet", "enkeltintegration", "places_this") == "[d]"
    assert release.printed("aktivitet", "specialskole", "places_this") == "98,7"


def test_the_english_edition_hides_the_same_and_is_registered_too(
    edition: Path, published_file: Path, municipality: Municipality, tmp_path: Path
) -> None:
    english = publish(published_file, municipality, tmp_path, language="en")
    danish, other = Register(tmp_path / REGISTER).releases()
    assert english.name == f"{edition.name}-en"
    assert json.loads((english / "manifest.json").read_text())["checks"]["against"] == [danish.edition]
    for table in ("tilbudstyper", "aktivitet", "bestanddele", "indstillinger"):
        assert hidden_cells(danish, table) == hidden_cells(other, table)


def hidden_cells(release: Release, table: str) -> set[tuple[str, str]]:
    rows = release.tables[table].items()
    return {(row, column) for row, cells in rows for column, printed in cells.items() if printed == "[d]"}


def test_an_edition_whose_hidden_figures_can_be_found_is_not_sealed_and_the_message_has_no_figure(
    published_file: Path, municipality: Municipality, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a suppression that hides only what is small itself: what is left over gives single integration away
    monkeypatch.setattr("pipelines.publishing.figures.hidden_keys", lambda *_: frozenset())
    with pytest.raises(ApprovalError) as refused:
        publish(published_file, municipality, tmp_path)
    assert "Enkeltintegration" in refused.value.message
    assert "307" not in refused.value.message
    assert not (tmp_path / REGISTER).exists()
    assert list((tmp_path / "prognoser" / "2025").iterdir()) == []


def test_a_municipality_with_too_few_children_gets_no_edition(tmp_path: Path, municipality: Municipality) -> None:
    few = {offer: ("1", "1", "1", "1", price) for offer, (*_, price) in PLACES.items()}
    source = write_example(tmp_path / "few.duckdb", Example(places=few))
    with pytest.raises(ApprovalError, match="færre end 5"):
        publish(source, municipality, tmp_path)


def test_a_paper_with_most_of_its_lines_hidden_leaves_with_a_word_about_coarser_headings(
    municipality: Municipality, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = {"basisplads", "specialboernehave", "mellemform", "dagbehandling"}
    places = {offer: (("2", "2", "2", "2", row[4]) if offer in few else row) for offer, row in PLACES.items()}
    source = write_example(tmp_path / "few.duckdb", Example(places=places))
    edition = publish(source, municipality, tmp_path)
    assert (edition / "prognose.pdf").is_file()
    assert "% af tallene efter tilbudstype kan vises" in caplog.text
    assert "rapportkategorier" in caplog.text


@pytest.mark.usefixtures("edition")
def test_a_paper_that_can_be_read_leaves_without_that_word(caplog: pytest.LogCaptureFixture) -> None:
    assert "kan vises uden at vise enkelte" not in caplog.text


def test_csv_is_danish_and_in_kroner(edition: Path) -> None:
    text = (edition / "bevillingsomraader.csv").read_bytes().decode("utf-8-sig")
    header, first, *_ = text.splitlines()
    assert header.startswith("Bevillingsområde;Forventet korrigeret budget (kr.);Forventet regnskab (kr.)")
    assert first.startswith("Specialdagtilbud;15750000;15548000")
    assert header.endswith(";Afvigelse i % af budget (%)")
    assert first.endswith(";1,28")  # 202 of 15,750


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_text_that_would_run_as_a_formula_gets_an_apostrophe(start: str) -> None:
    assert csv_cell(f"{start}1", Column("name", "Navn", "text")).strip('"').startswith(f"'{start}")


def test_csv_numbers_never_get_an_apostrophe() -> None:
    assert csv_cell(-5, Column("amount", "Beløb", "amount")) == "-5"


def test_the_published_file_cannot_be_written_or_used_to_reach_others(published_file: Path, tmp_path: Path) -> None:
    with open_published(published_file) as source:
        for statement in (
            "create table forecast.x (a integer)",
            f"copy (select 1) to '{tmp_path}/out.csv'",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                source.connection.execute(statement)


@pytest.mark.parametrize(("kind", "is_said"), [("prognose1", False), ("prognose2", True)])
def test_a_forecast_of_another_day_than_the_calendars_is_published_with_a_word_about_it(
    published_file: Path,
    municipality: Municipality,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    is_said: bool,
) -> None:
    folder = publish(published_file, municipality, tmp_path, kind=kind)
    assert folder.is_dir()
    said = caplog.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ("pr. 31. juli 2025, men prognosen er opgjort pr. 30. april 2025" in said) == is_said


def test_accounts_of_a_year_that_still_goes_on_are_refused(
    published_file: Path, municipality: Municipality, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"opgjort pr\. 2025-04-30, og året er først gået 2025-12-31.*--as-of"):
        publish(published_file, municipality, tmp_path, kind="regnskab")
    assert not (tmp_path / "prognoser").exists()


def made_again(file: Path, vintage: str) -> Path:
    """The same forecast under another number, as corrected data would have it."""
    with duckdb.connect(str(file)) as connection:
        tables = connection.execute(
            "select table_name from information_schema.columns "
            "where table_schema = 'forecast' and column_name = 'vintage_id'"
        ).fetchall()
        for (table,) in tables:
            renumbered = f"set vintage_id = '{vintage}' where vintage_id = '{VINTAGE_ID}'"
            connection.execute(f"update forecast.{table} {renumbered}")
    return file


def test_the_same_report_of_corrected_data_names_the_one_it_replaces_which_stays(
    edition: Path, municipality: Municipality, tmp_path: Path
) -> None:
    before = contents(edition)
    source = made_again(write_example(tmp_path / "again.duckdb"), "b7c20e11")
    again = publish(source, municipality, tmp_path, vintage="b7c20e11")

    assert again.name == "prognose1-b7c20e11"
    assert json.loads((again / "manifest.json").read_text())["replaces"] == "2025/prognose1-f3a91c07"
    said = " ".join(" ".join(pdf_texts(again / "prognose.pdf")).split())
    assert "Erstatter: prognosenummer f3a91c07, som bliver stående" in said
    assert contents(edition) == before
    assert json.loads(before["manifest.json"])["replaces"] is None
    # told again it is the same, and another report of the year replaces nothing
    assert publish(source, municipality, tmp_path, vintage="b7c20e11") == again
    english = publish(source, municipality, tmp_path, vintage="b7c20e11", language="en")
    second = publish(source, municipality, tmp_path, kind="prognose2", vintage="b7c20e11")
    assert [json.loads((folder / "manifest.json").read_text())["replaces"] for folder in (english, second)] == [
        None
    ] * 2
