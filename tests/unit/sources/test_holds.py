from __future__ import annotations

from datetime import datetime
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import POSTING_HEADER, text

from pipelines.settings import DataDirectory
from pipelines.sources.holds import has_shrunk, shrunk_files
from pipelines.sources.landing import land
from pipelines.sources.receipts import Standing
from pipelines.sources.rulings import Ruling, add_ruling

CAPACITY_HEADER = "institutionsnummer;tilbudstype;gyldig_fra;pladser"
FIRST, SECOND, THIRD = (f"kapacitet_2026{month}.csv" for month in ("07", "08", "09"))
CURRENT = "select file_name, rows_loaded from raw.current_delivery where source = ? order by edition"


def capacities(count: int) -> str:
    return text(CAPACITY_HEADER, *(f"1{n:05};specialklasse;01-01-2024;60" for n in range(count)))


def postings(count: int) -> str:
    return text(POSTING_HEADER, *(f"B{n};1;01-09-2026;1;40;Special;{n},00;t" for n in range(1, count + 1)))


def current(warehouse: duckdb.DuckDBPyConnection, source: str = "kapacitet") -> list[tuple[str, int]]:
    return warehouse.execute(CURRENT, [source]).fetchall()


def ruling(action: str, sha256: str) -> Ruling:
    return Ruling(datetime(2026, 10, 1), "controller", action, "kapacitet", 202609, THIRD, sha256, "Kontrolleret")


def standing(edition: int, rows: int, version: int = 0) -> Standing:
    number = edition * 10 + version
    return Standing("kapacitet", f"{number}", f"{number}", edition, version, "ACCEPT", rows, rows, "", number, number)


@pytest.mark.parametrize(("before", "now", "held"), [(50, 40, True), (50, 41, False), (49, 0, False), (50, 60, False)])
def test_a_fifth_is_much_from_fifty_rows_on(before, now, held):
    assert has_shrunk(before, now) is held


def test_a_file_that_waits_is_not_what_the_next_is_held_against():
    files = [standing(202607, 100), standing(202608, 60), standing(202609, 60), standing(202610, 90)]
    assert {sha: before.edition for sha, before in shrunk_files(files, "snapshot", ()).items()} == {
        "2026080": 202607,
        "2026090": 202607,
    }
    assert shrunk_files(files, "snapshot", {"2026080"}) == {}


def test_months_of_a_period_source_are_not_held_against_each_other_but_versions_are():
    files = [standing(202607, 100), standing(202608, 60), standing(202608, 40, version=2)]
    assert list(shrunk_files(files, "period", ())) == ["2026082"]


def test_a_redelivery_that_lost_a_fifth_of_its_rows_waits_and_what_it_was_to_replace_holds(warehouse, folder, landed):
    (folder / "omkostninger_202609.csv").write_text(postings(50))
    landed()
    (folder / "omkostninger_202609_v2.csv").write_text(postings(40))
    held = landed()["omkostninger_202609_v2.csv"]
    assert (held.outcome, held.reasons, held.rows_in, held.rows_ignored) == ("HOLD", {"SHRINK": 1}, 40, 40)
    assert "40 brugbare rækker mod 50" in held.messages("da")[0]
    assert current(warehouse, "omkostninger") == [("omkostninger_202609.csv", 50)]
    assert landed()["omkostninger_202609_v2.csv"] == held


@pytest.mark.parametrize("arrivals", [*permutations((FIRST, SECOND, THIRD)), ((FIRST, SECOND, THIRD),)])
def test_the_order_of_arrival_does_not_decide_which_edition_waits(tmp_path: Path, arrivals):
    rows = {FIRST: 100, SECOND: 70, THIRD: 95}
    warehouse, folder = duckdb.connect(":memory:"), tmp_path / "deliveries"
    folder.mkdir()
    outcomes = {}
    for arrival in arrivals:
        for file in (arrival,) if isinstance(arrival, str) else arrival:
            (folder / file).write_text(capacities(rows[file]))
        outcomes = {r.file: r.outcome for r in land(warehouse, folder, DataDirectory(tmp_path / "var"), "run-1")}
    assert current(warehouse) == [(FIRST, 100), (THIRD, 95)]
    assert outcomes[SECOND] == "HOLD"
    assert {outcomes[FIRST], outcomes[THIRD]} <= {"ACCEPT", "NOOP"}


def test_an_edition_that_was_taken_waits_when_the_one_before_it_comes_late(warehouse, folder, landed):
    (folder / SECOND).write_text(capacities(70))
    assert landed()[SECOND].outcome == "ACCEPT"
    (folder / FIRST).write_text(capacities(100))
    assert landed()[SECOND].outcome == "HOLD"
    (folder / "kapacitet_202607_v2.csv").write_text(capacities(81))
    after = landed()
    assert (after["kapacitet_202607_v2.csv"].outcome, after[SECOND].outcome) == ("ACCEPT", "ACCEPT")
    assert current(warehouse) == [("kapacitet_202607_v2.csv", 81), (SECOND, 70)]


def test_after_a_yes_the_file_counts_also_when_it_has_left_the_folder(warehouse, folder, landed):
    (folder / SECOND).write_text(capacities(100))
    (folder / THIRD).write_text(capacities(50))
    held = landed()[THIRD]
    (folder / THIRD).unlink()
    add_ruling(warehouse, ruling("accept_file", held.sha256))
    taken = landed()[THIRD]
    assert (taken.outcome, taken.rows_loaded) == ("ACCEPT", 50)
    assert current(warehouse) == [(SECOND, 100), (THIRD, 50)]


def test_after_a_no_the_file_waits_no_more_and_of_two_rulings_the_later_holds(warehouse, folder, landed):
    (folder / SECOND).write_text(capacities(100))
    (folder / THIRD).write_text(capacities(50))
    held = landed()[THIRD]
    add_ruling(warehouse, ruling("refuse_file", held.sha256))
    assert (landed()[THIRD].outcome, landed()[THIRD].reasons) == ("IGNORE", {"REFUSED": 1})
    assert current(warehouse) == [(SECOND, 100)]
    add_ruling(warehouse, ruling("accept_file", held.sha256))
    assert landed()[THIRD].outcome == "ACCEPT"
    assert current(warehouse) == [(SECOND, 100), (THIRD, 50)]


def test_a_ruling_outlives_a_landing_from_scratch(warehouse, folder, landed):
    (folder / SECOND).write_text(capacities(100))
    (folder / THIRD).write_text(capacities(50))
    add_ruling(warehouse, ruling("accept_file", landed()[THIRD].sha256))
    warehouse.execute("drop schema raw cascade")
    assert landed()[THIRD].outcome == "ACCEPT"
