"""A backup becomes a data directory again: unpacked beside it, held up against its manifest, and named in one rename.

Nothing in the archive is trusted before the whole has been read: names stay in the folder, links are made last and lead
to a neighbour only, and what is not in the manifest with the same sha256 stops it. Not here: what a backup holds
(`backup`), whether the restored installation is in order (`doctor`).
"""

from __future__ import annotations

import errno
import fcntl
import getpass
import glob
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pipelines.audit import note
from pipelines.errors import UsageError
from pipelines.operations.backup import CONTENTS, MANIFEST
from pipelines.operations.erasure_copies import take_later_erasures
from pipelines.operations.sealed_stream import CHUNK, OpeningReader, damaged
from pipelines.privacy.pseudonyms import take_newer_key
from pipelines.publishing.sealing import sync
from pipelines.settings import DataDirectory
from pipelines.sources.erasure import delete_erased

BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What the backup says of itself; names may hold bytes that are no text, as those of files may."""

    made_at: datetime
    code_version: str
    holds_pseudonym_key: bool
    files: dict[str, str]
    folders_and_links: list[str]

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """The manifest as it was written; ValueError or TypeError where it is another."""
        plain = json.loads(content)
        return cls(**{**plain, "made_at": datetime.fromisoformat(plain["made_at"])})


def restore_backup(backup: Path, data: DataDirectory, secret: bytes, log: Path | None = None) -> Manifest:
    """Rebuild the data directory from the backup; it is there in full, or as before where anything is wrong.

    Children who were erased after the backup, as the log of erasures beside it or the one given says, are erased again
    before the folder gets its name; a key of the pseudonyms that was changed since is taken from the environment.
    """
    for path in (backup, log):
        if path is not None and not path.is_file():
            raise UsageError(f"»{path}« findes ikke.", f'"{path}" does not exist.')
    target = data.root.resolve()
    _check_empty(target)
    with backup.open("rb") as file:
        reader = OpeningReader(file, secret)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _staging(target) as folder:
            manifest = _unpack(reader, folder)
            take_newer_key(DataDirectory(folder), os.environ)
            if take_later_erasures(DataDirectory(folder), backup.parent, log):
                delete_erased(DataDirectory(folder))
            now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
            made_at = manifest.made_at.isoformat()
            note(DataDirectory(folder), now, getpass.getuser(), "restore", "", backup_made_at=made_at)
            _name(folder, target)
    return manifest


def _check_empty(target: Path) -> None:
    """UsageError where something lies in the way."""
    if target.is_mount():
        raise UsageError(
            f"»{target}« er selv en disk og kan ikke skiftes i ét greb. Angiv en mappe på den.",
            f'"{target}" is a disk itself and cannot take its place at once. Give a folder on it.',
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise _not_empty(target)


def _not_empty(target: Path) -> UsageError:
    return UsageError(
        f"»{target}« er ikke tom. Der gendannes ikke oven i noget: angiv en tom mappe, eller flyt det, der er, og slet "
        "det først, når den gendannede er set efter.",
        f'"{target}" is not empty. Nothing is restored over anything: give an empty folder, or move what is there, and '
        "delete it only when the restored one has been looked at.",
    )


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A hidden folder beside the target; gone afterwards unless it took the target's name."""
    prefix = f".{target.name}.gendannes-"
    for leftover in sorted(target.parent.glob(f"{glob.escape(prefix)}*")):
        with _held(leftover) as is_ours:
            if is_ours:  # of a killed restore
                shutil.rmtree(leftover)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a folder; False where another process does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield _is_free(handle)
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unpack(reader: OpeningReader, folder: Path) -> Manifest:
    """Unpack the whole archive into the folder, and hold it up against its manifest."""
    unpacked = _Unpacked(folder)
    manifest = None
    try:
        with tarfile.open(fileobj=reader, mode="r|", bufsize=CHUNK) as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if manifest is not None:
                    raise damaged()
                if entry.name == MANIFEST and content is not None:
                    manifest = Manifest.from_json(content.read())
                else:
                    unpacked.add(entry, content)
        while reader.read(CHUNK):  # the end is proved when it is read
            pass
    except (tarfile.TarError, ValueError, TypeError, KeyError, FileExistsError, FileNotFoundError, NotADirectoryError):
        raise damaged() from None
    if manifest is None or manifest.files != unpacked.files or manifest.folders_and_links != unpacked.others:
        raise damaged()
    unpacked.finish()
    return manifest


class _Unpacked:
    """What has been unpacked so far; `finish` makes the links, sets the rights and makes all durable."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._links: dict[Path, str] = {}
        self._rights: dict[Path, tarfile.TarInfo] = {}
        self.files: dict[str, str] = {}
        self.others: list[str] = []

    def add(self, entry: tarfile.TarInfo, content: IO[bytes] | None) -> None:
        """Unpack one entry; BackupError where it would leave the folder or is of another kind than a backup has."""
        path = self._place(entry.name)
        if content is not None:
            self.files[entry.name] = _write(path, content)
            self._rights[path] = entry
            return
        self.others.append(entry.name)
        if entry.isdir():
            path.mkdir(mode=0o700, exist_ok=path == self._folder)
            self._rights[path] = entry
        elif entry.issym() and entry.linkname not in ("", ".", "..") and "/" not in entry.linkname:
            self._links[path] = entry.linkname
        else:
            raise damaged()

    def _place(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if parts[:1] != (CONTENTS,) or ".." in parts or PurePosixPath(*parts).as_posix() != name:
            raise damaged()
        return self._folder.joinpath(*parts[1:])

    def finish(self) -> None:
        """Links after all files, so that none was written through; a folder's rights after what is in it."""
        for path, target in self._links.items():
            path.symlink_to(target)
        for path, entry in reversed(self._rights.items()):
            os.utime(path, (entry.mtime, entry.mtime))
            path.chmod(entry.mode & 0o777)
            if path.is_dir():
                sync(path)


def _write(path: Path, content: IO[bytes]) -> str:
    """Write a new file, for its owner alone as yet; returns its sha256."""
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while block := content.read(BLOCK):
            file.write(block)
            digest.update(block)
        file.flush()
        os.fsync(descriptor)
    return digest.hexdigest()


def _name(folder: Path, target: Path) -> None:
    """Give the folder the target's name; an empty folder of that name makes way."""
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise _not_empty(target) from None
        raise
    sync(target.parent)
