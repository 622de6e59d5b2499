"""The delivery folder seen from outside: which files lie there, and whether they lie still.

A file that is being copied grows, and a set of files comes one by one. The folder is still when two looks, some time
apart, see the same names, sizes and times. Not here: what is in the files (`sources`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipelines.sources.deliveries import discover

Movement = Literal["empty", "moving", "still", "taken"]


@dataclass(frozen=True)
class Looked:
    """What was seen at the last look, and what a run was last asked for, as fingerprints of the folder."""

    seen: str = ""
    taken: str = ""

    @classmethod
    def of(cls, kept: str | None) -> Looked:
        """From the text of `kept_text`; nothing seen where there is none."""
        return cls(**json.loads(kept)) if kept else cls()

    def kept_text(self) -> str:
        """A text that the next look begins with."""
        return json.dumps(asdict(self))


def fingerprint(folder: Path) -> str:
    """What tells the folder's deliveries, with kommune.yaml, from any others; empty when there are none."""
    files = [candidate.path for candidate in discover(folder) if not candidate.is_ignored]
    if not files:
        return ""
    beside = folder / "kommune.yaml"
    states = []
    for path in [*files, *([beside] if beside.is_file() else [])]:
        try:
            state = path.stat()
        except OSError:  # moved since it was listed: the next look sees a folder that differs
            continue
        states.append(f"{path.name} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(states)).encode()).hexdigest()[:16]


def look(folder: Path, last: Looked) -> tuple[Movement, Looked]:
    """How the folder stands against the last look; `still` only once for the same files."""
    now = fingerprint(folder)
    if not now:
        return "empty", Looked("", last.taken)
    if now == last.taken:
        return "taken", Looked(now, last.taken)
    if now != last.seen:
        return "moving", Looked(now, last.taken)
    return "still", Looked(now, now)
