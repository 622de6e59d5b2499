"""Excel workbooks: which sheet is read, and its cells as the text that a CSV would have.

A workbook knows more of a cell than its text: that it is a number, a day, a share, a formula without a result or half
of a merged one. What that says is brought into the text here, by the type of the column. Not here: what may be opened
at all (`archive`), the header (`table`), what a value must be (`values`).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice, product
from typing import Any

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from pipelines.sources.archive import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, UNPACKED_LIMIT, check_archive
from pipelines.sources.codes import RefusalError
from pipelines.sources.column_names import named_columns
from pipelines.sources.contract import ColumnType, Contract
from pipelines.sources.letters import composed, has_broken_letters
from pipelines.sources.records import CELLS, NO_RESULT, Records, filled_rows
from pipelines.sources.table import HEADER_SEARCH_ROWS, is_trailer_word

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref=["\']([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)["\']')
# A cell with a formula but no value: the program that wrote the workbook never worked it out.
UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*)?)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb"\br=[\"']([A-Z]+[0-9]+)[\"']")
EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")
# What Excel shows for a number that it cannot show; a number of more digits than a cell keeps is no better.
ERROR_TEXT = "#NUM!"
EXACT_LIMIT = 1e15
LAST_DAY_NUMBER = 2_958_465
BLOCK_ROWS = 10_000
NUMERIC: frozenset[ColumnType] = frozenset({"int", "amount", "number", "pct"})
NAMES: frozenset[ColumnType] = frozenset({"text", "code"})
# In a number format what stands in quotes or behind these signs is shown as it is and means nothing.
LITERAL = re.compile(r'"[^"]*"|[\\_*].')
LEADING_ZEROS = re.compile("0{2,}")
# The XML parsers' own errors, of whichever is installed, are syntax errors.
PARSER_ERRORS = (
    zipfile.BadZipFile, zlib.error, SyntaxError, InvalidFileException, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OSError, NotImplementedError, ArithmeticError,
)  # fmt: skip
Place = tuple[int, int]
Ranges = Sequence[tuple[int, int, int, int]]
"""Merged cells: first row, last row, first column, last column, all from 1."""


def read_workbook(content: bytes, contract: Contract) -> Records:
    """The records of the sheet named as the source, else of the only one that shows."""
    check_archive(content)
    with parsing():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = _sheet(book, contract.source)
        part = _sheet_part(content, sheet._worksheet_path)  # noqa: SLF001 - read-only mode does not tell of merges
        merges, without_result = _merges(part), set(_places_without_result(part))
        del part
        types = _column_types(_top(sheet, HEADER_SEARCH_ROWS), contract)
        blocks = list(_blocks(RowTexts(types, book.epoch, without_result, merges), sheet.iter_rows()))
    rows = sum(block.height for block in blocks)
    is_broken = any(has_broken_letters(_letters(block)) for block in blocks)
    problems = (RefusalError("MOJIBAKE", line=_first_broken_row(blocks)),) if is_broken else ()
    return Records(lambda: blocks, lambda: rows, is_sheet=True, merged_rows=_rows_at_top(merges), problems=problems)


def read_top(content: bytes, contract: Contract, count: int) -> list[list[str]]:
    """The first rows of the sheet named as the source, else of the first one, as text."""
    check_archive(content)
    with parsing():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return _top((_named(book, contract.source) or book.worksheets)[0], count)


@contextmanager
def parsing() -> Iterator[None]:
    """Whatever the parsers stumble on is CORRUPT; their warnings quote the cell and are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PARSER_ERRORS as error:
            raise RefusalError("CORRUPT") from error


def cell_text(value: object, kind: ColumnType | None = None, shown_as: str = "", epoch: datetime | None = None) -> str:
    """A cell as a Danish CSV would write it, in a column of this kind; numbers have the 15 digits that Excel shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return _day_text(value, kind)
    if isinstance(value, int | float):
        return _number_text(value, kind, shown_as, epoch)
    return composed(str(value))


def _day_text(value: date, kind: ColumnType | None) -> str:
    """A day; Excel makes days of codes like 4.7, so in a column of codes it is an error."""
    if kind not in (None, "date"):
        return ERROR_TEXT
    if isinstance(value, datetime) and value != datetime(value.year, value.month, value.day):
        return value.isoformat()
    return value.strftime("%Y-%m-%d")


def _number_text(value: float, kind: ColumnType | None, shown_as: str, epoch: datetime | None) -> str:
    """A number; in a column of days the day that Excel counts so."""
    if kind == "date" and epoch is not None and value == int(value) and 0 < value <= LAST_DAY_NUMBER:
        return _day_text(from_excel(value, epoch), kind)
    if kind in NAMES and isinstance(value, int) and LEADING_ZEROS.fullmatch(shown_as):
        return str(value).zfill(len(shown_as))
    if "%" in LITERAL.sub("", shown_as):
        return format(value * 100, ".15g").replace(".", ",") + " %"
    if isinstance(value, int):
        return str(value)
    if abs(value) >= EXACT_LIMIT:
        return ERROR_TEXT
    return format(value, ".15g").replace(".", ",")


def _sheet(book: Workbook, source: str) -> Any:
    """The sheet to read; charts have sheets of their own, and hidden ones are not what the sender looked at."""
    named = _named(book, source)
    shown = named or [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) != 1:
        raise RefusalError("SHEET", count=str(len(book.worksheets)), source=source)
    return shown[0]


def _named(book: Workbook, source: str) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.title.strip().casefold() == source][:1]


def _sheet_part(content: bytes, path: str) -> bytes:
    """The sheet's own XML, for what read-only mode does not tell."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path.lstrip("/"))


def _top(sheet: Any, count: int) -> list[list[str]]:
    sheet.reset_dimensions()
    return [[cell_text(cell) for cell in row] for row in sheet.iter_rows(max_row=count, values_only=True)]


def _column_types(top: Sequence[Sequence[str]], contract: Contract) -> Mapping[int, ColumnType]:
    """By position the type of each column that the header names but free text; the header names most of all rows."""
    named = max((named_columns(row, contract) for row in top), key=len, default=[])
    return {index: column.type for index, column in named if column.privacy != "text"}


class RowTexts:
    """Rows of cells as rows of text, as long as they are bearably many: one stored text can stand in many cells."""

    def __init__(
        self, types: Mapping[int, ColumnType], epoch: datetime, without_result: Collection[Place], merges: Ranges
    ) -> None:
        self._types = types
        self._epoch = epoch
        self._unknown: dict[int, set[int]] = {}
        for row, column in without_result:
            self._unknown.setdefault(row, set()).add(column)
        self._merges: dict[int, list[tuple[int, int, int, int]]] = {}
        for merge in merges:
            self._merges.setdefault(merge[0], []).append(merge)
        self._cells = self._letters = 0

    def of(self, number: int, row: Sequence[Any]) -> list[str]:
        """The text of the cells of the row with this number, as far as it is filled."""
        types = {} if row and is_trailer_word(row[0].value) else self._types
        texts = _without_blank_end([self._text(cell, types.get(index)) for index, cell in enumerate(row)])
        self._cells += len(row)
        self._letters += sum(map(len, texts))
        if self._cells > CELL_LIMIT or number > ROW_LIMIT or len(texts) > COLUMN_LIMIT:
            raise RefusalError("DIMENSION")
        if self._letters > UNPACKED_LIMIT:
            raise RefusalError("ZIP_BOMB")
        for merge in self._merges.get(number, ()):
            self._cover(texts, *merge)
        for column in self._unknown.get(number, ()):
            texts += [""] * (column - len(texts))
            texts[column - 1] = NO_RESULT
        return texts

    def _text(self, cell: Any, kind: ColumnType | None) -> str:
        value = cell.value
        if isinstance(value, str) or value is None:
            return composed(value or "")
        return cell_text(value, kind, cell.number_format if kind in NUMERIC or kind in NAMES else "", self._epoch)

    def _cover(self, texts: Sequence[str], first: int, last: int, left: int, right: int) -> None:
        """Nobody can say whether what stands in a merged cell holds for the cells that it covers."""
        if left <= len(texts) and texts[left - 1]:
            rows, columns = range(first, min(last, ROW_LIMIT) + 1), range(left, min(right, COLUMN_LIMIT) + 1)
            self._cells += len(rows) * len(columns)
            if self._cells > CELL_LIMIT:
                raise RefusalError("DIMENSION")
            for row, column in product(rows, columns):
                if (row, column) != (first, left):
                    self._unknown.setdefault(row, set()).add(column)


def _blocks(texts: RowTexts, rows: Iterable[Sequence[Any]]) -> Iterator[pl.DataFrame]:
    """The rows that hold more than blanks, block by block: as lists of Python's they would take ten times the room."""
    numbered = enumerate(rows, start=1)
    while block := [(number, texts.of(number, row)) for number, row in islice(numbered, BLOCK_ROWS)]:
        yield filled_rows([number for number, _ in block], [cells for _, cells in block])


def _letters(rows: pl.DataFrame) -> str:
    """All letters of a block."""
    text: str = rows.select(pl.col(CELLS).list.join(";").str.join("\n"))[CELLS][0] or ""
    return text


def _first_broken_row(blocks: Sequence[pl.DataFrame]) -> str:
    """The number of the first row with broken letters; some block has them."""
    before = 0
    for block in blocks:
        if has_broken_letters(_letters(block)):
            rows = (_letters(block[place]) for place in range(block.height))
            return str(before + next(number for number, row in enumerate(rows, 1) if has_broken_letters(row)))
        before += block.height
    raise ValueError("no block is broken")


def _merges(part: bytes) -> Ranges:
    """Where cells are merged."""
    found = (range_boundaries(match[1].decode("ascii")) for match in MERGED.finditer(part))
    return [(first, last, left, right) for left, first, right, last in found]


def _rows_at_top(merges: Ranges) -> frozenset[int]:
    """The rows that merged cells touch, where a header may stand."""
    return frozenset(row for first, last, _, _ in merges for row in range(first, min(last, HEADER_SEARCH_ROWS) + 1))


def _places_without_result(part: bytes) -> Iterator[Place]:
    """Row and column, from 1, of formulas that were never worked out; one that gave an empty text was."""
    if b"<f" not in part and b":f" not in part:
        return
    for match in UNCALCULATED.finditer(part):
        if not (EMPTY_TEXT.search(match[1]) and b"v>" in match[0]):
            place = PLACE.search(match[1])
            if place is None:
                raise RefusalError("CORRUPT")
            yield coordinate_to_tuple(place[1].decode("ascii"))


def _without_blank_end(row: list[str]) -> list[str]:
    """The row as far as it is filled: sheets are often formatted beyond their data."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]
