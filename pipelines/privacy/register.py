"""The register of releases: every edition that has left, with every cell as it was printed. Lines are only added.

It holds nothing that is not out already: `[d]` stands where the edition has it. Each line carries the hash of the one
before it, so a line cannot be changed or taken out unseen. An edition is written down before its folder gets its name
and confirmed after, so a run that is killed in between leaves neither a folder without a line nor, once the next run
has looked, a line without a folder. Not here: what follows from earlier releases for a new one (`publishing.earlier`,
`privacy.attack`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import ApprovalError
from pipelines.privacy.release import MANIFEST, Release

NO_LINE_BEFORE = "0" * 64
PACKS = "datapakker/"
"""How the names of editions of data packs begin."""
LEAVING, LEFT, TAKEN_BACK = "release", "left", "taken_back"
"""What a line says: this edition is about to leave; the one before it has; the one before it never did."""
SEAL = "manifest"
"""Under which a line of an edition that has left keeps the hash of its manifest."""


@dataclass(frozen=True)
class Register:
    """The register in one file among the published; a file that is not there is an empty register.

    `tell` is told the name of each edition before it is written down.
    """

    path: Path
    tell: Callable[[str], None] = lambda _: None

    def folder(self, edition: str) -> Path:
        """Where an edition lies when it has left."""
        return self.path.parent / ("" if edition.startswith(PACKS) else "prognoser") / edition

    def releases(self) -> tuple[Release, ...]:
        """Every release in the order they left; ApprovalError when the file is not as it was written."""
        found = list[Release]()
        for entry in self._entries():
            if LEAVING in entry:
                found.append(Release.from_plain(entry[LEAVING]))
            elif TAKEN_BACK in entry:
                del found[-1:]
        return tuple(found)

    def seals(self) -> dict[str, str]:
        """The hash of each edition's manifest when it left; those that left before hashes were kept have none."""
        return {entry[LEFT]: entry[SEAL] for entry in self._entries() if SEAL in entry}

    def releases_before(self, edition: str) -> tuple[Release, ...]:
        """What had left when this edition did; everything where it is not in the register."""
        found = self.releases()
        editions = [release.edition for release in found]
        return found[: editions.index(edition)] if edition in editions else found

    @contextmanager
    def leaving(self, release: Release) -> Iterator[None]:
        """Write a release down, let the caller give its folder its name, and confirm that it has left.

        One that is there already is not repeated.
        """
        if release in self.releases():
            yield
            return
        self.tell(release.edition)
        self._add({LEAVING: release.plain()})
        yield
        self._add_left(release.edition)

    def settle(self) -> None:
        """Confirm what a killed run was about to let out where its folder has its name; else take its line back."""
        *_, last = (None, *self._entries())
        if last and LEAVING in last:
            edition = last[LEAVING]["edition"]
            if self.folder(edition).is_dir():
                self._add_left(edition)
            else:
                self._add({TAKEN_BACK: edition})

    def _entries(self) -> Iterator[dict[str, Any]]:
        """What the lines say; ApprovalError at the first that does not fit the one before it."""
        before = NO_LINE_BEFORE
        for number, line in enumerate(self._lines(), 1):
            entry = _entry(line)
            if entry is None or entry["before"] != before:
                raise ApprovalError(
                    f"Udgivelsesregistret {self.path.name} er ændret: linje {number} passer ikke med linjen før den. "
                    "Intet udgives, før filen er hentet tilbage fra sikkerhedskopien.",
                    f"The register of releases {self.path.name} has been changed: line {number} does not fit the line "
                    "before it. Nothing is published until the file is restored from the backup.",
                )
            yield entry
            before = _hash(line)

    def _add_left(self, edition: str) -> None:
        """That an edition has left, with its manifest's hash: whoever changes a file and its hash is seen too."""
        manifest = self.folder(edition) / MANIFEST
        seal = {SEAL: hashlib.sha256(manifest.read_bytes()).hexdigest()} if manifest.is_file() else {}
        self._add({LEFT: edition} | seal)

    def _add(self, said: Mapping[str, object]) -> None:
        """Append a line and make it durable."""
        lines = self._lines()
        entry = {"before": _hash(lines[-1]) if lines else NO_LINE_BEFORE, **said}
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
    is_ours = isinstance(entry, dict) and "before" in entry and len({LEAVING, LEFT, TAKEN_BACK} & entry.keys()) == 1
    return entry if is_ours else None


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8")).hexdigest()
