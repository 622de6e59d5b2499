"""Which locked versions a folder or zip of OSV advisories says are affected.

Source: the OSV schema (https://ossf.github.io/osv-schema), its evaluation of versions and ranges. Names are compared by
PEP 503 and versions by PEP 440; a withdrawn advisory counts for nothing. Where a version cannot be read, nobody is
told that all is well: the advisory is shown for a person to judge. Not here: fetching them, which this never does.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from pipelines.errors import ConfigurationError

ECOSYSTEM = "PyPI"
LONGEST_SUMMARY = 120
LARGEST = 20_000_000  # bytes of one advisory, far above any there is


@dataclass(frozen=True)
class Hit:
    """An advisory on a locked version: its id with other names, and where it is fixed. Unclear when not decidable."""

    name: str
    version: str
    advisory: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]
    is_unclear: bool


@dataclass
class LookedUp:
    """What the advisories say: how many there were, the newest change (ISO 8601, UTC), what could not be read."""

    count: int = 0
    newest: str = ""
    unreadable: int = 0
    hits: list[Hit] = field(default_factory=list)


def look_up(locked: Mapping[str, tuple[str, ...]], source: Path) -> LookedUp:
    """Every advisory of `source`, a folder or a zip of OSV's JSON files, against the locked versions."""
    found = LookedUp()
    for text in _documents(source):
        try:
            advisory = json.loads(text)
            hits = list(_hits(advisory, locked))
            changed = str(advisory["modified"])
        except (ValueError, KeyError, TypeError, AttributeError):
            found.unreadable += 1
            continue
        found.count += any(_is_ours(affected) for affected in advisory.get("affected", []))
        found.newest = max(found.newest, changed)
        found.hits += hits
    found.hits.sort(key=lambda hit: (hit.name, hit.advisory))
    return found


def _documents(source: Path) -> Iterator[bytes]:
    if source.is_dir():
        yield from (path.read_bytes() for path in sorted(source.rglob("*.json")))
        return
    try:
        with zipfile.ZipFile(source) as packed:
            for each in packed.infolist():
                if each.filename.endswith(".json"):
                    yield packed.read(each) if each.file_size <= LARGEST else b""
    except (OSError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise ConfigurationError(
            f"»{source}« er hverken en mappe eller en zip-fil, der kan læses. Hent den igen.",
            f'"{source}" is neither a folder nor a zip file that can be read. Fetch it again.',
        ) from error


def _hits(advisory: Mapping[str, Any], locked: Mapping[str, tuple[str, ...]]) -> Iterator[Hit]:
    """One for each locked version that some `affected` entry names or may name."""
    if advisory.get("withdrawn"):
        return
    entries: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for affected in filter(_is_ours, advisory.get("affected", [])):
        entries[canonicalize_name(affected["package"]["name"])].append(affected)
    aliases = tuple(sorted(map(str, advisory.get("aliases") or [])))
    for name in entries.keys() & locked.keys():
        for version in locked[name]:
            verdicts = [is_affected(version, affected) for affected in entries[name]]
            if any(verdict is not False for verdict in verdicts):
                fixes = tuple(fix for affected in entries[name] for fix in _fixes(affected))
                yield Hit(name, version, str(advisory["id"]), aliases, _summary(advisory), fixes, True not in verdicts)


def _summary(advisory: Mapping[str, Any]) -> str:
    """One printable line: the text is others' and goes to a terminal."""
    text = " ".join(str(advisory.get("summary") or advisory.get("details") or "").split())
    return "".join(mark for mark in text if mark.isprintable())[:LONGEST_SUMMARY]


def _is_ours(affected: Mapping[str, Any]) -> bool:
    return str(affected.get("package", {}).get("ecosystem", "")).split(":")[0] == ECOSYSTEM


def is_affected(version: str, affected: Mapping[str, Any]) -> bool | None:
    """Whether one `affected` entry names the version in its list or its ranges; None when it cannot be decided."""
    listed, locked = affected.get("versions") or [], Version(version)
    if any(_same(each, version, locked) for each in listed):
        return True
    ranges = [each for each in affected.get("ranges") or [] if each.get("type") != "GIT"]
    if not ranges:
        return False if listed else None
    try:
        return any(_is_within(locked, each["events"]) for each in ranges)
    except InvalidVersion:
        return None


def _same(listed: str, version: str, locked: Version) -> bool:
    try:
        return Version(listed) == locked
    except InvalidVersion:
        return listed == version


def _is_within(locked: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """The events in the order of their versions: `introduced` opens, `fixed` and all after `last_affected` close."""
    limits = [each["limit"] for each in events if "limit" in each]
    if limits and not any(limit == "*" or locked < Version(limit) for limit in limits):
        return False
    inside = False
    ordered = sorted((_place(text), kind) for each in events for kind, text in each.items() if kind != "limit")
    for (is_bounded, place), kind in ordered:
        reached = not is_bounded or locked >= place
        if kind == "introduced" and reached:
            inside = True
        elif (kind == "fixed" and reached) or (kind == "last_affected" and locked > place):
            inside = False
    return inside


def _place(text: str) -> tuple[bool, Version]:
    """Where an event stands; `0` is before every version, also before a pre-release of 0."""
    return text != "0", Version(text)


def _fixes(affected: Mapping[str, Any]) -> tuple[str, ...]:
    events = [event for each in affected.get("ranges") or [] if each.get("type") != "GIT" for event in each["events"]]
    return tuple(event["fixed"] for event in events if "fixed" in event)
