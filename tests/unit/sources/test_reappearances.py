from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import LATER_ROWS, PLACEMENT_HEADER, POSTING_HEADER, text

from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport

HEADER, *ROWS = LATER_ROWS["kapacitet"]
FIRST, OTHER = text(HEADER, *ROWS), text(HEADER, ROWS[0])
Deliver = Callable[[str, str], DeliveryReport]


@pytest.fixture
def deliver(warehouse: duckdb.DuckDBPyConnection, data: DataDirectory, tmp_path: Path) -> Deliver:
    """Land one file alone and give its report."""

    def landed(file: str, content: str) -> DeliveryReport:
        folder = tmp_path / "inbox"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        (folder / file).write_text(content, encoding="utf-8")
        (report,) = (entry for entry in land(warehouse, folder, data, "run-1") if entry.file == file)
        return report

    return landed


def counting(warehouse: duckdb.DuckDBPyConnection, source: str = "kapacitet") -> list[tuple[int, int, int]]:
    query = "select edition, version, rows_loaded from raw.current_delivery where source = ? order by edition"
    return warehouse.execute(query, [source]).fetchall()


def test_a_correction_that_goes_back_to_the_original_counts(deliver, warehouse):
    deliver("kapacitet_202609.csv", FIRST)
    deliver("kapacitet_202609_v2.csv", OTHER)
    again = deliver("kapacitet_202609_v3.csv", FIRST)

    assert (again.outcome, again.rows_in, again.rows_ignored, again.warnings) == ("NOOP", 2, 2, {"SAME_BYTES": 1})
    assert "kapacitet_202609.csv" in again.messages("da")[0]
    assert counting(warehouse) == [(202609, 3, 2)]


def test_an_original_put_back_after_another_counts_again(deliver, warehouse):
    for content in (FIRST, OTHER, FIRST):
        deliver("kapacitet_202609.csv", content)

    assert counting(warehouse) == [(202609, 0, 2)]
    before = warehouse.execute("select count(*) from raw.reappearance").fetchall()
    deliver("kapacitet_202609.csv", FIRST)
    assert warehouse.execute("select count(*) from raw.reappearance").fetchall() == before


def test_an_edition_like_an_earlier_one_counts_in_whatever_order_they_come(tmp_path):
    editions = {"kapacitet_202609.csv": FIRST, "kapacitet_202610.csv": OTHER, "kapacitet_202611.csv": FIRST}
    found = []
    for number, order in enumerate(permutations(editions)):
        connection = duckdb.connect(":memory:")
        for file in order:
            folder = tmp_path / f"{number}-{file}"
            folder.mkdir()
            (folder / file).write_text(editions[file], encoding="utf-8")
            land(connection, folder, DataDirectory(tmp_path / f"var-{number}"), "run-1")
        found.append(counting(connection))
    assert found == [[(202609, 0, 2), (202610, 0, 1), (202611, 0, 2)]] * 6


def test_an_edition_with_the_bytes_of_the_one_before_it_is_the_one_before_it(deliver, warehouse):
    deliver("kapacitet_202610.csv", FIRST)
    deliver("kapacitet_202609.csv", FIRST)
    deliver("kapacitet_202611.csv", FIRST)

    assert counting(warehouse) == [(202609, 0, 2)]


def test_the_bytes_of_one_month_are_no_other_months_ledger(deliver, warehouse):
    ledger = text(POSTING_HEADER, "B1;1;01-09-2026;3220800;40;Special;4.000,00;Takst")
    deliver("omkostninger_202609.csv", ledger)

    again = deliver("omkostninger_202610.csv", ledger)
    assert (again.outcome, again.warnings) == ("NOOP", {"SAME_BYTES_OTHER_MONTH": 1})
    assert "Bed om udtrækket for 202610." in again.messages()[0]
    assert counting(warehouse, "omkostninger") == [(202609, 0, 1)]


def test_a_register_that_knows_of_later_days_does_not_count_for_an_earlier_month(deliver, warehouse):
    placements = text(
        PLACEMENT_HEADER, "P1;010115-4001;101001;Nord;0101;101001;specialklasse;A;01-08-2026;;;10-09-2026"
    )
    deliver("placeringer_202609.csv", placements)

    assert deliver("placeringer_202608.csv", placements).outcome == "NOOP"
    assert counting(warehouse, "placeringer") == [(202609, 0, 1)]


def test_old_bytes_with_a_fifth_fewer_rows_change_nothing_and_say_so(deliver, warehouse):
    many = text(HEADER, *(f"{number};specialklasse;01-01-2024;5" for number in range(60)))
    few = text(HEADER, *(f"{number};specialklasse;01-01-2024;5" for number in range(48)))
    deliver("kapacitet_202609.csv", few)
    deliver("kapacitet_202610.csv", many)
    again = deliver("kapacitet_202611.csv", few)

    assert (again.outcome, again.warnings) == ("NOOP", {"SAME_BYTES_FEWER": 1})
    assert counting(warehouse) == [(202609, 0, 48), (202610, 0, 60)]


def test_bytes_that_someone_said_yes_to_count_again_when_they_come_again(deliver, warehouse):
    many, few, other = (
        text(HEADER, *(f"{number};specialklasse;01-01-2024;5" for number in range(count))) for count in (60, 40, 41)
    )
    deliver("kapacitet_202609.csv", many)
    assert deliver("kapacitet_202610.csv", few).outcome == "HOLD"
    ruling = (
        "insert into control.ruling select 1, now(), 'visi', 'accept_file', source, edition, file_name, sha256, 'ja'"
    )
    warehouse.execute(f"{ruling}, null, null from raw.standing_delivery where outcome = 'HOLD'")
    deliver("kapacitet_202611.csv", other)
    again = deliver("kapacitet_202612.csv", few)

    assert again.warnings == {"SAME_BYTES": 1}
    assert counting(warehouse) == [(202609, 0, 60), (202610, 0, 40), (202611, 0, 41), (202612, 0, 40)]


def test_a_copy_under_a_name_that_does_not_hold_says_nothing(deliver, warehouse):
    deliver("kapacitet_202609.csv", FIRST)

    assert deliver("kapacitet_202609_ny.csv", FIRST).warnings == {}
    assert warehouse.execute("select count(*) from raw.reappearance").fetchall() == [(0,)]
