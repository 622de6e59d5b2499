"""Excel workbooks: what may be opened at all, which sheet is read, and cells as the text a CSV would have.

Here: checks on the zip archive and its XML before a parser sees them, then openpyxl in read-only mode. Not here: the
header (`table`), what a value must be (`values`).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException

from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.letters import composed, has_broken_letters
from pipelines.sources.records import NO_RESULT, Records, filled_rows

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNPACKED_LIMIT = 200_000_000
RATIO_LIMIT = 100
ROW_LIMIT = 200_000
COLUMN_LIMIT = 200
CELL_LIMIT = 5_000_000
# A cell to the right of column GR (number 200), or in a row of six digits from 200,000 or of more digits.
FAR_CELL = re.compile(
    rb"\br\s*=\s*[\"'](?:(?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3,})[0-9]+|[A-Z]*(?:[2-9][0-9]{5}|[0-9]{7,}))[\"']", re.IGNORECASE
)
LAST_ALLOWED = re.compile(rb"[^\"']*[\"'][A-Z]*200000[\"']")
ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
# The strict dialect of the format, which few programs read.
STRICT_NAMESPACE = b"purl.oclc.org/ooxml"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="[A-Z]+([0-9]+)(?::[A-Z]+([0-9]+))?"')
MERGED_ROWS_READ = 100
# A cell with a formula but no value: the program that wrote the workbook never worked it out.
UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# The XML parsers' own errors, of whichever is installed, are syntax errors.
PARSER_ERRORS = (
    zipfile.BadZipFile, zlib.error, SyntaxError, InvalidFileException, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OSError, NotImplementedError, ArithmeticError,
)  # fmt: skip


def read_workbook(content: bytes, contract: Contract) -> Records:
    """The records of the sheet named as the source, else of the only sheet."""
    check_archive(content)
    with parsing():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book[_sheet_name(sheet_names(book), contract.source)]
        sheet.reset_dimensions()
        part = _sheet_part(content, getattr(sheet, "_worksheet_path", ""))
        cells = _bounded_cells(sheet.iter_rows(values_only=True))
        _mark_uncalculated(cells, part)
    return _records(cells, _merged_rows(part))


def read_top(content: bytes, contract: Contract, count: int) -> list[list[str]]:
    """The first rows of the sheet named as the source, else of the first one, as text."""
    check_archive(content)
    with parsing():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = sheet_names(book)
        sheet = book[([name for name in names if name.strip().casefold() == contract.source] or names)[0]]
        sheet.reset_dimensions()
        return [[cell_text(cell) for cell in row] for row in sheet.iter_rows(max_row=count, values_only=True)]


@contextmanager
def parsing() -> Iterator[None]:
    """Whatever the parsers stumble on is CORRUPT; their warnings quote the cell and are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PARSER_ERRORS as error:
            raise RefusalError("CORRUPT") from error


def sheet_names(book: Workbook) -> list[str]:
    """The sheets that can hold rows: charts have a sheet of their own."""
    return [sheet.title for sheet in book.worksheets]


def check_archive(content: bytes) -> None:
    """Refuse whatever is not an ordinary workbook of bearable size, before an XML parser is started."""
    if content.startswith(OLE):
        raise RefusalError("ENCRYPTED_OR_XLS")
    if not content.startswith(b"PK"):
        raise RefusalError("NOT_XLSX")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(content))
            for name, part in _parts(archive, entries, len(content)):
                _check_part(name, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise RefusalError("CORRUPT") from error


def cell_text(value: object) -> str:
    """A cell as a Danish CSV would write it; numbers have the 15 digits that Excel shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.date().isoformat() if value == datetime(value.year, value.month, value.day) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".15g").replace(".", ",")
    return composed(str(value))


def _check_directory(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise RefusalError("ZIP_PATH")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusalError("ENCRYPTED_OR_XLS")
    _check_size(sum(entry.file_size for entry in entries), size)
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
        raise RefusalError("MACRO")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise RefusalError("NOT_XLSX")


def _check_size(unpacked: int, size: int) -> None:
    if unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * max(size, 1):
        raise RefusalError("ZIP_BOMB")


def _parts(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], size: int) -> Iterator[tuple[str, bytes]]:
    """The XML parts, read with a limit of our own: the sizes in the archive's directory may lie."""
    unpacked = 0
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as file:
                part = file.read(UNPACKED_LIMIT - unpacked + 1)
            unpacked += len(part)
            _check_size(unpacked, size)
            yield entry.filename, part


def _check_part(name: str, part: bytes) -> None:
    plain = part.replace(b"\x00", b"") if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:8] else part
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise RefusalError("XML_DTD")
    if name == "[Content_Types].xml" and b"macroenabled" in plain.lower():
        raise RefusalError("MACRO")
    if name == "xl/workbook.xml" and STRICT_NAMESPACE in plain:
        raise RefusalError("NOT_XLSX")
    if b"sheetData" in plain:
        _check_dimension(plain)


def _check_dimension(plain: bytes) -> None:
    """Refuse far cells and sheer numbers; a cell need not say where it stands."""
    far = next((match for match in FAR_CELL.finditer(plain) if not LAST_ALLOWED.fullmatch(match[0])), None)
    rows, cells = (sum(1 for _ in start.finditer(plain)) for start in (ROW_START, CELL_START))
    if far is not None or rows > ROW_LIMIT or cells > min(CELL_LIMIT, COLUMN_LIMIT * rows):
        raise RefusalError("DIMENSION")


def _sheet_name(names: Sequence[str], source: str) -> str:
    named = [name for name in names if name.strip().casefold() == source]
    if named:
        return named[0]
    if len(names) == 1:
        return names[0]
    raise RefusalError("SHEET", count=str(len(names)), source=source)


def _sheet_part(content: bytes, path: str) -> bytes:
    """The sheet's own XML, for what read-only mode does not tell."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path.lstrip("/")) if path.lstrip("/") in archive.namelist() else b""


def _merged_rows(part: bytes) -> frozenset[int]:
    """Rows that merged cells touch, of the first hundred."""
    ranges = ((int(match[1]), int(match[2] or match[1])) for match in MERGED.finditer(part))
    return frozenset(row for first, last in ranges for row in range(first, min(last, MERGED_ROWS_READ) + 1))


def _bounded_cells(rows: Iterator[Sequence[object]]) -> list[list[str]]:
    """The cells as text, as long as they are bearably many: one stored text can stand in a million cells."""
    read: list[list[str]] = []
    count = length = 0
    for row in rows:
        texts = [cell_text(value) for value in row]
        read.append(texts)
        count += len(texts)
        length += sum(map(len, texts))
        if count > CELL_LIMIT:
            raise RefusalError("DIMENSION")
        if length > UNPACKED_LIMIT:
            raise RefusalError("ZIP_BOMB")
    return read


def _mark_uncalculated(cells: list[list[str]], part: bytes) -> None:
    """Tell a formula without a value from a blank cell."""
    if b"<f" not in part and b":f" not in part:
        return
    for match in UNCALCULATED.finditer(part):
        row, column = coordinate_to_tuple(match[1].decode("ascii"))
        cells[row - 1][column - 1] = NO_RESULT


def _records(cells: list[list[str]], merged: frozenset[int]) -> Records:
    filled = filled_rows(range(1, len(cells) + 1), [_without_blank_end(row) for row in cells])
    if any(has_broken_letters(cell) for row in cells for cell in row):
        raise RefusalError("MOJIBAKE", rows=max(filled.height - 1, 0))
    return Records(lambda: [filled], lambda: filled.height, is_sheet=True, merged_rows=merged)


def _without_blank_end(row: list[str]) -> list[str]:
    """The row as far as it is filled: sheets are often formatted beyond their data."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]
