"""The register of releases: every edition that has left, with every cell as it was printed. Lines are only added.

It holds nothing that is not out already: `[d]` stands where the edition has it. Each line carries the hash of the one
before it, so a line cannot be changed or taken out unseen. Not here: what follows from earlier releases for a new one
(`publishing.earlier`, `privacy.attack`).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import ApprovalError
from pipelines.privacy.release import Release

NO_LINE_BEFORE = "0" * 64


@dataclass(frozen=True)
class Register:
    """The register in one file; a file that is not there is an empty register."""

    path: Path

    def releases(self) -> tuple[Release, ...]:
        """Every release in the order they left; ApprovalError when the file is not as it was written."""
        found, before = [], NO_LINE_BEFORE
        for number, line in enumerate(self._lines(), 1):
            entry = _entry(line)
            if entry is None or entry["before"] != before:
                raise ApprovalError(
                    f"Udgivelsesregistret {self.path.name} er ændret: linje {number} passer ikke med linjen før den. "
                    "Intet udgives, før filen er hentet tilbage fra sikkerhedskopien.",
                    f"The register of releases {self.path.name} has been changed: line {number} does not fit the line "
                    "before it. Nothing is published until the file is restored from the backup.",
                )
            found.append(Release.from_plain(entry["release"]))
            before = _hash(line)
        return tuple(found)

    def releases_before(self, edition: str) -> tuple[Release, ...]:
        """What had left when this edition did; everything where it is not in the register."""
        found = self.releases()
        editions = [release.edition for release in found]
        return found[: editions.index(edition)] if edition in editions else found

    def add(self, release: Release) -> None:
        """Append one release and make it durable; one that is there already is not repeated."""
        if release in self.releases():
            return
        lines = self._lines()
        entry = {"before": _hash(lines[-1]) if lines else NO_LINE_BEFORE, "release": release.plain()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as file:
            file.truncate(sum(len(line.encode("utf-8")) + 1 for line in lines))
            file.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> list[str]:
        """The whole lines: what a killed run left unfinished never left the house and is no line."""
        return self.path.read_text(encoding="utf-8").split("\n")[:-1] if self.path.is_file() else []


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return None
    return entry if isinstance(entry, dict) and {"before", "release"} <= entry.keys() else None


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8")).hexdigest()
