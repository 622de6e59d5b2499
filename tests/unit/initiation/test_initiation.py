"""The first day: what is written, what is found missing, and that no row is looked at."""

from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import UsageError
from pipelines.initiation import SourceReview, initiate, review_folder, write_configuration
from pipelines.municipality import Municipality, load_municipality
from pipelines.sources.contract import load_contracts


def header(source: str) -> str:
    return ";".join(column.name for column in load_contracts()[source].columns)


def fill(folder: Path, **editions: str) -> None:
    """All required sources with a header each, in one edition unless told otherwise."""
    for source, contract in load_contracts().items():
        for edition in editions.get(source, "202504" if contract.required else "").split():
            (folder / f"{source}_{edition}.csv").write_text(header(source) + "\n", encoding="utf-8")


def reviewed(folder: Path, source: str) -> SourceReview:
    return {review.contract.source: review for review in review_folder(folder).sources}[source]


def test_a_new_folder_gets_a_configuration_that_holds(tmp_path: Path) -> None:
    told = initiate(tmp_path / "ny" / "mappe", "da")
    assert load_municipality(tmp_path / "ny" / "mappe" / "kommune.yaml") == Municipality()
    assert told.startswith("Skrev ")


def test_a_configuration_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "kommune.yaml").write_text("taerskel: 7\n", encoding="utf-8")
    assert write_configuration(tmp_path) is False
    assert (tmp_path / "kommune.yaml").read_text(encoding="utf-8") == "taerskel: 7\n"
    assert "findes og er ikke rørt" in initiate(tmp_path, "da")


def test_out_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="mappe"):
        write_configuration(tmp_path / "fil")


def test_an_empty_folder_lacks_the_six_required_sources(tmp_path: Path) -> None:
    review = review_folder(tmp_path)
    lacking = [s.contract.source for s in review.sources if s.contract.required and s.is_missing]
    assert lacking == ["befolkning", "budget", "institutioner", "omkostninger", "placeringer", "takster"]
    assert review.is_ready is False


def test_a_folder_with_the_required_sources_is_ready_and_the_rest_is_offered(tmp_path: Path) -> None:
    fill(tmp_path)
    told = initiate(tmp_path, "da")
    assert review_folder(tmp_path).is_ready
    assert "Mappen har det, en prognose kræver." in told
    for contract in load_contracts().values():
        assert (contract.without_it["da"] in told) is (not contract.required)


def test_months_between_the_first_posting_and_the_newest_edition_are_asked_for(tmp_path: Path) -> None:
    fill(tmp_path, omkostninger="202411 202501 202502", placeringer="202503")
    (tmp_path / "budget_202504.csv").unlink()
    (tmp_path / "budget_202503.csv").write_text(header("budget"), encoding="utf-8")
    for source in ("befolkning", "institutioner", "takster"):
        (tmp_path / f"{source}_202504.csv").unlink()
    assert reviewed(tmp_path, "omkostninger").missing_months == (202412, 202503)
    assert reviewed(tmp_path, "placeringer").missing_months == ()
    assert "omkostninger: 2 måneder (202412, 202503). Lever dem." in initiate(tmp_path, "da")


def test_missing_columns_are_named_required_apart_from_optional(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "befolkning_202504.csv").write_text("Distrikt;ALDER;antal;art;køn\n", encoding="utf-8")
    review = reviewed(tmp_path, "befolkning")
    assert review.missing_columns == ("prognoseaar", "opgoerelsesdato")
    assert review.unknown_columns == ("køn",)
    assert review_folder(tmp_path).is_ready is False
    assert "befolkning mangler kolonnerne prognoseaar, opgoerelsesdato. Tilføj dem." in initiate(tmp_path, "da")


def test_aliases_and_optional_columns_count(tmp_path: Path) -> None:
    columns = "instnr;gyldig_fra;gyldig_til;navn;institutionstype;ejer;distrikt;omraade;klynge;efterfoelger\n"
    (tmp_path / "institutioner_202504.csv").write_text(columns, encoding="utf-8")
    review = reviewed(tmp_path, "institutioner")
    assert (review.missing_columns, review.absent_optional_columns) == ((), ("pladser",))


def test_the_newest_version_of_the_newest_edition_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "takster_202503.csv").write_text(header("takster"), encoding="utf-8")
    (tmp_path / "takster_202504.csv").write_text("institutionsnummer\n", encoding="utf-8")
    (tmp_path / "takster_202504_v2.csv").write_text(header("takster"), encoding="utf-8")
    review = reviewed(tmp_path, "takster")
    assert (review.editions, review.missing_columns) == ((202503, 202504), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_headers_are_read_in_every_encoding_of_the_gate(tmp_path: Path, encoding: str, end: str) -> None:
    text = f'"{header("klager").replace(";", chr(34) + ";" + chr(34))}"{end}' + f"é;ø{end}" * 20_000
    (tmp_path / "klager_202504.csv").write_bytes(text.encode(encoding))
    assert reviewed(tmp_path, "klager").missing_columns == ()


def test_the_header_of_a_workbook_is_found_under_a_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Udtræk"])
    book.active.append(header("klager").split(";"))
    book.save(tmp_path / "klager_202504.xlsx")
    assert reviewed(tmp_path, "klager").missing_columns == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("takster_202504.csv", b"", "EMPTY"),
        ("takster_202504.csv", b"a;b;c\n", "HEADER"),
        ("takster_202504.csv", b"PK\x03\x04", "NOT_CSV"),
        ("takster_202504.xlsx", b"institutionsnummer;tilbudstype\n", "NOT_XLSX"),
        ("takster_202504.csv", b"institutionsnummer,tilbudstype,ydelse\n", "DELIMITER"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named_with_its_code(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    review = reviewed(tmp_path, "takster")
    assert (review.unreadable, review.is_ready) == (((name, code),), False)
    assert f"{name} kan ikke åbnes ({code})" in initiate(tmp_path, "da")


def test_a_name_nobody_asked_for_is_told_and_a_readme_is_not(tmp_path: Path) -> None:
    for name in ("placeringer_2025.csv", "README.md", "placeringer_202504.csv.sha256"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert review_folder(tmp_path).unknown_files == ("placeringer_2025.csv",)


def test_no_value_of_a_row_is_told(tmp_path: Path) -> None:
    fill(tmp_path)
    for source in load_contracts():
        (tmp_path / f"{source}_202504.csv").write_text(f"{header(source)}\nkanariefugl;0101101234\n", encoding="utf-8")
    told = initiate(tmp_path, "da") + initiate(tmp_path, "en")
    assert "kanariefugl" not in told
    assert "0101101234" not in told


def test_a_file_without_a_header_tells_nothing_of_its_first_row(tmp_path: Path) -> None:
    row = "P1;0101101234;S1;D1;101;S1;specialskole;A;2024-08-01\n"
    (tmp_path / "placeringer_202504.csv").write_text(row, encoding="utf-8")
    assert "0101101234" not in initiate(tmp_path, "da")


def test_english_is_told_when_asked(tmp_path: Path) -> None:
    told = initiate(tmp_path, "en")
    assert told.startswith("Wrote ")
    assert "Without placements there is no activity to project." in told
    assert "mangler" not in told


def test_columns_that_kommune_yaml_names_are_not_missing(tmp_path: Path) -> None:
    (tmp_path / "kapacitet_202504.csv").write_text("Enhed;Type;Fra;Antal\n101001;specialskole;01-01-2024;5\n")
    called = {"institutionsnummer": "Enhed", "tilbudstype": "Type", "gyldig_fra": "Fra", "pladser": "Antal"}
    lines = [f"  - {{kilde: kapacitet, kolonne: {ours}, hedder: {theirs}}}\n" for ours, theirs in called.items()]
    assert "kapacitet_202504.csv kan ikke åbnes" in initiate(tmp_path, "da")
    (tmp_path / "kommune.yaml").write_text("kolonnenavne:\n" + "".join(lines), encoding="utf-8")
    assert "Leveret: kapacitet" in initiate(tmp_path, "da")
    assert "kan ikke åbnes" not in initiate(tmp_path, "da")
