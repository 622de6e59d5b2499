"""Files of lines that are only added, each with the fingerprint of the one before it.

A line that was changed, removed or put in later can be found; lines removed from the very end cannot. A line that was
cut off while it was written stays as it is, and the next stands on its own. Not here: what the lines say (`audit`,
`judgements`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipelines.privacy.private_folder import private_folder

BEFORE = "before"
"""The fingerprint of the line before; empty for the first. Files from before it was written begin without it."""


def append(path: Path, line: Mapping[str, object], check: Callable[[Sequence[bytes]], None] | None = None) -> None:
    """Add one line, durably. `check` sees the lines there are, and may refuse; nobody writes meanwhile."""
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read()
        there = before.splitlines()
        if check is not None:
            check(there)
        chained = {**line, BEFORE: _end_of(there)}
        cut_off = b"\n" if before and not before.endswith(b"\n") else b""
        file.write(cut_off + json.dumps(chained, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(descriptor)


def lines_of(path: Path) -> list[bytes]:
    """The lines there are; none where there is no file."""
    return path.read_bytes().splitlines() if path.is_file() else []


def broken_line(lines: Sequence[bytes], *, passes_cut_off: bool = False) -> int | None:
    """The number of the first line that does not follow the one before it, or was cut off; None where all do.

    With `passes_cut_off` those that were cut off are passed over.
    """
    is_chained = False
    for number, line in enumerate(lines, start=1):
        content = _content(line)
        said = None if content is None else content.get(BEFORE)
        is_chained |= said is not None
        if is_chained and not (passes_cut_off and content is None) and said != _end_of(lines[: number - 1]):
            return number
    return None


def fingerprint(line: bytes) -> str:
    """What tells a line from every other."""
    return hashlib.sha256(line).hexdigest()


def _end_of(lines: Sequence[bytes]) -> str:
    """What the next line says of these: the fingerprint of the last, with those after it that were cut off."""
    first = len(lines) - 1
    while first > 0 and _content(lines[first]) is None:
        first -= 1
    return fingerprint(b"\n".join(lines[first:])) if lines else ""


def _content(line: bytes) -> dict[str, object] | None:
    """What a line says; None when it was cut off, or is none of ours."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
