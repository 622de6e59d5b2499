"""One file of encrypted bytes, written and read as a stream: a wrong key, a changed byte and a lost end are found.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as the age file format has it: 64 KiB chunks, each
sealed by ChaCha20-Poly1305 with its number and whether it is the last as nonce, under a key that HKDF-SHA256 makes from
the secret and the file's own salt. So chunks cannot be changed, moved, left out or added. Not here: what is in the
stream (`backup`), where the secret comes from (`backup_key`).

    line      which format this is
    salt      32 random bytes
    mark      16 bytes that only the secret and the salt give: tells a wrong key from a damaged file
    chunks    64 KiB and a tag of 16 bytes each; the last may be shorter
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipelines.errors import BackupError, ConfigurationError

FORMAT = b"pladsprognose backup 1\n"
SALT_BYTES, MARK_BYTES, KEY_BYTES, TAG_BYTES = 32, 16, 32, 16
COUNTER_BYTES = 11
CHUNK = 64 * 1024


class SealingWriter(io.RawIOBase):
    """Takes plain bytes and writes them sealed; only `finish` makes the file whole."""

    def __init__(self, file: BinaryIO, secret: bytes) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self._number = 0
        salt = os.urandom(SALT_BYTES)
        self._cipher, mark = _keys(secret, salt)
        self._put(FORMAT + salt + mark)

    def write(self, content: Any, /) -> int:
        """Seal what fills whole chunks; the rest waits, since the last chunk is sealed as the last."""
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def finish(self) -> str:
        """Seal what waits as the last chunk; returns the sha256 of the whole sealed file."""
        self._seal(bytes(self._waiting), is_last=True)
        return self._digest.hexdigest()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, None))
        self._number += 1

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)


class OpeningReader(io.RawIOBase):
    """Gives the plain bytes of a sealed file; BackupError at the first that are not as they were written.

    The end is proved when it is read, so a reader goes to the end before it trusts the whole.
    """

    def __init__(self, file: BinaryIO, secret: bytes) -> None:
        self._file = file
        head = file.read(len(FORMAT) + SALT_BYTES + MARK_BYTES)
        if not head.startswith(FORMAT):
            raise BackupError(
                "Filen er ikke en sikkerhedskopi fra pladsprognose, eller dens begyndelse er ødelagt. Brug en anden "
                "kopi.",
                "The file is no backup of pladsprognose, or its beginning is damaged. Use another copy.",
            )
        salt, mark = head[len(FORMAT) : -MARK_BYTES], head[-MARK_BYTES:]
        if len(salt) < SALT_BYTES:
            raise damaged()
        self._cipher, expected = _keys(secret, salt)
        if not hmac.compare_digest(mark, expected):
            raise ConfigurationError(
                "Nøglen er en anden end den, sikkerhedskopien blev lavet med (eller kopiens begyndelse er ødelagt). "
                "Brug den nøgle, der gjaldt, da kopien blev taget.",
                "The key is another than the one that the backup was made with (or the backup's beginning is damaged). "
                "Use the key that held when the backup was made.",
            )
        self._number = 0
        self._plain = b""
        self._next = self._file.read(CHUNK + TAG_BYTES)
        self._open_next()

    def readable(self) -> bool:
        """It gives bytes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer with what the chunk has left, or with the next chunk; 0 at the end."""
        if not self._plain and self._next:
            self._open_next()
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open_next(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG_BYTES)
        try:
            self._plain = self._cipher.decrypt(_nonce(self._number, is_last=not self._next), sealed, None)
        except InvalidTag:
            raise damaged() from None
        self._number += 1


def damaged() -> BackupError:
    """The file is not as it was written."""
    return BackupError(
        "Sikkerhedskopien er ødelagt eller ændret: den er ikke, som den blev skrevet. Intet er gendannet. Brug en "
        "anden kopi.",
        "The backup is damaged or changed: it is not as it was written. Nothing is restored. Use another copy.",
    )


def _keys(secret: bytes, salt: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    """The cipher of one file, and its mark."""
    made = HKDF(SHA256(), KEY_BYTES + MARK_BYTES, salt, FORMAT).derive(secret)
    return ChaCha20Poly1305(made[:KEY_BYTES]), made[KEY_BYTES:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES, "big") + bytes([is_last])
