"""What may be opened as a workbook at all: the zip archive and its XML, looked at before a parser sees them.

Nothing is unpacked to disk. Every part is read, whatever its name says, since a workbook may call its sheets anything.
Not here: sheets and cells (`workbook`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from pipelines.sources.codes import RefusalError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNPACKED_LIMIT = 200_000_000
RATIO_LIMIT = 100
ROW_LIMIT = 200_000
COLUMN_LIMIT = 200
CELL_LIMIT = 5_000_000
CONTENT_TYPES, BOOK_PART = "[Content_Types].xml", "xl/workbook.xml"
# A cell to the right of column GR (number 200), or in a row of six digits from 200,000 or of more digits.
FAR_CELL = re.compile(
    rb"\br\s*=\s*[\"'](?:(?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3,})[0-9]+|[A-Z]*(?:[2-9][0-9]{5}|[0-9]{7,}))[\"']", re.IGNORECASE
)
LAST_ALLOWED = re.compile(rb"[^\"']*[\"'][A-Z]*200000[\"']")
ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
# The strict dialect of the format, which few programs read.
STRICT_NAMESPACE = b"purl.oclc.org/ooxml"
MACRO_TYPES = (b"macro", b"vbaproject")


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
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise RefusalError("CORRUPT") from error


def _check_directory(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise RefusalError("ZIP_PATH")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusalError("ENCRYPTED_OR_XLS")
    _check_size(sum(entry.file_size for entry in entries), size)
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
        raise RefusalError("MACRO")
    if BOOK_PART not in names or CONTENT_TYPES not in names:
        raise RefusalError("NOT_XLSX")
    if len({name.lower() for name in names}) < len(names):
        raise RefusalError("CORRUPT")


def _check_size(unpacked: int, size: int) -> None:
    if unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * max(size, 1):
        raise RefusalError("ZIP_BOMB")


def _parts(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], size: int) -> Iterator[tuple[str, bytes]]:
    """The parts, read with a limit of our own: the sizes in the archive's directory may lie."""
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as file:
            part = file.read(UNPACKED_LIMIT - unpacked + 1)
        unpacked += len(part)
        _check_size(unpacked, size)
        yield entry.filename, part


def _check_part(name: str, part: bytes) -> None:
    plain = part.replace(b"\x00", b"") if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:8] else part
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise RefusalError("XML_DTD")
    if name == CONTENT_TYPES and any(word in plain.lower() for word in MACRO_TYPES):
        raise RefusalError("MACRO")
    if name == BOOK_PART and STRICT_NAMESPACE in plain:
        raise RefusalError("NOT_XLSX")
    if b"sheetData" in plain:
        _check_dimension(plain)


def _check_dimension(plain: bytes) -> None:
    """Refuse far cells and sheer numbers; a cell need not say where it stands."""
    far = next((match for match in FAR_CELL.finditer(plain) if not LAST_ALLOWED.fullmatch(match[0])), None)
    rows, cells = (sum(1 for _ in start.finditer(plain)) for start in (ROW_START, CELL_START))
    if far is not None or rows > ROW_LIMIT or cells > min(CELL_LIMIT, COLUMN_LIMIT * rows):
        raise RefusalError("DIMENSION")
