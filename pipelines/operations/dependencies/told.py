"""All that is looked at of the packages, in order, and how it is told. Not here: how each is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.operations.dependencies.advisories import Hit, LookedUp, look_up
from pipelines.operations.dependencies.installed import Package, examine_packages
from pipelines.operations.dependencies.sentences import HEADS, HERE, SENTENCES
from pipelines.operations.doctor.words import Result, State, worded
from pipelines.operations.locked import LOCKS, Lock, locked_versions, read_lock, without_reason
from pipelines.settings import Language

SHOWN = 8
OLD_DAYS = 31


def examine(
    root: Path, advisories: Path | None, today: date, folders: Sequence[str] | None = None
) -> tuple[list[Package], list[Result]]:
    """Every locked package of `root`, and the answer of every check; `folders` is where packages are looked for."""
    path = root / LOCKS[0]
    if not path.is_file():
        return [], [_say("lock", "look", "no_lock")]
    lock = read_lock(path)
    locked = locked_versions(root)
    packages = examine_packages(locked, folders)
    results = [_lock(lock), _versions(packages), _files(packages), _licences(packages), _reasons(root)]
    if advisories is None:
        return packages, [*results, _say("advisories", "look", "not_looked_up")]
    return packages, [*results, *_advisories(look_up(locked, advisories), today)]


def _say(check: str, state: State, sentence: str, **facts: object) -> Result:
    return worded(check, state, SENTENCES[sentence], **facts)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def _lock(lock: Lock) -> Result:
    if lock.faults:
        return _say(
            "lock", "act", "lock_faults", count=len(lock.faults), names=_names([name for name, _ in lock.faults])
        )
    return _say("lock", "in_order", "lock", count=len(lock.pins))


def _versions(packages: Sequence[Package]) -> Result:
    other = [package.name for package in packages if not package.is_as_locked]
    if other:
        return _say("packages", "act", "other_versions", count=len(other), names=_names(other))
    return _say("packages", "in_order", "versions", count=len(packages))


def _files(packages: Sequence[Package]) -> Result:
    changed = [package for package in packages if package.changed]
    bare = [package.name for package in packages if package.version and not package.files]
    if changed or bare:
        names = [*(f"{package.name} ({package.changed[0]})" for package in changed), *bare]
        count = sum(len(package.changed) for package in changed)
        return _say("files", "act", "files_changed", count=count, bare=len(bare), names=_names(names))
    return _say("files", "in_order", "files", count=sum(package.files for package in packages))


def _licences(packages: Sequence[Package]) -> Result:
    without = [package.name for package in packages if package.version and not package.licence]
    if without:
        return _say("licences", "act", "no_licence", count=len(without), names=_names(without))
    return _say("licences", "in_order", "licences", count=len(Counter(package.licence for package in packages)))


def _reasons(root: Path) -> Result:
    path = root / "requirements.in"
    if not path.is_file():
        return _say("reasons", "look", "no_requirements")
    without = without_reason(path)
    if without:
        return _say("reasons", "act", "no_reason", count=len(without), names=_names(without))
    return _say("reasons", "in_order", "reasons")


def _advisories(found: LookedUp, today: date) -> Iterator[Result]:
    """One line a hit, then what the copy was worth."""
    for hit in found.hits:
        fixed = _names(hit.fixed) or "–"
        yield _say("advisories", "act", "unclear" if hit.is_unclear else "hit", fixed=fixed, **_facts(hit))
    if found.unreadable:
        yield _say("advisories", "act", "unreadable", count=found.unreadable)
    if not found.count:
        yield _say("advisories", "act", "no_advisories")
        return
    newest = found.newest[:10]
    facts = {"count": found.count, "newest": newest, "hits": len({hit.name for hit in found.hits})}
    old = (today - date.fromisoformat(newest)).days > OLD_DAYS
    yield _say("advisories", "look" if old else "in_order", "old_advisories" if old else "looked_up", **facts)


def _facts(hit: Hit) -> dict[str, str]:
    names = ", ".join((hit.advisory, *hit.aliases))
    return {"name": hit.name, "version": hit.version, "advisory": names, "summary": hit.summary}


def table_text(packages: Sequence[Package], language: Language) -> str:
    """One line a package: name, locked version, whether it is here, files with those that are not whole, licence."""
    rows = [HEADS[language], *(_row(package, language) for package in packages)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in padded)


def _row(package: Package, language: Language) -> tuple[str, ...]:
    here = package.version or HERE[language]["no"]
    changed = f" ({len(package.changed)} {HERE[language]['changed']})" if package.changed else ""
    return (package.name, " / ".join(package.locked), here, f"{package.files}{changed}", package.licence or "–")


def table_content(packages: Sequence[Package]) -> list[dict[str, Any]]:
    """The same as data, with the names of the files that are not as installed."""
    return [asdict(package) for package in packages]
