"""One printed table, the same for PDF, workbook and CSV: what stands in it, never how it looks.

Values are exact; `cell_text` is the one place where a cell becomes a printed figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.numbers import MINUS
from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import (
    EN_DASH,
    NO_BREAK,
    UnitCode,
    amount_text,
    date_text,
    month_text,
    number_text,
    share_text,
)

ColumnKind = Literal[
    "text", "amount", "low", "high", "price", "places", "share", "factor", "count", "year", "month", "day"
]
Value = str | int | Decimal | date | None
HiddenCell = tuple[str, str, str]
"""Table code, row key and column key of a figure that is not shown."""

MONEY_KINDS: frozenset[ColumnKind] = frozenset({"amount", "low", "high", "price"})


@dataclass(frozen=True)
class Column:
    """A column: its stable key, printed header and kind.

    `formula` names other columns as `{key}`; `is_summed` says that the total row is the sum of those above.
    """

    key: str
    header: str
    kind: ColumnKind
    formula: str = ""
    is_summed: bool = False

    @property
    def plain_header(self) -> str:
        """The header for files that do not break lines: no soft hyphens, no hard spaces."""
        return self.header.replace("\N{SOFT HYPHEN}", "").replace(NO_BREAK, " ")


def headed_column(
    key: str, kind: ColumnKind, style: Style, formula: str = "", *, is_summed: bool = False, words: str = "",
    **values: object,
) -> Column:  # fmt: skip
    """A column with its header in the reader's words; `words` is their place where that is not `column` and the key."""
    section, _, code = (words or f"column.{key}").partition(".")
    return Column(key, style.text(section, code, **values), kind, formula, is_summed)


@dataclass(frozen=True)
class Row:
    """A row's values, one for each column, and what it is about for programs and for what is hidden."""

    key: str
    values: tuple[Value, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its code (file and sheet name), title, unit and notes; a total stands last.

    `basis` says where its figures come from, as of when, in which prices, and what they assume.
    """

    code: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    basis: str = ""

    @property
    def heading(self) -> str:
        """Title with the unit, as it stands above the table."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def value(self, row: Row, key: str) -> Value:
        """The value in a named column."""
        return row.values[[column.key for column in self.columns].index(key)]


def hide(table: Table, hidden: frozenset[HiddenCell], note: str) -> Table:
    """The table with the mark in every hidden cell and, where there is one, the note that says what it means."""
    rows = tuple(
        replace(row, values=tuple(MARKER if (table.code, row.key, column.key) in hidden else value
                                  for column, value in zip(table.columns, row.values, strict=True)))
        for row in table.rows
    )  # fmt: skip
    return replace(table, rows=rows, notes=(*table.notes, note)) if rows != table.rows else table


def shown_percent(tables: Iterable[Table]) -> int:
    """How many per cent of the tables' figures can be read; totals and what is nothing are not counted."""
    found = [
        value
        for table in tables
        for row in table.rows
        if not row.is_total
        for column, value in zip(table.columns, row.values, strict=True)
        if value == MARKER or (isinstance(value, int | Decimal) and column.kind != "year" and value)
    ]
    return 100 - 100 * found.count(MARKER) // max(len(found), 1)


def price_unit(unit: UnitCode) -> UnitCode:
    """A price of one place is too small to be said in millions."""
    return "tkr" if unit == "mio" else unit


def cell_text(value: Value, column: Column, style: Style) -> str:
    """A cell as it is printed; an en dash where there is no figure."""
    if value is None:
        return EN_DASH
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return month_text(value, style.language) if column.kind == "month" else date_text(value, style.language)
    if column.kind == "year":
        return str(value)
    return _figure_text(Decimal(value), column.kind, style)


def is_printed(value: Decimal | None, column: Column, style: Style) -> bool:
    """Whether a figure is printed as anything but nothing."""
    return value is not None and cell_text(value, column, style) != cell_text(Decimal(0), column, style)


def _figure_text(value: Decimal, kind: ColumnKind, style: Style) -> str:
    if kind == "price":
        return amount_text(value, price_unit(style.unit), style.language)
    if kind in MONEY_KINDS:
        return amount_text(value, style.unit, style.language)
    if kind == "share":
        return share_text(value, 1, style.language)
    return number_text(value, {"places": 1, "factor": 3}.get(kind, 0), style.language)


def interval_text(low: Value, high: Value, column: Column, style: Style) -> str:
    """`134.510–139.420`, with room around the dash where a figure is negative; a dash where nothing is uncertain."""
    if low == MARKER:
        return MARKER
    if low is None or low == high:
        return EN_DASH
    ends = cell_text(low, column, style), cell_text(high, column, style)
    dash = f"{NO_BREAK}{EN_DASH} " if MINUS in ends[0] + ends[1] else EN_DASH
    return dash.join(ends)
