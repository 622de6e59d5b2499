from datetime import date

import pytest

from pipelines.errors import UsageError
from pipelines.synthetic.days import (
    checked_period,
    date_of,
    day_of,
    last_day,
    next_first_of_august,
    next_round,
    next_workday,
    school_year,
)


def test_a_day_is_the_count_of_days_since_1970():
    assert day_of(1970, 1, 2) == 1
    assert date_of(day_of(2024, 2, 29)) == date(2024, 2, 29)


def test_the_school_year_turns_on_1_august():
    assert school_year(day_of(2025, 7, 31)) == 2024
    assert school_year(day_of(2025, 8, 1)) == 2025
    assert date_of(next_first_of_august(day_of(2025, 8, 1))) == date(2026, 8, 1)


def test_a_leap_year_has_29_days_in_february():
    assert date_of(last_day(202402)).day == 29


def test_a_meeting_in_a_weekend_is_held_on_the_monday():
    assert date_of(next_workday(day_of(2025, 5, 17))) == date(2025, 5, 19)  # a Saturday


def test_a_referral_comes_up_in_the_first_round_that_had_not_closed():
    label, meeting = next_round(day_of(2025, 4, 1))
    assert (label, date_of(meeting)) == ("2025-05", date(2025, 5, 15))
    assert next_round(day_of(2025, 4, 25))[0] == "2025-10"  # three weeks before 15 May is 24 April
    assert next_round(day_of(2025, 12, 1))[0] == "2026-01"


def test_a_period_that_is_none_is_refused():
    with pytest.raises(UsageError, match="202513"):
        checked_period(202501, 202513)
    with pytest.raises(UsageError, match="før første"):
        checked_period(202502, 202501)
    with pytest.raises(UsageError, match="202101"):
        checked_period(201801, 202012)
