"""What a delivery leaves in `restricted/`: the file itself, its masked free text and the rows kept aside.

Here: the three kinds of file, each named by the delivery's content so that a rerun writes the same. Not here: the
warehouse (`storage`), lists that arise across sources (`findings`).

    leverancer/<sha256>/<name>              the file as it came
    fritekst/<source>_<sha12>.parquet       key columns and masked free text
    quarantine/<sha12>_<file>.csv           row number, code, column, and the row as it came

While files are read, `modtaget/` holds the one that is being read and its rows (`reader`).
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from pipelines.privacy.private_folder import private_folder
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment
from pipelines.sources.contract import Contract
from pipelines.sources.ledger import DeliveryReport
from pipelines.sources.records import CELLS, ROW
from pipelines.sources.values import CODE, COLUMN

CellsOf = Callable[[pl.Series], pl.DataFrame]
"""The rows of a file with these numbers as they came; `Reader.cells`."""

SHORT_SHA = 12
ERASED = "ERASED"
QUARANTINE_HEADER = ("raekke", "kode", "kolonne")


def keep_delivery(data: DataDirectory, entry: DeliveryReport, copy: Path) -> None:
    """Let the copy of a file that was judged be the one that is kept; it may be that already."""
    kept = kept_delivery(data, entry.sha256, entry.file)
    for folder in (data.restricted, kept.parent.parent, kept.parent):
        private_folder(folder)
    if not kept.exists() or kept.stat().st_size != copy.stat().st_size:
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        copy.replace(kept)


def kept_delivery(data: DataDirectory, sha256: str, file: str) -> Path:
    """Where an accepted file lies."""
    return data.restricted / "leverancer" / sha256 / file


def keep_free_text(data: DataDirectory, entry: DeliveryReport, assessment: Assessment, contract: Contract) -> None:
    """The masked free text of rows that have any, with their keys; nothing when the source has no free text."""
    texts = [column.field for column in contract.columns if column.privacy == "text"]
    if not texts:
        return
    kept = [ROW, *(column.field for column in contract.key), *texts]
    written = assessment.texts().select(kept).filter(pl.any_horizontal(pl.col(text).is_not_null() for text in texts))
    if written.head(1).collect().height:
        path = free_text_path(data, entry.source, entry.sha256)
        private_folder(private_folder(data.restricted) / path.parent.name)
        with private_file(path) as temporary:
            written.sink_parquet(temporary)


def free_text_path(data: DataDirectory, source: str, sha256: str) -> Path:
    """Where the free text of a file lies, when it has any."""
    return data.restricted / "fritekst" / f"{source}_{sha256[:SHORT_SHA]}.parquet"


def keep_aside(data: DataDirectory, entry: DeliveryReport, assessment: Assessment, cells: CellsOf) -> None:
    """The rows that do not fit, as they came, each with its row number, code and column; no file where there are none.

    Rows about an erased child are not among them.
    """
    private_folder(private_folder(data.restricted) / "quarantine")
    path = list_of_rows_aside(data, entry.sha256, entry.file)
    listed = assessment.aside.filter(pl.col(CODE) != ERASED)
    if listed.is_empty():
        path.unlink(missing_ok=True)
    else:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow((*QUARANTINE_HEADER, *assessment.header))
        aside = listed.join(cells(listed[ROW]), on=ROW, maintain_order="left", validate="1:1")
        for row, code, column, came in aside.select(ROW, CODE, COLUMN, CELLS).iter_rows():
            writer.writerow((row, code, column, *came))
        write_private(path, text.getvalue().encode("utf-8-sig"))


def list_of_rows_aside(data: DataDirectory, sha256: str, file: str) -> Path:
    """Where the rows of a file that do not fit lie, as they came."""
    return data.restricted / "quarantine" / f"{sha256[:SHORT_SHA]}_{Path(file).stem}.csv"


def write_private(path: Path, content: bytes) -> None:
    """A file that its owner alone can read, whole or not at all."""
    with private_file(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def private_file(path: Path) -> Iterator[Path]:
    """A temporary name beside a file, for its owner alone; what is written there takes the file's place at the end."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    try:
        temporary.touch(mode=0o600)
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
