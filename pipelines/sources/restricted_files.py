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
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.privacy.pseudonyms import private_folder
from pipelines.settings import DataDirectory
from pipelines.sources.assessment import Assessment
from pipelines.sources.contract import Contract
from pipelines.sources.ledger import DeliveryReport
from pipelines.sources.records import CELLS, ROW
from pipelines.sources.values import CODE, COLUMN

CellsOf = Callable[[pl.Series], pl.DataFrame]
"""The rows of a file with these numbers as they came; `Reader.cells`."""

SHORT_SHA = 12
QUARANTINE_HEADER = ("raekke", "kode", "kolonne")


def keep_delivery(data: DataDirectory, entry: DeliveryReport, content: bytes) -> None:
    """The accepted file as it came."""
    path = kept_delivery(data, entry.sha256, entry.file)
    for folder in (data.restricted, path.parent.parent, path.parent):
        private_folder(folder)
    if not path.exists() or path.stat().st_size != len(content):
        write_private(path, content)


def kept_delivery(data: DataDirectory, sha256: str, file: str) -> Path:
    """Where an accepted file lies."""
    return data.restricted / "leverancer" / sha256 / file


def keep_free_text(data: DataDirectory, entry: DeliveryReport, assessment: Assessment, contract: Contract) -> None:
    """The masked free text of rows that have any, with their keys; nothing when the source has no free text."""
    texts = [column.field for column in contract.columns if column.privacy == "text"]
    if not texts:
        return
    has_text = pl.any_horizontal(pl.col(text).is_not_null() for text in texts)
    kept = [ROW, *(column.field for column in contract.key), *texts]
    written = pl.concat(rows.lazy().filter(has_text).select(kept).collect() for rows in assessment.fitting())
    if written.height:
        folder = private_folder(private_folder(data.restricted) / "fritekst")
        buffer = io.BytesIO()
        written.write_parquet(buffer)
        write_private(folder / f"{entry.source}_{entry.sha256[:SHORT_SHA]}.parquet", buffer.getvalue())


def keep_aside(data: DataDirectory, entry: DeliveryReport, assessment: Assessment, cells: CellsOf) -> None:
    """The rows that do not fit, as they came, each with its row number, code and column; no file where all fit."""
    private_folder(private_folder(data.restricted) / "quarantine")
    path = list_of_rows_aside(data, entry.sha256, entry.file)
    if assessment.aside.is_empty():
        path.unlink(missing_ok=True)
    else:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow((*QUARANTINE_HEADER, *assessment.header))
        aside = assessment.aside.join(cells(assessment.aside[ROW]), on=ROW, maintain_order="left", validate="1:1")
        for row, code, column, came in aside.select(ROW, CODE, COLUMN, CELLS).iter_rows():
            writer.writerow((row, code, column, *came))
        write_private(path, text.getvalue().encode("utf-8-sig"))


def list_of_rows_aside(data: DataDirectory, sha256: str, file: str) -> Path:
    """Where the rows of a file that do not fit lie, as they came."""
    return data.restricted / "quarantine" / f"{sha256[:SHORT_SHA]}_{Path(file).stem}.csv"


def write_private(path: Path, content: bytes) -> None:
    """A file that its owner alone can read, whole or not at all: to a temporary name beside, then renamed."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
