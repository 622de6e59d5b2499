"""The one gate that every delivered file passes before Polars or DuckDB see a value.

Here: file kind, checksum, encoding and the split into records, in the order of precedence: kind, encoding, header,
rows. A file that does not pass raises RefusalError with one code. Not here: the folder (`deliveries`), what the
columns are (`table`), what a value must be (`values`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import Path

import polars as pl

from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.letters import composed, has_broken_letters
from pipelines.sources.records import CELLS, Records, filled_rows
from pipelines.sources.table import header_names, known_names
from pipelines.sources.workbook import read_workbook

MAGIC = {
    b"PK\x03\x04": "zip eller xlsx",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "xls eller adgangskodebeskyttet",
    b"%PDF": "pdf",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PAR1": "parquet",
    b"SQLite": "sqlite",
    b"{\\rtf": "rtf",
    b"\x89PNG": "billede",
}
OPENINGS = {b"<": "webside eller xml", b"{": "json", b"[": "json"}
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", None),
    (b"\x00\x00\xfe\xff", None),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CONTROL_CHARACTERS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
END_OF_FILE = "\x1a"
SEPARATOR_LINE = re.compile(r"\A\s*\"?sep=(.)\"?[ \t]*(?=\r|\n)", re.IGNORECASE)
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.IGNORECASE)
CHECKSUM_BYTES = 4096
FIELD_LIMIT = 40_000_000
OTHER_DELIMITERS = (",", "\t", "|")


def open_delivery(content: bytes, suffix: str, contract: Contract) -> Records:
    """The records of a file of either kind, or RefusalError."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00\x1a"):
        raise RefusalError("EMPTY", size=str(len(content)))
    return read_workbook(content, contract) if suffix == "xlsx" else read_text(content, contract)


def check_sum(path: Path, sha256: str) -> None:
    """Compare with `<name>.sha256` when it lies beside; the sum is the first 64 hexadecimal digits in it."""
    beside = path.with_name(path.name + ".sha256")
    if beside.is_file():
        written = beside.read_bytes()[:CHECKSUM_BYTES].replace(b"\x00", b"").decode("ascii", "replace")
        found = DIGEST.search(written)
        if found is None or found[0].lower() != sha256:
            raise RefusalError("CHECKSUM")


def content_sha256(content: bytes) -> str:
    """What makes two files the same delivery."""
    return hashlib.sha256(content).hexdigest()


def read_text(content: bytes, contract: Contract) -> Records:
    """The records of a CSV file with `;` and `"`."""
    refuse_other_kinds(content)
    text = decode(content)
    if text.count(";") > FIELD_LIMIT:
        raise RefusalError("TOO_LARGE")
    body = without_separator_line(text)
    if not body.strip():
        raise RefusalError("EMPTY", size=str(len(content)))
    refuse_other_delimiters(body, contract)
    records = split_records(body)
    if not known_names(records.rows[CELLS][0].to_list(), contract):
        raise RefusalError("HEADER", rows=records.rows.height)
    return records


def refuse_other_kinds(content: bytes) -> None:
    """Refuse what is not text, whatever its name says."""
    for magic, kind in MAGIC.items():
        if content.startswith(magic):
            raise RefusalError("NOT_CSV", kind=kind)
    start = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    for opening, kind in OPENINGS.items():
        if start.startswith(opening):
            raise RefusalError("NOT_CSV", kind=kind)


def decode(content: bytes) -> str:
    """Strictly decoded text in NFC: by its byte order mark, else UTF-8, else Windows-1252."""
    try:
        text = content.decode(_marked_encoding(content) or _unmarked_encoding(content))
    except UnicodeDecodeError as error:
        raise RefusalError("ENCODING") from error
    # Older systems end a file with a sign of its own.
    text = text.rstrip(END_OF_FILE)
    plain = text.encode()
    if len(plain.translate(None, CONTROL_CHARACTERS)) != len(plain):
        raise RefusalError("ENCODING")
    if has_broken_letters(text):
        raise RefusalError("MOJIBAKE", rows=count_lines(text))
    return composed(text)


def without_separator_line(text: str) -> str:
    """The text with Excel's own first line `sep=;` made blank, so that line numbers stay those of the file."""
    line = SEPARATOR_LINE.match(text)
    if line is None:
        return text
    if line[1] != ";":
        raise RefusalError("DELIMITER", rows=max(count_lines(text) - 1, 0))
    return text[line.end() :]


def count_lines(text: str) -> int:
    """Data lines of a text that is not read further: neither the header, blank lines nor the trailer."""
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip(" \t;")]
    return max(len(lines) - 1 - bool(lines and lines[-1].startswith("SLUT;")), 0)


def refuse_other_delimiters(text: str, contract: Contract) -> None:
    """Refuse a header that only makes sense with another delimiter."""
    first = re.split(r"\r\n|\r|\n", text.lstrip("\r\n \t"), maxsplit=1)[0]
    if known_names(first.replace('"', "").split(";"), contract):
        return
    for delimiter in OTHER_DELIMITERS:
        if len(known_names(header_names(first.replace('"', "").split(delimiter)), contract)) > 1:
            raise RefusalError("DELIMITER", rows=count_lines(text))


def split_records(text: str) -> Records:
    """Every line that is not blank, cut into cells; a record's number is the line on which it begins.

    Without a quote in the file a line is a record and needs no reader: the same cells at a tenth of the time.
    """
    if '"' in text:
        rows = _quoted_records(text)
    else:
        lines = pl.Series([text.replace("\r\n", "\n").replace("\r", "\n")]).str.split("\n").explode()
        rows = filled_rows(pl.int_range(1, lines.len() + 1, eager=True), lines.str.split(";"))
    return Records(rows, ends_with_newline=text.endswith(("\n", "\r")))


def _quoted_records(text: str) -> pl.DataFrame:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    begins: list[int] = []
    cells: list[list[str]] = []
    last_line = 0
    try:
        for record in reader:
            if reader.line_num > last_line + 1 and _holds_a_row(record, len(cells[0]) if cells else 0):
                raise RefusalError("QUOTE", rows=count_lines(text))
            begins.append(last_line + 1)
            cells.append(record)
            last_line = reader.line_num
    except csv.Error as error:
        raise RefusalError("QUOTE", rows=count_lines(text)) from error
    return filled_rows(begins, cells)


def _holds_a_row(record: list[str], width: int) -> bool:
    """Whether one cell has separators enough for a row: a quote left open was closed by a later one."""
    return any(cell.count(";") >= max(width - 1, 1) for cell in record)


def _marked_encoding(content: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            if encoding is None:
                raise RefusalError("ENCODING")
            return encoding
    return None


def _unmarked_encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
