from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS

from pipelines.errors import RunActiveError, UsageError
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport
from pipelines.verdicts import held_files, quarantined_rows, row_numbers, rule_on_file, rule_on_rows

HEADER = "institutionsnummer;tilbudstype;gyldig_fra;pladser\n"
HELD = "kapacitet_202609.csv"


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "var")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "deliveries"
    path.mkdir()
    for file, count in (("kapacitet_202608.csv", 100), (HELD, 50)):
        deliver(path / file, count)
    return path


def deliver(path: Path, count: int) -> None:
    path.write_text(HEADER + "".join(f"1{n:05};specialklasse;01-01-2024;60\n" for n in range(count)))


def landed(data: DataDirectory, folder: Path) -> dict[str, DeliveryReport]:
    data.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(data.warehouse)) as connection:
        return {report.file: report for report in land(connection, folder, data, "run-1")}


def test_a_file_that_waits_is_listed_with_what_it_would_replace(data, folder):
    landed(data, folder)
    (waiting,) = held_files(data)
    assert (waiting.file.file, waiting.file.rows_fitting) == (HELD, 50)
    assert (waiting.replaces.file, waiting.replaces.rows_fitting) == ("kapacitet_202608.csv", 100)


def test_a_yes_lets_the_file_in_at_the_next_run_and_is_noted_with_who_when_and_why(data, folder):
    landed(data, folder)
    rule_on_file(data, HELD, "accept_file", " controller ", "To skoler er nedlagt")
    assert held_files(data) == []
    (line,) = (data.restricted / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    noted = json.loads(line)
    assert (noted["by"], noted["action"], noted["reason"]) == ("controller", "accept_file", "To skoler er nedlagt")
    assert (noted["file"], noted["source"]) == (HELD, "kapacitet")
    assert noted["at"].endswith("Z")
    assert landed(data, folder)[HELD].outcome == "ACCEPT"


def test_a_file_that_a_later_version_has_made_needless_waits_no_more(data, folder):
    landed(data, folder)
    deliver(folder / "kapacitet_202609_v2.csv", 99)
    landed(data, folder)
    assert held_files(data) == []


def test_a_name_that_no_waiting_file_has_is_answered_with_those_that_wait(data, folder):
    landed(data, folder)
    with pytest.raises(UsageError, match=HELD):
        rule_on_file(data, "kapacitet_202608.csv", "accept_file", "controller", "Set efter")
    assert not (data.restricted / "audit.jsonl").exists()


@pytest.mark.parametrize(
    ("by", "reason"), [("", "Set efter"), ("controller", "  "), ("controller", "Gælder 010115-4001")]
)
def test_who_and_why_must_be_said_without_a_cpr_number(data, folder, by, reason):
    landed(data, folder)
    with pytest.raises(UsageError) as caught:
        rule_on_file(data, HELD, "accept_file", by, reason)
    assert "4001" not in caught.value.message
    assert len(held_files(data)) == 1


def test_nothing_is_decided_before_the_first_run_or_during_one(data, folder):
    with pytest.raises(UsageError):
        held_files(data)
    landed(data, folder)
    with held_data_directory(data), pytest.raises(RunActiveError):
        held_files(data)


AGED = "I4;010190-4005;06-09-2026;101001;101001;Nord;ny;Runde;3\n"
WITHOUT_DATE = "I5;010115-4001;;101001;101001;Nord;ny;Runde;3\n"
REFERRALS = "indstillinger_202609.csv"


GOOD = "I1;010115-4001;03-09-2026;101001;101001;Nord;ny;Runde;3\n"
LONG_AGO = "I7;010115-4001;{};101001;101001;Nord;ny;Runde;3\n"


def deliver_referrals(folder: Path, *rows: str) -> None:
    header = (
        "indstilling_id;cpr;modtaget_dato;indstillende_institution;distriktsskole;bopaelsdistrikt;indstillingstype;"
        "visitationsrunde;klassetrin\n"
    )
    (folder / REFERRALS).write_text(header + "".join(f"{row.strip()}\n" for row in rows))


@pytest.fixture
def two_aside(data, folder) -> DataDirectory:
    deliver_referrals(folder, GOOD, AGED, WITHOUT_DATE, AGED.replace("I4", "I6"))
    landed(data, folder)
    return data


def release(data: DataDirectory, rows: set[int], code: str | None = None, action="release_rows") -> int:
    return rule_on_rows(data, REFERRALS, rows, code, action, "visitator", "Set efter i sagen").rows


def test_rows_are_released_by_number_or_by_code_and_noted_without_a_value(two_aside, folder):
    assert release(two_aside, {3}) == 1
    assert release(two_aside, set(), "CPR_AGE") == 1
    first, second = map(json.loads, (two_aside.restricted / "audit.jsonl").read_text(encoding="utf-8").splitlines())
    assert (first["action"], first["code"], first["rows"]) == ("release_rows", "CPR_AGE", [3])
    assert second["rows"] == [5]
    assert landed(two_aside, folder)[REFERRALS].rows_loaded == 3


def test_a_row_that_cannot_be_read_is_never_released_and_then_no_row_is(two_aside):
    with pytest.raises(UsageError, match=r"DATE_MISSING \(1\)"):
        release(two_aside, {3, 4})
    assert not any(row.is_released for row in quarantined_rows(two_aside))


@pytest.mark.parametrize(("rows", "code", "said"), [
    ({2}, None, "ikke sat til side: 2"), ({3}, "CODE", "med CODE: 3"), (set(), None, "--rows eller --code"),
    (set(), "CODE", "ikke sat til side med CODE. Se"),
])  # fmt: skip
def test_rows_that_are_not_aside_are_named(two_aside, rows, code, said):
    with pytest.raises(UsageError, match=said):
        release(two_aside, rows, code)


@pytest.mark.parametrize(("rows", "code"), [({3}, None), (set(), "CPR_AGE"), ({3}, "CPR_AGE")])
def test_a_release_is_taken_back_before_the_run_or_after_it(two_aside, folder, rows, code):
    for is_loaded in (False, True):
        release(two_aside, {3})
        if is_loaded:
            assert landed(two_aside, folder)[REFERRALS].rows_loaded == 2
        assert release(two_aside, rows, code, action="withdraw_rows") == 1
        with pytest.raises(UsageError, match=r"ikke frigivet.* Frigivet i filen: ingen"):
            release(two_aside, rows, code, action="withdraw_rows")
    assert landed(two_aside, folder)[REFERRALS].reasons == {"CPR_AGE": 2, "DATE_MISSING": 1}


def test_rows_that_were_never_released_are_told_beside_those_that_were(two_aside, folder):
    release(two_aside, {3})
    landed(two_aside, folder)
    with pytest.raises(UsageError, match=r"ikke frigivet: 5\. Frigivet i filen: 3\."):
        release(two_aside, {3, 5}, action="withdraw_rows")
    assert landed(two_aside, folder)[REFERRALS].outcome == "NOOP"


def test_a_withdrawal_that_was_wrong_is_released_again_before_the_run(two_aside, folder):
    release(two_aside, {3})
    landed(two_aside, folder)
    release(two_aside, {3}, action="withdraw_rows")
    assert release(two_aside, {3}) == 1
    assert landed(two_aside, folder)[REFERRALS].outcome == "NOOP"


@pytest.mark.parametrize(("received", "is_taken"), [("06-09-1899", False), ("06-09-2200", False), ("06-09-1900", True)])
def test_a_day_that_no_run_can_load_is_not_released(data, folder, received, is_taken):
    deliver_referrals(folder, "I1;010190-4001;06-09-2026;101001;101001;Nord;ny;Runde;3", LONG_AGO.format(received))
    landed(data, folder)
    if is_taken:
        assert rule_on_rows(data, REFERRALS, {3}, None, "release_rows", "visitator", "Set efter").left == {3: "CPR_AGE"}
        return
    with pytest.raises(UsageError, match=r"Intet er frigivet.*\n  DATE_RANGE, række 3: Kun dage i 1900-2199"):
        release(data, {3})
    assert not any(row.is_released for row in quarantined_rows(data))


def test_of_two_rows_of_one_key_one_is_released_and_the_other_only_in_its_place(data, folder):
    deliver_referrals(folder, GOOD, GOOD.replace("Runde", "Anden"))
    landed(data, folder)
    with pytest.raises(UsageError, match=r"KEY_CONFLICT, række 2, 3: Kun én række med hver nøgle"):
        release(data, {2, 3})
    assert release(data, {2}) == 1
    assert landed(data, folder)[REFERRALS].rows_loaded == 1
    with pytest.raises(UsageError, match=r"KEY_CONFLICT, række 2, 3: "):
        release(data, {3})
    release(data, {2}, action="withdraw_rows")
    assert release(data, {3}) == 1
    assert landed(data, folder)[REFERRALS].rows_loaded == 1


def test_a_row_whose_key_another_row_has_is_not_released_at_the_cost_of_the_other(data, folder):
    deliver_referrals(folder, GOOD, AGED.replace("I4", "I1"))
    landed(data, folder)
    with pytest.raises(UsageError, match=r"KEY_CONFLICT, række 2: "):
        release(data, {3})
    assert landed(data, folder)[REFERRALS].outcome == "NOOP"


def test_a_row_is_not_released_at_the_cost_of_one_that_was_released_before(data, folder):
    unknown_school = AGED.replace("010190-4005", "010115-4001").replace("101001;", "109999;", 1)
    deliver_referrals(folder, GOOD, AGED, unknown_school)
    (folder / "institutioner_202609.csv").write_text(INSTITUTIONS, encoding="utf-8")
    landed(data, folder)
    assert release(data, {3}, "CPR_AGE") == 1
    assert landed(data, folder)[REFERRALS].rows_loaded == 2
    with pytest.raises(UsageError, match=r"KEY_CONFLICT, række 3: "):
        release(data, {4}, "REF_PROVIDER")


def test_a_row_with_more_wrong_is_released_and_told_with_what_keeps_it_aside(data, folder):
    deliver_referrals(folder, GOOD, AGED, AGED.replace("I4", "I6").replace(";ny;", ";nyt;"))
    landed(data, folder)
    ruled = rule_on_rows(data, REFERRALS, {3, 4}, None, "release_rows", "visitator", "Set efter i sagen")
    assert (ruled.rows, ruled.left) == (2, {4: "CODE"})
    assert landed(data, folder)[REFERRALS].reasons == {"CODE": 1}


def test_row_numbers_are_written_with_commas_and_spans():
    assert row_numbers("5, 9-11") == {5, 9, 10, 11}
    assert row_numbers(None) == set()


@pytest.mark.parametrize("text", ["0", "5-3", "a", "1,,2", "1-9999999", "-1"])
def test_other_writing_of_row_numbers_is_wrong_usage(text):
    with pytest.raises(UsageError):
        row_numbers(text)
