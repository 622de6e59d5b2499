from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.__main__ import read_arguments
from benchmarks.budget_scores import ACCOUNTS, PREVIOUS, TREND, lines
from benchmarks.conditions import even_seeds, slowdown_year
from benchmarks.demonstration import Demonstration, Step, median_demonstration, shown_steps
from benchmarks.goals import goal_lines
from benchmarks.plain_sql import verdict
from benchmarks.score_figures import best_standard, covered, holds, needed_width, ratio


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
    assert best_standard(scores) == "exponential_smoothing"


def test_coverage_counts_every_number_once() -> None:
    rows = pl.DataFrame({"coverage_80": [1.0, 0.5], "n": [1, 9]})
    assert covered(rows, "80") == pytest.approx(5.5 / 10)


def scores_of(method: str, errors: dict[int, float]) -> pl.DataFrame:
    rows = [{"seed": seed, "origin": 1, "horizon": "year", "level": "total", "wape": e} for seed, e in errors.items()]
    return pl.DataFrame(rows).with_columns(method=pl.lit(method))


def test_a_ratio_is_of_mean_errors_and_its_interval_of_whole_towns() -> None:
    """Two towns, 1 over 2 and 3 over 4: drawn anew they are 1/2, 4/6 or 3/4, the ends a quarter of the draws each."""
    rows = pl.concat([scores_of("ours", {2: 1.0, 4: 3.0}), scores_of("naive", {2: 2.0, 4: 4.0, 6: 9.0})])
    found = ratio(rows, "ours", "naive")
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((4 / 6, 1 / 2, 3 / 4))


def test_coverage_is_held_to_the_exact_band_of_so_many_days() -> None:
    """Of 20 days at 80 % the 99 % band is 11 to 20 (Binomial(20, .8): P(X <= 10) = .0026, P(X <= 11) = .0100)."""
    inside = [pl.DataFrame({"coverage_80": [1.0] * n + [0.0] * (20 - n), "n": [1] * 20}) for n in (10, 11, 20)]
    assert [holds(rows, "80") for rows in inside] == [False, True, True]


def test_growth_stops_in_every_other_of_the_towns_reported_and_odd_seeds_are_not() -> None:
    assert [(seed, slowdown_year(seed)) for seed in even_seeds(4)] == [(2, 2022), (4, None), (6, 2022), (8, None)]


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


def test_a_goal_is_met_by_the_mean_and_uncertain_when_other_towns_could_have_said_otherwise() -> None:
    """Errors 1 and 3 over 10 and 10: 0.20, and 0.10 to 0.30 for other towns; a city's limit is 0.20."""
    ours, naive = (scores_of("pladsprognose", {2: 1.0, 4: 3.0}), scores_of("naive_last_month", {2: 10.0, 4: 10.0}))
    rows = pl.concat([ours, naive, scores_of("theta", {2: 40.0, 4: 40.0})]).with_columns(
        cut_off=pl.lit("04-30"), coverage_80=1.0, coverage_95=1.0, n=1
    )
    lines = {line[0]: line for line in goal_lines({"other": rows, "city": rows})}

    assert lines["pladser: fejl ÷ naiv, i år"][1:] == (
        "0,35", "0,20", "**0,20** (0,10–0,30) ja", "**0,20** (0,10–0,30) ja (usikkert)",
    )  # fmt: skip
    assert lines["pladser: fejl ÷ standard, i år"][3] == "**0,05** (0,03–0,08) ja"
    assert lines["udgift: fejl ÷ naiv, i år"][3:] == ("–", "–")
    assert lines["80 %-intervaller inden for båndet"][3] == "1 af 1"


def test_an_overrun_is_what_the_accounts_came_to_beyond_the_budget_and_is_removed_as_far_as_it_is_less() -> None:
    # last year + index: 90 of 100 came (11.1 % over the budget), 100 of 90 (under); ours: 95 of 100 (5.3 %), 90 of 90;
    # of 10 too little 5 are gone; a town without the plain budget is not counted
    rows = [(1, 1, PREVIOUS, 90.0, 100.0), (1, 2, PREVIOUS, 100.0, 90.0), (1, 1, TREND, 95.0, 100.0),
            (1, 2, TREND, 90.0, 90.0), (2, 1, TREND, 1.0, 100.0), (1, 1, ACCOUNTS, 80.0, 100.0)]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["seed", "origin", "way", "kr", "came_kr"], orient="row")
    told = {name: rest for name, *rest in lines(frame, PREVIOUS)}
    assert told["Budgetudgaven, trend"] == ["2", "2,5", "−2,5", "2,6", "5,3", "50", "100"]
    assert told["Årets vedtagne budget + indeks"] == ["2", "10,6", "0,6", "5,6", "11,1", "–", "–"]
    assert told["Sidste års regnskab + indeks"][-2:] == ["–", "–"]  # of one year only
