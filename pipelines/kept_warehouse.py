"""The warehouse as the last command that ended left it, kept beside the one that is written in.

DuckDB keeps what was committed when a process is killed, but not when the disk refuses a write halfway, nor against a
byte that changes by itself. So every command that holds the data directory begins by asking whether the warehouse is
whole, and takes the copy where it is not; what was delivered since is read again from the deliveries. The copy has its
own sha256 for a name: one rename makes it the kept one. Not here: backups, which are elsewhere than the disk
(`operations`), and who holds the data directory (`resources`).
"""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from pipelines.audit import note
from pipelines.errors import StorageError
from pipelines.judgements.acts import now
from pipelines.privacy.private_folder import private_folder
from pipelines.settings import DataDirectory

MENDED = {
    "da": "Datalageret var ødelagt; der regnes videre på det, den sidste hele kørsel efterlod, og leverancerne.",
    "en": "The warehouse was damaged; the work goes on from what the last whole run left, and the deliveries.",
}
TABLES = "select schema_name, table_name from duckdb_tables() where not internal order by all"
SUFFIX = ".duckdb"
Digests = dict[tuple[str, str], object]


def make_whole(data: DataDirectory) -> bool:
    """See that the warehouse can be read in full, and take the kept one where not; returns whether it was taken.

    A warehouse that is not whole before anything has been published is deleted: the deliveries have all of it.
    StorageError when there is nothing whole to take.
    """
    kept = whole_copy(data)
    if _is_whole(data.warehouse, kept):
        return False
    if kept is None and data.analysis.is_file():
        raise StorageError(
            "Datalageret er ødelagt, og der er ingen hel kopi af det. Gendan den nyeste sikkerhedskopi "
            "(`pladsprognose restore`), eller flyt mappen »warehouse« til side, og kør med alle leverancer.",
            "The warehouse is damaged and there is no whole copy of it. Restore the newest backup "
            '(`pladsprognose restore`), or move the folder "warehouse" away and run with all deliveries.',
        )
    _log_of(data.warehouse).unlink(missing_ok=True)
    if kept is None:
        data.warehouse.unlink()
    else:
        _copy(kept, data.warehouse)
    note(data, now(), getpass.getuser(), "warehouse_made_whole", "")
    return True


def written(data: DataDirectory) -> object:
    """Which writing of the warehouse this is."""
    found = data.warehouse.stat() if data.warehouse.is_file() else None
    return found and (found.st_ino, found.st_size, found.st_mtime_ns)


def keep_unless(data: DataDirectory, before: object) -> None:
    """Keep the warehouse, unless nothing has been written in it since (`written`)."""
    if written(data) != before:
        keep(data)


def keep(data: DataDirectory) -> None:
    """Keep the warehouse as it stands. A disk that has no room for the copy stops nothing: `doctor` says so."""
    if not data.warehouse.is_file() or _log_of(data.warehouse).exists():
        return
    with suppress(OSError):
        copy = data.kept_warehouse / f"{sha256_of(data.warehouse)}{SUFFIX}"
        if not copy.is_file():
            _copy(data.warehouse, copy)
        for other in data.kept_warehouse.iterdir():
            if other != copy:
                other.unlink()


def forget(data: DataDirectory) -> None:
    """Delete what is kept: it has rows that the warehouse must no longer have."""
    shutil.rmtree(data.kept_warehouse, ignore_errors=True)


def whole_copy(data: DataDirectory) -> Path | None:
    """The kept copy that is what its name says; None without one."""
    copies = sorted(data.kept_warehouse.glob(f"*{SUFFIX}"))
    return next((copy for copy in copies if sha256_of(copy) == copy.stem), None)


def digests(path: Path) -> Digests | None:
    """A hash of every table's rows, read in full, by schema and table; None where the file is not whole.

    Every block of a DuckDB file carries a checksum, so reading all of it finds a changed byte.
    """
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return {
                (schema, table): digest(connection, f'"{schema}"."{table}"')
                for schema, table in connection.execute(TABLES).fetchall()
            }
    except duckdb.Error:
        return None


def digest(connection: duckdb.DuckDBPyConnection, table: str) -> object:
    """The number of a table's rows and a hash of their content, whatever their order."""
    return connection.execute(f"select count(*), sum(hash(content)) from {table} as content").fetchone()


def _is_whole(warehouse: Path, kept: Path | None) -> bool:
    """Whether it is the kept one or can be read in full; before the first run there is none, and none is missing."""
    if not warehouse.is_file():
        return kept is None
    is_kept = kept is not None and sha256_of(warehouse) == kept.stem and not _log_of(warehouse).exists()
    return is_kept or digests(warehouse) is not None


def _copy(source: Path, target: Path) -> None:
    """Copy to a file that takes the name when it is whole and durable."""
    draft = private_folder(target.parent) / f"{target.name}.tmp"
    try:
        shutil.copyfile(source, draft)
        draft.chmod(source.stat().st_mode & 0o777)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _log_of(warehouse: Path) -> Path:
    """DuckDB's write-ahead log, which is there while the file is open or was not closed."""
    return warehouse.with_name(f"{warehouse.name}.wal")
