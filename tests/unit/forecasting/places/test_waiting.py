from datetime import date

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED

from forecasting.given.horizon import date_of, day_number
from forecasting.given.randomness import keys_of
from forecasting.places.referrals import next_august
from forecasting.places.waiting import Waiting, decision_days

DECISION = ASSUMED.intake.decision


def cases(rows):
    """Rows of (received, status, ended)."""
    return pl.DataFrame(
        [
            {
                "received_date": received, "status": status,
                "decision_date": None if status == "withdrawn" else ended, "decision_known_date": None,
                "withdrawn_date": ended if status == "withdrawn" else None,
            }
            for received, status, ended in rows
        ],
        schema={
            "received_date": pl.Date, "status": pl.String, "decision_date": pl.Date,
            "decision_known_date": pl.Date, "withdrawn_date": pl.Date,
        },
    )  # fmt: skip


def days_after(waiting, received, as_of, n=2000):
    keys = keys_of(pl.Series([str(i) for i in range(n)]), 1)
    return decision_days(waiting, np.full(n, day_number(received), dtype=np.int32), day_number(as_of), keys)


def test_a_case_waits_for_the_meeting_that_its_month_waits_for():
    # cases of January and February wait for 15 May, those of June are decided after three weeks
    rounds = [
        (date(year, month, day), "granted", ended)
        for year in (2021, 2022, 2023, 2024)
        for day in range(1, 28)
        for month, ended in (
            (1, date(year, 5, 15)), (2, date(year, 5, 15)), (6, date_of(day_number(date(year, 6, day)) + 21)),
        )
    ]  # fmt: skip
    waiting = Waiting.of_cases(cases(rounds), date(2025, 4, 30), DECISION)

    winter = days_after(waiting, date(2025, 1, 14), date(2025, 4, 30))
    assert np.mean(winter < day_number(date(2025, 6, 10))) > 0.9
    summer = days_after(waiting, date(2025, 6, 14), date(2025, 4, 30))
    assert np.mean(summer < day_number(date(2025, 7, 15))) > 0.8


def test_open_cases_count_as_long_as_they_have_been_seen():
    # 50 of 100 decided on day 15; the others, received the same day, are open on day 18: nothing is known beyond
    received = date(2025, 3, 3)
    rows = [(received, "granted", date(2025, 3, 18))] * 50 + [(received, "pending", None)] * 50
    waiting = Waiting.of_cases(cases(rows), date(2025, 3, 21), DECISION)

    share = waiting.decided[2]
    assert share[2] == pytest.approx(0.5, abs=0.03)
    # beyond it the assumption's hazard goes on (0.30 of the 0.85 open after one month are decided in the next), so
    # that by day 60 about two thirds of the others are not said to be decided
    assert 0.6 < share[6] < 0.8


def test_a_case_that_has_outlived_the_usual_withdrawal_is_likelier_to_be_approved():
    # 90 decided on day 60, 10 withdrawn on day 10: after 30 days only decisions are left, (90 + 10 x 0.9) / 100 / 0.9
    received = date(2024, 1, 1)
    rows = [(received, "granted", date(2024, 3, 1))] * 90 + [(received, "withdrawn", date(2024, 1, 11))] * 10
    waiting = Waiting.of_cases(cases(rows), date(2025, 1, 1), DECISION)

    assert waiting.outlasting(np.array([0, 30])) == pytest.approx([1.0, 1.1])


def test_without_a_single_case_the_assumption_decides():
    waiting = Waiting.of_cases(cases([]), date(2025, 4, 30), DECISION)

    days = days_after(waiting, date(2025, 5, 1), date(2025, 4, 30)) - day_number(date(2025, 5, 1))
    # 0.15 + 0.30 + 0.25 of all are decided within three months
    assert np.mean(days < 91) == pytest.approx(0.70, abs=0.04)
    assert waiting.outlasting(np.array([0, 500])) == pytest.approx([1.0, 1.0])


def test_a_decision_known_in_august_has_next_years_first_of_august_ahead():
    days = np.array([day_number(date(2025, 7, 31)), day_number(date(2025, 8, 1)), day_number(date(2025, 12, 31))])

    assert [date_of(day) for day in next_august(days)] == [date(2025, 8, 1), date(2026, 8, 1), date(2026, 8, 1)]
