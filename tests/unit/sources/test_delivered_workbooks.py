from __future__ import annotations

from datetime import date, datetime

import pytest
from odd_workbooks import sheet_with
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from pipelines.sources.contract import load_contracts
from pipelines.sources.workbook import cell_text, read_workbook


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "ja"),
        (101001, "101001"),
        (101001.0, "101001"),
        (1234.56, "1234,56"),
        (0.1 + 0.2, "0,3"),
        (-999999999.99, "-999999999,99"),
        (datetime(2026, 9, 3), "2026-09-03"),
        (datetime(2026, 9, 3, 14, 3), "2026-09-03T14:03:00"),
        ("A\u030aben", "Åben"),
    ],
)
def test_a_cell_has_the_text_that_a_danish_csv_would_have(value, text):
    assert cell_text(value) == text


# 1 January 2026 is day 46,023 of a calendar that calls 1 January 1900 day 1 and knows a 29 February 1900; the other
# calendar, which begins on 1 January 1904, is 1,462 days behind.
@pytest.mark.parametrize(("number", "epoch"), [(46_268, WINDOWS_EPOCH), (44_806, MAC_EPOCH)])
def test_a_number_in_a_column_of_days_is_the_day_that_the_workbook_counts_so(number, epoch):
    assert cell_text(number, "date", epoch=epoch) == "2026-09-03"


@pytest.mark.parametrize("number", [46_268.5, 0, -1, 20_260_903, 101_154_001])
def test_a_number_that_counts_no_day_stays_a_number(number):
    assert cell_text(number, "date", epoch=WINDOWS_EPOCH) == str(number).replace(".", ",")


@pytest.mark.parametrize("shown_as", ['0.00"%"', "0.00\\%", '0.0" %"', "0_%"])
def test_a_per_cent_sign_that_is_only_shown_makes_no_share(shown_as):
    assert cell_text(0.8, "pct", shown_as) == "0,8"


def test_a_name_of_digits_has_the_zeros_that_the_sheet_shows():
    assert cell_text(12, "text", "0000") == "0012"
    assert cell_text(12, "text", "General") == cell_text(12, "int", "0000") == "12"
    assert cell_text(101154001, "cpr", "0000000000") == "101154001"


def test_a_number_shown_as_a_share_is_written_in_per_cent():
    assert cell_text(0.0325, "pct", "0.00%") == "3,25 %"
    assert cell_text(1, "pct", "0%") == "100 %"


@pytest.mark.parametrize(("value", "kind"), [(date(2026, 7, 4), "text"), (date(2026, 7, 4), "amount"), (1e17, "text")])
def test_what_excel_has_made_of_a_code_or_a_long_number_is_an_error_value(value, kind):
    assert cell_text(value, kind) == "#NUM!"


def test_the_first_row_with_broken_letters_is_named():
    book = sheet_with("visitationsrunde", "x", "Ã…ben", "Ã…ben")
    (problem,) = read_workbook(book, load_contracts()["indstillinger"]).problems
    assert (problem.code, problem.facts["line"]) == ("MOJIBAKE", "3")
