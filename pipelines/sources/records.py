"""The records of a file as the gate hands them on: text cells with the row they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

ROW = "row_number"
CELLS = "cells"
# What a formula without a value leaves; Excel's own error values look like it.
NO_RESULT = "#FORMEL!"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {ROW: pl.Int32, CELLS: pl.List(pl.String)}


@dataclass(frozen=True)
class Records:
    """`rows`: row_number (of the file, from 1) and cells of each row that is not blank, header included.

    `is_sheet`: the header may stand below titles and short rows are blank cells, not cut lines. `merged_rows` are the
    rows that merged cells touch.
    """

    rows: pl.DataFrame
    ends_with_newline: bool = True
    is_sheet: bool = False
    merged_rows: frozenset[int] = frozenset()


def filled_rows(numbers: Sequence[int] | pl.Series, cells: Sequence[list[str]] | pl.Series) -> pl.DataFrame:
    """The rows that hold more than blanks."""
    return pl.DataFrame({ROW: numbers, CELLS: cells}, schema=SCHEMA).filter(
        pl.col(CELLS).list.join("").str.strip_chars() != ""
    )
