"""Copies of the log of erasures beside the backups, so that a restore erases again whom a backup still holds.

Each folder that a backup was written to gets a copy at every backup and every erasure, named by the fingerprint of the
pseudonyms' key, so that two installations may keep their backups in one folder. Not here: the log (`privacy.erasures`),
the deletion (`sources.erasure`).
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines import chain
from pipelines.audit import AUDIT_FILE
from pipelines.errors import BackupError
from pipelines.privacy.erasures import erasure_log, erasure_mark
from pipelines.privacy.pseudonyms import vault_fingerprint
from pipelines.settings import DataDirectory
from pipelines.sources.restricted_files import write_private


def copy_beside_backups(data: DataDirectory) -> list[Path]:
    """Copy the log to every folder with a backup; returns those that cannot be reached now."""
    log = erasure_log(data)
    if not log.is_file():
        return []
    missed = []
    for folder in _backup_folders(data):
        try:
            write_private(folder / _copy_name(data), log.read_bytes())
        except OSError:
            missed.append(folder)
    return missed


def take_later_erasures(data: DataDirectory, folder: Path, named: Path | None) -> bool:
    """Take the newest log into a restored data directory; returns whether somebody must be erased again.

    The newest is the copy beside the backup or the one that is named. BackupError where a log is of another place.
    """
    before = chain.lines_of(erasure_log(data))
    newest = before
    for path in (folder / _copy_name(data), named):
        lines = chain.lines_of(path) if path is not None else []
        if newest[: len(lines)] != lines[: len(newest)]:
            raise BackupError(
                f"Loggen over sletninger i »{path}« hører ikke til kopien, så intet er gendannet. Angiv den rigtige "
                "med --erasures.",
                f'The log of erasures in "{path}" does not belong to the backup, so nothing is restored. Give the '
                "right one with --erasures.",
            )
        newest = max(newest, lines, key=len)
    if newest != before:
        write_private(erasure_log(data), b"".join(line + b"\n" for line in newest))
    return newest != before or erasure_mark(data).exists()


def _copy_name(data: DataDirectory) -> str:
    return f"pladsprognose-sletninger-{vault_fingerprint(data)}.jsonl"


def _backup_folders(data: DataDirectory) -> list[Path]:
    """The folders that backups were written to, as the audit file says."""
    found: dict[str, None] = {}
    for line in chain.lines_of(data.restricted / AUDIT_FILE):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry.get("action") == "backup" and entry.get("folder"):
            found[entry["folder"]] = None
    return [Path(folder) for folder in found]
