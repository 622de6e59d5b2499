"""A register of the municipality: all rows that ever come, each with the day it becomes known.

A register holds the Danish columns of its contract with whole-number days for dates, and beside them `known` (the day
a row can first be shown) and one day column for each group of fields that is entered later. Cutting at a day gives
exactly what an extract of that day shows. Not here: which editions are made (`editions`) and how they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.sources.contract import Contract, load_contracts

NEVER = 2_000_000  # a day after every extract


@dataclass(frozen=True)
class Late:
    """Columns that are blank until the day in the column `known_in`."""

    known_in: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """The rows of one source; `on_day` fills what depends on the day of the extract."""

    source: str
    rows: pl.DataFrame
    late: tuple[Late, ...] = ()
    on_day: Callable[[pl.DataFrame, int], pl.DataFrame] | None = None

    @property
    def contract(self) -> Contract:
        """The contract the rows are written by."""
        return load_contracts()[self.source]

    @cached_property
    def ordered(self) -> pl.DataFrame:
        """The rows by key, so that an extract has one order."""
        return self.rows.sort([column.name for column in self.contract.key], nulls_last=False)

    def cut(self, day: int) -> pl.DataFrame:
        """The rows known on the day, with fields blank that were entered later."""
        rows = self.ordered.filter(pl.col("known") <= day)
        for late in self.late:
            is_known = pl.col(late.known_in).fill_null(NEVER) <= day
            rows = rows.with_columns(pl.when(is_known).then(pl.col(late.columns)))
        return rows if self.on_day is None else self.on_day(rows, day)

    def changes_between(self, after: int, day: int) -> bool:
        """Whether a row or a late field becomes known after one day and no later than another."""
        known = [self.rows["known"], *(self.rows[late.known_in].drop_nulls() for late in self.late)]
        return any(bool(((days > after) & (days <= day)).any()) for days in known)
