"""The records of a file as the gate hands them on: text cells with the row they stand in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Records:
    """Rows that are not blank, header included; `numbers` are rows of the file, counted from 1.

    `is_sheet`: the header may stand below titles and short rows are blank cells, not cut lines. `merged_rows` are the
    rows that merged cells touch.
    """

    numbers: list[int]
    cells: list[list[str]]
    ends_with_newline: bool = True
    is_sheet: bool = False
    merged_rows: frozenset[int] = frozenset()
