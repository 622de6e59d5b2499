from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED

from forecasting.places.registration import MonthLags
from forecasting.places.streams import first_shares

PRIOR = ASSUMED.registration.start_lag_days
AS_OF = date(2025, 6, 30)
AUGUST, OCTOBER = 2025 * 12 + 7, 2025 * 12 + 9


def starts():
    """In each of four years 50 starts on 1 August known 200 days ahead, and 50 in other months 10 days ahead."""
    rows = []
    for year in range(2021, 2025):
        august = date(year, 8, 1)
        rows += [(august, august - timedelta(days=200))] * 50
        others = [date(year, month, 20) for month in (2, 3, 10, 11, 12)]
        rows += [(day, day - timedelta(days=10)) for day in others] * 10
    return pl.DataFrame(rows, schema=["event_date", "event_known_date"], orient="row")


def test_starts_in_august_are_known_as_far_ahead_as_they_were_and_others_as_late():
    lags = MonthLags.of_starts(starts(), AS_OF, PRIOR, 5)
    august, october = lags.unknown_share(np.array([AUGUST, OCTOBER]), AS_OF)

    # 32 days ahead: five of 205 by the assumption, 70 % of them later than 32 days ahead; the others all unknown
    assert august == pytest.approx(5 * 0.7 / 205, abs=0.01)
    assert october > 0.95


def test_the_day_of_the_month_that_starts_lie_on_counts():
    lags = MonthLags.of_starts(starts(), AS_OF, PRIOR, 5)

    assert (lags.usual_days.tolist(), lags.august_days.tolist()) == ([19], [0])


def test_cases_come_alike_all_year():
    lags = MonthLags.of_cases(starts(), AS_OF, PRIOR, 5)

    assert lags.august is lags.usual


def test_cases_of_the_running_month_are_unknown_for_the_days_that_are_left():
    at_once = pl.DataFrame(
        [(AS_OF - timedelta(days=day), AS_OF - timedelta(days=day)) for day in range(1, 400)],
        schema=["event_date", "event_known_date"], orient="row",
    )  # fmt: skip
    june, in_mid_june = np.array([2025 * 12 + 5]), date(2025, 6, 15)
    lags = MonthLags.of_cases(at_once, AS_OF, PRIOR, 1e-6)

    # known on the day they come: of June's thirty days (the thirtieth stands for the thirty-first) sixteen are left
    assert lags.unknown_share(june, in_mid_june) == pytest.approx([16 / 31])
    assert lags.unknown_share(june, AS_OF) == pytest.approx([0], abs=1e-6)


def test_how_many_starts_lie_on_the_first_is_told_for_august_and_the_other_months():
    days = [date(2024, 8, 1)] * 3 + [date(2024, 8, 9)] + [date(2024, 3, 1)] + [date(2024, 3, 9)] * 4

    assert first_shares(pl.DataFrame({"day": days})) == (0.75, 0.2)


def test_starts_at_the_end_of_long_months_can_be_looked_for_in_february():
    # known 10 days ahead: on 1 March those of February are, and of March not one
    late = [(date(2024, month, 31), date(2024, month, 21)) for month in (1, 3, 5)]
    lags = MonthLags.of_starts(
        pl.DataFrame(late, schema=["event_date", "event_known_date"], orient="row"), date(2025, 3, 1), PRIOR, 5
    )
    february, march = lags.unknown_share(np.array([2025 * 12 + 1, 2025 * 12 + 2]), date(2025, 3, 1))

    assert 0 <= february < march <= 1
