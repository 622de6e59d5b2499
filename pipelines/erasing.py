"""Erasing a child: who asked for it and on what ground, noted before anything is deleted; or lifting an erasure.

A trial says how much is held and where, and deletes nothing. Where a person has written a case number, nothing is
changed, as such files are what somebody said; they are named, so that a person can see to them. Not here: what is
deleted (`sources.erasure`), the words (`erasing_words`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from pipelines.audit import AUDIT_FILE, note
from pipelines.errors import UsageError, nothing_loaded
from pipelines.operations.erasure_copies import copy_beside_backups
from pipelines.privacy.erasures import Erased, Erasure, add_erasure, erased, erasure_mark
from pipelines.privacy.pseudonyms import Vault, open_vault
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory
from pipelines.sources.data_subject import Cases, own_cases
from pipelines.sources.erasure import delete_erased, finish_erasure, held_of
from pipelines.sources.retention import delete_overdue, overdue
from pipelines.verdicts import now, reading_municipality, stated


@dataclass(frozen=True)
class Request:
    """Whom to erase, by CPR number (ten digits) or pseudonym; who asked and on what ground."""

    by: str
    ground: str
    number: str | None = None
    pseudonym: str | None = None

    def digest(self, vault: Vault) -> str:
        """The keyed hash of the child; UsageError for a pseudonym that nobody has."""
        found = vault.digest(self.number) if self.number is not None else vault.digest_of(self.pseudonym or "")
        if found is None:
            raise UsageError(
                "Ingen har det pseudonym. Er barnet slettet før, så brug CPR-nummeret.",
                "Nobody has that pseudonym. If the child was erased before, use the CPR number.",
            )
        return found


@dataclass(frozen=True)
class Answer:
    """How much of each kind is held or was deleted, what a person must see to, and which folders miss the log."""

    counts: Mapping[str, int]
    is_done: bool
    was_erased: bool = False
    by_hand: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    missed: tuple[Path, ...] = ()


def erase(data: DataDirectory, request: Request, *, is_trial: bool) -> Answer:
    """Delete all that is held about a child, or only count it; UsageError without who and on what ground."""
    request = Request(stated(request.by, "--by"), stated(request.ground, "--ground"), request.number, request.pseudonym)
    with _held(data):
        if not is_trial:
            finish_erasure(data)
        with open_vault(data) as vault:
            child = request.digest(vault)
            with duckdb.connect(str(data.warehouse), read_only=True) as connection:
                cases = _cases(connection, vault, child)
                erasure = _erasure(vault, request, child, cases)
                candidate = json.dumps({"kind": "erase", "child": child, "cases": erasure.cases}).encode()
                counts = held_of(connection, data, vault, Erased(vault, [candidate]), is_trial=True)
            was_erased = child in erased(data, vault).children
        by_hand = written_by_people(data, {case for found in cases.values() for case in found})
        note(data, now(), request.by, "erase_trial" if is_trial else "erase", request.ground, counts=dict(counts))
        if is_trial or not counts:
            return Answer(counts, is_done=False, was_erased=was_erased, by_hand=by_hand)
        erasure_mark(data).touch(mode=0o600)  # first, so that what is in the log is always done
        add_erasure(data, Erasure(**{**vars(erasure), "counts": counts}))
        delete_erased(data)
        return Answer(counts, is_done=True, by_hand=by_hand, missed=tuple(copy_beside_backups(data)))


def erase_overdue(data: DataDirectory, by: str, ground: str, *, is_trial: bool, today: date | None = None) -> Answer:
    """Delete all that has been held longer than it may, or only count it by kind; UsageError as `erase`."""
    request = Request(stated(by, "--by"), stated(ground, "--ground"))
    with _held(data):
        if not is_trial:
            finish_erasure(data)
        months = reading_municipality(data).opbevaring
        with open_vault(data) as vault, duckdb.connect(str(data.warehouse), read_only=True) as connection:
            found = overdue(connection, data, months, today or now().date())
            digests = filter(None, map(vault.digest_of, found.children))
            erasures = [_erasure(vault, request, child, _cases(connection, vault, child)) for child in digests]
        action = "erase_overdue_trial" if is_trial else "erase_overdue"
        note(data, now(), request.by, action, request.ground, counts=found.counts)
        if is_trial or not found.counts:
            return Answer(found.counts, is_done=False)
        erasure_mark(data).touch(mode=0o600)
        for erasure in erasures:
            add_erasure(data, erasure)
        delete_overdue(found)
        delete_erased(data)
        return Answer(found.counts, is_done=True, missed=tuple(copy_beside_backups(data)))


def lift(data: DataDirectory, request: Request) -> tuple[Path, ...]:
    """Let rows about an erased child be taken again when they are delivered; returns the folders that miss the log."""
    by, ground = stated(request.by, "--by"), stated(request.ground, "--ground")
    with _held(data):
        finish_erasure(data)
        with open_vault(data) as vault:
            child = request.digest(vault)
            if child not in erased(data, vault).children:
                raise UsageError(
                    "Barnet er ikke slettet, så der er intet at ophæve.",
                    "The child has not been erased, so there is nothing to lift.",
                )
        note(data, now(), by, "lift_erasure", ground)
        add_erasure(data, Erasure(now(), by, "lift", ground, child))
        return tuple(copy_beside_backups(data))


def written_by_people(data: DataDirectory, cases: set[str]) -> dict[str, tuple[int, ...]]:
    """By file the numbers of the lines in which a person has written one of these case numbers."""
    files = (data.judgements, data.configuration, data.reading_configuration, data.restricted / AUDIT_FILE)
    return {
        path.relative_to(data.root).as_posix(): lines for path in files if (lines := tuple(_lines_with(path, cases)))
    }


def _lines_with(path: Path, cases: set[str]) -> Iterator[int]:
    words = "|".join(re.escape(case) for case in sorted(cases))
    if words and path.is_file():
        named = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if named.search(line):
                yield number


def _erasure(vault: Vault, request: Request, child: str, cases: Cases) -> Erasure:
    """The line of the log for the child with this keyed hash."""
    marks = tuple(sorted(vault.case_mark(name, case) for name, found in cases.items() for case in found))
    return Erasure(now(), request.by, "erase", request.ground, child, marks)


def _cases(connection: duckdb.DuckDBPyConnection, vault: Vault, child: str) -> Cases:
    """The numbers of the cases of the child with this keyed hash."""
    found: Cases = {}
    for child_id in vault.children([child]):
        found = own_cases(connection, child_id)
    return found


def _held(data: DataDirectory) -> AbstractContextManager[bool]:
    """Hold the data directory between two runs; UsageError when nothing is loaded."""
    if not data.warehouse.is_file():
        raise nothing_loaded(data.root)
    return held_data_directory(data)
