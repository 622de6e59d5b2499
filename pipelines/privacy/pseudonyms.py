"""Pseudonyms of children, made before the first write.

Here: the vault, which holds for each keyed hash of a CPR number a random child_id. A hash without a key is worthless:
every CPR number of a year of birth can be tried in seconds. Not here: the key (`keys`), whether a number can be a
child's (`cpr`), which children must not come back (`erasures`), who may look a child up.

    vault     restricted/vault/vault.sqlite: hmac-sha256(cpr, key) -> child_id, and the key's fingerprint
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager

import polars as pl

from pipelines.privacy.keys import (
    KEY_FILE,
    KEY_VARIABLE,
    Key,
    fingerprints,
    follow_key,
    mark,
    parts_known,
    read_key,
    write_key,
)
from pipelines.privacy.private_folder import private_folder
from pipelines.settings import DataDirectory

CHILD_ID_BYTES = 10

TABLES = """
create table if not exists key_fingerprint (fingerprint text not null);
create table if not exists child (cpr_hmac blob primary key, child_id text not null unique) without rowid;
"""


class Vault:
    """The open vault; numbers and pseudonyms of the run are kept in memory only."""

    def __init__(self, connection: sqlite3.Connection, key: Key) -> None:
        self._connection = connection
        self._key = key
        self._by_hash: dict[bytes, str] = dict(connection.execute("select cpr_hmac, child_id from child").fetchall())
        self._by_number: dict[str, str] = {}

    def pseudonyms(self, numbers: pl.Series) -> pl.Series:
        """The child_id of each CPR number (ten digits), new ones made as needed; written at the end of the run."""
        for number in numbers.unique().to_list():
            if number not in self._by_number:
                self._by_number[number] = self._child_id(number)
        return numbers.replace_strict(self._by_number, return_dtype=pl.String)

    def is_known(self, number: str) -> bool:
        """Whether ten digits are the CPR number of a child that some delivery has named."""
        return number in self._by_number or self._digest(number) in self._by_hash

    def child_id(self, number: str) -> str | None:
        """The pseudonym of the child with this CPR number (ten digits); None when no delivery has named it."""
        return self._by_hash.get(self._digest(number))

    def digest(self, number: str) -> str:
        """The keyed hash of a CPR number (ten digits), by which an erased child is known again."""
        return self._digest(number).hex()

    def digest_of(self, child_id: str) -> str | None:
        """The same of the child with this pseudonym; None when there is none."""
        found = (digest.hex() for digest, known in self._by_hash.items() if known == child_id)
        return next(found, None)

    def case_mark(self, field: str, number: str) -> str:
        """The keyed hash of a case number, by which a row that names only the case of an erased child is known."""
        return mark(self._key, f"{field}\x1f{number}".encode()).hex()

    def children(self, digests: Collection[str]) -> set[str]:
        """The pseudonyms of the children with these keyed hashes, those that are still held."""
        return {self._by_hash[digest] for digest in map(bytes.fromhex, digests) if digest in self._by_hash}

    def forget(self, digests: Collection[str]) -> None:
        """Delete these children, and write the file anew so that nothing of them is left in it."""
        self._connection.executemany(
            "delete from child where cpr_hmac = ?", [(bytes.fromhex(digest),) for digest in sorted(digests)]
        )
        self._connection.commit()
        self._connection.execute("vacuum")
        self._by_hash = {known: child for known, child in self._by_hash.items() if known.hex() not in digests}
        self._by_number = {}

    def _digest(self, number: str) -> bytes:
        return mark(self._key, number.encode("ascii"))

    def _child_id(self, number: str) -> str:
        digest = self._digest(number)
        if digest not in self._by_hash:
            child_id = secrets.token_hex(CHILD_ID_BYTES)
            self._connection.execute("insert into child values (?, ?)", (digest, child_id))
            self._by_hash[digest] = child_id
        return self._by_hash[digest]

    def commit(self) -> None:
        """Make the run's new pseudonyms last; called before the rows that use them are."""
        self._connection.commit()


@contextmanager
def open_vault(data: DataDirectory, environment: Mapping[str, str] | None = None) -> Iterator[Vault]:
    """The vault of a data directory; ConfigurationError when the key is not the one it was made with.

    New pseudonyms are dropped unless `commit` was called.
    """
    path = data.restricted / "vault" / "vault.sqlite"
    private_folder(data.restricted)
    private_folder(path.parent)
    key = read_key(data, os.environ if environment is None else environment, is_new=not path.exists())
    with closing(sqlite3.connect(path)) as connection:
        path.chmod(0o600)
        connection.executescript(TABLES)
        follow_key(connection, data, key)
        yield Vault(connection, key)


def vault_fingerprint(data: DataDirectory) -> str | None:
    """What tells this vault's key from every other; None without a vault."""
    return next(iter(vault_fingerprints(data)), None)


def vault_fingerprints(data: DataDirectory) -> list[str]:
    """The same, and of the keys that it was changed from, the newest first; none without a vault."""
    path = data.restricted / "vault" / "vault.sqlite"
    if not path.is_file():
        return []
    with closing(sqlite3.connect(path)) as connection:
        return fingerprints(connection)


def take_newer_key(data: DataDirectory, environment: Mapping[str, str]) -> None:
    """Let a data directory follow the key in the environment, where that is its own with newer parts.

    The file of the key follows too, where there is one. ConfigurationError where it is another key.
    """
    if vault_fingerprint(data) is None or not environment.get(KEY_VARIABLE, "").strip():
        return
    with open_vault(data, environment):
        if (data.restricted / KEY_FILE).exists():
            write_key(data, read_key(data, environment, is_new=False))


def check_key(data: DataDirectory, environment: Mapping[str, str]) -> None:
    """ConfigurationError where the key is missing or not the one that the vault was made with."""
    key = read_key(data, environment, is_new=False)
    with closing(sqlite3.connect(data.restricted / "vault" / "vault.sqlite")) as connection:
        parts_known(connection, key)
