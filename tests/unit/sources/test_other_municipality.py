"""A file of another municipality's places, put into the wrong folder: nothing of it is kept."""

from __future__ import annotations

import sqlite3

import pytest
from literal_deliveries import PLACEMENT_HEADER, PLACEMENTS, text

from pipelines.municipality import Municipality
from pipelines.sources.landing import land

OURS, THEIRS = "placeringer_202608.csv", "placeringer_202609.csv"
OTHERS = tuple(row.replace(";0101;", ";0147;").replace(";101;1", ";147;1") for row in PLACEMENTS)


@pytest.fixture
def landed_as(warehouse, folder, data):
    def landed(code: str | None):
        municipality = Municipality(kommunekode=code)
        return {entry.file: entry for entry in land(warehouse, folder, data, "run-1", municipality=municipality)}

    return landed


def places(warehouse) -> set[tuple[str, str]]:
    return set(warehouse.execute("select placement_id, paying_municipality from raw.placement").fetchall())


def children(data) -> int:
    with sqlite3.connect(data.restricted / "vault" / "vault.sqlite") as vault:
        return vault.execute("select count(*) from child").fetchone()[0]


def test_places_that_another_municipality_pays_for_are_refused_and_nothing_of_them_is_kept(
    warehouse, folder, data, landed_as
):
    (folder / OURS).write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    (folder / THEIRS).write_text(
        text(PLACEMENT_HEADER, *OTHERS).replace("010115-4001", "030317-4003"), encoding="utf-8"
    )

    entry = landed_as("101")[THEIRS]

    assert (entry.outcome, entry.reasons, entry.rows_loaded) == ("REJECT", {"OTHER_MUNICIPALITY": 1}, 0)
    said = "Kommunekode 101 (kommune.yaml) betaler for ingen af filens 3 pladser; de fleste betales af 147 (3)."
    assert said in entry.messages()[0]
    assert {payer for _, payer in places(warehouse)} == {"101"}
    assert children(data) == 2
    assert not list(data.restricted.glob(f"leverancer/*/{THEIRS}"))


def test_a_file_with_a_single_place_of_ours_is_ours(folder, landed_as):
    (folder / OURS).write_text(text(PLACEMENT_HEADER, PLACEMENTS[0], *OTHERS[1:]), encoding="utf-8")

    assert landed_as("101")[OURS].rows_loaded == 3


def test_the_file_is_taken_when_the_code_is_corrected(warehouse, folder, landed_as):
    (folder / THEIRS).write_text(text(PLACEMENT_HEADER, *OTHERS), encoding="utf-8")

    assert [landed_as(code)[THEIRS].rows_loaded for code in ("101", "147")] == [0, 3]
    assert len(places(warehouse)) == 3


def test_without_a_declared_code_nothing_is_refused(folder, landed_as):
    (folder / THEIRS).write_text(text(PLACEMENT_HEADER, *OTHERS), encoding="utf-8")

    assert landed_as(None)[THEIRS].rows_loaded == 3
