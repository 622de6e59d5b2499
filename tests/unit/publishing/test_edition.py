from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from example_file import PLACES, Example, write_example

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.publishing.csv_files import csv_cell
from pipelines.publishing.edition import publish_edition, seal
from pipelines.publishing.published_file import open_published
from pipelines.publishing.table import Column

VINTAGE_ID = "f3a91c07"


@pytest.fixture
def edition(published_file: Path, municipality: Municipality, tmp_path: Path) -> Path:
    return publish_edition(published_file, VINTAGE_ID, "prognose1", municipality, tmp_path / "prognoser", "da")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_edition_lies_under_its_fiscal_year_with_every_promised_file(edition: Path) -> None:
    assert edition.parts[-2:] == ("2025", "prognose1-f3a91c07")
    names = set(contents(edition))
    assert {"prognose.pdf", "prognose.xlsx", "manifest.json", "bevillingsomraader.csv", "tilbudstyper.csv"} <= names


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
        publish_edition(source, VINTAGE_ID, "prognose1", municipality, tmp_path / "prognoser", "da")
    assert not (tmp_path / "prognoser").exists()


def test_an_unknown_vintage_or_kind_is_a_wrong_call(
    published_file: Path, municipality: Municipality, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="findes ikke"):
        publish_edition(published_file, "00000000", "prognose1", municipality, tmp_path, "da")
    with pytest.raises(UsageError, match="--kind"):
        publish_edition(published_file, VINTAGE_ID, "forecast", municipality, tmp_path, "da")


def test_the_same_edition_again_changes_nothing_and_says_so(
    edition: Path, published_file: Path, municipality: Municipality, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = {path: path.stat().st_mtime_ns for path in edition.iterdir()}
    again = publish_edition(published_file, VINTAGE_ID, "prognose1", municipality, tmp_path / "prognoser", "da")
    assert again == edition
    assert {path: path.stat().st_mtime_ns for path in edition.iterdir()} == before
    assert "findes allerede med samme indhold" in caplog.text


def test_a_sealed_edition_is_never_replaced_by_another(edition: Path, published_file: Path, tmp_path: Path) -> None:
    before = contents(edition)
    with pytest.raises(ApprovalError, match="forseglet"):
        publish_edition(
            published_file, VINTAGE_ID, "prognose1", Municipality(navn="Fiktiv Kommune", enhed="mio"),
            tmp_path / "prognoser", "da",
        )  # fmt: skip
    assert contents(edition) == before


def test_an_edition_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "2025" / "prognose1-x"
    with pytest.raises(OSError, match="too long"):
        seal(folder, {"a.csv": b"1", "n" * 300: b"2"})
    assert list(folder.parent.iterdir()) == []


def test_what_a_killed_run_left_is_deleted_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "2025" / ".udgave-dead"
    leftover.mkdir(parents=True)
    (leftover / "prognose.pdf").write_bytes(b"half")
    seal(tmp_path / "2025" / "prognose1-x", {"a.csv": b"1"})
    assert [path.name for path in (tmp_path / "2025").iterdir()] == ["prognose1-x"]


def test_a_municipality_with_too_few_children_gets_no_edition(tmp_path: Path, municipality: Municipality) -> None:
    few = {offer: ("1", "1", "1", "1", price) for offer, (*_, price) in PLACES.items()}
    source = write_example(tmp_path / "few.duckdb", Example(places=few))
    with pytest.raises(ApprovalError, match="færre end 5"):
        publish_edition(source, VINTAGE_ID, "prognose1", municipality, tmp_path / "prognoser", "da")


def test_no_written_table_shows_a_type_below_the_threshold(edition: Path) -> None:
    for name in ("tilbudstyper.csv", "aktivitet.csv"):
        rows = list(csv.reader((edition / name).read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        assert "Enkeltintegration" not in {row[0] for row in rows}
        place = 1 if name == "tilbudstyper.csv" else 2
        shown = [float(row[place].replace(",", ".")) for row in rows[1:] if row[place]]
        assert min(shown) >= 5


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
    folder = publish_edition(published_file, VINTAGE_ID, kind, municipality, tmp_path, "da")
    assert folder.is_dir()
    said = caplog.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ("pr. 31. juli 2025, men prognosen er opgjort pr. 30. april 2025" in said) == is_said
