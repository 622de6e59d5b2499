from __future__ import annotations

import pytest
from literal_deliveries import PLACEMENT_HEADER, PLACEMENTS, POSTING_HEADER, POSTINGS, text

POSTING_FILE = "omkostninger_202609.csv"


def posting(voucher: str) -> str:
    return text(POSTING_HEADER, *POSTINGS, f"{voucher};1;06-09-2026;3220800;40;Special;1,00;Takst")


@pytest.mark.parametrize("voucher", ["0101154001", "B-0202165002", "0101154001/2"])
def test_a_voucher_that_is_the_number_of_a_child_of_the_same_run_is_kept_aside(voucher, folder, landed):
    (folder / "placeringer_202609.csv").write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    (folder / POSTING_FILE).write_text(posting(voucher), encoding="utf-8")
    report = landed()[POSTING_FILE]
    assert (report.outcome, report.reasons, report.rows_loaded) == ("QUARANTINE", {"CPR_IN_KEY": 1}, 3)
    assert "kolonne »bilagsnummer«" in report.messages("da")[0]


def test_so_is_one_of_a_child_that_an_earlier_run_named(folder, landed):
    (folder / "placeringer_202609.csv").write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    landed()
    (folder / POSTING_FILE).write_text(posting("0101154001"), encoding="utf-8")
    assert landed()[POSTING_FILE].reasons == {"CPR_IN_KEY": 1}


@pytest.mark.parametrize("voucher", ["0101154009", "20101154001", "1900000123"])
def test_ten_digits_that_are_no_known_childs_number_are_a_voucher(voucher, folder, landed):
    (folder / "placeringer_202609.csv").write_text(text(PLACEMENT_HEADER, *PLACEMENTS), encoding="utf-8")
    (folder / POSTING_FILE).write_text(posting(voucher), encoding="utf-8")
    assert landed()[POSTING_FILE].outcome == "ACCEPT"


def test_a_placements_case_number_may_not_be_a_childs_number_in_any_form(folder, landed):
    rows = [PLACEMENTS[0], PLACEMENTS[1].replace("P2;", "sag0101154001;"), PLACEMENTS[2]]
    (folder / "placeringer_202609.csv").write_text(text(PLACEMENT_HEADER, *rows), encoding="utf-8")
    assert landed()["placeringer_202609.csv"].reasons == {"CPR_IN_KEY": 1}
