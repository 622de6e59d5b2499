"""Tables for people, in a document or on a page, against the tables for programs: a figure is hidden in all or in none.

A table is known by its lines' names and its number of columns. Not here: figures in sentences and drawings (`files`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import name_of
from pipelines.privacy.release import Release

BREAKS = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}"))
LETTERS = re.compile(r"[^0-9a-zæøå]")
PrintedTable = Sequence[Sequence[str]]
"""Rows of cells; the first row is the header."""
SECOND_END = "high"
"""The column that people are shown in one cell with the one before it."""


def table_objections(file: str, tables: Sequence[PrintedTable], release: Release) -> Iterator[Objection]:
    """Where a table shows a figure that the same table hides elsewhere, or the other way around.

    A table that is none of those in CSV cannot be held against anything.
    """
    for table in tables if release.tables else ():
        names = [_letters(row[0]) for row in table[1:]]
        found = [code for code in release.tables if names == _names(release, code)]
        marks = [_marks_of(table, release, code) for code in found]
        if not found:
            yield Objection(file, plain(table[0][0]), "T9", "tabellen er ikke blandt tabellerne i CSV")
        elif all(_marks(release, code) != seen for code, seen in zip(found, marks, strict=True)):
            yield Objection(found[0], file, "T9", "tabellen skjuler noget andet end den samme tabel i CSV")


def _names(release: Release, code: str) -> list[str]:
    return [_letters(name_of(release, code, row)) for row in release.tables[code]]


def _letters(name: str) -> str:
    """A name as it can be known again wherever its lines are broken, and whatever signs a font lacks."""
    return LETTERS.sub("", plain(name))


def _marks_of(table: PrintedTable, release: Release, code: str) -> list[list[bool]]:
    """Which cells people see hidden; a column of bars without text comes after the others."""
    width = len(_marks(release, code)[0]) if release.tables[code] else 0
    return [[release.marker in cell for cell in row[:width]] for row in table[1:]]


def _marks(release: Release, code: str) -> list[list[bool]]:
    """Which cells are hidden, row by row, as people see the columns."""
    rows = release.tables[code].values()
    return [[cell == release.marker for column, cell in row.items() if column != SECOND_END] for row in rows]


def plain(words: str) -> str:
    """Lower case, one kind of space, no signs that only break lines."""
    found = unicodedata.normalize("NFKC", words).translate(BREAKS).casefold()
    return " ".join(found.split())
