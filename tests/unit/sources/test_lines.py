from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.codes import RefusalError
from pipelines.sources.lines import split_lines


def records(*blocks: str) -> list[tuple[int, list[str]]]:
    return [row for rows in split_lines(blocks) for row in rows.rows()]


def as_a_csv_reader_cuts(text: str) -> list[tuple[int, list[str]]] | None:
    """The records of Python's reader with the lines on which they begin; None where it stumbles."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=";", strict=True)
    found, begins = [], 1
    try:
        for record in reader:
            if "".join(record).strip():
                found.append((begins, record))
            begins = reader.line_num + 1
    except csv.Error:
        return None
    return found


def has_swallowed_a_row(found: list[tuple[int, list[str]]]) -> bool:
    """Whether a cell that goes over several lines has as many separators as the first record."""
    separators = max(len(found[0][1]) - 1, 1) if found else 1
    return any(
        any("\n" in cell for cell in row) and any(cell.count(";") >= separators for cell in row) for _, row in found
    )


def cut(text: str, at: list[int]) -> list[str]:
    """The text in blocks that end after lines."""
    lines = text.splitlines(keepends=True)
    marks = sorted({min(mark, len(lines)) for mark in at} | {0, len(lines)})
    return ["".join(lines[start:end]) for start, end in pairwise(marks)] or [""]


@settings(max_examples=300)
@given(
    text=st.text(alphabet='aæ ;,\n"', max_size=40),
    at=st.lists(st.integers(min_value=0, max_value=12), max_size=4),
)
def test_a_text_in_any_blocks_is_cut_as_a_csv_reader_cuts_it_or_refused(text, at):
    expected = as_a_csv_reader_cuts(text)
    if expected is None or has_swallowed_a_row(expected):
        with pytest.raises(RefusalError, match="QUOTE"):
            records(*cut(text, at))
    else:
        assert records(*cut(text, at)) == expected


def test_column_names_may_hold_line_ends_and_separators():
    assert records('a;"b\n(kr.; i alt)";c\n1;2;3\n') == [
        (1, ["a", "b\n(kr.; i alt)", "c"]), (3, ["1", "2", "3"]),
    ]  # fmt: skip


def test_a_record_has_the_number_of_the_line_on_which_it_begins():
    assert records('a;b\n\n"første\nanden";2\nc;d\n') == [(1, ["a", "b"]), (3, ["første\nanden", "2"]), (5, ["c", "d"])]


def test_a_cell_may_go_on_in_the_next_block():
    assert records('a;b\n"første\n', 'anden";2\n', "c;d\n") == [
        (1, ["a", "b"]), (2, ["første\nanden", "2"]), (4, ["c", "d"]),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['a;b\n"1;2\n', 'a;b\n"1;2\n3;4"\n', 'a;b\n"1"x;2\n'])
def test_a_quote_that_is_not_closed_where_its_cell_ends_is_refused(text):
    with pytest.raises(RefusalError, match="QUOTE"):
        records(text)
