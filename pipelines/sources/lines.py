"""Text to records: every line that is not blank, cut into cells at `;`, with `"` for cells that hold one.

A line without a quote is a record and needs no reader, so only lines with one are read by Python's. Not here: the
encoding (`encoding`), what the cells mean (`table`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from pipelines.sources.codes import RefusalError
from pipelines.sources.encoding import LINE_LIMIT
from pipelines.sources.records import ROW, filled_rows

QUOTE = '"'


def split_lines(texts: Iterable[str]) -> Iterator[pl.DataFrame]:
    """The records of blocks of whole lines; a record's number is the line on which it begins.

    A cell may hold line ends, also the one at which a block ends: what is open waits for the next block. Refused with
    QUOTE when a quote is never closed, or so late that its cell has swallowed a row.
    """
    first, width, waiting = 1, 0, ""
    for text in texts:
        lines = _lines(waiting + text)
        width = width or _width(lines)
        rows, read = _records(lines, first, width)
        waiting = "".join(f"{line}\n" for line in lines[read:].to_list())
        if len(waiting) > LINE_LIMIT:
            break
        first += read
        yield rows
    if waiting:
        raise RefusalError("QUOTE", row=str(first))


def _lines(text: str) -> pl.Series:
    """The lines without their ends; what follows the last end is no line when it is empty."""
    lines = pl.Series([text.replace("\r\n", "\n").replace("\r", "\n")], dtype=pl.String).str.split("\n").explode()
    return lines.head(-1) if lines.len() and not lines[-1] else lines


def _width(lines: pl.Series) -> int:
    """Cells of the first record that is not blank, whose cells may hold line ends."""
    filled = lines.filter(lines.str.strip_chars() != "")
    try:
        return len(next(csv.reader((f"{line}\n" for line in filled), delimiter=";"), []))
    except csv.Error:  # a cell that is never closed and longer than any; the reading of it says so
        return str(filled[0]).count(";") + 1


def _records(lines: pl.Series, first: int, width: int) -> tuple[pl.DataFrame, int]:
    """The records of these lines, the first of which has this number, and how many lines were read for them."""
    numbers = pl.int_range(first, first + lines.len(), eager=True, dtype=pl.Int32)
    has_quote = lines.str.contains(QUOTE, literal=True)
    if not has_quote.any():
        return filled_rows(numbers, lines.str.split(";")), lines.len()
    begins, cells, covered, read = _quoted_records(lines.to_list(), has_quote.arg_true().to_list(), first, width)
    positions = pl.int_range(lines.len(), eager=True)
    is_plain = ~has_quote & (positions < read) & ~positions.is_in(covered)
    plain = filled_rows(numbers.filter(is_plain), lines.filter(is_plain).str.split(";"))
    quoted = filled_rows([first + begin for begin in begins], cells)
    return pl.concat([plain, quoted]).sort(ROW), read


def _quoted_records(
    lines: Sequence[str], quoted: Sequence[int], first: int, width: int
) -> tuple[list[int], list[list[str]], list[int], int]:
    """The records that begin on a line with a quote, and how many lines were read: not those of a cell left open.

    First the positions where they begin, then their cells, then the positions of the further lines that they cover.
    """
    begins: list[int] = []
    cells: list[list[str]] = []
    covered: list[int] = []
    end = 0
    for position in quoted:
        if position >= end:
            record, count = _read_record(lines, position, first)
            if record is None:
                return begins, cells, covered, position
            if count > 1 and _holds_a_row(record, width):
                raise RefusalError("QUOTE", row=str(first + position))
            begins.append(position)
            cells.append(record)
            end = position + count
            covered += range(position + 1, end)
    return begins, cells, covered, len(lines)


def _read_record(lines: Sequence[str], position: int, first: int) -> tuple[list[str] | None, int]:
    """The record that begins here and the number of its lines; None when the lines end before it does."""
    is_out_of_lines = False

    def from_here() -> Iterator[str]:
        nonlocal is_out_of_lines
        for index in range(position, len(lines)):
            yield lines[index] + "\n"
        is_out_of_lines = True

    reader = csv.reader(from_here(), delimiter=";", strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error as error:
        if is_out_of_lines:
            return None, reader.line_num
        raise RefusalError("QUOTE", row=str(first + position)) from error


def _holds_a_row(record: list[str], width: int) -> bool:
    """Whether one cell has separators enough for a row: a quote left open was closed by a later one."""
    return any(cell.count(";") >= max(width - 1, 1) for cell in record)
