from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.__main__ import read_arguments
from benchmarks.accuracy import best_standard, covered, needed_width
from benchmarks.demonstration import Demonstration, Step, median_demonstration, shown_steps
from benchmarks.plain_sql import verdict


def run_of(seconds: float) -> Demonstration:
    return Demonstration("small", Path("x"), (), seconds, seconds, 100.0)


def test_the_run_shown_is_the_one_with_the_median_time() -> None:
    assert median_demonstration([run_of(9.0), run_of(3.0), run_of(5.0)]).wall_seconds == 5.0


def test_the_naive_line_needs_the_width_that_holds_four_errors_of_five() -> None:
    naive = pl.DataFrame({"bias": [0.01, -0.02, 0.03, -0.04, 0.05, 0.10]})
    assert needed_width(naive) == pytest.approx(0.10)  # |error| at four fifths of the way is 0.05


def test_the_best_standard_method_is_neither_ours_nor_the_budget() -> None:
    scores = pl.DataFrame(
        {
            "method": ["pladsprognose", "known_and_decided", "budget", "theta", "exponential_smoothing"],
            "wape": [0.01, 0.02, 0.01, 0.05, 0.04],
        }
    )
    assert best_standard(scores) == 0.04


def test_coverage_counts_every_number_once() -> None:
    rows = pl.DataFrame({"coverage_80": [1.0, 0.5], "n": [1, 9]})
    assert covered(rows, "80") == pytest.approx(5.5 / 10)


def test_totals_of_other_periods_are_not_compared() -> None:
    assert verdict([(2024, 100.0)], [(2024, 100.0)]) == "ja"
    assert verdict([(2024, 101.0)], [(2024, 100.0)]) == "op til 1,000 % fra hinanden"
    assert verdict([(2024, 100.0)], [(2023, 100.0), (2024, 100.0)]) == "forskellige perioder (1 og 2)"


def test_an_unknown_part_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as stopped:
        read_arguments(["--only", "memory"])
    assert stopped.value.code == 2


def test_shown_steps_are_read_with_danish_numbers() -> None:
    progress = (
        "✓ Skriv leverancer                       254.247 rækker     3,9 s\n"
        "  advarsel\n✓ Udgiv 1. prognose   14 rækker 1.003,2 s\n"
    )
    assert shown_steps(progress) == (Step("Skriv leverancer", 254247, 3.9), Step("Udgiv 1. prognose", 14, 1003.2))
