"""What has been sealed, for everybody who gets in: protected editions, to fetch file by file.

Names are held against what lies there; none of an address reaches a path. Not here: what an edition holds
(`publishing.edition`).
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.review.layouts import page
from pipelines.review.newest_file import NewestFile
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer
from pipelines.review.words import word
from pipelines.settings import Language

NOT_FOUND = 404
ADDRESS = "/udgivelser"
MANIFEST = "manifest.json"
"""The file that a sealed edition has and a draft of one lacks."""
READ_FIRST = (".pdf", ".docx", ".xlsx", ".html", ".csv")
ANNEX = "bilag"
"""How the names of annexes begin: each kind of file begins with the main paper's."""


@dataclass(frozen=True)
class SealedPages:
    """The answers to the addresses, for one reviewer."""

    newest: NewestFile
    language: Language
    reviewer: Reviewer

    def routes(self) -> Iterator[Route]:
        """The list of editions, and each file of theirs."""
        yield Route(ADDRESS, self.editions)
        yield Route(f"{ADDRESS}/{{year}}/{{edition}}/{{file}}", self.file)

    def editions(self, _: Request) -> Response:
        """Every edition, the newest first, with its files and the one that it replaces."""
        shown = [
            (folder.parent.name, folder.name, [path.name for path in _files(folder)], _told(folder).get("replaces"))
            for folder in self._folders()
        ]
        return page(
            "sealed.html", self.language, reviewer=self.reviewer, title=word("sealed", self.language), editions=shown,
            address=ADDRESS, demonstration=self.newest.demonstration,
        )  # fmt: skip

    def file(self, request: Request) -> Response:
        """One file."""
        wanted = tuple(request.path_params[name] for name in ("year", "edition", "file"))
        for folder in self._folders():
            for path in _files(folder):
                if (folder.parent.name, folder.name, path.name) == wanted:
                    tell(request, "download", edition=folder.name, file=path.name)
                    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                    headers = {"Content-Disposition": f'attachment; filename="{folder.name}-{path.name}"'}
                    return Response(path.read_bytes(), media_type=kind, headers=headers)
        raise HTTPException(NOT_FOUND)

    def _folders(self) -> list[Path]:
        found = self.newest.data.editions.glob(f"*/*/{MANIFEST}")
        return sorted((path.parent for path in found), key=_age, reverse=True)


def _told(folder: Path) -> Mapping[str, Any]:
    """What an edition's manifest says of it."""
    said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return said


def _age(folder: Path) -> tuple[str, ...]:
    """What editions lie in order by: the year, the day they are as of, and when they were approved."""
    told = _told(folder)
    return folder.parent.name, told.get("as_of") or "", told.get("approved_at") or "", folder.name


def _files(folder: Path) -> list[Path]:
    """The files of an edition that people read, papers before tables and the main paper before its annexes."""
    found = [path for path in folder.iterdir() if path.suffix in READ_FIRST and not path.is_symlink()]
    return sorted(found, key=lambda path: (READ_FIRST.index(path.suffix), path.name.startswith(ANNEX), path.name))
