"""`make bench-budget`, or `python -m benchmarks.budget_scores [--only own,other,flat] [--towns N] [--folder F]`.

Budget editions made on 31 October of each year, held against the accounts that came, town by town, beside what a
budget is otherwise made of: this year's budget, or last year's accounts, with the index; a frozen share; the budget
that was adopted; and the model told what it could not know (`told_rates`). Goes on where it was stopped. Not here: the
worlds (`conditions`), how the edition is made (`forecasting.budgets`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.conditions import CONDITIONS, even_seeds, slowdown_year
from benchmarks.kept_scores import KeptScores
from benchmarks.score_tables import markdown
from benchmarks.told_rates import TOLD, told_guesses
from forecasting import Assumptions, Inputs, Options, load_assumptions, project
from forecasting.budgets.asked import Asked
from forecasting.budgets.edition import budgets
from forecasting.budgets.prices import PriceLevel
from forecasting.given.terms import ALL
from forecasting.judged.baselines import BUDGET, LAST_YEAR, plain_guesses
from forecasting.questions.backtest import Truth
from pipelines.numbers import format_decimal

FOLDER = Path("var/bench-budget")
WORLDS = ("own", "other", "flat")
TOWNS = 12
OCTOBER = ((10, 31),)
PATHS = 200
TREND, PREVIOUS, FROZEN, ACCOUNTS = "trend", "previous", "frozen", "accounts"
TITLES = {
    TREND: "Budgetudgaven, trend", FROZEN: "Andelen fra sidste hele år holdt fast",
    PREVIOUS: "Årets vedtagne budget + indeks", ACCOUNTS: "Sidste års regnskab + indeks", BUDGET: "Det vedtagne",
    TOLD: "Den fortalte",
}  # fmt: skip
PLAIN = {"own": PREVIOUS, "other": ACCOUNTS, "flat": ACCOUNTS}
"""Last year + index: the other world adopts no budgets, so there it is last year's accounts."""
HEADER = (
    "",
    "budgetter",
    "fejl %",
    "skævhed %",
    "merforbrug %",
    "største merforbrug %",
    "fjernet %",
    "nærmere %",
)


def measure(folder: Path, worlds: Sequence[str], towns: int) -> None:
    """Measure what is not kept yet, a town of every world in turn."""
    for seed in even_seeds(towns):
        for world in worlds:
            kept = KeptScores(folder, world)
            if not kept.has(seed):
                started = time.monotonic()
                kept.keep(seed, measured(world, seed))
                print(f"{time.strftime('%H:%M')}  {CONDITIONS[world].title}: {seed // 2} af {towns} "
                      f"({time.monotonic() - started:.0f} s).", file=sys.stderr, flush=True)  # fmt: skip


def measured(world: str, seed: int) -> pl.DataFrame:
    """One row per October and way to make the next year's budget: its kroner and the accounts that came."""
    condition, assumed = replace(CONDITIONS[world], cut_offs=OCTOBER), load_assumptions()
    with tempfile.TemporaryDirectory(prefix="pladsprognose-bench-") as folder:
        origins = condition.origins(seed, Path(folder))
    later = origins[-1][0]
    rows = [row for inputs, truth in origins for row in _rows(inputs, truth, later, assumed, seed)]
    return pl.DataFrame(rows, schema=["origin", "way", "kr", "came_kr"], orient="row")


def _rows(inputs: Inputs, truth: Truth, later: Inputs, assumed: Assumptions, seed: int) -> Iterator[tuple[object, ...]]:
    year = inputs.as_of.year + 1
    came = truth.series(year).filter(pl.col("level") == "total_kr")
    if came.is_empty():
        return
    options = Options(seed=seed, paths=PATHS)
    found = dict(_edition(inputs, assumed, options)) | _plain(inputs, assumed)
    found[TOLD] = _total(told_guesses(inputs, later, assumed, options)[1], TOLD)
    for way, kr in found.items():
        if kr is not None:
            yield inputs.as_of, way, kr, float(came["truth"].item())


def _edition(inputs: Inputs, assumed: Assumptions, options: Options) -> Iterator[tuple[str, float]]:
    """The ways of the budget year as the edition prints them."""
    made = project(inputs, assumed, options)
    ways = budgets(inputs, assumed, options, (made, made), Asked()).ways
    whole = ways.filter(
        pl.col("fiscal_year") == inputs.as_of.year + 1, pl.col("grant_area") == ALL, pl.col("district_id") == ALL,
        pl.col("offer_type") == ALL,
    )  # fmt: skip
    yield from ((way, float(kr)) for way, kr in whole.select("way", "mean_kr").iter_rows())


def _plain(inputs: Inputs, assumed: Assumptions) -> dict[str, float | None]:
    """Last year's accounts two indices on, and the budget that was adopted in the same month."""
    year, index = inputs.as_of.year, Decimal(str(assumed.prices.index_per_year))
    level = PriceLevel(year + 1, {}, index, Decimal(0))
    guesses = plain_guesses(inputs, float(index))[1]
    last = _total(guesses, LAST_YEAR)
    carried = None if last is None else last * float(level.factor(year - 1))
    return {ACCOUNTS: carried, BUDGET: _total(guesses, BUDGET)}


def _total(guesses: pl.DataFrame, method: str) -> float | None:
    found = guesses.filter(level="total_kr", method=method)["mean"]
    return None if found.is_empty() else float(found[0])


def lines(rows: pl.DataFrame, plain: str) -> Iterator[Sequence[str]]:
    """A line for each way: errors of all its budgets, as shares of the accounts; overruns, as shares of the budget.

    Then the part of the `plain` budgets' overruns that is gone, and how many came nearer than those; only of the same
    years of the same towns.
    """
    key = ["seed", "origin"]
    before = rows.filter(pl.col("way") == plain).select(*key, plain_kr="kr")
    rows = rows.join(before, on=key)
    for way, title in TITLES.items():
        ours = rows.filter(pl.col("way") == way)
        if ours.is_empty():
            continue
        kr, came, plain_kr = (ours[name].to_numpy() for name in ("kr", "came_kr", "plain_kr"))
        over, plain_over = np.maximum(came - kr, 0.0), np.maximum(came - plain_kr, 0.0)
        shares = [np.abs(kr / came - 1).mean(), (kr / came - 1).mean(), (over / kr).mean(), (over / kr).max()]
        beside = [1 - over.sum() / plain_over.sum(), (np.abs(kr - came) < np.abs(plain_kr - came)).mean()]
        is_beside = way != plain and len(ours) == len(before)
        yield (
            title, str(len(ours)), *(format_decimal(100 * float(share), 1) for share in shares),
            *(format_decimal(100 * float(share), 0) if is_beside else "–" for share in beside),
        )  # fmt: skip


def print_scores(folder: Path, worlds: Sequence[str]) -> None:
    """The tables of what is kept, as Markdown."""
    for world in worlds:
        rows = KeptScores(folder, world).read()
        if rows.is_empty():
            continue
        stopped = pl.col("seed").is_in([seed for seed in rows["seed"].unique() if slowdown_year(seed) is not None])
        parts = {"": rows}
        if world == "own":
            parts |= {", væksten stopper i 2022": rows.filter(stopped), ", vækst hele vejen": rows.filter(~stopped)}
        for told, part in parts.items():
            print(f"\n### {CONDITIONS[world].title}{told}: {part['seed'].n_unique()} kommuner\n")
            print(markdown(HEADER, lines(part, PLAIN[world])))


def main(arguments: list[str]) -> None:
    """Measure what is lacking, and print what there is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.budget_scores", description="Budgetudgavens fejl.")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(WORLDS), help="own, other, flat")
    parser.add_argument("--towns", type=int, default=TOWNS, help="kommuner af hver slags; 0 viser kun det målte")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="hvor målingerne gemmes")
    options = parser.parse_args(arguments)
    measure(options.folder, options.only, options.towns)
    print_scores(options.folder, options.only)


if __name__ == "__main__":
    main(sys.argv[1:])
