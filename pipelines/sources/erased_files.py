"""What `restricted/` has of an erased child: files as they came, free text, rows set aside, working lists, leftovers.

A delivery that names the child is deleted whole: with lines cut out it would no longer be what was sent, and its
checksum would be another. Its rows stay in the warehouse, and it is read again from the deliveries' folder where that
must be. Not here: the warehouse (`erasure`).
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import polars as pl

from pipelines.privacy.erasures import Erased
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment
from pipelines.sources.data_subject import case_fields, numbers_in
from pipelines.sources.erased_rows import is_about_erased
from pipelines.sources.records import ROW
from pipelines.sources.restricted_files import (
    ERASED,
    QUARANTINE_HEADER,
    SHORT_SHA,
    free_text_path,
    private_file,
    write_private,
)
from pipelines.sources.values import CODE

CASE_COLUMNS = frozenset({"noegle", "sag", "placering_id"})
"""The columns of working lists that hold a case number."""
CELL_ENDS = re.compile(r'[;,\t\r\n"<>]+')


def shows_erased(assessment: Assessment, file: Path, erased: Erased) -> bool:
    """Whether a file may not be kept as it came: a row is about an erased child, or the number stands in any text."""
    if not erased:
        return False
    held = assessment.aside.filter(pl.col(CODE) == ERASED).height
    return bool(held or assessment.unlinked) or names_erased(file, erased)


def names_erased(file: Path, erased: Erased, *, or_case: bool = False) -> bool:
    """Whether the number of an erased child, or of a case of one, stands anywhere in a file, workbooks included."""
    for text in _texts_of(file):
        if any(map(erased.is_child, numbers_in(text))):
            return True
        cells = {cell.strip() for cell in CELL_ENDS.split(text)} if or_case else ()
        if any(erased.is_case(field, cell) for cell in cells for field in case_fields()):
            return True
    return False


def kept_files(data: DataDirectory, erased: Erased, known: Collection[str], waiting: Collection[str]) -> list[str]:
    """The sha256 of the kept files that name an erased child: `known` do, of `waiting` no row is in the warehouse."""
    found = []
    for folder in sorted((data.restricted / "leverancer").glob("*")):
        is_waiting = folder.name in waiting
        if folder.name in known or any(names_erased(file, erased, or_case=is_waiting) for file in folder.iterdir()):
            found.append(folder.name)
    return found


def delete_kept(data: DataDirectory, sha256: str) -> None:
    """Keep nothing of a file as it came."""
    shutil.rmtree(data.restricted / "leverancer" / sha256, ignore_errors=True)


def delete_texts(data: DataDirectory, source: str, sha256: str, rows: Sequence[int], *, is_trial: bool) -> int:
    """Delete the free text of these rows of a file; returns how many had one."""
    path = free_text_path(data, source, sha256)
    if not path.is_file():
        return 0
    texts = pl.read_parquet(path)
    left = texts.filter(~pl.col(ROW).is_in(pl.Series(rows, dtype=pl.Int32).implode()))
    if left.height < texts.height and not is_trial:
        if left.is_empty():
            path.unlink()
        else:
            with private_file(path) as temporary:
                left.write_parquet(temporary)
    return texts.height - left.height


def rows_aside(data: DataDirectory, erased: Erased) -> dict[str, list[int]]:
    """By the beginning of a file's sha256 the numbers of its listed rows that are about an erased child."""
    found: dict[str, list[int]] = {}
    for path in sorted((data.restricted / "quarantine").glob("*.csv")):
        _, *rows = _lines(path)
        numbers = [int(row[0]) for row in rows if is_about_erased(row[len(QUARANTINE_HEADER) :], erased)]
        if numbers:
            found[path.name[:SHORT_SHA]] = numbers
    return found


def delete_listed(data: DataDirectory, erased: Erased, *, is_trial: bool) -> int:
    """Take the rows about erased children out of all lists, of rows set aside and to work by; returns how many."""
    deleted = 0
    for path in sorted(data.restricted.rglob("*.csv")):
        kind = path.relative_to(data.restricted).parts[0]
        if kind == "quarantine":
            is_about = _is_aside_of(erased)
        elif kind == "leverancer":
            continue
        else:
            is_about = _is_listed_of(_lines(path)[0], erased)
        header, *rows = _lines(path)
        left = [row for row in rows if not is_about(row)]
        deleted += len(rows) - len(left)
        if len(left) < len(rows) and not is_trial:
            _write(path, header, left, "\n" if kind == "quarantine" else "\r\n")
    return deleted


def delete_leftovers(data: DataDirectory) -> None:
    """Delete what a run that was cut off has left of the files it was reading and writing."""
    shutil.rmtree(data.restricted / "modtaget", ignore_errors=True)
    for path in [*data.restricted.rglob("*.tmp"), *data.warehouse.parent.glob("*.tmp")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _texts_of(file: Path) -> Iterator[str]:
    """What stands in a file, or in each part of a workbook: digits are digits in every encoding but for zero bytes."""
    parts = [file.read_bytes()]
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    for part in parts:
        yield part.replace(b"\x00", b"").decode("utf-8", "replace")


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _is_aside_of(erased: Erased) -> Callable[[Sequence[str]], bool]:
    return lambda row: is_about_erased(row[len(QUARANTINE_HEADER) :], erased)


def _is_listed_of(header: Sequence[str], erased: Erased) -> Callable[[Sequence[str]], bool]:
    """Whether a line of a working list is about a case of an erased child."""
    places = [index for index, column in enumerate(header) if column in CASE_COLUMNS]
    return lambda row: any(
        erased.is_case(field, row[place].removeprefix("'")) for place in places for field in case_fields()
    )


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], line_end: str) -> None:
    """A list with the rows that are left; none where none is."""
    if not rows:
        path.unlink()
        return
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator=line_end).writerows([header, *rows])
    write_private(path, text.getvalue().encode("utf-8-sig"))
