from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest
from literal_deliveries import (
    INSTITUTIONS,
    PLACEMENT_HEADER,
    PLACEMENTS,
    POSTING_HEADER,
    POSTINGS,
    REFERRAL_HEADER,
    REFERRALS,
    text,
)

from pipelines.errors import ConfigurationError
from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.settings import DataDirectory
from pipelines.sources import intake, storage
from pipelines.sources.contract import load_contracts
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport

PLACEMENT_FILE = "placeringer_202609.csv"
POSTING_FILE = "omkostninger_202609.csv"


def tables(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    names = ["delivery"]
    for contract in load_contracts().values():
        names += [contract.table, f"{contract.table}_shown"]
    return {name: warehouse.execute(f"select * from raw.{name} order by all").fetchall() for name in names}


def postings(count: int) -> str:
    return text(POSTING_HEADER, *(f"B{n};1;01-09-2026;1;40;Special;{n},00;t" for n in range(1, count + 1)))


def test_a_placement_is_landed_with_a_pseudonym_and_without_its_text(warehouse, folder, landed):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    report = landed()[PLACEMENT_FILE]
    assert (report.outcome, report.warnings) == ("ACCEPT_WARN", {"CPR_IN_TEXT": 1})
    rows = warehouse.execute(
        "select placement_id, birth_month, paying_municipality, start_date, end_date from raw.placement order by 1"
    ).fetchall()
    assert rows[0] == ("P1", date(2015, 1, 1), "101", date(2026, 8, 1), None)
    children = [
        row[0] for row in warehouse.execute("select child_id from raw.placement order by placement_id").fetchall()
    ]
    assert children[0] == children[2] != children[1]
    columns = [row[0] for row in warehouse.execute("describe raw.placement").fetchall()]
    assert "remarks" not in columns


def test_free_text_is_kept_masked_in_restricted(folder, data, landed):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    report = landed()[PLACEMENT_FILE]
    (path,) = (data.restricted / "fritekst").iterdir()
    assert path.name == f"placeringer_{report.sha256[:12]}.parquet"
    assert pl.read_parquet(path).rows() == [(2, "P1", "Ringet til [CPR]")]


def test_no_cpr_number_is_in_the_warehouse_file(folder, data):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    data.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(data.warehouse)) as connection:
        land(connection, folder, data, "run-1")
    content = data.warehouse.read_bytes()
    assert b"010115" not in content
    assert b"Ringet" not in content


def test_the_accepted_file_is_kept_as_it_came(data, landed):
    report = landed()["institutioner_202609.csv"]
    path = data.restricted / "leverancer" / report.sha256 / "institutioner_202609.csv"
    assert path.read_text(encoding="utf-8") == INSTITUTIONS
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_row_that_does_not_fit_is_kept_aside_as_it_came_with_row_code_and_column(folder, data, landed):
    bad = "I4;101154001;06-09-2026;101001;101001;Nord;ny;Runde;3"
    (folder / "indstillinger_202609.csv").write_text(text(REFERRAL_HEADER, *REFERRALS, bad), encoding="utf-8")
    report = landed()["indstillinger_202609.csv"]
    assert (report.rows_in, report.rows_loaded, report.rows_quarantined) == (4, 3, 1)
    (path,) = (data.restricted / "quarantine").iterdir()
    assert path.name == f"{report.sha256[:12]}_indstillinger_202609.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines == [f"raekke;kode;kolonne;{REFERRAL_HEADER}", f"5;CPR_LENGTH;cpr;{bad}"]
    assert "række 5" in report.messages("da")[0]


def test_amounts_are_exact_decimals(warehouse, folder, landed):
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *POSTINGS), encoding="utf-8")
    landed()
    assert warehouse.execute("select sum(amount_kr) from raw.posting").fetchall() == [(Decimal("12984.56"),)]


def test_landing_the_same_folder_again_changes_nothing(warehouse, folder, landed):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    (folder / POSTING_FILE).write_text("ikke en leverance", encoding="utf-8")
    landed()
    before = tables(warehouse)
    again = landed()
    assert again[PLACEMENT_FILE].outcome == "NOOP"
    assert (again[PLACEMENT_FILE].rows_in, again[PLACEMENT_FILE].rows_ignored) == (3, 3)
    assert tables(warehouse) == before


def test_the_same_bytes_under_another_name_are_taken_once(folder, landed):
    content = text(REFERRAL_HEADER, *REFERRALS)
    (folder / "indstillinger_202609.csv").write_text(content, encoding="utf-8")
    (folder / "indstillinger_202609_ny.csv").write_text(content, encoding="utf-8")
    reports = landed()
    assert reports["indstillinger_202609.csv"].outcome == "ACCEPT"
    assert reports["indstillinger_202609_ny.csv"].outcome == "NOOP"


def test_content_is_stored_once_however_many_editions_show_it(warehouse, folder, landed):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    changed = PLACEMENTS[1].replace("01-08-2026;;", "01-08-2026;30-09-2026;")
    (folder / "placeringer_202610.csv").write_text(
        text(PLACEMENT_HEADER, PLACEMENTS[0], changed, PLACEMENTS[2]), encoding="utf-8"
    )
    landed()
    assert warehouse.execute("select count(*) from raw.placement").fetchall() == [(4,)]
    assert warehouse.execute("select count(*) from raw.placement_shown").fetchall() == [(6,)]


def test_the_current_delivery_is_the_highest_version_then_the_later_receipt(warehouse, folder, landed):
    (folder / "omkostninger_202609_v2.csv").write_text(postings(4))
    landed()
    (folder / POSTING_FILE).write_text(postings(3))
    landed()
    (folder / POSTING_FILE).write_text(postings(5))
    landed()
    current = "select version, rows_loaded from raw.current_delivery where source = 'omkostninger'"
    assert warehouse.execute(current).fetchall() == [(2, 4)]
    (folder / "omkostninger_202609_v2.csv").write_text(postings(6))
    landed()
    assert warehouse.execute(current).fetchall() == [(2, 6)]


def test_an_institution_delivered_in_the_same_run_is_known_whatever_its_files_name(folder, landed):
    (folder / "indstillinger_202609.csv").write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    (folder / "institutioner_202609.csv").rename(folder / "institutioner_202612.csv")
    assert landed()["indstillinger_202609.csv"].outcome == "ACCEPT"


def test_raw_keeps_the_pseudonym_of_the_number_that_each_edition_delivered(warehouse, folder, landed):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    renamed = PLACEMENTS[1].replace("020216-5002", "020216-5010")
    (folder / "placeringer_202610.csv").write_text(text(PLACEMENT_HEADER, renamed), encoding="utf-8")
    landed()
    children = warehouse.execute(
        "select child_id from raw.placement_shown inner join raw.placement using (row_hash) "
        "where placement_id = 'P2' order by delivery_id"
    ).fetchall()
    assert len(children) == len(set(children)) == 2


def test_a_wrong_key_stops_the_landing_before_anything_is_written(warehouse, folder, landed, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "k" * 32)
    landed()
    before = tables(warehouse)
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    monkeypatch.setenv(KEY_VARIABLE, "o" * 32)
    with pytest.raises(ConfigurationError):
        landed()
    assert tables(warehouse) == before


def test_an_interrupted_landing_leaves_nothing(warehouse, folder, data):
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")

    def interrupt(number: int, _count: int, _file: str) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        land(warehouse, folder, data, "run-1", interrupt)
    assert not any(tables(warehouse).values())


def test_a_landing_that_was_cut_off_goes_on_where_it_stopped(folder, data, monkeypatch):
    monkeypatch.setattr(storage, "BATCH_ROWS", 3)
    (folder / PLACEMENT_FILE).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    (folder / "placeringer_202610.csv").write_text(text(PLACEMENT_HEADER, *PLACEMENTS[:2]), encoding="utf-8")

    def interrupt(number: int, _count: int, _file: str) -> None:
        if number == 3:
            raise KeyboardInterrupt

    undisturbed, disturbed = duckdb.connect(":memory:"), duckdb.connect(":memory:")
    land(undisturbed, folder, data, "run-1")
    with pytest.raises(KeyboardInterrupt):
        land(disturbed, folder, data, "run-1", interrupt)
    assert [r.outcome for r in land(disturbed, folder, data, "run-1")] == ["NOOP", "ACCEPT_WARN", "ACCEPT"]
    without_time = "select * exclude (received_at) from raw.delivery order by delivery_id"
    assert disturbed.execute(without_time).fetchall() == undisturbed.execute(without_time).fetchall()
    for name in ("placement", "placement_shown", "institution", "institution_shown"):
        assert tables(disturbed)[name] == tables(undisturbed)[name]


def test_what_a_landing_left_of_a_file_that_it_was_storing_is_removed_by_the_next(folder, data, monkeypatch):
    monkeypatch.setattr(storage, "BATCH_ROWS", 1)
    (folder / POSTING_FILE).write_text(postings(150_000), encoding="utf-8")
    undisturbed, disturbed = duckdb.connect(":memory:"), duckdb.connect(":memory:")
    land(undisturbed, folder, data, "run-1")
    with monkeypatch.context() as interrupted:
        interrupted.setattr(intake, "keep_free_text", stop)
        with pytest.raises(KeyboardInterrupt):
            land(disturbed, folder, data, "run-1")
    left = tables(disturbed)
    assert 0 < len(left["posting_shown"]) < 150_000
    assert [line[2] for line in left["delivery"]] == ["institutioner_202609.csv"]
    (folder / POSTING_FILE).rename(folder / "omkostninger_202608.csv.part")
    land(disturbed, folder, data, "run-1")
    assert tables(disturbed)["posting"] == tables(disturbed)["posting_shown"] == []
    (folder / "omkostninger_202608.csv.part").rename(folder / POSTING_FILE)
    land(disturbed, folder, data, "run-1")
    for name in ("posting", "posting_shown"):
        assert tables(disturbed)[name] == tables(undisturbed)[name]


def stop(_data: DataDirectory, entry: DeliveryReport, *_: object) -> None:
    if entry.file == POSTING_FILE:
        raise KeyboardInterrupt


def test_the_report_has_what_the_runs_report_promises(folder, landed):
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *POSTINGS), encoding="utf-8")
    entry = landed()[POSTING_FILE].as_json()
    assert {key: value for key, value in entry.items() if key != "sha256"} == {
        "file": POSTING_FILE, "source": "omkostninger", "edition": "202609", "outcome": "ACCEPT", "rows_in": 3,
        "rows_loaded": 3, "rows_quarantined": 0, "rows_ignored": 0, "reasons": {}, "warnings": {},
        "found_also": {},
    }  # fmt: skip
    assert len(str(entry["sha256"])) == 64
