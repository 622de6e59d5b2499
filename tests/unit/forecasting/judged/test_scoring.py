import polars as pl
import pytest

from forecasting.given.terms import QUANTILES
from forecasting.judged.scoring import GUESSES, SERIES, beside_truth, score_levels

TRUTH = pl.DataFrame(
    [("total", "ALL", 100.0), ("offer_type", "a", 60.0), ("offer_type", "b", 40.0)], schema=SERIES, orient="row"
)


def guesses(*rows):
    """(level, method, series, mean, interval)."""
    listed = [
        dict(zip(GUESSES, (level, method, series, mean, *(spread or [None] * 5)), strict=True))
        for level, method, series, mean, spread in rows
    ]
    return pl.DataFrame(listed, schema=GUESSES)


def scored(*rows):
    found = score_levels(beside_truth(guesses(*rows), TRUTH), {"total": 10.0})
    return {(row["level"], row["method"]): row for row in found.iter_rows(named=True)}


def test_error_is_measured_over_all_series_of_a_level_also_those_that_nobody_guessed():
    row = scored(("offer_type", "m", "a", 66.0, None), ("offer_type", "m", "c", 4.0, None))["offer_type", "m"]

    assert row["n"] == 3
    assert row["wape"] == pytest.approx((6 + 40 + 4) / 100)
    assert row["bias"] == pytest.approx((6 - 40 + 4) / 100)
    assert row["coverage_80"] is None


def test_coverage_and_width_are_those_of_the_intervals():
    inside = [50.0, 55.0, 62.0, 65.0, 70.0]
    missed = [50.0, 51.0, 52.0, 53.0, 60.0]
    row = scored(("offer_type", "m", "a", 62.0, inside), ("offer_type", "m", "b", 52.0, missed))["offer_type", "m"]

    assert (row["coverage_80"], row["coverage_95"]) == (0.5, 0.5)
    assert row["interval_width"] == pytest.approx((10 + 2) / 100)


def test_mase_is_the_error_over_the_levels_unit_and_pinball_the_mean_quantile_loss():
    row = scored(("total", "m", "ALL", 95.0, [95.0] * 5))["total", "m"]

    assert row["mase"] == pytest.approx(0.5)
    assert row["pinball"] == pytest.approx(sum(QUANTILES.values()) / 5 * 5 / 100)


def test_a_level_without_a_truth_is_left_out():
    assert set(scored(("district", "m", "d", 5.0, None), ("total", "m", "ALL", 1.0, None))) == {("total", "m")}
