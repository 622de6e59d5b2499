"""Known single errors, corrected in the text of a file before it is judged.

A correction names a row by its key and says what is there and what it should be; a row that says otherwise is left
alone. Not here: where corrections are declared (`pipelines.municipality`), whether each still has something to correct
(`correction_findings`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.municipality import Correction
from pipelines.sources.contract import Column, Contract
from pipelines.sources.records import ROW
from pipelines.sources.values import read_column

CORRECTION = "correction_id"
ID_LENGTH = 16


def correction_id(entry: Correction) -> str:
    """What tells one correction from another, whoever made it and until when."""
    said = repr((entry.kilde, sorted(entry.noegle.items()), entry.felt, entry.fra, entry.til))
    return hashlib.sha256(said.encode()).hexdigest()[:ID_LENGTH]


def corrected(
    cells: pl.DataFrame, entries: Sequence[Correction], contract: Contract, day: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with the corrections that match, and which row each corrected (row_number, correction_id)."""
    found = [(entry, rows) for entry in entries if len(rows := rows_of(cells, entry, contract, day))]
    result = cells
    for entry, rows in found:
        cell = pl.col(entry.felt) if entry.felt in result.columns else pl.lit(None, dtype=pl.String)
        is_wrong = pl.col(ROW).is_in(rows.implode())
        result = result.with_columns(pl.when(is_wrong).then(pl.lit(entry.til)).otherwise(cell).alias(entry.felt))
    matches = [pl.DataFrame({ROW: rows}).with_columns(pl.lit(correction_id(e)).alias(CORRECTION)) for e, rows in found]
    return result, pl.concat(matches) if matches else NO_MATCHES


NO_MATCHES = pl.DataFrame(schema={ROW: pl.Int32, CORRECTION: pl.String})


def rows_of(cells: pl.DataFrame, entry: Correction, contract: Contract, day: date) -> pl.Series:
    """The numbers of the rows with the key and the wrong value."""
    rows = cells.with_columns(pl.col(pl.String).str.strip_chars())
    for name, text in [*entry.noegle.items(), (entry.felt, entry.fra)]:
        if rows.is_empty():
            break
        rows = rows.filter(says(contract.column(name), text.strip(), rows.columns, day))
    return rows[ROW]


def says(column: Column, text: str, delivered: Sequence[str], day: date) -> pl.Expr:
    """Whether a cell says this: in the same letters, or as the same day, amount or number in another writing."""
    if column.name not in delivered:
        return pl.lit(text == "")
    cell = pl.col(column.name)
    is_same = cell.fill_null("") == text
    value = read_column(column, day).value
    meant = pl.DataFrame({column.name: [text]}).select(value.alias("value"))["value"]
    return is_same if meant.null_count() else is_same | (value == meant[0]).fill_null(value=False)
