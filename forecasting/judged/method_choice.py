"""Which method forecasts each series: the flow of children, unless a plain line has come nearer beyond noise.

For each series and horizon the flow's errors on earlier days are held beside the plain lines' on the same days, year by
year, because days that aim at one year err alike. A line is chosen where its mean error is smaller by more than chance
allows (paired t-test over years, both lines counted); with fewer than FEWEST_YEARS years noise cannot be told and the
flow stays, as it does where there is nothing to judge by: a new offer type, an empty district. Only offer types change
their method, and all sums follow them, so every level stays coherent; of the other levels the comparison is shown.
Not here: the lines (`baselines`), the earlier days (`backtest`), the sums carried to a line (`sums.lines`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import t as student

from forecasting.given.children import OUTSIDE_TOTAL
from forecasting.given.horizon import Floats, date_of, day_number
from forecasting.given.inputs import Inputs
from forecasting.given.terms import ALL, Schema
from forecasting.judged.baselines import NAIVE, SEASONAL
from forecasting.judged.calibration import KR_SUFFIX, Widths

WIDENED = ("places_widened_80", "places_widened_95", "kr_widened_80", "kr_widened_95")
"""How wide the level's intervals are of what the paths gave: 1 is as they were."""
METHOD_CHOICE: Schema = {
    "level": pl.String,
    "series": pl.String,
    "horizon": pl.String,
    "method": pl.String,
    "children_count": pl.Int32,
    "starts_count": pl.Int32,
    "ends_count": pl.Int32,
    "origins_count": pl.Int32,
    "years_count": pl.Int32,
    "error_share": pl.Float64,
    "plain_method": pl.String,
    "plain_error_share": pl.Float64,
    "sentence_da": pl.String,
    **dict.fromkeys(WIDENED, pl.Float64),
}

FLOW = "pladsprognose"
CHILDREN, SUM_OF_TYPES = "Børnenes forløb.", "Summen af tilbudstyperne."
LINES = {NAIVE: "seneste måned ført videre", SEASONAL: "samme måned sidste år med årets ændring"}
FEWEST_YEARS = 4
LEVEL = 0.01
"""Chance that a line is chosen although it is no better."""
HORIZONS = ("year", "next_year")
HISTORY_DAYS = 6 * 365
THIN = 20
"""With fewer ends of their own, series lean mostly on their kin."""
LEVELS = {"total": None, "offer_type": "offer_type", "district": "district_id"}
COMPARED = {
    "horizon": pl.String, "target_year": pl.Int32, "level": pl.String, "series": pl.String, "method": pl.String,
    "truth": pl.Float64, "mean": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Flow and best line of a series and horizon: mean errors of earlier years, and whether the line is chosen."""

    origins: int = 0
    years: int = 0
    flow: float | None = None
    line: str | None = None
    line_error: float | None = None
    is_nearer: bool = False


def method_choice(compared: pl.DataFrame, inputs: Inputs, widths: Widths) -> pl.DataFrame:
    """The choice (schema METHOD_CHOICE) of every series there is now, from the years of COMPARED that had ended.

    With the factors of `widths` that the intervals of its level have been drawn out by.
    """
    seen = compared.filter(pl.col("target_year") < inputs.as_of.year, pl.col("method").is_in([FLOW, *LINES]))
    judged = {
        (str(level), str(series), str(horizon)): _judged(rows)
        for (level, series, horizon), rows in seen.group_by("level", "series", "horizon", maintain_order=True)
    }
    rows = [
        (
            *_row(level, series, horizon, counts, judged.get((level, series, horizon), Judged())),
            *widths.of(horizon, level),
            *widths.of(horizon, level + KR_SUFFIX),
        )
        for (level, series), counts in _evidence(inputs).items()
        for horizon in HORIZONS
    ]
    return pl.DataFrame(rows, schema=METHOD_CHOICE, orient="row").sort(list(METHOD_CHOICE)[:3])


def chosen_lines(choice: pl.DataFrame) -> dict[tuple[str, str], str]:
    """The line of each offer type and horizon whose method is one."""
    lines = choice.filter(pl.col("level") == "offer_type", pl.col("method") != FLOW)
    return {(series, horizon): method for series, horizon, method in lines.select("series", "horizon", "method").rows()}


def _evidence(inputs: Inputs) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Children in place now, starts and ends of the last six years, of what counts in all, by level and series."""
    ours = inputs.spells.filter("is_paid_by_us", ~pl.col("offer_type").is_in(OUTSIDE_TOTAL))
    since = date_of(day_number(inputs.as_of) - HISTORY_DAYS)
    begun = (pl.col("start_date") <= inputs.as_of).fill_null(value=False)
    ended = (pl.col("end_date") <= inputs.as_of).fill_null(value=False)
    counts = [
        (begun & ~ended).sum().alias("children"),
        (begun & (pl.col("start_date") >= since)).sum().alias("starts"),
        (ended & (pl.col("end_date") >= since)).sum().alias("ends"),
    ]
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for level, column in LEVELS.items():
        series = pl.lit(ALL) if column is None else pl.col(column)
        groups = ours.group_by(series.alias("series")).agg(counts).sort("series")
        found |= {(level, name): (children, starts, ends) for name, children, starts, ends in groups.iter_rows()}
    return found


def _judged(rows: pl.DataFrame) -> Judged:
    """The flow's errors year by year beside those of the line with the smallest."""
    yearly = (
        rows.with_columns(error=(pl.col("mean") - pl.col("truth")).abs())
        .group_by("target_year", "method")
        .agg(pl.col("error").mean(), pl.col("truth").abs().mean())
        .sort("target_year", "method")
    )
    flow = yearly.filter(pl.col("method") == FLOW)
    size = max(float(flow["truth"].sum()), 1e-9)
    errors = {name: yearly.filter(pl.col("method") == name)["error"].to_numpy() for name in LINES}
    whole = {name: error for name, error in errors.items() if len(error) == flow.height}
    origins, own = rows.filter(pl.col("method") == FLOW).height, flow["error"].to_numpy()
    if not whole or not len(own):
        return Judged(origins, flow.height, float(own.sum()) / size if len(own) else None)
    line = min(whole, key=lambda name: (whole[name].sum(), name))
    shares = float(own.sum()) / size, float(whole[line].sum()) / size
    return Judged(origins, flow.height, shares[0], line, shares[1], is_nearer(own - whole[line]))


def is_nearer(saved: Floats) -> bool:
    """Whether the error that a line saves each year is more than chance gives."""
    years = len(saved)
    if years < FEWEST_YEARS or saved.mean() <= 0:
        return False
    spread = float(saved.std(ddof=1)) / np.sqrt(years)
    return bool(saved.mean() > student.ppf(1 - LEVEL / len(LINES), years - 1) * spread)


def _row(level: str, series: str, horizon: str, counts: tuple[int, int, int], judged: Judged) -> tuple[Any, ...]:
    is_line = judged.is_nearer and level == "offer_type"
    method = judged.line if is_line and judged.line else FLOW
    shown = (None if value is None else round(value, 6) for value in (judged.flow, judged.line_error))
    flow, line = shown
    return (
        level, series, horizon, method, *counts, judged.origins, judged.years, flow, judged.line, line,
        _sentence(counts[2], judged, CHILDREN if level == "offer_type" else SUM_OF_TYPES),
    )  # fmt: skip


def _sentence(ends: int, judged: Judged, otherwise: str) -> str:
    """Why this method, for a reader; `otherwise` names what it is when it is no line."""
    thin = f" Kun {ends} egne slutninger: afgangen lånes mest af beslægtede tilbud." if ends < THIN else ""
    if judged.flow is None or judged.line is None or judged.line_error is None:
        return f"{otherwise} Der er ingen tidligere år at bedømme metoden på.{thin}"
    seen = (
        f"Over {judged.years} år ramte børnenes forløb {_percent(judged.flow)} ved siden af, "
        f"{LINES[judged.line]} {_percent(judged.line_error)}."
    )
    if judged.is_nearer:
        what = f"Enkel linje: {LINES[judged.line]}." if otherwise == CHILDREN else otherwise
        return f"{what} {seen} Forskellen er større end tilfældet giver."
    few = f" Under {FEWEST_YEARS} år kan tilfældet ikke skilles fra." if judged.years < FEWEST_YEARS else ""
    return f"{otherwise} {seen}{few}{thin}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")
