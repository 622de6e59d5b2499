"""The forecast measured town by town, with its rivals beside it, and kept as it goes.

Each town's frames are made once and scored by the product's own backtest; beside the plain lines stand a peer's method
(`transition_rates`) and, for the first towns, the model told what it could not know (`told_rates`). Towns are taken in
turn from every condition asked for, so that an interrupted measurement has all of them. Not here: the tables.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.conditions import CONDITIONS, SPRING_AND_AUTUMN, even_seeds
from benchmarks.kept_scores import KeptScores
from benchmarks.told_rates import told_guesses
from benchmarks.transition_rates import transition_guesses
from forecasting import Assumptions, Inputs, Options, load_assumptions, project
from forecasting.questions.backtest import evaluate, plain_lines

PATHS = 200
TOLD_TOWNS = {"other": 5, "own": 5, "city": 2}
"""Towns of a condition that the told model is measured on; it doubles the time."""
KEPT = (
    "origin", "horizon", "level", "method", "n", "wape", "bias", "coverage_80", "coverage_95", "pinball",
    "interval_width",
)  # fmt: skip
"""The columns of forecast.accuracy that tables and later comparisons read."""


def measure_towns(folder: Path, names: Sequence[str], towns: int) -> None:
    """Measure what is not kept yet: the first town of every condition, then the second."""
    for seed in even_seeds(towns):
        for name in names:
            kept = KeptScores(folder, name)
            if not kept.has(seed):
                started = time.monotonic()
                kept.keep(seed, measured(name, seed))
                print(
                    f"{time.strftime('%H:%M')}  {CONDITIONS[name].title}: kommune {seed // 2} af {towns} "
                    f"({time.monotonic() - started:.0f} s).",
                    flush=True,
                )


def measured(name: str, seed: int) -> pl.DataFrame:
    """The accuracy rows of one town, and the processor seconds of one forecast as a run makes it, from the last day."""
    condition = CONDITIONS[name]
    with tempfile.TemporaryDirectory(prefix="pladsprognose-bench-") as folder:
        origins = condition.origins(seed, Path(folder))
    later = origins[-1][0] if seed <= 2 * TOLD_TOWNS.get(name, 0) else None
    assumed = load_assumptions()
    found = evaluate(origins, assumed, Options(seed=seed, paths=PATHS), Rivals(later))
    started = time.process_time()
    project(origins[-1][0], assumed, Options(seed=seed))
    return found.accuracy.select(*KEPT, seconds=pl.lit(time.process_time() - started))


class Rivals:
    """What the forecast is held beside on a day; `later` are papers of a later day that the told model may see."""

    def __init__(self, later: Inputs | None) -> None:
        self.later = later

    def __call__(self, inputs: Inputs, assumed: Assumptions, options: Options) -> list[pl.DataFrame]:
        """The guesses of this year and the next."""
        plain = plain_lines(inputs, assumed, options)
        guesses = [[plain[at], extra] for at, extra in enumerate(transition_guesses(inputs, plain))]
        if self.later is not None and _is_told(inputs.as_of):
            told = told_guesses(inputs, self.later, assumed, options)
            guesses = [[*those, told[at]] for at, those in enumerate(guesses)]
        return [pl.concat(those) for those in guesses]


def _is_told(day: date) -> bool:
    return (day.month, day.day) in SPRING_AND_AUTUMN
