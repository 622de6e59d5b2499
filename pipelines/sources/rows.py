"""What the rows of one file are to themselves, to the known institutions and to each other.

Here: checks on typed rows. A row that already has a code keeps it. Not here: the reading of a value (`values`), the
file's name and trailer (`tally`), the comparison with earlier editions (`landing`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.sources.contract import Contract
from pipelines.sources.records import ROW
from pipelines.sources.values import CODE, COLUMN, NOTHING_RELEASED, Released, is_released

Known = Mapping[str, pl.Series]


def check_rows(
    rows: pl.DataFrame, contract: Contract, known: Known, released: Released = NOTHING_RELEASED
) -> pl.DataFrame:
    """The rows with the codes that each row by itself and the known institutions can tell."""
    return rows.pipe(with_date_order, contract).pipe(with_references, contract, known, released)


def with_date_order(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """DATE_ORDER where an end lies before its start."""
    for start, end in contract.order:
        is_reversed = pl.col(contract.column(end).field) < pl.col(contract.column(start).field)
        rows = _coded(rows, is_reversed, "DATE_ORDER", end)
    return rows


def with_references(
    rows: pl.DataFrame, contract: Contract, known: Known, released: Released = NOTHING_RELEASED
) -> pl.DataFrame:
    """REF_PROVIDER where a column names something its source never showed; unchecked while that source is unread."""
    for column in contract.columns:
        if column.reference is not None and column.reference in known:
            is_unknown = ~pl.col(column.field).is_in(known[column.reference].implode())
            is_unknown &= ~is_released("REF_PROVIDER", released)
            rows = _coded(rows, is_unknown, "REF_PROVIDER", column.name)
    return rows


def key_conflicts(rows: pl.DataFrame, contract: Contract, released: Released = NOTHING_RELEASED) -> pl.DataFrame:
    """Of rows that fit but share a key those that may not stay, with their code and column.

    KEY_CONFLICT for all rows of one key with unlike content, else DUPLICATE_ROW for all but the first. Where a person
    has released one row of the key, that one is right; released are two, none is.
    """
    keys = [column.field for column in contract.key]
    content = [column.field for column in contract.columns]
    is_unlike = pl.struct(content).n_unique().over(keys) > 1
    is_chosen = is_released("KEY_CONFLICT", released)
    is_conflict = is_unlike & ~(is_chosen & (is_chosen.sum().over(keys) == 1))
    is_copy = ~is_unlike & (pl.col(ROW) > pl.col(ROW).min().over(keys))
    code = pl.when(is_conflict).then(pl.lit("KEY_CONFLICT")).when(is_copy).then(pl.lit("DUPLICATE_ROW"))
    return rows.with_columns(code.alias(CODE), pl.lit(contract.key[0].name).alias(COLUMN)).filter(
        pl.col(CODE).is_not_null()
    )


def _coded(rows: pl.DataFrame, condition: pl.Expr, code: str, column: str) -> pl.DataFrame:
    """Give the code to rows that meet the condition and have none."""
    applies = condition.fill_null(value=False) & pl.col(CODE).is_null()
    return rows.with_columns(
        pl.when(applies).then(pl.lit(code)).otherwise(pl.col(CODE)).alias(CODE),
        pl.when(applies).then(pl.lit(column)).otherwise(pl.col(COLUMN)).alias(COLUMN),
    )
