"""Everything an installation is, in one sealed file: whole and with its name at the end, or not there at all.

In the stream lies a tar archive: folders, files and links as they stand in the data directory, and last a manifest
with the sha256 of each file. The lock of runs is held, so nothing changes meanwhile. Not taken: the lock itself and
dbt's compiled models, which the next run writes anew. Not here: the encryption (`sealed_stream`), `restore`.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import io
import json
import os
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.audit import note
from pipelines.errors import BackupError, UsageError, nothing_loaded
from pipelines.operations.erasure_copies import copy_beside_backups
from pipelines.operations.sealed_stream import CHUNK, SealingWriter
from pipelines.publishing.sealing import sync
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory
from pipelines.sources.erasure import finish_erasure
from pipelines.version import code_version

MANIFEST = "manifest.json"
CONTENTS = "data"
DRAFT_PREFIX = ".pladsprognose-backup-"
SUFFIX = ".backup"


@dataclass(frozen=True)
class Backup:
    """A backup that has been written."""

    path: Path
    made_at: datetime
    files: int
    bytes: int
    sha256: str


def write_backup(data: DataDirectory, out: Path, secret: bytes) -> Backup:
    """Write the backup of a data directory into the file, or into the folder under a name that sorts by time."""
    if not data.root.is_dir():
        raise nothing_loaded(data.root)
    made_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    path = out / f"pladsprognose-{made_at:%Y%m%dT%H%M%SZ}{SUFFIX}" if out.is_dir() else out
    _check_place(data, path)
    with held_data_directory(data):
        finish_erasure(data)
        with _draft(path) as file:
            writer = SealingWriter(file, secret)
            files = _write_archive(data, writer, made_at)
            sha256 = writer.finish()
        made = Backup(path, made_at, files, path.stat().st_size, sha256)
        note(
            data, made_at, getpass.getuser(), "backup", "", file=path.name, folder=str(path.parent.resolve()),
            bytes=made.bytes, files=files, sha256=sha256,
        )  # fmt: skip
        copy_beside_backups(data)
    return made


def _check_place(data: DataDirectory, path: Path) -> None:
    if path.resolve().is_relative_to(data.root.resolve()):
        raise UsageError(
            "--out ligger i datamappen, og kopien ville gå tabt med den. Angiv et sted på en anden disk.",
            "--out lies in the data folder, and the backup would be lost with it. Give a place on another disk.",
        )
    if not path.parent.is_dir():
        raise UsageError(f"Mappen »{path.parent}« findes ikke.", f'The folder "{path.parent}" does not exist.')
    if path.exists():
        raise UsageError(
            f"»{path}« findes. En sikkerhedskopi skriver ikke oven i noget: angiv et andet navn, eller en mappe.",
            f'"{path}" exists. A backup is not written over anything: give another name, or a folder.',
        )


@contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    """A hidden file, for its owner alone, that takes the name when it is whole and durable; else it is deleted."""
    _delete_leftovers(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=DRAFT_PREFIX, dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _delete_leftovers(folder: Path) -> None:
    """Delete the drafts of killed backups; one that is being written is held."""
    for leftover in sorted(folder.glob(f"{DRAFT_PREFIX}*")):
        with leftover.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            leftover.unlink()


def _write_archive(data: DataDirectory, writer: SealingWriter, made_at: datetime) -> int:
    """Write every entry and the manifest; returns the number of files."""
    hashes: dict[str, str] = {}
    others: list[str] = []
    with tarfile.open(fileobj=writer, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK) as archive:
        for path in _entries(data):
            name = Path(CONTENTS, path.relative_to(data.root)).as_posix()
            if path.is_file() and not path.is_symlink():
                hashes[name] = _add_file(archive, path, name)
            else:
                archive.addfile(_folder_or_link(path, name))
                others.append(name)
        content = {
            "made_at": f"{made_at.isoformat()}Z",
            "code_version": code_version(),
            "holds_pseudonym_key": f"{CONTENTS}/restricted/noegle" in hashes,
            "files": hashes,
            "folders_and_links": others,
        }
        plain = json.dumps(content, indent=1).encode("ascii")
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(plain)
        archive.addfile(entry, io.BytesIO(plain))
    return len(hashes)


def _entries(data: DataDirectory) -> Iterator[Path]:
    """Every folder, file and link of the data directory, a folder before what is in it, in order."""
    left_out = {data.lock_file, data.dbt_target, data.kept_warehouse}
    yield data.root
    folders = [data.root]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path not in left_out:
                yield path
                if path.is_dir() and not path.is_symlink():
                    folders.append(path)


def _add_file(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add one file; returns its sha256. BackupError when it changes meanwhile."""
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        entry = _entry(name, before)
        entry.size = before.st_size
        hashed = _HashedFile(file)
        try:
            archive.addfile(entry, hashed)
        except OSError as error:
            if error.errno is None:  # tarfile's own: the file ended early
                raise _changed(path) from None
            raise
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changed(path)
    return hashed.digest.hexdigest()


class _HashedFile(io.RawIOBase):
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _folder_or_link(path: Path, name: str) -> tarfile.TarInfo:
    """A folder, or a link to a neighbour; UsageError for anything else, which a restore could not stand by."""
    about = path.lstat()
    entry = _entry(name, about)
    if stat.S_ISDIR(about.st_mode):
        entry.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(about.st_mode) and path.readlink().name == str(path.readlink()):
        entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
    else:
        raise UsageError(
            f"»{path}« er hverken en fil, en mappe eller en genvej til noget ved siden af, og kan ikke tages med. Flyt "
            "det, det fører til, ind i datamappen, eller fjern det.",
            f'"{path}" is neither a file, a folder nor a link to something beside it, and cannot be taken along. Move '
            "what it leads to into the data folder, or remove it.",
        )
    return entry


def _entry(name: str, about: os.stat_result) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.mode, entry.mtime = stat.S_IMODE(about.st_mode), int(about.st_mtime)
    return entry


def _changed(path: Path) -> BackupError:
    return BackupError(
        f"»{path}« blev ændret, mens den blev kopieret, så kopien er ikke taget. Tag den igen, når ingen arbejder i "
        "datamappen.",
        f'"{path}" was changed while it was being copied, so no backup is made. Make it again when nobody works in the '
        "data folder.",
    )
