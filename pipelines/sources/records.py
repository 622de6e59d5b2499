"""The records of a file as the gate hands them on: text cells with the row they stand in, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.sources.codes import RefusalError

ROW = "row_number"
CELLS = "cells"
# What a cell leaves whose value nobody knows: a formula without a result, or one that a merged cell covers.
NO_RESULT = "#FORMEL!"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {ROW: pl.Int32, CELLS: pl.List(pl.String)}
LAST_BLOCK_ROWS = 1_000
"""Totals and the trailer are looked for in the last block, so it is not left with just a few rows."""


@dataclass(frozen=True)
class Records:
    """A file's rows that are not blank, header included: `read` gives them from the first, block by block.

    Of each row its number in the file, from 1, and its cells. `is_sheet`: the header may stand below titles and short
    rows are blank cells, not cut lines. `merged_rows` are the rows that merged cells touch. `problems` are why the file
    is not taken although its rows can be read. `count` counts the rows without reading them further.
    """

    read: Callable[[], Iterable[pl.DataFrame]]
    count: Callable[[], int]
    ends_with_newline: bool = True
    is_sheet: bool = False
    merged_rows: frozenset[int] = frozenset()
    problems: tuple[RefusalError, ...] = ()

    def blocks(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Each block that has rows, and whether it is the last."""
        waiting: list[pl.DataFrame] = []
        for rows in self.read():
            waiting += [rows] if rows.height else []
            if len(waiting) > 2:  # noqa: PLR2004 - the last block and the one before it
                yield waiting.pop(0), False
        if len(waiting) > 1 and waiting[1].height >= LAST_BLOCK_ROWS:
            yield waiting.pop(0), False
        if waiting:
            yield pl.concat(waiting), True


def filled_rows(numbers: Sequence[int] | pl.Series, cells: Sequence[list[str]] | pl.Series) -> pl.DataFrame:
    """The rows that hold more than blanks."""
    return pl.DataFrame({ROW: numbers, CELLS: cells}, schema=SCHEMA).filter(
        pl.col(CELLS).list.join("").str.strip_chars() != ""
    )
