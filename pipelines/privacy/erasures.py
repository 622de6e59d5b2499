"""The log of erasures: which children have been erased on what ground, told by keyed hashes, so that none comes back.

One JSON line each in `restricted/sletninger.jsonl`, only added, each with the fingerprint of the one before it. A line
holds neither CPR number, pseudonym nor case number: the hashes are worthless without the key of the pseudonyms. An
erasure holds until a later line lifts it. Not here: what is deleted (`sources.erasure`), where copies of the log lie
(`operations.erasure_log`).

    child   hmac-sha256(cpr, key), as the vault had it        cases   the same of each of the child's case numbers
    key     the key's fingerprint: with another key nobody is recognised
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pipelines import chain
from pipelines.privacy.keys import ERASURE_LOG
from pipelines.privacy.pseudonyms import Vault, vault_fingerprint
from pipelines.settings import DataDirectory

Kind = Literal["erase", "lift"]


def erasure_log(data: DataDirectory) -> Path:
    """Where the log lies."""
    return data.restricted / ERASURE_LOG


def erasure_mark(data: DataDirectory) -> Path:
    """A file that is there from when an erasure begins until all of it is done."""
    return data.restricted / "sletning_i_gang"


@dataclass(frozen=True)
class Erasure:
    """One line of the log; `made_at` is UTC."""

    made_at: datetime
    made_by: str
    kind: Kind
    ground: str
    child: str
    cases: tuple[str, ...] = ()
    counts: Mapping[str, int] | None = None


def add_erasure(data: DataDirectory, erasure: Erasure) -> None:
    """Append one line, durably."""
    line = {
        "at": f"{erasure.made_at.isoformat()}Z", "by": erasure.made_by, "kind": erasure.kind, "ground": erasure.ground,
        "child": erasure.child, "cases": list(erasure.cases), "counts": dict(erasure.counts or {}),
        "key": vault_fingerprint(data),
    }  # fmt: skip
    chain.append(erasure_log(data), line)


class Erased:
    """The children whose erasure holds, asked through the open vault."""

    def __init__(self, vault: Vault, lines: Iterable[bytes]) -> None:
        self._vault = vault
        in_force: dict[str, list[str]] = {}
        for line in _entries(lines):
            if line["kind"] == "erase":
                in_force.setdefault(line["child"], []).extend(line["cases"])
            else:
                in_force.pop(line["child"], None)
        self.children = frozenset(in_force)
        self._cases = frozenset(case for cases in in_force.values() for case in cases)

    def __bool__(self) -> bool:
        return bool(self.children)

    def is_child(self, number: str) -> bool:
        """Whether ten digits are the CPR number of an erased child."""
        return self._vault.digest(number) in self.children

    def is_case(self, field: str, number: str | None) -> bool:
        """Whether an erased child had a case of this number."""
        return number is not None and bool(self._cases) and self._vault.case_mark(field, number) in self._cases


def erased(data: DataDirectory, vault: Vault) -> Erased:
    """The children whose erasure holds."""
    return Erased(vault, chain.lines_of(erasure_log(data)))


def of_another_key(data: DataDirectory) -> int:
    """How many lines were written with another key than the vault has, and hold for nobody; 0 without a vault."""
    key = vault_fingerprint(data)
    if key is None:
        return 0
    return sum(line.get("key", key) != key for line in _entries(chain.lines_of(erasure_log(data))))


def keys_of(lines: Iterable[bytes]) -> set[str]:
    """The fingerprints of the keys that the lines were written with."""
    return {line["key"] for line in _entries(lines) if line.get("key")}


def _entries(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """What the lines say; one that was cut off while it was written says nothing, as nothing was deleted yet."""
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            continue
