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
import unicodedata
from pathlib import Path

import polars as pl

from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
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
# Danish letters that were encoded twice, read with a DOS or Mac table, or already replaced by a question mark box.
BROKEN_LETTERS = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u2020\u02dc\u2026]|\u00e2\u20ac|\ufffd|[A-Za-z][\u2020\u2018\u203a\u00be\u00bf\u0152][a-z]"
)
BROKEN_SIGNS = "\u00c3\u00c2\u00e2\ufffd\u2020\u2018\u203a\u00be\u00bf\u0152"
CONTROL_CHARACTERS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
INVISIBLE = str.maketrans("", "", "\u200b\u2060\ufeff")
OTHER_DELIMITERS = (",", "\t", "|")


def open_delivery(content: bytes, suffix: str, contract: Contract) -> Records:
    """The records of a file of either kind, or RefusalError."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise RefusalError("EMPTY", size=str(len(content)))
    return read_workbook(content, contract) if suffix == "xlsx" else read_text(content, contract)


def check_sum(path: Path, sha256: str) -> None:
    """Compare with `<name>.sha256` when it lies beside; its first word is the sum."""
    beside = path.with_name(path.name + ".sha256")
    if beside.is_file():
        words = beside.read_bytes()[:1000].decode("ascii", "replace").lstrip("\ufffd").split()
        if not words or words[0].lower() != sha256:
            raise RefusalError("CHECKSUM")


def content_sha256(content: bytes) -> str:
    """What makes two files the same delivery."""
    return hashlib.sha256(content).hexdigest()


def read_text(content: bytes, contract: Contract) -> Records:
    """The records of a CSV file with `;` and `"`."""
    refuse_other_kinds(content)
    text = decode(content)
    body = re.sub(r"\A\s*sep=;\s*?(\r\n|\r|\n)", "", text)
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
    plain = text.encode()
    if len(plain.translate(None, CONTROL_CHARACTERS)) != len(plain):
        raise RefusalError("ENCODING")
    if text.isascii():
        return text
    # The search costs much; without one of its signs there is nothing to find.
    if any(sign in text for sign in BROKEN_SIGNS) and BROKEN_LETTERS.search(text):
        raise RefusalError("MOJIBAKE", rows=count_lines(text))
    return unicodedata.normalize("NFC", text.translate(INVISIBLE) if _has_invisible(text) else text)


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
            begins.append(last_line + 1)
            cells.append(record)
            last_line = reader.line_num
    except csv.Error as error:
        raise RefusalError("QUOTE", rows=count_lines(text)) from error
    return filled_rows(begins, cells)


def _has_invisible(text: str) -> bool:
    return any(chr(sign) in text for sign in INVISIBLE)


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
