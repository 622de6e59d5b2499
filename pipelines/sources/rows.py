"""What the rows of one file are to each other, to the known institutions, and to the file's name and trailer.

Here: checks on typed rows. A row that already has a code keeps it. Not here: the reading of a value (`values`), the
comparison with earlier editions (`landing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from pipelines.sources.amounts import read_amount
from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.records import ROW
from pipelines.sources.table import Table
from pipelines.sources.values import (
    CODE,
    COLUMN,
    HAS_MASKED,
    HAS_REPLACEMENT,
    NOTHING_RELEASED,
    Released,
    is_released,
)

MARKS = (ROW, CODE, COLUMN, HAS_MASKED, HAS_REPLACEMENT)
Known = Mapping[str, pl.Series]


def check_rows(
    rows: pl.DataFrame, contract: Contract, known: Known, released: Released = NOTHING_RELEASED
) -> pl.DataFrame:
    """The rows with the codes that only the row as a whole, the known institutions and the other rows can tell."""
    return (
        rows.pipe(with_date_order, contract)
        .pipe(with_references, contract, known, released)
        .pipe(with_key_conflicts, contract, released)
        .sort(ROW)
    )


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


def with_key_conflicts(rows: pl.DataFrame, contract: Contract, released: Released = NOTHING_RELEASED) -> pl.DataFrame:
    """KEY_CONFLICT for all rows of one key with unlike content, DUPLICATE_ROW for later copies; of rows that fit.

    Where a person has released one row of the key, that one is right; released are two, none is.
    """
    keys = [column.field for column in contract.key]
    fitting = rows.filter(pl.col(CODE).is_null())
    doubled = fitting.filter(fitting.select(keys).is_duplicated())
    if doubled.is_empty():
        return rows
    content = [column.field for column in contract.columns]
    is_unlike = pl.struct(content).n_unique().over(keys) > 1
    is_chosen = is_released("KEY_CONFLICT", released)
    is_conflict = is_unlike & ~(is_chosen & (is_chosen.sum().over(keys) == 1))
    is_copy = ~is_unlike & (pl.col(ROW) > pl.col(ROW).min().over(keys))
    name = contract.key[0].name
    coded = doubled.pipe(_coded, is_conflict, "KEY_CONFLICT", name).pipe(_coded, is_copy, "DUPLICATE_ROW", name)
    return pl.concat([rows.join(coded.select(ROW), on=ROW, how="anti"), coded])


def check_period(rows: pl.DataFrame, contract: Contract, name: DeliveryName) -> None:
    """Refuse a period source with most dates outside its month, a snapshot that knows of days to come."""
    edition_date, first = name.edition_date, name.edition_date.replace(day=1)
    if contract.kind == "period" and contract.period_date is not None:
        days = rows[contract.column(contract.period_date).field].drop_nulls()
        outside = days.len() - int(days.is_between(first, edition_date).sum())
        if outside * 2 > days.len():
            raise _mismatch(name, contract.period_date, outside)
    if contract.registration_date is not None:
        later = _days_after(rows, contract, contract.registration_date, edition_date)
        if later:
            raise _mismatch(name, contract.registration_date, later)
    if contract.occurred_date is not None:
        later = _days_after(rows, contract, contract.occurred_date, edition_date)
        if later * 2 > rows.height:
            raise _mismatch(name, contract.occurred_date, later)


def check_trailer(table: Table, amounts: pl.Series | None) -> None:
    """Hold rows and sum of the amount column against the trailer; amounts that cannot be read leave the sum open."""
    if table.trailer is None:
        return
    said_rows, said_sum = [*table.trailer, "", ""][:2]
    # A sender may or may not count the total line below the rows.
    footers = int((table.aside[CODE] == "FOOTER").sum())
    if said_rows and said_rows.replace(".", "") not in {str(table.row_count), str(table.row_count - footers)}:
        shown = said_rows if said_rows.isdecimal() else "?"
        raise RefusalError("CONTROL_TOTAL", what_da="antallet", what_en="count", found=str(table.row_count), said=shown)
    if not said_sum or amounts is None or amounts.null_count() or "FIELD_COUNT" in table.aside[CODE]:
        return
    found, said = sum(amounts.to_list(), Decimal(0)), _amount(said_sum)
    if found != said:
        raise RefusalError(
            "CONTROL_TOTAL", what_da="summen", what_en="total", found=danish_amount(found), said=danish_amount(said)
        )


def danish_amount(amount: Decimal | None) -> str:
    """An amount as `1.234,56`; a question mark when there is none."""
    return "?" if amount is None else f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _amount(text: str) -> Decimal | None:
    value: Decimal | None = pl.select(read_amount(pl.lit(text)).value.alias("amount"))["amount"][0]
    return value


def _days_after(rows: pl.DataFrame, contract: Contract, column: str, day: date) -> int:
    return int((rows[contract.column(column).field] > day).sum())


def _mismatch(name: DeliveryName, column: str, count: int) -> RefusalError:
    return RefusalError("PERIOD_MISMATCH", column=column, edition=str(name.edition), count=str(count))


def _coded(rows: pl.DataFrame, condition: pl.Expr, code: str, column: str) -> pl.DataFrame:
    """Give the code to rows that meet the condition and have none."""
    applies = condition.fill_null(value=False) & pl.col(CODE).is_null()
    return rows.with_columns(
        pl.when(applies).then(pl.lit(code)).otherwise(pl.col(CODE)).alias(CODE),
        pl.when(applies).then(pl.lit(column)).otherwise(pl.col(COLUMN)).alias(COLUMN),
    )
