from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS, REFERRAL_HEADER, REFERRALS, text

from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport

REFERRAL_FILE = "indstillinger_202609.csv"
NEW_SCHOOL = "I4;040415-4004;06-09-2026;101003;101001;Nord;ny;Runde;3"
LATER_INSTITUTIONS = INSTITUTIONS + "101003;01-08-2026;Den nye skole;folkeskole;egen;Nord;Område 1\n"
REFERRALS_THAT_COUNT = """
    select referral_id from raw.current_delivery
    inner join raw.referral_shown using (delivery_id) inner join raw.referral using (row_hash)
    where source = 'indstillinger' order by referral_id
"""


@pytest.fixture
def referrals(folder: Path) -> Path:
    path = folder / REFERRAL_FILE
    path.write_text(text(REFERRAL_HEADER, *REFERRALS, NEW_SCHOOL), encoding="utf-8")
    return path


def counted(report: DeliveryReport) -> tuple[str, int, int]:
    return report.outcome, report.rows_loaded, report.rows_quarantined


@pytest.mark.usefixtures("referrals")
def test_an_institution_of_a_later_edition_in_the_same_run_is_known(folder, landed):
    (folder / "institutioner_202612.csv").write_text(LATER_INSTITUTIONS, encoding="utf-8")
    assert counted(landed()[REFERRAL_FILE]) == ("ACCEPT", 4, 0)


@pytest.mark.usefixtures("referrals")
def test_a_row_kept_aside_is_taken_when_a_later_run_brings_its_institution(warehouse, folder, data, landed):
    assert counted(landed()[REFERRAL_FILE]) == ("QUARANTINE", 3, 1)
    (folder / "institutioner_202610.csv").write_text(LATER_INSTITUTIONS, encoding="utf-8")
    assert counted(landed()[REFERRAL_FILE]) == ("ACCEPT", 4, 0)
    assert warehouse.execute(REFERRALS_THAT_COUNT).fetchall() == [("I1",), ("I2",), ("I3",), ("I4",)]
    assert not list((data.restricted / "quarantine").iterdir())
    assert landed()[REFERRAL_FILE].outcome == "NOOP"


def test_it_is_taken_though_its_file_has_left_the_folder(folder, referrals, landed):
    landed()
    referrals.unlink()
    (folder / "institutioner_202610.csv").write_text(LATER_INSTITUTIONS, encoding="utf-8")
    assert counted(landed()[REFERRAL_FILE]) == ("ACCEPT", 4, 0)


@pytest.mark.usefixtures("referrals")
def test_rows_that_came_before_any_institution_are_checked_when_the_institutions_come(warehouse, folder, landed):
    institutions = folder / "institutioner_202609.csv"
    institutions.rename(folder / "institutioner_202609.csv.part")
    assert counted(landed()[REFERRAL_FILE]) == ("ACCEPT", 4, 0)
    (folder / "institutioner_202609.csv.part").rename(institutions)
    assert counted(landed()[REFERRAL_FILE]) == ("QUARANTINE", 3, 1)
    assert warehouse.execute(REFERRALS_THAT_COUNT).fetchall() == [("I1",), ("I2",), ("I3",)]


@pytest.mark.usefixtures("referrals")
def test_a_school_that_stays_unknown_is_read_again_once_and_then_left_alone(folder, landed):
    landed()
    (folder / "institutioner_202610.csv").write_text(
        INSTITUTIONS + "101009;01-08-2026;En anden skole;folkeskole;egen;Nord;Område 1\n", encoding="utf-8"
    )
    assert counted(landed()[REFERRAL_FILE]) == ("QUARANTINE", 3, 1)
    assert landed()[REFERRAL_FILE].outcome == "NOOP"


def test_the_order_in_which_editions_come_decides_nothing(tmp_path: Path):
    files = {
        "institutioner_202609.csv": INSTITUTIONS,
        "institutioner_202610.csv": LATER_INSTITUTIONS,
        REFERRAL_FILE: text(REFERRAL_HEADER, *REFERRALS, NEW_SCHOOL),
    }
    results = []
    for number, order in enumerate((list(files), list(reversed(files)))):
        connection, folder = duckdb.connect(":memory:"), tmp_path / f"deliveries-{number}"
        folder.mkdir()
        for file in order:
            (folder / file).write_text(files[file], encoding="utf-8")
            land(connection, folder, DataDirectory(tmp_path / f"var-{number}"), "run-1")
        results.append(connection.execute(REFERRALS_THAT_COUNT).fetchall())
    assert results[0] == results[1] == [("I1",), ("I2",), ("I3",), ("I4",)]
