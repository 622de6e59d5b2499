from __future__ import annotations

import stat
from pathlib import Path

from pipelines.assets.working_lists import write_lists

CASE = ("placeringer", "PLACEMENT_OVERLAP", "visitationsenhed", "=P1", "placeringer_202404.csv", 7, "202403", "-12,50")


def test_a_list_is_private_and_no_cell_of_it_is_a_formula_but_negative_amounts_stay_numbers(tmp_path: Path) -> None:
    write_lists(tmp_path, [CASE])
    path = tmp_path / "placeringer_PLACEMENT_OVERLAP.csv"
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "kontrol;ansvarlig;noegle;fil;raekke;foerste_udgave;kr",
        "PLACEMENT_OVERLAP;visitationsenhed;'=P1;placeringer_202404.csv;7;202403;-12,50",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_list_of_a_finding_that_is_no_more_is_deleted(tmp_path: Path) -> None:
    write_lists(tmp_path, [CASE])
    write_lists(tmp_path, [])
    assert list(tmp_path.iterdir()) == []
