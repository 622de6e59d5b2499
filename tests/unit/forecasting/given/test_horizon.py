from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecasting.given.horizon import Horizon, day_number, school_year_of

HORIZON = Horizon.of(date(2024, 4, 30))
DAYS = st.integers(-400, 2200).map(lambda offset: date(2024, 1, 1) + timedelta(days=offset))


def test_the_horizon_is_the_year_and_four_more():
    assert HORIZON.years == (2024, 2025, 2026, 2027, 2028)
    assert HORIZON.months[0] == date(2024, 1, 1)
    assert HORIZON.months[-1] == date(2028, 12, 1)


def test_the_school_year_turns_on_1_august():
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 1)) == 2026


@given(st.lists(st.tuples(DAYS, st.integers(1, 900), st.integers(0, 2)), max_size=6))
def test_days_by_month_are_those_counted_one_by_one(stays):
    start = np.array([day_number(day) for day, _, _ in stays], dtype=np.int32)
    stop = start + np.array([length for _, length, _ in stays], dtype=np.int32)
    row = np.array([row for _, _, row in stays], dtype=np.int64)

    days, present = HORIZON.spread(3, row, start, stop.astype(np.int32))

    for at, first in enumerate(HORIZON.months):
        last = HORIZON.months[at + 1] - timedelta(days=1) if at < 59 else date(2028, 12, 31)
        inside = range(day_number(first), day_number(last) + 1)
        for r in range(3):
            here = [(s, e) for s, e, which in zip(start, stop, row, strict=True) if which == r]
            assert days[r, at] == sum(s <= day < e for s, e in here for day in inside)
            assert present[r, at] == sum(s <= day_number(last) < e for s, e in here)
