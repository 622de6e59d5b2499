"""Deliveries that have come to harm: each mutant is a sound one with one to three random things done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from known_rows import Known

NASTY = (
    "#N/A", "#I/T", "1.5", "1,234.56", "1e5", "NaN", "inf", "-", "0", "=1+1", "31-02-2026", "2026-13-01", "9999-12-31",
    "09/15/2026", "46280", "１２３", "\u200b", "\ufeff", '"', '""', '"a"b', "\x00", "\x1a", "\x0b", "ALL",
    "010115-4001", "0101154001", "101154001", "null", "TRUE", " ", "\t", "\u2028", "\x85", "Ã¥", "\ufffd",
    "999999999999", "SLUT", "I alt", "sep=;", "ja", "-0,00", "1.234-", "1 234,5", "x" * 300, "æøå", "\u0041\u030a",
)  # fmt: skip
Bytes = Callable[[bytes, Random], bytes]
Lines = Callable[[list[str], Random], list[str]]


def at(content: Sequence[object], rng: Random) -> int:
    return rng.randrange(len(content)) if content else 0


def cut(content: bytes, rng: Random) -> bytes:
    return content[: at(content, rng)]


def flip(content: bytes, rng: Random) -> bytes:
    place = at(content, rng)
    return content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :]


def insert(content: bytes, rng: Random) -> bytes:
    place = at(content, rng)
    return (
        content[:place]
        + rng.choice((b'"', b";", b"\n", b"\r", b"\0", b",", b"-", b"\xc3", b"\xff", b"0"))
        + content[place:]
    )


def drop(content: bytes, rng: Random) -> bytes:
    place = at(content, rng)
    return content[:place] + content[place + rng.choice((1, 1, 1, 2, 7, 40)) :]


def double(content: bytes, rng: Random) -> bytes:
    place, length = at(content, rng), rng.randint(1, 60)
    return content[: place + length] + content[place:]


def other_encoding(content: bytes, rng: Random) -> bytes:
    table = rng.choice(("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32", "cp865", "mac_roman"))
    return content.decode("utf-8", "replace").encode(table, "replace")


def encoded_twice(content: bytes, _: Random) -> bytes:
    return content.decode("latin-1").encode()


def other_ends(content: bytes, rng: Random) -> bytes:
    return content.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"", b"\n\r", b";\n")))


def other_delimiter(content: bytes, rng: Random) -> bytes:
    return content.replace(b";", rng.choice((b",", b"\t", b"|", b";;", b" ; ", b":")))


def around(content: bytes, rng: Random) -> bytes:
    before = rng.choice((b"", b"\n", b"sep=;\n", b"\xef\xbb\xbf", b"<html>", b"PK\x03\x04", b"Titel\n", b"\x1f\x8b"))
    behind = rng.choice(
        (b"", b"\x1a", b"\0", b"SLUT;6;\n", b"SLUT;5\n", b"SLUT;6;1,00\n", b"I alt;;;1,00\n", b'"', b";;;\n")
    )
    return before + content + behind


def twice(content: bytes, _: Random) -> bytes:
    return content + content


def without_line(lines: list[str], rng: Random) -> list[str]:
    place = at(lines, rng)
    return lines[:place] + lines[place + 1 :]


def doubled_line(lines: list[str], rng: Random) -> list[str]:
    place = at(lines, rng)
    return [*lines[: place + 1], *lines[place:]]


def swapped_lines(lines: list[str], rng: Random) -> list[str]:
    return rng.sample(lines, len(lines))


def joined_lines(lines: list[str], rng: Random) -> list[str]:
    place = at(lines, rng)
    return [*lines[:place], "".join(lines[place : place + 2]), *lines[place + 2 :]]


def with_nasty_cell(lines: list[str], rng: Random) -> list[str]:
    return _with_cells(lines, rng, lambda cells, place: [*cells[:place], rng.choice(NASTY), *cells[place + 1 :]])


def without_cell(lines: list[str], rng: Random) -> list[str]:
    return _with_cells(lines, rng, lambda cells, place: [*cells[:place], *cells[place + 1 :]])


def with_added_cell(lines: list[str], rng: Random) -> list[str]:
    return _with_cells(lines, rng, lambda cells, place: [*cells[:place], rng.choice(NASTY), *cells[place:]])


def blank_cell(lines: list[str], rng: Random) -> list[str]:
    return _with_cells(lines, rng, lambda cells, place: [*cells[:place], "", *cells[place + 1 :]])


def swapped_cells(lines: list[str], rng: Random) -> list[str]:
    return _with_cells(lines, rng, lambda cells, place: [*cells[place:], *cells[:place]])


def cell_of_another_row(lines: list[str], rng: Random) -> list[str]:
    other = lines[at(lines, rng)].split(";") if lines else []
    return _with_cells(
        lines, rng, lambda cells, place: [*cells[:place], *other[place : place + 1], *cells[place + 1 :]]
    )


def _with_cells(lines: list[str], rng: Random, change: Callable[[list[str], int], list[str]]) -> list[str]:
    place = at(lines, rng)
    cells = lines[place].split(";") if lines else []
    return [*lines[:place], ";".join(change(cells, at(cells, rng))), *lines[place + 1 :]]


BYTES: tuple[Bytes, ...] = (
    cut, flip, flip, insert, insert, drop, drop, double, other_encoding, encoded_twice, other_ends, other_delimiter,
    around, around, twice,
)  # fmt: skip
LINES: tuple[Lines, ...] = (
    without_line, doubled_line, swapped_lines, joined_lines, with_nasty_cell, with_nasty_cell, with_nasty_cell,
    with_nasty_cell, without_cell, with_added_cell, blank_cell, swapped_cells, cell_of_another_row,
)  # fmt: skip


def mutant(known: Known, rng: Random) -> tuple[str, bytes]:
    """What was done to a sound delivery, and its bytes then: first to its lines, then to its bytes."""
    lines = known.text.splitlines()
    chosen = [rng.choice(LINES) for _ in range(rng.choice((0, 1, 1, 2)))]
    for change in chosen:
        lines = change(lines, rng)
    content = "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass")
    byte_changes = [rng.choice(BYTES) for _ in range(rng.choice((0, 1) if chosen else (1, 2)))]
    for harm in byte_changes:
        content = harm(content, rng)
    return " + ".join(change.__name__ for change in (*chosen, *byte_changes)), content
