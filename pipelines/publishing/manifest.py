"""`manifest.json` of an edition: what it was made from, by which code, and the hash of every file in it.

Nothing in it depends on when or where it was written, so the same vintage gives the same manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipelines.municipality import Municipality
from pipelines.publishing.paper import Paper

MANIFEST = "manifest.json"


def manifest_bytes(paper: Paper, municipality: Municipality, files: Mapping[str, bytes]) -> bytes:
    """The manifest over the other files of the edition."""
    content = manifest_content(paper, municipality, files)
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode("utf-8")


def manifest_content(paper: Paper, municipality: Municipality, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest's entries, in the order a person reads them."""
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
        "threshold": municipality.taerskel,
        "deliveries": [
            {"source": delivery.source, "file": delivery.file_name, "sha256": delivery.sha256}
            for delivery in prognosis.deliveries
        ],
        "files": [
            {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }


def configuration_hash(municipality: Municipality) -> str:
    """Which municipal decisions the edition was printed with."""
    content = json.dumps(municipality.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
