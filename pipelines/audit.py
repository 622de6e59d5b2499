"""The audit file: who decided what, when and why, one JSON line each in `restricted/audit.jsonl`.

Append-only, and written before the decision is, so that nothing is decided that was not noted. Each line has the
fingerprint of the one before it, so a line that was changed, removed or put in later can be found; lines removed from
the very end cannot. Not here: the decision itself, which lies where it works (`control.ruling`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from datetime import datetime

from pipelines.privacy.pseudonyms import private_folder
from pipelines.settings import DataDirectory

AUDIT_FILE = "audit.jsonl"
BEFORE = "before"
"""The fingerprint of the line before; empty for the first. Files from before it was written begin without it."""


def note(data: DataDirectory, made_at: datetime, made_by: str, action: str, reason: str, **what: object) -> None:
    """Append one line; `made_at` is UTC, `what` names things by file, row number and code, never by a value."""
    line = {"at": f"{made_at.isoformat()}Z", "by": made_by, "action": action, "reason": reason, **what}
    path = private_folder(data.restricted) / AUDIT_FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read()
        chained = line | {BEFORE: fingerprint(before.splitlines()[-1]) if before else ""}
        cut_off = b"\n" if before and not before.endswith(b"\n") else b""
        file.write(cut_off + json.dumps(chained, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(descriptor)


def broken_line(data: DataDirectory) -> int | None:
    """The number of the first line that does not follow the one before it; None where all do, or there is no file."""
    path = data.restricted / AUDIT_FILE
    earlier, is_chained = b"", False
    for number, line in enumerate(path.read_bytes().splitlines() if path.is_file() else (), start=1):
        said = _said(line)
        is_chained |= said is not None
        if is_chained and said != (fingerprint(earlier) if number > 1 else ""):
            return number
        earlier = line
    return None


def fingerprint(line: bytes) -> str:
    """What tells a line from every other."""
    return hashlib.sha256(line).hexdigest()


def _said(line: bytes) -> object:
    """The fingerprint that a line gives of the one before; None when it gives none or is no line of ours."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content.get(BEFORE) if isinstance(content, dict) else None
