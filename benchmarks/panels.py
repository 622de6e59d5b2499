"""Annual points alone: the fall-back on real panels of authorities, beside the last point carried on.

The files are read from the folder that PLADSPROGNOSE_PANELS names and are not shipped: statements of special needs
(Department for Education, Education, health and care plans) and looked-after children and their cost (Local Authority
Interactive Tool), Open Government Licence v3.0. Not here: the method (`forecasting.judged.annual_points`).
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.monthly_panel import print_monthly
from benchmarks.printing import Cell, percent, print_table
from forecasting.judged.annual_points import annual_ahead
from pipelines.numbers import format_decimal

FOLDER = "PLADSPROGNOSE_PANELS"
FIRST_ORIGIN = 5
"""Points before the first year that is forecast from."""
HEADER = ("", "Myndigheder", "Dage", "Fejl", "Sidste punkt", "Fejl/sidste punkt")
COSTS = {"cla_total_gross_gbp": "Udgift til anbragte børn", "cla_count_31mar": "Anbragte børn"}


def print_panels() -> None:
    """Print the errors one and two years ahead, or what is missing."""
    if FOLDER not in os.environ:
        print(f"Rigtige tal måles ikke: sæt {FOLDER} til mappen med dem.")
        return
    folder = Path(os.environ[FOLDER])
    plans = pl.read_csv(folder / "ehcp_caseload_authority_age_2010_2025.csv").filter(pl.col("age_group") == "Total")
    care = pl.read_csv(folder / "care_and_sen_cost_authority_2016_2025.csv").filter("is_la")
    panels = {"Børn med støtteplan": panel(plans, "old_la_code", "year", "n")}
    panels |= {
        title: panel(care.filter(pl.col("measure") == measure), "la", "year_end", "value")
        for measure, title in COSTS.items()
    }
    lines = [panel_line(title, series, ahead) for title, series in panels.items() for ahead in (1, 2)]
    print_table("Kun årstal (WAPE)", HEADER, lines)
    print_monthly(folder)


def panel(rows: pl.DataFrame, unit: str, year: str, value: str) -> np.ndarray:
    """Units with every year, by year."""
    wide = rows.unique([unit, year]).pivot(year, index=unit, values=value).drop_nulls().sort(unit)
    return wide.select(sorted(wide.columns[1:])).to_numpy().astype(np.float64)


def panel_line(title: str, series: np.ndarray, ahead: int) -> list[Cell]:
    """Mean error over origins of the method and of the last point."""
    errors = []
    for at in range(FIRST_ORIGIN, series.shape[1] - ahead + 1):
        came = series[:, at + ahead - 1]
        guesses = (annual_ahead(series[:, :at], ahead)[:, -1], series[:, at - 1])
        errors.append([np.abs(guess - came).sum() / came.sum() for guess in guesses])
    ours, naive = np.mean(errors, axis=0)
    return [
        f"{title}, {ahead} år frem", len(series), len(errors), percent(ours, 2), percent(naive, 2),
        format_decimal(ours / naive, 2),
    ]  # fmt: skip
