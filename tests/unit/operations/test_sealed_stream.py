"""The sealed stream, read back by the product and by a reader written from its description alone."""

from __future__ import annotations

import hashlib
import hmac
import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from pipelines.errors import BackupError, ConfigurationError
from pipelines.operations.sealed_stream import CHUNK, OpeningReader, SealingWriter

SECRET, OTHER = bytes(range(32)), bytes(32)
HEAD, SEALED_CHUNK = len(b"pladsprognose backup 1\n") + 32 + 16, 64 * 1024 + 16


def sealed(content: bytes, secret: bytes = SECRET) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, secret)
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    assert writer.finish() == hashlib.sha256(file.getvalue()).hexdigest()
    return file.getvalue()


def opened(content: bytes, secret: bytes = SECRET) -> bytes:
    return OpeningReader(io.BytesIO(content), secret).read()


def text(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_is_sealed_comes_back(size):
    assert opened(sealed(text(size))) == text(size)


def test_a_reader_made_from_the_description_reads_it():
    content = sealed(text(2 * CHUNK + 5))
    line, salt, mark, chunks = content[:23], content[23:55], content[55:71], content[71:]
    extracted = hmac.digest(salt, SECRET, "sha256")  # HKDF of RFC 5869
    first = hmac.digest(extracted, line + b"\x01", "sha256")
    second = hmac.digest(extracted, first + line + b"\x02", "sha256")
    cipher = ChaCha20Poly1305(first)

    plain = b"".join(
        cipher.decrypt(number.to_bytes(11, "big") + bytes([number == 2]), chunks[start : start + SEALED_CHUNK], None)
        for number, start in enumerate(range(0, len(chunks), SEALED_CHUNK))
    )

    assert (line, mark) == (b"pladsprognose backup 1\n", second[:16])
    assert plain == text(2 * CHUNK + 5)


def test_every_changed_byte_is_found():
    content = sealed(b"ti bogstaver")

    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises((BackupError, ConfigurationError)):
            opened(bytes(changed))


@pytest.mark.parametrize("left", [0, 10, 40, HEAD, HEAD + 5, HEAD + SEALED_CHUNK, HEAD + 2 * SEALED_CHUNK, -1])
def test_a_lost_end_is_found(left):
    with pytest.raises(BackupError):
        opened(sealed(text(3 * CHUNK))[:left])


def test_chunks_cannot_be_added_moved_or_taken_from_another_file():
    content, other = sealed(text(3 * CHUNK)), sealed(text(3 * CHUNK))
    head, first, second, third = (
        content[:HEAD],
        *(content[HEAD + n * SEALED_CHUNK : HEAD + (n + 1) * SEALED_CHUNK] for n in range(3)),
    )
    false = [
        head + second + first + third,
        head + first + third,
        content + third,
        content + b"x",
        head + other[HEAD:],
    ]

    assert head + first + second + third == content
    for changed in false:
        with pytest.raises(BackupError):
            opened(changed)


def test_a_wrong_key_is_told_from_a_damaged_file():
    content = sealed(b"ti bogstaver")

    with pytest.raises(ConfigurationError, match="Nøglen er en anden"):
        opened(content, OTHER)
    with pytest.raises(BackupError, match="ødelagt eller ændret"):
        opened(content[:-1])


def test_the_same_content_is_sealed_differently_each_time():
    assert sealed(b"ti bogstaver")[HEAD:] != sealed(b"ti bogstaver")[HEAD:]
