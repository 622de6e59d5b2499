"""The draws of the newest forecasts, for the review page's what-ifs: a folder a vintage, each frame a Parquet file.

They are sums over simulated paths, but in a small municipality a sum can be one child's: the folder is for its owner
only, and never published. A forecast deletes those of its own day and earlier ones; an erasure deletes them all, and
the next run makes them again, to the bit. Not here: what they are (`forecasting.sums.draws`).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import fields
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl

from forecasting.sums.draws import Draws
from pipelines.privacy.private_folder import private_folder
from pipelines.settings import DataDirectory

UNFINISHED = ".under-arbejde"


def draws_folder(data: DataDirectory, as_of: date, vintage_id: str) -> Path:
    """Where the draws of a vintage lie."""
    return data.draws / f"{as_of.isoformat()}-{vintage_id}"


def keep_draws(data: DataDirectory, as_of: date, vintage_id: str, draws: Draws) -> None:
    """Keep the draws of a vintage, whole or not at all, and delete those that it takes the place of."""
    folder, made = draws_folder(data, as_of, vintage_id), data.draws / UNFINISHED
    shutil.rmtree(made, ignore_errors=True)
    private_folder(data.draws)
    private_folder(made)
    for frame in fields(draws):
        content = BytesIO()  # a full disk is then met by our own write, and said as such
        getattr(draws, frame.name).write_parquet(content, compression="zstd")
        with (made / f"{frame.name}.parquet").open("wb") as file:
            file.write(content.getbuffer())
            os.fsync(file.fileno())
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)
    for other in sorted(data.draws.iterdir()):
        if other != folder and other.name[: len("2025-01-31")] <= as_of.isoformat():
            shutil.rmtree(other)


def lacks_draws(data: DataDirectory, as_of: date, vintage_id: str) -> bool:
    """Whether the draws of a vintage are gone, and those of no later day are kept."""
    folder = draws_folder(data, as_of, vintage_id)
    later = f"{as_of.isoformat()}~"
    return not folder.is_dir() and not any(other.name > later for other in data.draws.glob("*-*-*-*"))


def kept_draws(data: DataDirectory, as_of: date, vintage_id: str) -> Draws | None:
    """The draws of a vintage; None where they are not kept."""
    folder = draws_folder(data, as_of, vintage_id)
    try:
        return Draws(*(pl.read_parquet(folder / f"{frame.name}.parquet") for frame in fields(Draws)))
    except FileNotFoundError:
        return None


def forget_draws(data: DataDirectory) -> None:
    """Delete all draws: they were made of rows that are no longer to be there."""
    shutil.rmtree(data.draws, ignore_errors=True)
