"""Bytes to text: which encoding a file has, and its text decoded strictly, in blocks of whole lines.

Blocks keep the memory that a file needs the same whatever its size. Not here: which kind of file it is (`gate`), how
lines are cut into cells (`lines`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipelines.sources.codes import RefusalError
from pipelines.sources.letters import composed, has_broken_letters

BLOCK_BYTES = 4_000_000
LINE_LIMIT = 1_000_000
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", None),
    (b"\x00\x00\xfe\xff", None),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CONTROL_CHARACTERS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
# Older systems end a file with a sign of their own.
END_OF_FILE = re.compile("\x1a[\x1a\\s]*\\Z")
LINE_END = re.compile(r"\r\n|\r|\n")
TRAILER_START = "SLUT;"


@dataclass(frozen=True)
class EncodedText:
    """The bytes of a text file, an encoding in which all of them can be read, and whether the last line is closed."""

    content: bytes
    encoding: str
    ends_with_newline: bool = True

    def blocks(self) -> Iterator[str]:
        """The text in NFC; each block ends after a line."""
        return (composed(text) for text in _decoded(self.content, self.encoding))

    def count_lines(self) -> int:
        """Lines that are neither blank nor the trailer."""
        count, last = 0, ""
        for text in _decoded(self.content, self.encoding):
            lines = [line for line in LINE_END.split(text) if line.strip(" \t;")]
            count += len(lines)
            last = lines[-1] if lines else last
        return count - last.startswith(TRAILER_START)


def encoded_text(content: bytes) -> EncodedText:
    """The text of a file by its byte order mark, else UTF-8, else Windows-1252; refused when letters are broken."""
    text = EncodedText(content, _encoding(content))
    last = ""
    for block in _decoded(content, text.encoding):
        if _has_control_characters(block):
            raise RefusalError("ENCODING", line=_first_line(text, _has_control_characters))
        if has_broken_letters(block):
            line = _first_line(text, has_broken_letters)
            raise RefusalError("MOJIBAKE", rows=max(text.count_lines() - 1, 0), line=line)
        last = block[-1:] or last
    return replace(text, ends_with_newline=last in ("\n", "\r"))


def _has_control_characters(text: str) -> bool:
    plain = text.encode()
    return len(plain.translate(None, CONTROL_CHARACTERS)) != len(plain)


def _first_line(text: EncodedText, is_broken: Callable[[str], bool]) -> str:
    """The number of the first broken line; some block is broken."""
    number = 1
    for block in _decoded(text.content, text.encoding):
        if is_broken(block):
            return str(number + next(place for place, line in enumerate(LINE_END.split(block)) if is_broken(line)))
        number += len(LINE_END.findall(block))
    raise ValueError("no block is broken")


def _encoding(content: bytes) -> str:
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if content[: len(mark)] == mark), "")
    tried = (marked,) if marked != "" else ("utf-8", "cp1252")
    for encoding in tried:
        if encoding is not None and _can_be_decoded(content, encoding):
            return encoding
    raise RefusalError("ENCODING", line=_unreadable_line(content, tried[-1]))


def _unreadable_line(content: bytes, encoding: str | None) -> str:
    """The number of the first line that cannot be read; 1 in an encoding we do not know."""
    readable = ""
    if encoding is not None:
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            readable = content[: error.start].decode(encoding, errors="replace")
    return str(len(LINE_END.findall(readable)) + 1)


def _can_be_decoded(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), BLOCK_BYTES):
            decoder.decode(content[start : start + BLOCK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, encoding: str) -> Iterator[str]:
    """The text as it is, cut after line ends; refused when a line is so long that line ends must be lost."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    for start in range(0, len(content), BLOCK_BYTES):
        is_last = start + BLOCK_BYTES >= len(content)
        text = rest + decoder.decode(content[start : start + BLOCK_BYTES], final=is_last)
        cut = len(text) if is_last else _end_of_lines(text)
        block, rest = text[:cut], text[cut:]
        if len(rest) > LINE_LIMIT:
            raise RefusalError("LONG_LINE")
        yield END_OF_FILE.sub("", block) if is_last else block


def _end_of_lines(text: str) -> int:
    """Where the last whole line ends; a carriage return at the very end may be half of a line end."""
    return text.rfind("\n") + 1 or text.rfind("\r", 0, len(text) - 1) + 1
