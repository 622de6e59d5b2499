"""The audit file: who looked at or decided what, when and why, one JSON line each in `restricted/audit.jsonl`.

Append-only, and written before what it tells of is, so that nothing is decided or shown that was not noted;
each line follows the one before it (`chain`). Not here: the decision itself, which lies where it works
(`control.ruling`, `judgements`).
"""

from __future__ import annotations

from datetime import datetime

from pipelines import chain
from pipelines.settings import DataDirectory

AUDIT_FILE = "audit.jsonl"


def note(data: DataDirectory, made_at: datetime, made_by: str, action: str, reason: str, **what: object) -> None:
    """Append one line; `made_at` is UTC, `what` names things by file, row number and code, never by a value."""
    line = {"at": f"{made_at.isoformat()}Z", "by": made_by, "action": action, "reason": reason, **what}
    chain.append(data.restricted / AUDIT_FILE, line)


def broken_line(data: DataDirectory) -> int | None:
    """The number of the first line that does not follow the one before it; None where all do, or there is no file."""
    return chain.broken_line(chain.lines_of(data.restricted / AUDIT_FILE))
