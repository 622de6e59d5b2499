"""The audit file: who decided what, when and why, one JSON line each in `restricted/audit.jsonl`.

Append-only, and written before the decision is, so that nothing is decided that was not noted. Not here: the decision
itself, which lies where it works (`control.ruling`).
"""

from __future__ import annotations

import json
import os
from datetime import datetime

from pipelines.privacy.pseudonyms import private_folder
from pipelines.settings import DataDirectory

AUDIT_FILE = "audit.jsonl"


def note(data: DataDirectory, made_at: datetime, made_by: str, action: str, reason: str, **what: object) -> None:
    """Append one line; `made_at` is UTC, `what` names things by file, row number and code, never by a value."""
    line = {"at": f"{made_at.isoformat()}Z", "by": made_by, "action": action, "reason": reason, **what}
    path = private_folder(data.restricted) / AUDIT_FILE
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(descriptor)
