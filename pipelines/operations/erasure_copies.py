"""Copies of the log of erasures beside the backups, so that a restore erases again whom a backup still holds.

Each folder that a backup was written to gets a copy at every backup and every erasure, named by the fingerprint of the
pseudonyms' key, so that two installations may keep their backups in one folder; also by those of the keys before it, so
that a backup from before a change of key does not come back as if nobody had been erased since. Not here: the log
(`privacy.erasures`), the deletion (`sources.erasure`).
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines import chain
from pipelines.audit import AUDIT_FILE
from pipelines.errors import BackupError
from pipelines.privacy.erasures import erasure_log, erasure_mark, keys_of
from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.privacy.pseudonyms import vault_fingerprint, vault_fingerprints
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
            for key in vault_fingerprints(data):
                write_private(folder / _copy_name(key), log.read_bytes())
        except OSError:
            missed.append(folder)
    return missed


def take_later_erasures(data: DataDirectory, folder: Path, named: Path | None) -> bool:
    """Take the newest log into a restored data directory; returns whether somebody must be erased again.

    The newest is the copy beside the backup or the one that is named. BackupError where a log is of another place, or
    of a key that the data directory has not got yet.
    """
    before = chain.lines_of(erasure_log(data))
    newest = before
    key = vault_fingerprint(data)
    for path in (named, folder / _copy_name(key) if key else None):
        lines = chain.lines_of(path) if path is not None else []
        if not keys_of(lines) <= keys_of(before) | {key}:
            raise _of_a_newer_key(path)
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


def _of_a_newer_key(log: Path | None) -> BackupError:
    return BackupError(
        f"Børn kan være slettet efter kopien, og loggen over sletninger i »{log}« er skrevet med en nyere nøgle end "
        f"kopiens, så intet er gendannet. Sæt {KEY_VARIABLE} til hele den nye nøgle (restricted/noegle i den gamle "
        "mappe eller i en nyere kopi), og gendan igen. Er den ingen steder, så flyt loggen væk, gendan, og slet "
        "børnene igen med `pladsprognose erase`.",
        f'Children may have been erased after the backup, and the log of erasures in "{log}" was written with a newer '
        f"key than that of the backup, so nothing is restored. Set {KEY_VARIABLE} to all of the new key "
        "(restricted/noegle in the old folder or in a newer backup), and restore again. If it is nowhere, move the log "
        "away, restore, and erase the children again with `pladsprognose erase`.",
    )


def _copy_name(key: str) -> str:
    return f"pladsprognose-sletninger-{key}.jsonl"


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
