"""How a locked package stands on this machine: its version, whether its files are as installed, and its licence.

The hashes are those of the package's own RECORD. They find a damaged disk and a file that someone edited; who can
write the RECORD too is not found, and a new installation from the lock is then the answer. Not here: the lock.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import chain
from pathlib import Path

STRONG = ("sha256", "sha384", "sha512")
UNHASHED = (".pyc", "/RECORD", "/RECORD.jws", "/RECORD.p7s")  # PEP 376 and 427: a list cannot hold its own hash
LONGEST_LICENCE = 60


@dataclass(frozen=True)
class Package:
    """A locked package here; `version` is None when it is not installed.

    `files` counts those of its RECORD that have a hash to keep; `changed` names those that are not as they were left.
    """

    name: str
    locked: tuple[str, ...]
    version: str | None
    files: int
    changed: tuple[str, ...]
    licence: str | None

    @property
    def is_as_locked(self) -> bool:
        """Whether a locked version is here."""
        return self.version in self.locked


def examine_packages(locked: Mapping[str, tuple[str, ...]], folders: Sequence[str] | None = None) -> list[Package]:
    """Each locked package as it is in `folders`, or where Python itself would find it.

    Packages of one namespace may bring the same file (`dbt/__init__.py`): it is whole as one of them left it.
    """
    where = sys.path if folders is None else list(folders)
    found = {name: next(iter(metadata.Distribution.discover(name=name, path=where)), None) for name in locked}
    files = {name: _files(distribution) for name, distribution in found.items()}
    told: dict[Path, set[str]] = defaultdict(set)
    for path, value in chain.from_iterable(files.values()):
        told[path].add(value)
    return [_package(name, versions, found[name], files[name], told) for name, versions in sorted(locked.items())]


def _files(found: metadata.Distribution | None) -> list[tuple[Path, str]]:
    """Each file of the RECORD with its hash as `mode=value`; empty when it has none that counts.

    Read line by line, for some finders leave out the files that are gone.
    """
    record = (found.read_text("RECORD") if found else None) or ""
    rows = [(name, value) for name, value, *_ in csv.reader(record.splitlines())]
    return [
        (Path(os.path.normpath(str(found.locate_file(name)))), value)
        for name, value in rows
        if found and not f"/{name}".endswith(UNHASHED)
    ]


def _package(
    name: str,
    versions: tuple[str, ...],
    found: metadata.Distribution | None,
    files: Sequence[tuple[Path, str]],
    told: Mapping[Path, set[str]],
) -> Package:
    if found is None:
        return Package(name, versions, None, 0, (), None)
    changed = tuple(path.name for path, _ in files if not _is_as_told(path, told[path]))
    return Package(name, versions, found.version, len(files), changed, licence(found.metadata))


def _is_as_told(path: Path, told: set[str]) -> bool:
    if not path.is_file():
        return False
    return any(
        _hash(path, mode) == value for mode, _, value in (each.partition("=") for each in told) if mode in STRONG
    )


def _hash(path: Path, mode: str) -> str:
    """As a RECORD writes it: base64 for addresses, without padding."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, mode).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def licence(said: metadata.PackageMetadata) -> str | None:
    """As the package says itself: the SPDX expression (PEP 639), else its classifiers, else one short line of text."""
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classes = [name.split(" :: ")[-1] for name in said.get_all("Classifier") or [] if name.startswith("License :: ")]
    if classes:
        return " / ".join(classes)
    text = str(said["License"]).strip() if "License" in said else ""
    first = text.splitlines()[0] if text else ""
    return first[:LONGEST_LICENCE] or None
