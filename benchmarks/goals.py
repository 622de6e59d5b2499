"""The goals of the forecast and whether they are met, from the scores that are kept.

A goal is met or not by the mean; where the 95 % interval over towns holds the limit too, it is said to be uncertain.
Not here: what the figures are (`score_figures`), the tables of errors (`score_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from benchmarks.conditions import CONDITIONS
from benchmarks.score_figures import PROMISES, Ratio, best_standard, error, holds, of_method, ratio
from benchmarks.told_rates import TOLD
from forecasting.judged.baselines import NAIVE
from forecasting.questions.backtest import PRODUCT
from pipelines.numbers import format_count, format_decimal

TOTALS = {"total": "pladser", "total_kr": "udgift"}
STANDARD = "best standard"
APRIL = "04-30"


@dataclass(frozen=True)
class Goal:
    """Our mean error over a rival's is at most a limit, one for a small municipality and one for a city."""

    title: str
    horizon: str
    rival: str
    small: float
    city: float


GOALS = (
    Goal("fejl ÷ naiv, i år", "year", NAIVE, 0.35, 0.20),
    Goal("fejl ÷ naiv, næste år", "next_year", NAIVE, 0.55, 0.45),
    Goal("fejl ÷ standard, i år", "year", STANDARD, 0.45, 0.45),
    Goal("fejl ÷ standard, næste år", "next_year", STANDARD, 0.70, 0.70),
    Goal("fejl ÷ fortalt, i år", "year", TOLD, 1.25, 1.4),
    Goal("fejl ÷ fortalt, næste år", "next_year", TOLD, 1.4, 1.6),
)
APRIL_COST = {"small": 0.010, "city": 0.004}
"""Mean error of the year's cost from 30 April."""


def goal_header(scores: Mapping[str, pl.DataFrame]) -> Sequence[str]:
    """The columns: one a world."""
    return ("", "sigte", "sigte, by", *(CONDITIONS[name].title.lower() for name in scores))


def goal_lines(scores: Mapping[str, pl.DataFrame]) -> Iterator[Sequence[str]]:
    """A line a goal, with what was measured in each world."""
    for goal in GOALS:
        for level, what in TOTALS.items():
            limits = [format_decimal(limit, 2) for limit in (goal.small, goal.city)]
            chosen = {name: _of(rows, level, goal.horizon) for name, rows in scores.items()}
            told = (_told(_ratio(rows, goal.rival), limit_of(goal, name)) for name, rows in chosen.items())
            yield (f"{what}: {goal.title}", *limits, *told)
    limits = [format_decimal(limit * 100, 1) for limit in APRIL_COST.values()]
    yield ("årets udgift fra 30. april, fejl %", *limits, *(april_cost(name, rows) for name, rows in scores.items()))
    for promise in PROMISES:
        told = (coverage(rows, promise) for rows in scores.values())
        yield (f"{promise} %-intervaller inden for båndet", "alle", "alle", *told)


def limit_of(goal: Goal, name: str) -> float:
    """The limit of a goal for the municipality of a condition."""
    return goal.city if CONDITIONS[name].world == "city" else goal.small


def april_cost(name: str, rows: pl.DataFrame) -> str:
    """The error of the year's cost from April in percent, and whether it is small enough."""
    missed = error(_of(rows, "total_kr", "year").filter(pl.col("cut_off") == APRIL), PRODUCT)
    if missed is None:
        return "–"
    limit = APRIL_COST["city" if CONDITIONS[name].world == "city" else "small"]
    return f"{format_decimal(missed * 100, 2)} {'ja' if missed <= limit else 'nej'}"


def coverage(rows: pl.DataFrame, promise: str) -> str:
    """On how many cut-offs, levels and horizons the intervals held as many as promised, within the exact band."""
    ours = of_method(rows, PRODUCT).partition_by("cut_off", "level", "horizon")
    held = sum(holds(part, promise) for part in ours)
    return f"{format_count(held)} af {format_count(len(ours))}"


def _ratio(rows: pl.DataFrame, rival: str) -> Ratio | None:
    if rows.is_empty():
        return None
    return ratio(rows, PRODUCT, best_standard(rows) if rival == STANDARD else rival)


def _told(found: Ratio | None, limit: float) -> str:
    if found is None:
        return "–"
    value, low, high = (format_decimal(number, 2) for number in (found.value, found.low, found.high))
    uncertain = " (usikkert)" if found.low <= limit <= found.high else ""
    return f"**{value}** ({low}–{high}) {'ja' if found.value <= limit else 'nej'}{uncertain}"


def _of(rows: pl.DataFrame, level: str, horizon: str) -> pl.DataFrame:
    return rows.filter(pl.col("level") == level, pl.col("horizon") == horizon)
