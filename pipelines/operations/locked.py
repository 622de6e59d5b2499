"""What a lock of packages says, line by line, and what is wrong with a line.

A sound line is `name==version`, perhaps a condition, and at least one sha256: no address, no folder and no option, so
that no registry host is named and only the very bytes that were locked can be installed. Not here: what is installed
(`dependencies.installed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

Fault = Literal["no_hash", "names_a_place", "not_one_version"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
HASH = re.compile(r"\s--hash=sha256:[0-9a-f]{64}(?=\s|$)")
ANY_HASH = re.compile(r"\s--hash=\S*")
A_PLACE = re.compile(r"://|\s@\s|^-|\s-(?!-hash=)")
COMMENT = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True)
class Pin:
    """One locked package: its name by PEP 503, its one version, and whether it is for machines such as this one."""

    name: str
    version: str
    is_for_this_machine: bool


@dataclass(frozen=True)
class Lock:
    """The packages of a lock, and each line that is not sound: its first word, and why."""

    pins: tuple[Pin, ...]
    faults: tuple[tuple[str, Fault], ...]


def read_lock(path: Path) -> Lock:
    """The lock as it is written; lines that end in a backslash go on in the next."""
    pins, faults = [], []
    for line in _lines(path):
        pin = _pin(ANY_HASH.sub("", line))
        if pin:
            pins.append(pin)
        if fault := _fault(line, pin):
            faults.append((line.split()[0], fault))
    return Lock(tuple(pins), tuple(faults))


def locked_versions(root: Path) -> dict[str, tuple[str, ...]]:
    """Each package that runs need, with the version to install; where it is developed, that lock may hold another."""
    run, develop = (root / name for name in LOCKS)
    pins: dict[str, tuple[str, ...]] = {
        pin.name: (pin.version,) for pin in read_lock(run).pins if pin.is_for_this_machine
    }
    for pin in read_lock(develop).pins if develop.is_file() else ():
        if pin.name in pins and pin.version not in pins[pin.name]:
            pins[pin.name] += (pin.version,)
    return pins


def without_reason(path: Path) -> list[str]:
    """The direct requirements that have no reason beside them, as they are written."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith(("#", "-"))]
    return [line.strip() for line in lines if not re.search(r"#\s*\S", line)]


def _lines(path: Path) -> Iterator[str]:
    joined = path.read_text("utf-8").replace("\\\n", " ")
    stripped = (COMMENT.sub("", line).strip() for line in joined.splitlines())
    return (line for line in stripped if line)


def _pin(requirement: str) -> Pin | None:
    """The package of a line without its hashes, when it has exactly one version."""
    try:
        read = Requirement(requirement)
    except InvalidRequirement:
        return None
    versions = [part.version for part in read.specifier if part.operator == "==" and not part.version.endswith("*")]
    if read.url or len(versions) != 1 or len(read.specifier) != 1:
        return None
    return Pin(canonicalize_name(read.name), versions[0], read.marker is None or read.marker.evaluate())


def _fault(line: str, pin: Pin | None) -> Fault | None:
    if A_PLACE.search(line):
        return "names_a_place"
    if pin is None:
        return "not_one_version"
    return None if HASH.search(line) else "no_hash"
