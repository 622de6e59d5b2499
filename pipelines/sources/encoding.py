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
from pipelines.sources.content import Content, parts_of
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
# What a decoder puts where it cannot read.
UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class EncodedText:
    """The bytes of a text file, and an encoding in which all of them can be read.

    `broken_line` is the first line whose letters were read in a wrong encoding before they came to us.
    """

    content: Content
    encoding: str
    ends_with_newline: bool = True
    broken_line: str | None = None

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


def encoded_text(content: Content) -> EncodedText:
    """The text of a file by its byte order mark, else UTF-8, else Windows-1252; refused when it cannot be text."""
    text = EncodedText(content, _encoding(content))
    last = ""
    for block in _decoded(content, text.encoding):
        if _has_control_characters(block):
            raise RefusalError("ENCODING", line=_first_line(text, _has_control_characters))
        if text.broken_line is None and has_broken_letters(block):
            text = replace(text, broken_line=_first_line(text, has_broken_letters))
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


def _encoding(content: Content) -> str:
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if content[: len(mark)] == mark), "")
    tried = (marked,) if marked != "" else ("utf-8", "cp1252")
    for encoding in tried:
        if encoding is not None and _can_be_decoded(content, encoding):
            return encoding
    raise RefusalError("ENCODING", line=_unreadable_line(content, tried[-1]))


def _unreadable_line(content: Content, encoding: str | None) -> str:
    """The number of the first line that cannot be read; 1 in an encoding we do not know."""
    if encoding is None:
        return "1"
    decoder, number, last = codecs.getincrementaldecoder(encoding)(errors="replace"), 1, ""
    for part in parts_of(content, BLOCK_BYTES):
        readable, unread, _ = decoder.decode(part).partition(UNREADABLE)
        number += len(LINE_END.findall(readable)) - (last == "\r" and readable.startswith("\n"))
        if unread:
            break
        last = readable[-1:] or last
    return str(number)


def _can_be_decoded(content: Content, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for part in parts_of(content, BLOCK_BYTES):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: Content, encoding: str) -> Iterator[str]:
    """The text as it is, cut after line ends; refused when a line is so long that line ends must be lost."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    for number, part in enumerate(parts_of(content, BLOCK_BYTES), start=1):
        is_last = number * BLOCK_BYTES >= len(content)
        text = rest + decoder.decode(part, final=is_last)
        cut = len(text) if is_last else _end_of_lines(text)
        block, rest = text[:cut], text[cut:]
        if len(rest) > LINE_LIMIT:
            raise RefusalError("LONG_LINE")
        yield END_OF_FILE.sub("", block) if is_last else block


def _end_of_lines(text: str) -> int:
    """Where the last whole line ends; a carriage return at the very end may be half of a line end."""
    return text.rfind("\n") + 1 or text.rfind("\r", 0, len(text) - 1) + 1
