"""The one gate that every delivered file passes before Polars or DuckDB see a value.

Here: file kind, checksum, and for text what stands on its first line, in the order of precedence: kind, encoding,
header, rows. A file that does not pass raises RefusalError with one code. Not here: the folder (`deliveries`), the
encoding (`encoding`), the cut into cells (`lines`), what the columns are (`table`), what a value must be (`values`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.sources.codes import RefusalError, empty
from pipelines.sources.column_names import known_names
from pipelines.sources.content import Content, parts_of, read_content
from pipelines.sources.contract import Contract
from pipelines.sources.encoding import LINE_END, EncodedText, encoded_text
from pipelines.sources.lines import split_lines
from pipelines.sources.records import Records

MAGIC = {
    b"PK\x03\x04": "zip/xlsx",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "xls",
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
    b"\xff\xd8\xff": "billede",
    b"GIF8": "billede",
    b"MZ": "program",
    b"\x7fELF": "program",
}
OPENINGS = {b"<": "html/xml", b"{": "json", b"[": "json"}
SEPARATOR_LINE = re.compile(r"\A\s*\"?sep=(.)\"?[ \t]*(?=\r|\n)", re.IGNORECASE)
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.IGNORECASE)
CHECKSUM_BYTES = 4096
KIND_BYTES = 512
TAR_MARK_AT = 257
HEADER_CHARACTERS = 65_536
BLANK_START = 4096
BLANK_BYTES = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00\x1a"
# No sign that stands in column names or around them can have been meant to part them.
NO_DELIMITER = re.compile(r"[\w\s.\-*\"'/()]", re.ASCII)


def open_delivery(content: Content, suffix: str, contract: Contract) -> Records:
    """The records of a file of either kind, or RefusalError."""
    if not any(part.strip(BLANK_BYTES) for part in parts_of(content, BLANK_START)):
        raise empty(len(content))
    if suffix == "xlsx":
        from pipelines.sources.workbook import read_workbook

        return read_workbook(content[:], contract)
    return read_text(content, contract)


def check_sum(path: Path, sha256: str) -> None:
    """Compare with `<name>.sha256` when it lies beside; the sums in it are its runs of 64 hexadecimal digits."""
    names = (path.with_name(path.name + suffix) for suffix in (".sha256", ".SHA256"))
    beside = next((name for name in names if os.path.lexists(name)), None)
    if beside is None:
        return
    try:
        written = read_content(beside)
    except RefusalError as error:
        raise RefusalError("CHECKSUM") from error
    sums = DIGEST.findall(written[:CHECKSUM_BYTES].replace(b"\x00", b"").decode("ascii", "replace"))
    if sha256 not in {found.lower() for found in sums}:
        raise RefusalError("CHECKSUM")


def read_text(content: Content, contract: Contract) -> Records:
    """The records of a CSV file with `;` and `"`."""
    refuse_other_kinds(content[:KIND_BYTES])
    text = encoded_text(content)
    start = next(text.blocks(), "").lstrip()[:HEADER_CHARACTERS]
    if not start:
        raise empty(len(content))
    has_separator_line = without_separator_line(start) != start
    try:
        refuse_other_delimiters(start, contract)
    except RefusalError as refusal:
        refusal.rows = text.count_lines() - 1 - has_separator_line
        raise
    return Records(
        read=lambda: split_lines(_body(text)),
        count=lambda: text.count_lines() - has_separator_line,
        ends_with_newline=text.ends_with_newline,
        problems=() if text.broken_line is None else (RefusalError("MOJIBAKE", line=text.broken_line),),
    )


def refuse_other_kinds(start: bytes) -> None:
    """Refuse what is not text, whatever its name says."""
    for magic, kind in MAGIC.items():
        if start.startswith(magic):
            raise RefusalError("NOT_CSV", kind=kind)
    if start[TAR_MARK_AT:].startswith(b"ustar"):
        raise RefusalError("NOT_CSV", kind="tar")
    letters = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    for opening, kind in OPENINGS.items():
        if letters.startswith(opening):
            raise RefusalError("NOT_CSV", kind=kind)


def refuse_other_delimiters(start: str, contract: Contract) -> None:
    """Refuse a header that only makes sense with another delimiter, and Excel's line that names another."""
    line = SEPARATOR_LINE.match(start)
    if line is not None and line[1] != ";":
        raise RefusalError("DELIMITER")
    first = LINE_END.split(without_separator_line(start).lstrip("\r\n \t"), maxsplit=1)[0].replace('"', "")
    if known_names(first.split(";"), contract):
        return
    delimiters = {"\t", *NO_DELIMITER.sub("", first)}
    if any(len(known_names(first.split(delimiter), contract)) > 1 for delimiter in sorted(delimiters)):
        raise RefusalError("DELIMITER")


def without_separator_line(text: str) -> str:
    """The text with Excel's own first line `sep=;` made blank, so that line numbers stay those of the file."""
    line = SEPARATOR_LINE.match(text)
    return text[line.end() :] if line is not None else text


def _body(text: EncodedText) -> Iterator[str]:
    """The blocks of a text without the separator line."""
    for number, block in enumerate(text.blocks()):
        yield without_separator_line(block) if number == 0 else block
