"""The tables as CSV for Danish spreadsheets: semicolons, decimal comma, UTF-8 with mark.

Amounts are in whole kroner, shares in per cent.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.publishing.numbers import UNITS, machine_number
from pipelines.publishing.printed import Printed
from pipelines.publishing.table import MONEY_KINDS, Column, Table, Value

DECIMALS = {"places": 1, "share": 2, "factor": 4, "count": 0, "year": 0}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table, paper: Printed) -> bytes:
    """One table; the sign of a deviation is the municipality's, as its header says."""
    kroner = UNITS["kr"].title[paper.style.language]
    lines = [";".join(_quoted(_header(column, kroner)) for column in table.columns)]
    for row in table.rows:
        cells = zip(row.values, table.columns, strict=True)
        lines.append(";".join(csv_cell(value, column) for value, column in cells))
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + "\r\n".join(lines) + "\r\n").encode("utf-8")


def csv_cell(value: Value, column: Column) -> str:
    """A cell by its column's kind; text that a spreadsheet would run as a formula gets an apostrophe first."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(f"'{value}" if value.startswith(FORMULA_STARTS) else value)
    decimals = 0 if column.kind in MONEY_KINDS else DECIMALS[column.kind]
    figure = Decimal(value) * 100 if column.kind == "share" else Decimal(value)
    return machine_number(figure, decimals)


def _header(column: Column, kroner: str) -> str:
    header = column.plain_header
    if column.key == "price":
        header = header.split(" (", maxsplit=1)[0]
    if column.kind == "share":
        return f"{header} (%)"
    return f"{header} ({kroner})" if column.kind in MONEY_KINDS else header


def _quoted(words: str) -> str:
    if any(mark in words for mark in ';"\r\n'):
        return '"' + words.replace('"', '""') + '"'
    return words
