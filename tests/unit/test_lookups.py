from __future__ import annotations

import json
import stat
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS, LATER_ROWS, PLACEMENT_HEADER, PLACEMENTS, REFERRAL_HEADER, REFERRALS

from pipelines.errors import UsageError
from pipelines.lookups import content_of, held_text, look_up, read_number, write_held
from pipelines.settings import DataDirectory
from pipelines.sources.data_subject import case_fields
from pipelines.sources.landing import land

NUMBER, OTHER = "0101154001", "0202165002"
WRONG = "P9;010115-4001;101001;Nord;101;101001;specialklasse;A;31-02-2026;;;01-06-2026"
REUSED = "P1;020216-5002;101002;Syd;101;101002;specialskole;A;01-08-2026;;Det andet barn;01-06-2026"
BILLS = (
    "bilagsnummer;bilagslinje;bogfoeringsdato;konto;art;bevillingsomraade;placering_id;beloeb;tekst",
    "B1;1;01-09-2026;3220800;40;Special;P1;4.000,00;Takst for 010115-4001",
    "B2;1;02-09-2026;3220800;40;Special;P2;5.000,00;Takst",
)


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    files = {
        "institutioner_202609.csv": [INSTITUTIONS.strip()],
        "indstillinger_202609.csv": [REFERRAL_HEADER, *REFERRALS],
        "placeringer_202608.csv": [PLACEMENT_HEADER, PLACEMENTS[0], PLACEMENTS[1]],
        "placeringer_202609.csv": [PLACEMENT_HEADER, *PLACEMENTS, WRONG],
        "visitationer_202609.csv": LATER_ROWS["visitationer"],
        "klager_202609.csv": LATER_ROWS["klager"],
        "omkostninger_202609.csv": BILLS,
    }
    for file, lines in files.items():
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return landed(DataDirectory(tmp_path / "var"), folder)


def landed(data: DataDirectory, folder: Path) -> DataDirectory:
    data.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(data.warehouse)) as connection:
        land(connection, folder, data, "run-1")
    return data


def test_everything_held_about_a_child_is_found_from_referral_to_complaint_and_bill(data):
    held = look_up(data, NUMBER, "sagsbehandler", "Indsigt")
    assert {source: len(rows) for source, rows in held.rows.items()} == {
        "placeringer": 2, "omkostninger": 1, "indstillinger": 1, "visitationer": 1, "klager": 1,
    }  # fmt: skip
    assert held.cases == {
        "complaint_id": ("K1",), "decision_id": ("V1",), "placement_id": ("P1", "P3"), "referral_id": ("I1",),
    }  # fmt: skip
    place = next(row for row in held.rows["placeringer"] if row["placering_id"] == "P1")
    assert place["stod_i"] == ["placeringer_202608.csv:2", "placeringer_202609.csv:2"]


def test_free_text_and_rows_set_aside_belong_to_it(data):
    held = look_up(data, NUMBER, "sagsbehandler", "Indsigt")
    assert [text["bemaerkninger"] for text in held.texts["placeringer"]] == ["Ringet til [CPR]"] * 2
    ((file, rows),) = held.aside.items()
    assert (file, rows[0]["placering_id"], rows[0]["kode"]) == ("placeringer_202609", "P9", "DATE_FORMAT")


def test_nothing_of_another_child_is_shown_also_where_a_case_number_was_given_anew(data, tmp_path):
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "placeringer_202610.csv").write_text(f"{PLACEMENT_HEADER}\n{REUSED}\n", encoding="utf-8")
    landed(data, folder)
    told = json.dumps(content_of(look_up(data, NUMBER, "sagsbehandler", "Indsigt")), default=str)
    assert "P1" in told
    assert "Syd" not in told
    assert "Det andet barn" not in told


def test_a_number_that_no_delivery_named_is_answered_so(data):
    held = look_up(data, "0303123456", "sagsbehandler", "Indsigt")
    assert held_text(held, "da") == "Der er ikke registreret noget om det nummer."
    assert held.count == 0


def test_who_looked_up_and_why_is_noted_and_the_number_is_not(data):
    look_up(data, NUMBER, " sagsbehandler ", "Anmodning om indsigt, sag 17")
    text = (data.restricted / "audit.jsonl").read_text(encoding="utf-8")
    noted = json.loads(text)
    assert (noted["by"], noted["action"], noted["reason"]) == (
        "sagsbehandler", "look_up_child", "Anmodning om indsigt, sag 17",
    )  # fmt: skip
    assert NUMBER not in text


@pytest.mark.parametrize(("by", "reason"), [("", "Indsigt"), ("sagsbehandler", " "), ("sagsbehandler", "010115-4001")])
def test_without_who_and_why_nothing_is_looked_up(data, by, reason):
    with pytest.raises(UsageError):
        look_up(data, NUMBER, by, reason)
    assert not (data.restricted / "audit.jsonl").exists()


def test_the_file_is_its_owners_alone_and_the_table_says_how_much(data, tmp_path):
    held = look_up(data, NUMBER, "sagsbehandler", "Indsigt")
    write_held(held, tmp_path / "indsigt.json")
    assert stat.S_IMODE((tmp_path / "indsigt.json").stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / "indsigt.json").read_text(encoding="utf-8"))) == {
        "sager", "raekker", "fritekst", "sat_til_side",
    }  # fmt: skip
    lines = held_text(held, "da").splitlines()
    assert lines[0].split() == ["Kilde", "Rækker", "Numre"]
    assert any(line.split() == ["placeringer", "2", "P1,", "P3"] for line in lines)


@pytest.mark.parametrize("typed", ["010115-4001", " 0101154001\n", "010115 4001"])
def test_a_number_is_read_as_people_write_it(typed):
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "12345", "010115400x", "０１０１１５４００１"])
def test_what_is_no_number_is_not_repeated(typed):
    with pytest.raises(UsageError) as refused:
        read_number(typed)
    assert not typed or typed not in str(refused.value)


def test_the_fields_of_cases_follow_from_the_contracts():
    assert case_fields() == ("complaint_id", "decision_id", "placement_id", "referral_id")
