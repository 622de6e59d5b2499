"""Writes deliveries by their contract: Danish columns in the contract's order, as CSV or as a workbook.

CSV is UTF-8 with `;`, CRLF, decimal comma and dd-mm-yyyy. A workbook's bytes hold no clock. Not here: which rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.errors import UsageError
from pipelines.sources.contract import Column, Contract, load_contracts

WORKBOOK_SOURCES = ("statusanalyse", "indsatsplan")
FIXED_CLOCK = datetime(2020, 1, 1)  # so that the same rows give the same bytes


def delivered_text(column: Column) -> pl.Expr:
    """A column as it is written in CSV."""
    value = pl.col(column.name)
    if column.type == "date":
        return pl.from_epoch(value.cast(pl.Int64), time_unit="d").dt.strftime("%d-%m-%Y")
    if column.type == "amount":
        return (
            value.cast(pl.Float64).round(2).cast(pl.Decimal(18, 2)).cast(pl.String).str.replace(".", ",", literal=True)
        )
    if column.type in {"number", "pct"}:
        text = value.cast(pl.Float64).round(4).cast(pl.String).str.replace(".", ",", literal=True)
        return text.str.strip_suffix(",0")
    return value.cast(pl.String)


def with_contract_columns(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """The contract's columns in its order; a column the municipality does not keep is empty."""
    missing = [pl.lit(None, dtype=pl.String).alias(c.name) for c in contract.columns if c.name not in rows.columns]
    return rows.with_columns(missing).select(column.name for column in contract.columns)


def write_delivery(folder: Path, contract: Contract, edition: int, rows: pl.DataFrame) -> int:
    """Write one file; returns its rows."""
    delivered = with_contract_columns(rows, contract)
    if contract.source in WORKBOOK_SOURCES:
        write_workbook(folder / f"{contract.source}_{edition}.xlsx", contract, delivered)
    else:
        text = delivered.select(delivered_text(column).alias(column.name) for column in contract.columns)
        text.write_csv(folder / f"{contract.source}_{edition}.csv", separator=";", line_terminator="\r\n")
    return len(delivered)


@contextmanager
def new_files(out: Path) -> Iterator[Path]:
    """A folder to write to; its files are moved to `out` at the end. UsageError when `out` has other deliveries."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nye-", dir=out) as folder:
        yield Path(folder)
        written = sorted(Path(folder).iterdir())
        names = {path.name for path in written}
        others = sorted(path.name for path in out.iterdir() if is_delivery(path) and path.name not in names)
        if others:
            raise UsageError(
                f"Mappen »{out}« har {len(others)} leverancer, som denne kommune ikke har (fx {others[0]}). "
                "Vælg en anden mappe, eller tøm den først. Intet er skrevet.",
                f'The folder "{out}" has {len(others)} deliveries that this municipality has not (e.g. {others[0]}). '
                "Choose another folder or empty it first. Nothing is written.",
            )
        for path in written:
            path.replace(out / path.name)


def is_delivery(path: Path) -> bool:
    """Whether a file is named as one of ours: `<source>_<YYYYMM>...`."""
    source, _, rest = path.name.partition("_")
    return path.is_file() and source in load_contracts() and rest[:6].isdigit()


def write_workbook(path: Path, contract: Contract, rows: pl.DataFrame) -> None:
    """One sheet named as the source; dates are real dates, amounts real numbers."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": FIXED_CLOCK})
        sheet, day_format = book.add_worksheet(contract.source), book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, rows.columns)
        for index, column in enumerate(contract.columns):
            values = rows[column.name]
            if column.type == "date":
                for line, day in enumerate(values.cast(pl.Int32).cast(pl.Date).to_list(), start=1):
                    sheet.write_datetime(line, index, day, day_format)
            elif column.type in {"int", "amount", "number", "pct"}:
                sheet.write_column(1, index, values.to_list())
            else:
                for line, text in enumerate(values.cast(pl.String).to_list(), start=1):
                    sheet.write_string(line, index, text or "")
