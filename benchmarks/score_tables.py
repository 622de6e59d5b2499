"""`docs/forecast-scores.md`: every table of the forecast's errors, as Markdown, from the scores that are kept.

Not here: what the figures are (`score_figures`), what was measured (`conditions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.conditions import CONDITIONS, slowdown_year
from benchmarks.goals import goal_header, goal_lines
from benchmarks.kept_scores import KeptScores
from benchmarks.score_figures import (
    PROMISES,
    Ratio,
    best_standard,
    covered,
    error,
    holds,
    needed_width,
    of_method,
    ratio,
)
from benchmarks.told_rates import TOLD
from benchmarks.transition_rates import WINDOWS
from forecasting.judged.baselines import NAIVE
from forecasting.questions.backtest import PRODUCT
from pipelines.numbers import format_count, format_decimal

LEVELS = {
    "total": "Pladser i alt", "total_kr": "Udgift i alt", "offer_type": "Pladser pr. tilbudstype",
    "offer_type_kr": "Udgift pr. tilbudstype", "district": "Pladser pr. distrikt",
    "district_kr": "Udgift pr. distrikt", "grade_band": "Pladser pr. trin", "grade_band_kr": "Udgift pr. trin",
    "institution_type": "Pladser pr. institutionstype", "institution_type_kr": "Udgift pr. institutionstype",
    "provider_group": "Pladser pr. udbydergruppe", "provider_group_kr": "Udgift pr. udbydergruppe",
    "own_bought": "Pladser i egne og købte", "own_bought_kr": "Udgift til egne og købte",
}  # fmt: skip
HORIZONS = {"year": "i år", "next_year": "næste år"}
TOTALS = ("total", "total_kr")
TITLE = """# Prognosens træfsikkerhed, tabel for tabel

Skrevet af `python -m benchmarks.forecast --towns 0`. Hvad der er målt, hvad ordene betyder, og hvad tallene siger:
[Målinger](benchmarks.md#træfsikkerhed)."""
USUAL, CHANGED = "other", ("slow", "after", "flat")
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
    "december",
)  # fmt: skip
HEADER = (
    "", "dage", "fejl %", "naiv %", "fejl ÷ naiv", "fejl ÷ standard", "rater 12 md. %", "rater 36 md. %", "skævhed %",
    "80 % dækker", "95 % dækker", "bredde %", "naivs bredde %",
)  # fmt: skip
TOLD_HEADER = ("", "dage", "fejl %", "fortalt %", "fejl ÷ fortalt", "naiv %")
Row = Sequence[str]


def print_tables(folder: Path, names: Sequence[str]) -> None:
    """Every table of the conditions that something has been kept of."""
    scores = {name: rows for name in names if not (rows := KeptScores(folder, name).read()).is_empty()}
    worlds = {name: rows for name, rows in scores.items() if name not in CHANGED}
    print(f"{TITLE}\n\n## Sigtet\n\n{markdown(goal_header(worlds), goal_lines(worlds))}")
    for name, rows in worlds.items():
        print(f"\n## {CONDITIONS[name].title}: {how_many(rows)}\n")
        print(markdown(HEADER, by_level(rows)))
        print(f"\n**Pr. skæringsdag**\n\n{markdown(HEADER, by_cut_off(rows))}")
        print(f"\n**Dækning på hvert niveau, 80 · 95 %**\n\n{markdown(*coverage_table(rows))}")
        if TOLD in rows["method"].unique():
            print(f"\n**Ved siden af den, der har fået raterne fortalt**\n\n{markdown(TOLD_HEADER, told_lines(rows))}")
        if name == "own":
            print(f"\n**Med og uden et stop i væksten**\n\n{markdown(HEADER, by_growth(rows))}")
    if USUAL in scores and (changed := [name for name in CHANGED if name in scores]):
        print(f"\n## Samme kommuner under andre vilkår\n\n{markdown(HEADER, under_conditions(scores, changed))}")


def how_many(rows: pl.DataFrame) -> str:
    """Towns, days and the processor seconds of a forecast, and the versions of it that were measured."""
    versions = " og ".join(sorted(rows["made_by"].unique()))
    days = rows.select("seed", "origin").unique().height
    seconds = rows.unique("seed")["seconds"].drop_nulls().to_numpy()
    spent = f", {format_decimal(float(np.median(seconds)), 1)} s processortid pr. prognose" if len(seconds) else ""
    return f"{rows['seed'].n_unique()} kommuner, {format_count(days)} dage{spent}, udgave {versions}"


def by_level(rows: pl.DataFrame) -> Iterator[Row]:
    """A line a level and horizon, all cut-offs together."""
    for horizon, when in HORIZONS.items():
        for level, what in LEVELS.items():
            yield from line(f"{what}, {when}", _of(rows, level, horizon))


def by_cut_off(rows: pl.DataFrame) -> Iterator[Row]:
    """A line a cut-off of the totals."""
    for horizon, when in HORIZONS.items():
        for level in TOTALS:
            for cut_off in sorted(rows["cut_off"].unique()):
                chosen = _of(rows, level, horizon).filter(pl.col("cut_off") == cut_off)
                yield from line(f"{LEVELS[level].removesuffix(' i alt')} {when}, {day_of_year(cut_off)}", chosen)


def coverage_table(rows: pl.DataFrame) -> tuple[Row, Iterator[Row]]:
    """Header and lines: what the intervals held, a line a level and horizon, a column a cut-off."""
    cut_offs = sorted(rows["cut_off"].unique())

    def lines() -> Iterator[Row]:
        for horizon, when in HORIZONS.items():
            for level, what in LEVELS.items():
                ours = of_method(_of(rows, level, horizon), PRODUCT)
                if not ours.is_empty():
                    yield (f"{what}, {when}", *(_held(ours.filter(pl.col("cut_off") == day)) for day in cut_offs))

    return ("", *(day_of_year(day) for day in cut_offs)), lines()


def _held(ours: pl.DataFrame) -> str:
    """Both intervals' coverage; a star outside the band."""
    if ours.is_empty():
        return "–"
    told = (percent(covered(ours, promise), 0) + ("" if holds(ours, promise) else " *") for promise in PROMISES)
    return " · ".join(told)


def under_conditions(scores: Mapping[str, pl.DataFrame], changed: Sequence[str]) -> Iterator[Row]:
    """The totals of the same towns and days as they are and under each condition."""
    key = ["seed", "origin"]
    for horizon, when in HORIZONS.items():
        for level in TOTALS:
            for cut_off in sorted(scores[changed[0]]["cut_off"].unique()):
                for name in (USUAL, *changed):
                    title = "Som de er" if name == USUAL else CONDITIONS[name].title
                    same = scores[name].filter(pl.col("cut_off") == cut_off)
                    for other in changed:
                        same = same.join(scores[other].select(key).unique(), on=key, how="semi")
                    what = LEVELS[level].removesuffix(" i alt").lower()
                    yield from line(f"{title}: {what} {when}, {day_of_year(cut_off)}", _of(same, level, horizon))


def by_growth(rows: pl.DataFrame) -> Iterator[Row]:
    """The totals of towns whose growth stopped, and of the others."""
    stopped = pl.col("seed").is_in([seed for seed in rows["seed"].unique() if slowdown_year(seed) is not None])
    for horizon, when in HORIZONS.items():
        for level in TOTALS:
            for told, chosen in ((f"stop fra {slowdown_year(2)}", stopped), ("vækst", ~stopped)):
                yield from line(f"{LEVELS[level]} {when}, {told}", _of(rows, level, horizon).filter(chosen))


def line(name: str, rows: pl.DataFrame) -> Iterator[Row]:
    """One line of a table; nothing where nothing was scored."""
    ours, naive = of_method(rows, PRODUCT), of_method(rows, NAIVE)
    if ours.is_empty():
        return
    standard = best_standard(rows)
    yield (
        name, format_count(ours.height), percent(error(rows, PRODUCT), 2), percent(error(rows, NAIVE), 2),
        with_interval(ratio(rows, PRODUCT, NAIVE)), with_interval(ratio(rows, PRODUCT, standard), bold=False),
        *(percent(error(rows, method), 2) for method in WINDOWS), percent(float(ours["bias"].to_numpy().mean()), 2),
        *(percent(covered(ours, promise), 0) + ("" if holds(ours, promise) else " *") for promise in PROMISES),
        percent(float(ours["interval_width"].to_numpy().mean()), 1),
        percent(needed_width(naive) if rows["level"][0] in TOTALS else None, 1),
    )  # fmt: skip


def told_lines(rows: pl.DataFrame) -> Iterator[Row]:
    """Error beside that of the told model, on its own days."""
    key = ["seed", "origin", "horizon", "level"]
    same = rows.join(of_method(rows, TOLD).select(key), on=key, how="semi")
    for cut_off in sorted(same["cut_off"].unique()):
        for horizon, when in HORIZONS.items():
            for level in TOTALS:
                chosen = _of(same, level, horizon).filter(pl.col("cut_off") == cut_off)
                if not chosen.is_empty():
                    yield (
                        f"{LEVELS[level]} {when}, {day_of_year(cut_off)}",
                        format_count(of_method(chosen, TOLD).height),
                        *(percent(error(chosen, method), 2) for method in (PRODUCT, TOLD)),
                        with_interval(ratio(chosen, PRODUCT, TOLD)), percent(error(chosen, NAIVE), 2),
                    )  # fmt: skip


def _of(rows: pl.DataFrame, level: str, horizon: str) -> pl.DataFrame:
    return rows.filter(pl.col("level") == level, pl.col("horizon") == horizon)


def day_of_year(cut_off: str) -> str:
    """A cut-off in words: 04-30 is 30. april."""
    month, day = cut_off.split("-")
    return f"{int(day)}. {MONTHS[int(month) - 1]}"


def percent(share: float | None, places: int) -> str:
    """A share in percent without its sign; an en dash for None."""
    return "–" if share is None else format_decimal(share * 100, places)


def with_interval(found: Ratio | None, *, bold: bool = True) -> str:
    """A ratio with its 95 % interval over towns."""
    if found is None:
        return "–"
    value, low, high = (format_decimal(number, 2) for number in (found.value, found.low, found.high))
    return f"**{value}** ({low}–{high})" if bold else f"{value} ({low}–{high})"


def markdown(header: Sequence[str], rows: Iterator[Row]) -> str:
    """A table: the first column to the left, figures to the right."""
    told = [f"| {' | '.join(cells)} |" for cells in (header, *rows)]
    return "\n".join([told[0], "|---|" + "--:|" * (len(header) - 1), *told[1:]])
