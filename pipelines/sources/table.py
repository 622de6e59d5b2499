"""From records to named columns: the header against the contract, the trailer, footers and field counts.

Here: everything that can be said of a file from its shape alone. Not here: encoding and file kind (`gate`, `workbook`),
what a value must be (`values`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.sources.codes import Facts, RefusalError
from pipelines.sources.column_names import (
    IN_ONE_CELL,
    NO_NAMES,
    header_names,
    header_warnings,
    is_sayable,
    known_names,
    match_header,
    no_header,
)
from pipelines.sources.contract import Column, Contract
from pipelines.sources.records import CELLS, NO_RESULT, ROW, Records

HEADER_SEARCH_ROWS = 10
SHAPE = "code"
FOOTER_WORDS = re.compile(
    r"\W*(i\s?alt|total\w*|sum|summa|subtotal\w*|samlet|hovedtotal|grand total|antal|udskrevet|udtrukket)\b",
    re.IGNORECASE,
)
TRAILER_WORD = "SLUT"


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: where its header stands, which position holds which column, and what is odd about it.

    A position may hold several columns where the municipality says so. `names` are the header's cells as they were.
    `is_trimmed`: blank cells beyond them are separators at a line's end. `unread` are the columns that must be there
    once and are not, `problems` why a file with this header is not taken.
    """

    row: int
    names: tuple[str, ...]
    columns: Sequence[tuple[int, Column]]
    is_trimmed: bool
    warnings: Mapping[str, int]
    facts: Mapping[str, Facts]
    unread: tuple[str, ...] = ()
    problems: tuple[RefusalError, ...] = ()

    @property
    def read_as(self) -> Mapping[str, str]:
        """Under which name, as names are compared, each column was read."""
        written = header_names(self.names)
        return {column.name: written[index] for index, column in self.columns}

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of columns that no column of the contract is called, of which none could be a value."""
        read = {index for index, _ in self.columns}
        return tuple(n for i, n in enumerate(header_names(self.names)) if i not in read and is_sayable(n))


@dataclass(frozen=True)
class Shaped:
    """A block of rows as text columns named by the contract, with `row_number`.

    `aside` (row_number, code) are rows whose shape does not fit. `trailer` is the SLUT line without its word.
    `ends_short`: the last row lacks cells, as the last line of a file that was cut off does.
    """

    cells: pl.DataFrame
    aside: pl.DataFrame
    trailer: tuple[str, ...] | None
    ends_short: bool

    @property
    def row_count(self) -> int:
        """Data rows of the block, those kept aside included."""
        return self.cells.height + self.aside.height


def find_layout(first: pl.DataFrame, records: Records, contract: Contract) -> Layout:
    """The layout that a file's first block of rows shows; RefusalError where it has no header to go by."""
    at = _header_index(first, records, contract)
    row = first[ROW][at]
    body = data_rows(first, row)
    names = _cells(first, at)
    width = _width(names)
    surplus = body.select(_surplus(width)).to_series()
    is_trimmed = width < len(names) or bool(body.height and surplus.all())
    columns, unread, problems = match_header(names[:width], contract)
    warnings, facts = header_warnings(names[:width], columns)
    if is_trimmed:
        warnings["TRAILING_SEPARATOR"] = 1
    if at > 0:
        warnings["HEADER_ROW"], facts["HEADER_ROW"] = 1, {"row": str(row)}
    return Layout(row, tuple(names[:width]), columns, is_trimmed, warnings, facts, unread, problems)


def shaped(rows: pl.DataFrame, layout: Layout, contract: Contract, *, is_sheet: bool, is_last: bool) -> Shaped:
    """A block of data rows as columns; footers and the trailer are looked for in the last one."""
    trailer = _trailer(rows) if is_last else None
    body = trimmed(rows.head(-1) if trailer is not None else rows, layout)
    coded = _with_shape_codes(body, layout, contract, is_sheet=is_sheet, is_last=is_last)
    return Shaped(
        cells=_columns(coded.filter(pl.col(SHAPE).is_null()), layout),
        aside=coded.filter(pl.col(SHAPE).is_not_null()).select(ROW, SHAPE),
        trailer=trailer,
        ends_short=bool(body.height)
        and coded[SHAPE][-1] == "FIELD_COUNT"
        and len(_cells(body, -1)) < len(layout.names),
    )


def data_rows(rows: pl.DataFrame, header_row: int) -> pl.DataFrame:
    """The rows of a block below the header, without the trailer where it ends with one."""
    body = rows.filter(pl.col(ROW) > header_row)
    return body.head(-1) if _trailer(body) is not None else body


def trimmed(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The rows without the blank cells that separators at their end leave."""
    if not layout.is_trimmed:
        return rows
    width = len(layout.names)
    return rows.with_columns(
        pl.when(_surplus(width)).then(pl.col(CELLS).list.head(width)).otherwise(pl.col(CELLS)).alias(CELLS)
    )


def _cells(rows: pl.DataFrame, index: int) -> list[str]:
    cells: list[str] = rows[CELLS][index].to_list()
    return cells


def _header_index(rows: pl.DataFrame, records: Records, contract: Contract) -> int:
    """Position of the header among the rows: the first, or in a sheet the best of the first ten rows."""
    top = rows.filter(pl.col(ROW) <= HEADER_SEARCH_ROWS) if records.is_sheet else rows.head(1)
    known = [len(known_names(cells, contract)) for cells in top[CELLS].to_list()]
    best = known.index(max(known)) if known else 0
    if known and known[best] and top[ROW][best] not in records.merged_rows:
        return best
    if any(row <= HEADER_SEARCH_ROWS for row in records.merged_rows):
        raise RefusalError("MERGED_HEADER")
    is_in_one_cell = any(
        len(known_names(cell.split(";"), contract)) > 1 for cells in top[CELLS].to_list() for cell in cells
    )
    raise no_header(IN_ONE_CELL if is_in_one_cell else NO_NAMES)


def _width(names: Sequence[str]) -> int:
    """Number of cells up to the last that is a name."""
    width = len(names)
    while width > 1 and not names[width - 1].strip():
        width -= 1
    return width


def _surplus(width: int) -> pl.Expr:
    """Whether a row has cells beyond this width and all of them are blank."""
    surplus = pl.col(CELLS).list.slice(width).list
    return (surplus.len() > 0) & (surplus.join("").str.strip_chars() == "")


def _trailer(body: pl.DataFrame) -> tuple[str, ...] | None:
    if body.is_empty():
        return None
    word, *cells = _cells(body, -1)
    return tuple(cell.strip() for cell in cells) if is_trailer_word(word) else None


def is_trailer_word(cell: object) -> bool:
    """Whether a row that begins with this cell tells of the rows above it."""
    return isinstance(cell, str) and cell.strip().upper() == TRAILER_WORD


def _with_shape_codes(
    body: pl.DataFrame, layout: Layout, contract: Contract, *, is_sheet: bool, is_last: bool
) -> pl.DataFrame:
    """FOOTER for total lines at the bottom, FIELD_COUNT for rows of another width; null where the shape fits."""
    footers = _footers(body, layout, contract) if is_last else []
    width, length = len(layout.names), pl.col(CELLS).list.len()
    is_other_width = length > width if is_sheet else length != width
    return body.with_columns(
        pl.when(pl.col(ROW).is_in(footers))
        .then(pl.lit("FOOTER"))
        .when(is_other_width)
        .then(pl.lit("FIELD_COUNT"))
        .alias(SHAPE)
    )


def _footers(body: pl.DataFrame, layout: Layout, contract: Contract) -> list[int]:
    """The numbers of the total lines at the bottom, and of the notes of one cell below them."""
    footers: list[int] = []
    notes: list[int] = []
    for index in range(body.height - 1, -1, -1):
        cells, number = _cells(body, index), body[ROW][index]
        if _is_footer(cells, layout, contract):
            footers += [*notes, number]
            notes = []
        elif sum(bool(cell.strip()) for cell in cells) == 1:
            notes.append(number)
        else:
            break
    return footers


def _is_footer(row: Sequence[str], layout: Layout, contract: Contract) -> bool:
    """A sparse row, not all that a row must have, that begins with a word for total or has an amount but no key."""
    filled = [index for index, cell in enumerate(row) if cell.strip() and cell != NO_RESULT]
    if not filled or len(filled) * 2 > len(layout.names):
        return False
    if all(index in filled for index, column in layout.columns if column.required):
        return False
    if FOOTER_WORDS.match(row[filled[0]].strip()):
        return True
    columns = [column for index, column in layout.columns if index in filled]
    has_total = any(column.name == contract.total_column for column in columns)
    return has_total and not any(column.key for column in columns)


def _columns(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """One text column for each column of the contract that was delivered."""
    return rows.select(
        ROW,
        *(pl.col(CELLS).list.get(index, null_on_oob=True).alias(column.name) for index, column in layout.columns),
    )
