"""The bytes of one delivered file: read without following links, and block by block, so that no size fills the memory.

Not here: which files there are (`deliveries`), what the bytes mean (`gate`).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from pipelines.sources.codes import RefusalError

SIZE_LIMIT = 300_000_000
READ_BYTES = 1_000_000

State = tuple[int, int, int, int]
"""What changes when a file is replaced or written to."""


class Content(Protocol):
    """Bytes of which any part can be had; `bytes` are such."""

    def __len__(self) -> int:
        """How many bytes there are."""

    def __getitem__(self, part: slice, /) -> bytes:
        """The bytes of a part without steps."""


class FileContent:
    """The bytes of a file of our own, which stay on disk until a part of them is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size

    def __len__(self) -> int:
        """The size of the file."""
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        """The bytes of a part."""
        start, stop, _ = part.indices(self._size)
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(max(stop - start, 0))


def parts_of(content: Content, size: int) -> Iterator[bytes]:
    """The bytes in parts of this size."""
    return (content[start : start + size] for start in range(0, len(content), size))


def receive(path: Path, copy: Path, seen: State | None = None) -> str:
    """Copy a delivered file to one that its owner alone can read; its sha256, which makes two files the same delivery.

    RefusalError when the file is not to be read; OSError when the copy cannot be written.
    """
    digest = hashlib.sha256()
    with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for block in read_blocks(path, seen):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def read_content(path: Path) -> bytes:
    """All bytes of a regular file at once; RefusalError as `read_blocks`."""
    return b"".join(read_blocks(path))


def read_blocks(path: Path, seen: State | None = None) -> Iterator[bytes]:
    """The bytes of a regular file; links, folders, devices and files written to since they were seen are refused."""
    try:
        before = path.lstat()
        _check_kind(before)
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            states, size = {state_of(before), seen or state_of(before), state_of(os.fstat(descriptor))}, 0
            while block := file.read(READ_BYTES):
                size += len(block)
                _check_size(size)
                yield block
            states.add(state_of(os.fstat(descriptor)))
    except FileNotFoundError as error:
        raise RefusalError("UNSTABLE") from error
    except OSError as error:
        raise RefusalError("UNREADABLE") from error
    if len(states) > 1 or size != before.st_size:
        raise RefusalError("UNSTABLE")


def state_of(state: os.stat_result) -> State:
    """What of a file's state tells that it was not touched."""
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


def _check_kind(state: os.stat_result) -> None:
    if stat.S_ISLNK(state.st_mode):
        raise RefusalError("SYMLINK")
    if not stat.S_ISREG(state.st_mode):
        raise RefusalError("NOT_A_FILE")
    _check_size(state.st_size)


def _check_size(size: int) -> None:
    if size > SIZE_LIMIT:
        raise RefusalError("TOO_LARGE")
