"""The key of the pseudonyms: where it is read from, how it marks a number, and how it is changed for a new one.

    key       environment PLADSPROGNOSE_KEY, else restricted/noegle (0600), made at the first run

A key that is changed has several parts, the oldest first, with a blank between: each part's hmac-sha256 is taken of the
one before it. So what was marked with the old parts is marked with the new one without a single CPR number being known,
and the old ones alone are worth nothing. What was begun is ended by whoever opens the vault next. Not here: what is
marked (`pseudonyms`, `erasures`), who may change it (`pipelines.key_change`).
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
import stat
from collections.abc import Mapping
from functools import reduce
from pathlib import Path

from pipelines import chain
from pipelines.errors import ConfigurationError
from pipelines.settings import DataDirectory

KEY_VARIABLE = "PLADSPROGNOSE_KEY"
KEY_FILE = "noegle"
KEY_LENGTH = 32
FINGERPRINT_TEXT = b"pladsprognose: the key's fingerprint"
FINGERPRINT_LETTERS = 16
ERASURE_LOG = "sletninger.jsonl"
Key = tuple[bytes, ...]
"""Its parts, the oldest first; one where it was never changed."""


def mark(key: Key, content: bytes) -> bytes:
    """The keyed hash of a number; of one that older parts have marked, with the newer parts alone."""
    return reduce(lambda told, part: hmac.digest(part, told, "sha256"), key, content)


def fingerprint(key: Key) -> str:
    """What tells this key from every other."""
    return mark(key, FINGERPRINT_TEXT).hex()[:FINGERPRINT_LETTERS]


def read_key(data: DataDirectory, environment: Mapping[str, str], *, is_new: bool) -> Key:
    """The key from the environment, else from its file, which is made only together with a new vault."""
    path = data.restricted / KEY_FILE
    text = environment.get(KEY_VARIABLE, "").strip()
    if not text and path.exists():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                "Nøglefilen restricted/noegle må kun kunne læses af ejeren. Sæt rettighederne til 0600.",
                "The key file restricted/noegle must be readable by its owner only. Set its mode to 0600.",
            )
        text = path.read_text(encoding="ascii", errors="replace").strip()
    if not text and is_new:
        text = " ".join(part.decode() for part in write_key(data, with_new_part(())))
    if not text:
        raise ConfigurationError(
            f"Nøglen til pseudonymerne mangler. Sæt {KEY_VARIABLE}, eller læg nøglefilen tilbage i restricted/noegle.",
            f"The key of the pseudonyms is missing. Set {KEY_VARIABLE}, or put the key file back in restricted/noegle.",
        )
    if any(len(part) < KEY_LENGTH for part in text.split()):
        raise ConfigurationError(
            f"Nøglen til pseudonymerne er for kort. Den skal have mindst {KEY_LENGTH} tegn.",
            f"The key of the pseudonyms is too short. It must have at least {KEY_LENGTH} characters.",
        )
    return tuple(part.encode() for part in text.split())


def with_new_part(before: Key) -> Key:
    """The key that takes the place of `before`."""
    return (*before, os.urandom(KEY_LENGTH).hex().encode())


def write_key(data: DataDirectory, key: Key) -> Key:
    """The key in a file that is whole or not there: half of one would lock every later run out."""
    path = data.restricted / KEY_FILE
    draft = path.with_name(f".{KEY_FILE}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(" ".join(part.decode() for part in key) + "\n")
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)
    return key


def fingerprints(connection: sqlite3.Connection) -> list[str]:
    """Of the key that the vault is marked with, and of those before it, the newest first; none in a new vault."""
    return [told for (told,) in connection.execute("select fingerprint from key_fingerprint order by rowid desc")]


def parts_known(connection: sqlite3.Connection, key: Key) -> int:
    """How many of the key's parts the vault was marked with, all but where a change is not over.

    0 in a vault without a fingerprint; ConfigurationError when it is another key.
    """
    stored = fingerprints(connection)
    if not stored:
        return 0
    for count in range(len(key), 0, -1):
        if hmac.compare_digest(stored[0], fingerprint(key[:count])):
            return count
    raise ConfigurationError(
        "Nøglen er en anden end den, pseudonymerne blev lavet med. "
        f"Brug den oprindelige nøgle i {KEY_VARIABLE} eller restricted/noegle.",
        "The key is another than the one that the pseudonyms were made with. "
        f"Use the original key in {KEY_VARIABLE} or restricted/noegle.",
    )


def follow_key(connection: sqlite3.Connection, data: DataDirectory, key: Key) -> None:
    """Let vault and log of erasures be marked with the whole key: at first, and where it was changed since."""
    known = parts_known(connection, key)
    log = data.restricted / ERASURE_LOG
    draft = log.with_name(f".{ERASURE_LOG}")
    if 0 < known < len(key):
        _mark_log(log, draft, key, known)
        rows = connection.execute("select cpr_hmac, child_id from child").fetchall()
        connection.execute("delete from child")
        marked = [(mark(key[known:], told), child) for told, child in rows]
        connection.executemany("insert into child values (?, ?)", marked)
        _tell_fingerprints(connection, key)
        connection.execute("vacuum")  # nothing of the old marks is left in the file
    elif len(fingerprints(connection)) < len(key):
        _tell_fingerprints(connection, key)
    if draft.exists():
        draft.replace(log)


def _tell_fingerprints(connection: sqlite3.Connection, key: Key) -> None:
    """Say which key the vault is marked with and which came before it, the newest last, and commit."""
    connection.execute("delete from key_fingerprint")
    told = [(fingerprint(key[:count]),) for count in range(1, len(key) + 1)]
    connection.executemany("insert into key_fingerprint values (?)", told)
    connection.commit()


def _mark_log(log: Path, draft: Path, key: Key, known: int) -> None:
    """The log with what was marked with the older parts marked with the new; lines of other keys as they are."""
    lines = chain.lines_of(log)
    if chain.broken_line(lines, passes_cut_off=True) is not None:
        raise ConfigurationError(
            "Loggen over sletninger er ændret, så nøglen kan ikke skiftes. `pladsprognose doctor` siger, hvad der er "
            "galt.",
            "The log of erasures has been changed, so the key cannot be changed. `pladsprognose doctor` says what is "
            "wrong.",
        )
    draft.unlink(missing_ok=True)
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # cut off while it was written
        entry.pop(chain.BEFORE, None)
        if entry.get("key", fingerprint(key[:known])) == fingerprint(key[:known]):
            child, *cases = (mark(key[known:], bytes.fromhex(told)).hex() for told in (entry["child"], *entry["cases"]))
            entry |= {"child": child, "cases": cases, "key": fingerprint(key)}
        chain.append(draft, entry)
