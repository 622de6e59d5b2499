"""The forecast's error in the other world: many municipalities and days, with usual, slow and late registration.

The forecast's own functions on the world's papers, without files and warehouse in between. Not here: the world
(`other_world`), its papers (`other_frames`), the tables (`accuracy`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.accuracy import PATHS
from benchmarks.other_frames import OtherMunicipality
from forecasting import Options, load_assumptions
from forecasting.backtest import evaluate

YEARS = range(2018, 2026)
DAYS = ((3, 31), (4, 30), (6, 30), (7, 31), (9, 30), (10, 31))


def measure_other(seeds: tuple[int, ...], registration: str) -> pl.DataFrame:
    """The accuracy rows of one municipality a seed."""
    assumed, frames = load_assumptions(), []
    for seed in seeds:
        town = OtherMunicipality(seed, registration)
        days = [date(year, *day) for year in YEARS for day in DAYS]
        options = Options(seed=seed, paths=PATHS)
        scores = evaluate([(town.inputs(day), town.truth) for day in days], assumed, options).accuracy
        frames.append(scores.with_columns(seed=pl.lit(seed), cut_off=pl.col("origin").dt.strftime("%d-%m")))
        print(f"Den anden kommune {len(frames)} af {len(seeds)} ({registration}) er set.", flush=True)
    return pl.concat(frames)
