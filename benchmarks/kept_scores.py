"""Scores of one municipality after another, kept in a folder, so that an interrupted measurement goes on.

`<folder>/<condition>/<seed>.parquet` holds one municipality's rows with `seed`, `cut_off` and `made_by`, the version of
the forecast that was measured. A file is whole or not there. Fractions are kept in single precision: seven figures, of
which a table shows three. Not here: what is measured (`conditions`), the tables (`score_tables`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars import selectors

from pipelines.version import forecast_version


@dataclass(frozen=True)
class KeptScores:
    """The scores of the towns of one condition."""

    folder: Path
    condition: str

    def path(self, seed: int) -> Path:
        """Where a municipality's scores are or will be."""
        return self.folder / self.condition / f"{seed}.parquet"

    def has(self, seed: int) -> bool:
        """Whether this municipality has been measured."""
        return self.path(seed).is_file()

    def keep(self, seed: int, scores: pl.DataFrame) -> None:
        """Write a municipality's scores, beside first, so that half a file is never read."""
        path = self.path(seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        scores.with_columns(
            selectors.by_dtype(pl.Float64).cast(pl.Float32),
            seed=pl.lit(seed),
            cut_off=pl.col("origin").dt.strftime("%m-%d"),
            made_by=pl.lit(forecast_version()),
        ).write_parquet(beside, compression_level=19)
        beside.rename(path)

    def read(self) -> pl.DataFrame:
        """All that has been measured; an empty frame when nothing has."""
        files = sorted(self.path(0).parent.glob("*.parquet"), key=lambda file: int(file.stem))
        if not files:
            return pl.DataFrame()
        rows = pl.concat([pl.read_parquet(file) for file in files])
        return rows.with_columns(selectors.by_dtype(pl.Float32).cast(pl.Float64))
