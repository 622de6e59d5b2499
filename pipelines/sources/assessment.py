"""One file from bytes to judged rows, without touching the warehouse.

Here: the order in which gate, table, values and rows are asked. Not here: what is done with the result (`landing`).
The function takes bytes and gives frames, so that it can run in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.privacy.cpr import plain_number
from pipelines.sources.codes import Facts, Outcome, RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.corrections import corrected
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.dialect import spoken, translated, with_parts
from pipelines.sources.gate import open_delivery
from pipelines.sources.guidance import NO_GUIDANCE, Guidance
from pipelines.sources.records import ROW
from pipelines.sources.rows import Known, check_period, check_rows, check_trailer
from pipelines.sources.table import Table, read_table
from pipelines.sources.values import (
    CODE,
    COLUMN,
    HAS_MASKED,
    HAS_REPLACEMENT,
    Released,
    is_released,
    read_column,
    read_rows,
)

AMOUNT = "amount_kr"
NO_AMOUNT = pl.lit(None, dtype=pl.Decimal(18, 2)).alias(AMOUNT)
LENGTH_WITHOUT_ZERO = 9
NINE_DIGITS: Facts = {
    "digits_da": "har 9 cifre. Excel har formentlig fjernet et foranstillet 0",
    "digits_en": "has 9 digits. Excel has probably dropped a leading 0",
}
OTHER_DIGITS: Facts = {"digits_da": "har ikke 10 cifre", "digits_en": "does not have 10 digits"}


@dataclass(frozen=True)
class Assessment:
    """What a file holds: `rows` fit, `aside` do not; together they are all its rows.

    `corrected` (row_number, correction_id) are rows in which a value was corrected before they were judged. `aside` has
    row_number, code, column and amount_kr, which is null where the source has no amount or it is unread.
    """

    table: Table
    rows: pl.DataFrame
    aside: pl.DataFrame
    corrected: pl.DataFrame
    warnings: dict[str, int]
    facts: dict[str, Facts]

    @property
    def outcome(self) -> Outcome:
        """QUARANTINE before ACCEPT_WARN before ACCEPT."""
        if self.aside.height:
            return "QUARANTINE"
        return "ACCEPT_WARN" if self.warnings else "ACCEPT"

    @property
    def reasons(self) -> dict[str, int]:
        """Rows kept aside by code."""
        counts = self.aside.group_by(CODE).len().sort(CODE)
        return dict(counts.iter_rows())


def assess(
    content: bytes, name: DeliveryName, contract: Contract, known: Known, guidance: Guidance = NO_GUIDANCE
) -> Assessment:
    """Judge one file; RefusalError with the number of data rows when nothing of it is taken."""
    released, day = guidance.released, name.edition_date
    contract = spoken(contract, guidance.names, day)
    table = read_table(open_delivery(content, name.suffix, contract), contract)
    cells, matches = corrected(table.cells, guidance.corrections, contract, day)
    cells = with_parts(cells, guidance.names, day, table.read_as).pipe(translated, guidance.values)
    try:
        read = read_rows(cells, contract, day, released)
        check_period(read.filter(~is_released("DATE_RANGE", released)), contract, name)
        check_trailer(table, amounts_as_delivered(table.cells, cells, read, contract))
    except RefusalError as refusal:
        refusal.rows = table.row_count
        raise
    judged = check_rows(read, contract, known, released)
    fitting = judged.filter(pl.col(CODE).is_null())
    shapes = table.aside.select(ROW, CODE, pl.lit("").alias(COLUMN), NO_AMOUNT)
    unfit = judged.filter(pl.col(CODE).is_not_null()).select(ROW, CODE, COLUMN, amount_of(contract))
    aside = pl.concat([unfit, shapes]).sort(ROW)
    warnings, facts = _warnings(table, fitting, released, matches)
    facts |= _facts_of_length(aside, table, contract)
    fitting = fitting.drop(CODE, COLUMN, HAS_MASKED, HAS_REPLACEMENT)
    return Assessment(table, fitting, aside, matches, warnings, facts)


def amounts_as_delivered(
    delivered: pl.DataFrame, cells: pl.DataFrame, read: pl.DataFrame, contract: Contract
) -> pl.Series | None:
    """The amounts that the sender summed, before any was corrected; None where the source has no amounts."""
    if contract.total_column is None:
        return None
    column = contract.column(contract.total_column)
    if column.name not in delivered or delivered[column.name].equals(cells[column.name]):
        return read[column.field]
    return delivered.select(read_column(column, date.min).value.alias(column.field))[column.field]


def amount_of(contract: Contract) -> pl.Expr:
    """The kroner of a row; null where the source has none."""
    return pl.col(contract.amount.field).alias(AMOUNT) if contract.amount is not None else NO_AMOUNT


def _warnings(
    table: Table, fitting: pl.DataFrame, released: Released, matches: pl.DataFrame
) -> tuple[dict[str, int], dict[str, Facts]]:
    warnings, facts = dict(table.warnings), dict(table.facts)
    numbers = {row for rows in released.values() for row in rows}
    taken = fitting.filter(pl.col(ROW).is_in(sorted(numbers))).height if numbers else 0
    if taken:
        warnings["RELEASED"], facts["RELEASED"] = taken, {"count": str(taken)}
    if matches.height:
        warnings["CORRECTED"], facts["CORRECTED"] = matches.height, {"count": str(matches.height)}
    for code, mark in (("CPR_REPLACEMENT", HAS_REPLACEMENT), ("CPR_IN_TEXT", HAS_MASKED)):
        count = int(fitting[mark].sum())
        if count:
            warnings[code], facts[code] = count, {"count": str(count)}
    return warnings, facts


def _facts_of_length(aside: pl.DataFrame, table: Table, contract: Contract) -> dict[str, Facts]:
    """Whether the CPR numbers that are too short lack just one digit."""
    wrong = aside.filter(pl.col(CODE) == "CPR_LENGTH").select(ROW).join(table.cells, on=ROW)
    if wrong.is_empty():
        return {}
    written = next(column.name for column in contract.columns if column.type == "cpr")
    lengths = wrong.select(plain_number(pl.col(written).str.strip_chars()).str.len_bytes().unique()).to_series()
    return {"CPR_LENGTH": NINE_DIGITS if lengths.to_list() == [LENGTH_WITHOUT_ZERO] else OTHER_DIGITS}
