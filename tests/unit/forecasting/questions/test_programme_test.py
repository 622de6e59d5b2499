"""Whether a method works: numbers worked out by hand, and false alarms counted where there is nothing to find."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from forecasting.questions.programme_test import NEVER, PROGRAMME_EFFECT, Panel, _effect, programme_effects

AS_OF = date(2025, 1, 30)
"""The last whole month is December 2024."""


def panel(referrals: dict[str, list[int]], starts: dict[str, date | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Programmes and referrals with so many in each of the last months up to December 2024."""
    received = [
        (school, date(2024 - back // 12, 12 - back % 12, 15))
        for school, counts in referrals.items()
        for back, count in enumerate(reversed(counts))
        for _ in range(count)
    ]
    programmes = pl.DataFrame(
        [(school, "co-teaching", start) for school, start in starts.items()],
        schema={"institution_id": pl.String, "method": pl.String, "actual_start_date": pl.Date},
        orient="row",
    )
    schema = {"referring_institution_id": pl.String, "received_date": pl.Date}
    return programmes, pl.DataFrame(received, schema=schema, orient="row")


def told(referrals: dict[str, list[int]], starts: dict[str, date | None]) -> dict:
    programmes, received = panel(referrals, starts)
    (row,) = programme_effects(programmes, received, AS_OF, seed=1).iter_rows(named=True)
    return row


def test_the_effect_is_the_change_of_those_begun_over_the_change_of_those_not_begun() -> None:
    # Four go from 8 a month to 4, six others from 10 to 20: (4 / 8) / (20 / 10) - 1 = -75 %.
    begun, waiting = [8] * 12 + [4] * 12, [10] * 12 + [20] * 12
    row = told(
        {**dict.fromkeys("ABCD", begun), **dict.fromkeys("EFGHIJ", waiting)},
        {**dict.fromkeys("ABC", date(2024, 1, 1)), "D": date(2023, 12, 12), **dict.fromkeys("EFGHIJ")},
    )
    assert row["effect"] == pytest.approx(-0.75, abs=1e-6)
    assert (row["started_count"], row["waiting_count"]) == (4, 6)
    assert (row["before_count"], row["after_count"]) == (4 * 8 * 12, 4 * 4 * 12)
    assert row["interval_high"] < 0
    assert "75 % færre indstillinger" in row["sentence_da"]
    assert "kan være årsagen" in row["sentence_da"]


def test_effect_and_standard_error_are_those_of_a_poisson_regression_in_statsmodels() -> None:
    draws = np.random.default_rng(3)
    first_running = np.array([6, 9, 9, 13, NEVER, NEVER])
    panel = Panel(draws.poisson(2, (6, 18)).astype(float), np.arange(18), first_running)
    school, month = np.repeat(np.eye(6), 18, axis=0), np.tile(np.eye(18), (6, 1))[:, 1:]
    design = np.column_stack([school, month, panel.running.ravel()])
    fitted = GLM(panel.count.ravel(), design, family=Poisson()).fit()

    assert _effect(panel) == pytest.approx((fitted.params[-1], fitted.bse[-1]), rel=1e-5)


def test_a_change_that_all_schools_share_is_no_effect_of_those_that_began() -> None:
    row = told(
        {school: [10] * 12 + [5] * 12 for school in "ABCDEFG"},
        {"A": date(2024, 1, 1), "B": date(2024, 1, 1), "C": date(2024, 4, 1), **dict.fromkeys("DEFG")},
    )
    assert row["effect"] == pytest.approx(0, abs=1e-6)
    assert "det kan ikke ses" in row["sentence_da"]
    assert 0 < row["smallest_visible_effect"] < 1


@pytest.mark.parametrize("starts", [
    {"A": date(2024, 1, 1), "B": date(2024, 1, 1)},  # nobody to be held against
    {"A": date(2024, 1, 1), "B": None, "C": None, "D": None, "E": None, "F": None, "G": None},  # one school
    {"A": date(2024, 10, 1), "B": date(2024, 10, 1), **dict.fromkeys("CDEFG")},  # three months of it
    {"A": date(2024, 1, 1), "B": date(2024, 1, 1), "C": None, "D": None},  # chance could deal in six ways only
])  # fmt: skip
def test_where_nothing_can_be_told_it_says_so_and_gives_no_number(starts: dict[str, date | None]) -> None:
    row = told({school: [9] * 24 for school in starts}, starts)
    assert row["effect"] is None
    assert "det kan ikke siges" in row["sentence_da"]


def test_the_month_that_ends_on_the_day_is_whole_and_the_month_of_the_start_is_not_yet_the_method() -> None:
    programmes, received = panel({"A": [1] * 4}, {"A": date(2024, 11, 2)})
    (row,) = programme_effects(programmes, received, date(2024, 12, 31), seed=1).iter_rows(named=True)
    assert (row["before_count"], row["after_count"]) == (3, 1)


def test_without_referrals_or_programmes_there_is_no_row_or_no_number() -> None:
    row = told({}, {"A": date(2024, 1, 1), "B": None})
    assert (row["effect"], row["after_count"]) == (None, 0)
    empty = programme_effects(*panel({}, {}), AS_OF, seed=1)
    assert (empty.height, dict(empty.schema)) == (0, PROGRAMME_EFFECT)


def test_schools_whose_months_hang_together_give_no_more_false_alarms_than_promised() -> None:
    """Each school drifts on its own: the plain Poisson limit alarms in far more than one world of twenty."""
    draws = np.random.default_rng(7)
    schools = [f"S{number:02}" for number in range(12)]
    starts = {school: date(2024, 1, 1) if number % 3 else None for number, school in enumerate(schools)}
    alarms = 0
    for _ in range(60):
        drift = np.exp(np.cumsum(draws.normal(0, 0.1, (12, 24)), axis=1))
        row = told({school: draws.poisson(4 * drift[number]).tolist() for number, school in enumerate(schools)}, starts)
        alarms += not row["interval_low"] <= 0 <= row["interval_high"]
    # Beyond 9 of 60 lies less than one time in 500 when one in twenty is true.
    assert alarms <= 9
