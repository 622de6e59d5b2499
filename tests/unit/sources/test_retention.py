from __future__ import annotations

from datetime import date

import duckdb
import pytest
from literal_deliveries import PLACEMENT_HEADER, text

from pipelines.sources.retention import months_before, old_children, overdue, shipped_rules

ENDED = "P1;010115-4001;101001;Nord;101;101001;specialklasse;A;01-08-2020;31-07-2021;;01-06-2020"
OPEN = "P2;020216-5002;101002;Syd;101;101002;specialskole;A;01-08-2020;;Ringet;01-06-2020"


@pytest.fixture
def loaded(folder, landed, warehouse) -> duckdb.DuckDBPyConnection:
    (folder / "placeringer_202609.csv").write_text(text(PLACEMENT_HEADER, ENDED, OPEN), encoding="utf-8")
    landed()
    return warehouse


def test_months_are_whole_and_count_back_over_the_year():
    assert months_before(date(2026, 11, 22), 12) == date(2025, 11, 1)
    assert months_before(date(2026, 1, 31), 1) == date(2025, 12, 1)


def test_a_child_is_old_when_its_last_day_is_and_never_while_a_place_is_open(loaded):
    ids = dict(loaded.execute("select placement_id, child_id from raw.placement").fetchall())
    assert old_children(loaded, date(2021, 7, 31)) == []
    assert old_children(loaded, date(2021, 8, 1)) == [ids["P1"]]
    assert set(old_children(loaded, date(2026, 10, 1))) == {ids["P1"], ids["P2"]}  # no longer delivered


def test_files_are_held_for_their_own_time_after_their_edition(loaded, data):
    (data.restricted / "fund" / "2025-10-31").mkdir(parents=True)
    (data.restricted / "fund" / "2026-10-31").mkdir(parents=True)
    assert overdue(loaded, data, {}, date(2026, 11, 22)).counts == {"boern": 1, "arbejdslister": 1}
    assert overdue(loaded, data, {"boern": 70}, date(2026, 11, 22)).counts == {"arbejdslister": 1}
    assert overdue(loaded, data, {"boern": 70}, date(2028, 11, 1)).counts == {
        "boern": 1, "fritekst": 1, "arbejdslister": 2,
    }  # fmt: skip
    assert overdue(loaded, data, {"leverancer": 1}, date(2026, 11, 1)).counts["leverancer"] == 2


def test_every_kind_says_from_when_what_and_why():
    assert all(rule.trigger and rule.action and rule.basis for rule in shipped_rules().values())
