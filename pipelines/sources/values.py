"""The values of a delivery: text cells to typed columns, and for each row the first reason why it does not fit.

Here: one reading per column type of the contract, all in one Polars query. Not here: how amounts, dates and CPR numbers
are read (`amounts`, `dates`, `privacy.cpr`), what rows are to each other (`rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from pipelines.privacy import cpr
from pipelines.sources.amounts import (
    Reading,
    amount_reading,
    integer_reading,
    number_reading,
    plain_amount,
    plain_integer,
    plain_number,
    within,
)
from pipelines.sources.contract import Column, ColumnType, Contract
from pipelines.sources.dates import day_reading, plain_day, plain_school_year
from pipelines.sources.records import NO_RESULT, ROW

CODE = "code"
COLUMN = "column"
HAS_REPLACEMENT = "has_replacement_number"
HAS_MASKED = "has_masked_text"
NO_CODE = pl.lit(None, dtype=pl.String)
# Rows of totals are called so in every published table.
RESERVED = "ALL"
DIMENSIONS = (
    "district_id",
    "area_id",
    "grant_area",
    "institution_id",
    "district_school_id",
    "referring_institution_id",
)
# What Excel shows for a formula that went wrong, or a column that is too narrow, in any language.
ERROR_VALUE = "^#(?:[A-ZÆØÅ/0]+[!?]?|#+)$"
MISSING_CODES: Mapping[ColumnType, str] = {
    "cpr": "CPR_MISSING",
    "date": "DATE_MISSING",
    "amount": "AMOUNT_MISSING",
    "int": "NUMBER_MISSING",
    "number": "NUMBER_MISSING",
    "pct": "NUMBER_MISSING",
}


Released = Mapping[str, Sequence[int]]
"""By code the numbers of the rows that a person has released from it."""
NOTHING_RELEASED: Released = {}


class Reader(NamedTuple):
    """How a column type is read: `plain` is what costs, worked out once; `reading` makes a value and a code of it."""

    plain: Callable[[pl.Expr, Column], pl.Expr]
    reading: Callable[[pl.Expr, Column, date], Reading]


def read_rows(
    cells: pl.DataFrame, contract: Contract, edition_date: date, released: Released = NOTHING_RELEASED
) -> pl.DataFrame:
    """One typed row per text row: `row_number`, the contract's fields, `code` and `column` (null when the row fits).

    The CPR number is in its field until the pseudonym replaces it. `has_replacement_number` and `has_masked_text` mark
    rows for a warning. A released row keeps its value in spite of the code that it is released from.
    """
    columns = contract.columns
    readings = {
        column: _released(_reading(pl.col(column.name), pl.col(_plain_name(column)), column, edition_date), released)
        for column in columns
    }
    return (
        cells.lazy()
        .with_columns(pl.lit(None, dtype=pl.String).alias(c.name) for c in columns if c.name not in cells)
        .with_columns(pl.col(column.name).str.strip_chars() for column in columns)
        .with_columns(pl.when(pl.col(column.name) != "").then(pl.col(column.name)) for column in columns)
        .with_columns(cpr.plain_number(pl.col(c.name)).alias(c.name) for c in columns if c.type == "cpr")
        .with_columns(READERS[c.type].plain(pl.col(c.name), c).alias(_plain_name(c)) for c in columns)
        .select(
            ROW,
            *(_fitting(reading).alias(column.field) for column, reading in readings.items()),
            *(reading.code.alias(_code_name(column)) for column, reading in readings.items()),
            _holds_cpr(contract).alias(HAS_MASKED),
        )
        .pipe(_with_child_checks, contract, released)
        .pipe(_with_first_reason, contract)
        .collect(engine="in-memory")  # the streaming engine costs 10 ms a query, and most files are small
    )


def read_column(column: Column, edition_date: date) -> Reading:
    """The reading of one column, its missing value included."""
    text = pl.col(column.name)
    return _reading(text, READERS[column.type].plain(text, column), column, edition_date)


def _reading(text: pl.Expr, plain: pl.Expr, column: Column, edition_date: date) -> Reading:
    reading = READERS[column.type].reading(plain, column, edition_date)
    missing = pl.lit(missing_code(column) if column.required else None, dtype=pl.String)
    code = (
        pl.when(text.is_null()).then(missing)
        .when(text == NO_RESULT).then(pl.lit(missing_code(column)))
        .otherwise(reading.code)
    )  # fmt: skip
    return Reading(reading.value, code)


def is_released(code: str, released: Released) -> pl.Expr:
    """Whether a person has said that the row is right in spite of the code."""
    return pl.col(ROW).is_in(released.get(code, []))


def missing_code(column: Column) -> str:
    """What the lack of a value means where there must be one."""
    return "KEY_MISSING" if column.key else MISSING_CODES.get(column.type, "VALUE_MISSING")


def is_free_text(column: Column) -> bool:
    """Whether people write the text, so that a CPR number in it is masked and the row kept."""
    names_a_thing = column.key or column.reference is not None or column.field.endswith(("_id", "_code"))
    return column.type == "text" and (column.privacy == "text" or not names_a_thing)


def _released(reading: Reading, released: Released) -> Reading:
    code = reading.code
    for name in released:
        is_right = (code == name) & is_released(name, released) & reading.value.is_not_null()
        code = pl.when(is_right.fill_null(value=False)).then(NO_CODE).otherwise(code)
    return Reading(reading.value, code)


def _fitting(reading: Reading) -> pl.Expr:
    return pl.when(reading.code.is_null()).then(reading.value)


def _code_name(column: Column) -> str:
    return f"{column.field}__code"


def _plain_name(column: Column) -> str:
    return f"{column.field}__plain"


def _as_it_is(text: pl.Expr, _: Column) -> pl.Expr:
    return text


def _text_reading(text: pl.Expr, column: Column, _: date) -> Reading:
    if column.privacy == "text":
        return Reading(cpr.masked(text), NO_CODE)
    is_total = text.str.to_uppercase() == RESERVED if column.field in DIMENSIONS else pl.lit(value=False)
    code: pl.Expr = pl.when(text.str.contains(ERROR_VALUE) | is_total).then(pl.lit("CODE"))
    if is_free_text(column):
        return Reading(cpr.masked(text), code)
    return Reading(text, pl.coalesce(pl.when(text.str.contains(cpr.DIVIDED)).then(pl.lit("CPR_IN_KEY")), code))


def _listed_code(text: pl.Expr, column: Column) -> pl.Expr:
    spellings = (text, text.str.to_lowercase(), text.str.to_uppercase())
    return pl.coalesce(pl.when(spelling.is_in(column.codes)).then(spelling) for spelling in spellings)


def _yes_or_no(text: pl.Expr, _: Column) -> pl.Expr:
    word = text.str.to_lowercase()
    return pl.when(word.is_in(["ja", "nej"])).then(word == "ja")


def _municipality(text: pl.Expr, _: Column) -> pl.Expr:
    return text.str.extract(r"^0*([1-9][0-9]{2})$")


def _code_reading(value: pl.Expr, _: Column, __: date) -> Reading:
    return Reading(value, pl.when(value.is_null()).then(pl.lit("CODE")))


READERS: Mapping[ColumnType, Reader] = {
    "date": Reader(lambda text, _: plain_day(text), lambda day, _, edition_date: day_reading(day, edition_date)),
    "int": Reader(
        lambda text, _: plain_integer(text),
        lambda plain, column, _: within(integer_reading(plain), column.minimum, column.maximum),
    ),
    "amount": Reader(lambda text, _: plain_amount(text), lambda plain, _, __: amount_reading(plain)),
    "number": Reader(
        lambda text, _: plain_number(text),
        lambda plain, column, _: within(number_reading(plain), column.minimum, column.maximum),
    ),
    "pct": Reader(
        lambda text, _: plain_number(text.str.replace(r"\s*%$", "")),
        lambda plain, _, __: within(number_reading(plain), 0, 100),
    ),
    "school_year": Reader(lambda text, _: plain_school_year(text), _code_reading),
    "text": Reader(_as_it_is, _text_reading),
    "code": Reader(_listed_code, _code_reading),
    "bool": Reader(_yes_or_no, _code_reading),
    "municipality": Reader(_municipality, _code_reading),
    "cpr": Reader(_as_it_is, lambda text, _, edition_date: Reading(text, cpr.number_code(text, edition_date))),
}


def _holds_cpr(contract: Contract) -> pl.Expr:
    texts = [pl.col(column.name) for column in contract.columns if is_free_text(column)]
    found = [text.str.contains(cpr.IN_TEXT).fill_null(value=False) for text in texts]
    return pl.any_horizontal(found) if found else pl.lit(value=False)


def _with_child_checks(rows: pl.LazyFrame, contract: Contract, released: Released) -> pl.LazyFrame:
    """Age on the row's own date, and the mark of a replacement number."""
    child = next((column for column in contract.columns if column.type == "cpr"), None)
    if child is None:
        return rows.with_columns(pl.lit(value=False).alias(HAS_REPLACEMENT))
    number, checks = pl.col(child.field), [pl.col(_code_name(child))]
    if contract.age_date is not None:
        age_code = cpr.age_code(number, pl.col(contract.column(contract.age_date).field))
        checks.append(pl.when(~is_released("CPR_AGE", released)).then(age_code))
    return rows.with_columns(
        pl.coalesce(checks).alias(_code_name(child)),
        cpr.is_replacement(number).fill_null(value=False).alias(HAS_REPLACEMENT),
    )


def _with_first_reason(rows: pl.LazyFrame, contract: Contract) -> pl.LazyFrame:
    """The first column that does not fit, in the order of the contract, tells the row's code."""
    codes = {column: pl.col(_code_name(column)) for column in contract.columns}
    return rows.with_columns(
        pl.coalesce(codes.values()).alias(CODE),
        pl.coalesce(pl.when(code.is_not_null()).then(pl.lit(column.name)) for column, code in codes.items()).alias(
            COLUMN
        ),
    ).drop(_code_name(column) for column in contract.columns)
