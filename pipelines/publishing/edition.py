"""Seals an edition: one folder with PDF, workbook, CSV and manifest that appears whole or not at all.

An edition that exists is never overwritten: the same content is left as it is, other content is refused.
Not here: who may approve (`pipelines.vintages`), what is small (`pipelines.privacy.disclosure`).
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.publishing.content import KINDS, Kind, Prognosis
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.document import document_bytes
from pipelines.publishing.manifest import MANIFEST, manifest_bytes
from pipelines.publishing.numbers import date_text
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.published_file import open_published, require_approved
from pipelines.publishing.texts import text
from pipelines.publishing.workbook import workbook_bytes
from pipelines.settings import Language

logger = logging.getLogger(__name__)

__all__ = ["KINDS", "publish_edition"]

DRAFT_PREFIX = ".udgave-"


def publish_edition(
    published_file: Path, vintage_id: str, kind: str, municipality: Municipality, out_root: Path, language: Language
) -> Path:
    """Write the edition of an approved vintage to `out_root/<fiscal year>/<kind>-<vintage>` and return that folder.

    ApprovalError for a draft, for a municipality with too few children, and when the edition exists with other content.
    An edition in English stands beside the Danish one, with `-en` behind its name.
    """
    with open_published(published_file) as source:
        require_approved(source.vintage(vintage_id))
        prognosis = source.prognosis(vintage_id)
    warn_of_another_day(prognosis, known_kind(kind), municipality, language)
    paper = write_paper(prognosis, known_kind(kind), municipality, language)
    files = edition_files(paper, municipality)
    name = f"{kind}-{vintage_id}" if language == "da" else f"{kind}-{vintage_id}-{language}"
    folder = out_root / str(paper.prognosis.fiscal_year) / name
    if folder.exists():
        refuse_other_content(folder, files)
        logger.warning("Udgaven findes allerede med samme indhold; intet er skrevet: %s", folder)
        return folder
    seal(folder, files)
    return folder


def warn_of_another_day(prognosis: Prognosis, kind: Kind, municipality: Municipality, language: Language) -> None:
    """Say so when the forecast is as of another day than the municipality's calendar has for this report."""
    expected, as_of = municipality.prognosekalender.day(kind, prognosis.fiscal_year), prognosis.vintage.as_of
    if as_of != expected:
        logger.warning(
            text(
                "summary", "another_day", language,
                kind=text("kind", kind, language), expected=date_text(expected, language),
                as_of=date_text(as_of, language),
            )
        )  # fmt: skip


def known_kind(kind: str) -> Kind:
    """The kind itself; UsageError when there is no such edition."""
    for known in KINDS:
        if kind == known:
            return known
    raise UsageError(f"--kind skal være en af {', '.join(KINDS)}.")


def edition_files(paper: Paper, municipality: Municipality) -> dict[str, bytes]:
    """Every file of the edition by name; the manifest last, over all the others."""
    files = {"prognose.pdf": document_bytes(paper), "prognose.xlsx": workbook_bytes(paper)}
    files |= {f"{code}.csv": csv_bytes(table, paper) for code, table in paper.tables.items()}
    return files | {MANIFEST: manifest_bytes(paper, municipality, files)}


def refuse_other_content(folder: Path, files: Mapping[str, bytes]) -> None:
    """ApprovalError naming the files in which a sealed edition differs from the one asked for."""
    sealed = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    different = sorted(name for name in sealed.keys() | files.keys() if sealed.get(name) != files.get(name))
    if different:
        raise ApprovalError(
            f"Udgaven {folder.name} er forseglet og bliver ikke ændret; {len(different)} filer ville blive anderledes: "
            f"{', '.join(different)}. Opsætningen eller programmet er ændret siden: lav en ny prognose og udgiv den."
        )


def seal(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files to a hidden folder beside the edition, make them durable, and rename: whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _delete_leftovers(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=folder.parent))
    try:
        draft.chmod(0o755)
        for name, content in files.items():
            _write_durably(draft / name, content)
        _sync_folder(draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)  # gone when it has got its name
    _sync_folder(folder.parent)


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _delete_leftovers(folder: Path) -> None:
    """Delete what a killed run left half-written."""
    for leftover in sorted(folder.glob(f"{DRAFT_PREFIX}*")):
        shutil.rmtree(leftover)
