"""The header line of a delivery, and nothing else of it.

For looking at a folder before anything is run: rows are neither decoded nor kept. Not here: the whole file and its
rows (`gate`, `table`).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipelines.sources.codes import RefusalError, empty
from pipelines.sources.column_names import NO_NAMES, known_names, no_header
from pipelines.sources.content import read_content
from pipelines.sources.contract import Contract
from pipelines.sources.encoding import encoded_text
from pipelines.sources.gate import refuse_other_delimiters, refuse_other_kinds, without_separator_line
from pipelines.sources.table import HEADER_SEARCH_ROWS

HEADER_BYTES = 65_536
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_header(path: Path, suffix: str, contract: Contract) -> list[str]:
    """The header's cells as they are written; RefusalError when the file cannot be opened as what its name says."""
    if path.is_symlink() or not path.is_file():
        raise RefusalError("NOT_A_FILE")
    cells = sheet_header(path, contract) if suffix == "xlsx" else text_header(path, contract)
    if not known_names(cells, contract):
        raise no_header(NO_NAMES)
    return cells


def text_header(path: Path, contract: Contract) -> list[str]:
    """The first line of a CSV file that is not blank, cut at `;`."""
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if not start.strip():
        raise empty(len(start))
    refuse_other_kinds(start)
    text = next(encoded_text(whole_lines(start)).blocks())
    refuse_other_delimiters(text, contract)
    header = without_separator_line(text).lstrip()
    return next(csv.reader(io.StringIO(header, newline=""), delimiter=";"), [])


def whole_lines(start: bytes) -> bytes:
    """The start of a file cut where no letter is split: after its last line, or after whole UTF-16 units."""
    if start.startswith(WIDE_MARKS):
        return start[: len(start) // 2 * 2]
    return start[: start.rfind(b"\n") + 1] or start


def sheet_header(path: Path, contract: Contract) -> list[str]:
    """Of the first ten rows of the sheet the one that names most of the contract's columns."""
    from pipelines.sources.workbook import read_top

    rows = read_top(read_content(path), contract, HEADER_SEARCH_ROWS)
    return max(rows, key=lambda row: len(known_names(row, contract)), default=[])
