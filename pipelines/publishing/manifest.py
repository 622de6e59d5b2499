"""`manifest.json` of an edition: what it was made from, by which code, and the hash of every file in it.

Nothing in it depends on when or where it was written, so the same vintage gives the same manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import MANIFEST, Release, read_release
from pipelines.publishing.annexes import files_of
from pipelines.publishing.paper import Paper

Checks = Mapping[str, Any]


def manifest_bytes(paper: Paper, municipality: Municipality, folder: Path, edition: str, checks: Checks) -> bytes:
    """The manifest over the other files in the folder; `checks` says what was tried on them before sealing."""
    content = {
        "edition": edition,
        "replaces": paper.replaces or None,
        **manifest_content(paper, municipality),
        "disclosure": _disclosure(paper, municipality),
        "checks": checks,
        "documents": {title: list(files) for title, files in files_of(paper).items()},
        "files": list(sealed_files(folder)),
    }
    return plain_bytes(content)


def plain_bytes(content: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode("utf-8")


def sealed_files(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every file in the folder but the manifest itself, with its size and hash."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / MANIFEST:
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            yield {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def is_as_sealed(folder: Path, release: Release | None = None, seal: str | None = None) -> bool:
    """Whether every file has its hash and none came or went; tables and manifest those of the register, if given."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        if seal not in (None, hashlib.sha256(manifest).hexdigest()):
            return False
        as_listed = json.loads(manifest)["files"] == list(sealed_files(folder))
        return as_listed and read_release(folder) == (release or read_release(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def manifest_content(paper: Paper, municipality: Municipality) -> dict[str, Any]:
    """What the edition was made of, in the order a person reads it."""
    prognosis, vintage = paper.prognosis, paper.prognosis.vintage
    return {
        "kind": paper.kind,
        "fiscal_year": prognosis.fiscal_year,
        "municipality": municipality.navn,
        "language": paper.style.language,
        "as_of": vintage.as_of.isoformat(),
        "vintage_id": vintage.vintage_id,
        "scenario": vintage.scenario,
        "status": vintage.status,
        "approved_by": vintage.approved_by,
        "approved_at": _moment(vintage.approved_at),
        "is_demonstration": vintage.is_demonstration,
        "created_at": _moment(vintage.created_at),
        "data_fingerprint": vintage.data_fingerprint,
        "code_version": vintage.code_version,
        "seed": vintage.seed,
        "configuration_sha256": configuration_hash(municipality),
        "sign_convention": municipality.fortegn,
        "unit": municipality.enhed,
        "deliveries": [
            {"source": delivery.source, "file": delivery.file_name, "sha256": delivery.sha256}
            for delivery in prognosis.deliveries
        ],
    }


def _disclosure(paper: Paper, municipality: Municipality) -> dict[str, Any]:
    """What hides what, and the shape of the tables: all that a program needs to read them, and to attack them."""
    return {
        "threshold": municipality.taerskel,
        "marker": MARKER,
        "already_public_in": municipality.offentliggjort_i,
        "lines": {
            key: {"counted": list(line.counted), "areas": list(line.areas), "is_in_total": line.is_in_total}
            for key, line in paper.lines.items()
        },
        "tables": {
            code: {"columns": [column.key for column in table.columns], "rows": [row.key for row in table.rows]}
            for code, table in paper.tables.items()
        },
    }


def configuration_hash(municipality: Municipality) -> str:
    """Which municipal decisions the edition was printed with."""
    content = json.dumps(municipality.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
