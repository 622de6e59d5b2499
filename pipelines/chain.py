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
from typing import BinaryIO

from pipelines.privacy.private_folder import private_folder

BEFORE = "before"
"""The fingerprint of the line before; empty for the first. Files from before it was written begin without it."""
BLOCK = 64 * 1024
"""So much of the end of a file is read first; a line is shorter."""


def append(path: Path, line: Mapping[str, object], check: Callable[[Sequence[bytes]], None] | None = None) -> None:
    """Add one line, durably. `check` sees the lines there are, and may refuse; nobody writes meanwhile.

    Without it the end of the file is all that is read, so that the line takes as long in a long file as in a short one.
    """
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_lines(file)
        if check is not None:
            file.seek(0)
            check(file.read().splitlines())
        chained = {**line, BEFORE: _fingerprint_of(last)}
        cut_off = b"\n" if last and not last[-1].endswith(b"\n") else b""
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
    is_chained, last = False, list[bytes]()
    for number, line in enumerate(lines, start=1):
        content = _content(line)
        said = None if content is None else content.get(BEFORE)
        is_chained |= said is not None
        if is_chained and not (passes_cut_off and content is None) and said != _fingerprint_of(last):
            return number
        last = [line] if content is not None else [*last, line]
    return None


def fingerprint(line: bytes) -> str:
    """What tells a line from every other."""
    return hashlib.sha256(line).hexdigest()


def _last_lines(file: BinaryIO) -> list[bytes]:
    """The last line that can be read, with those after it that were cut off; all of them where none can be read."""
    size, taken = file.seek(0, os.SEEK_END), BLOCK
    while True:
        start = file.seek(max(0, size - taken))
        lines = file.read().splitlines(keepends=True)[1 if start else 0 :]
        first = next((at for at in range(len(lines) - 1, -1, -1) if _content(lines[at]) is not None), None)
        if first is not None or not start:
            return lines[first or 0 :]
        taken *= 16


def _fingerprint_of(last: Sequence[bytes]) -> str:
    """What the next line says of the last ones."""
    return fingerprint(b"\n".join(line.rstrip(b"\r\n") for line in last)) if last else ""


def _content(line: bytes) -> dict[str, object] | None:
    """What a line says; None when it was cut off, or is none of ours."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
