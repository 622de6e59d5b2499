from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from forecasting.assumptions import Steps
from forecasting.given.children import band_of, with_chain, with_cohort
from forecasting.given.schemas import SPELLS
from forecasting.places.registration import estimate_lag

NEVER = Steps(days=(0,), shares=(1.0,))
AS_OF = date(2025, 4, 30)


def ends(lags):
    day = date(2024, 3, 1)
    return pl.DataFrame(
        {"event_date": [day] * len(lags), "event_known_date": [day + timedelta(days=lag) for lag in lags]}
    )


def test_an_event_ahead_is_unknown_unless_history_knew_it_so_early():
    lag = estimate_lag(ends([-60, -60, 0, 30]), AS_OF, NEVER, weight=1e-9)

    # 100 days ahead nothing is known; 30 ahead half; on the day three of four; two months after all
    assert lag.unknown_share(np.array([-100, -30, 0, 60])) == pytest.approx([1.0, 0.5, 0.25, 0.0], abs=1e-6)


def test_events_too_new_to_be_known_late_do_not_make_registration_look_prompt():
    # half are known on the day, half after 100 days; of eight events 50 days ago only the prompt four are seen
    new = AS_OF - timedelta(days=50)
    seen = pl.DataFrame({"event_date": [new] * 4, "event_known_date": [new] * 4})
    lag = estimate_lag(pl.concat([ends([0, 0, 100, 100]), seen]), AS_OF, NEVER, weight=1e-9)

    assert lag.unknown_share(np.array([50, 99, 100])) == pytest.approx([0.5, 0.5, 0.0], abs=1e-6)


def test_when_lists_are_cleaned_on_a_date_more_is_unknown_on_the_day_before_than_a_month_later():
    # an end a month for five years, each found on the next 1 October
    days = [date(2019 + month // 12, month % 12 + 1, 15) for month in range(68)]
    found = [date(day.year + (day.month >= 10), 10, 1) for day in days]
    events = pl.DataFrame({"event_date": days, "event_known_date": found})
    april = np.array([165])
    before, after = (
        estimate_lag(events.filter(pl.col("event_known_date") <= day), day, NEVER, 1e-9).unknown_share(april)[0]
        for day in (date(2024, 9, 30), date(2024, 10, 31))
    )

    assert before > 0.7
    assert after < 0.3


def test_few_own_cases_lean_on_the_assumption():
    lag = estimate_lag(ends([60]), AS_OF, NEVER, weight=9)

    assert lag.unknown_share(np.array([0])) == pytest.approx([0.1])


def spells(*rows):
    return pl.DataFrame(rows, schema=SPELLS)


def row(name, start, end=None, **other):
    return {
        "placement_id": name,
        "child_label": "c",
        "offer_type": "specialskole",
        "start_date": start,
        "end_date": end,
    } | other


def test_a_child_who_starts_within_two_months_of_an_end_went_on():
    chain = with_chain(
        spells(
            row("p1", date(2020, 8, 1), date(2022, 6, 30)),
            row("p2", date(2022, 8, 1), date(2023, 1, 31), offer_type="dagbehandling"),
            row("p3", date(2024, 8, 1)),
        )
    ).sort("placement_id")

    assert chain["continues"].to_list() == [True, False, False]
    assert chain["is_entry"].to_list() == [True, False, True]
    assert chain["next_offer"].to_list()[0] == "dagbehandling"


def test_the_grade_delivered_wins_over_the_birth_year_unless_it_is_far_off():
    born = {"birth_month": date(2014, 5, 1), "grade_reference_date": date(2024, 12, 31)}
    cohorts = with_cohort(
        spells(
            row("p1", date(2023, 8, 1), grade="3", **born),  # school year 2024 less grade 3: held back a year
            row("p2", date(2023, 8, 1), grade="10", **born),  # a slip
            row("p3", date(2023, 8, 1), grade="dagtilbud", **born),
        ),
        "grade_reference_date",
    )["cohort"]

    assert cohorts.to_list() == [2021, 2020, 2020]


def test_grades_fall_in_their_bands():
    assert band_of(np.array([-3, -1, 0, 3, 9, 10, 12]), (-2, -1, 3, 6, 8, 9)).tolist() == [0, 1, 2, 2, 5, 6, 6]
