from datetime import date

import pytest

from pipelines.municipality import Municipality
from pipelines.unattended.due import DueReport, due_packs, due_report, next_report

USUAL = Municipality()


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2025, 5, 1), DueReport("prognose1", date(2025, 4, 30))),
        (date(2025, 4, 30), None),
        (date(2025, 11, 1), DueReport("prognose3", date(2025, 10, 31))),
        (date(2026, 1, 1), DueReport("regnskab", date(2025, 12, 31))),
    ],
)
def test_a_report_is_due_on_the_morning_after_its_day(today, due):
    assert due_report(USUAL, today) == due


def test_the_next_one_is_told_also_over_new_year():
    assert next_report(USUAL, date(2025, 11, 1)) == DueReport("regnskab", date(2025, 12, 31))
    assert next_report(USUAL, date(2026, 1, 1)) == DueReport("prognose1", date(2026, 4, 30))


def test_a_municipality_has_its_own_calendar():
    calendar = {"prognose1": "03-31", "prognose2": "06-30", "prognose3": "09-30", "regnskab": "12-31"}
    assert due_report(Municipality(prognosekalender=calendar), date(2025, 4, 1)).kind == "prognose1"


def test_packs_are_of_the_month_before_on_the_day_that_is_chosen_and_never_without_one():
    chosen = Municipality(drift={"datapakkedag": 12})

    assert due_packs(chosen, date(2025, 3, 12)) == date(2025, 2, 1)
    assert due_packs(chosen, date(2025, 1, 12)) == date(2024, 12, 1)
    assert due_packs(chosen, date(2025, 3, 13)) is None
    assert due_packs(USUAL, date(2025, 3, 12)) is None
