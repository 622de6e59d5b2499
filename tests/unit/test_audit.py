from __future__ import annotations

import hashlib
import json
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipelines.audit import broken_line, note
from pipelines.settings import DataDirectory

DAY = datetime(2026, 11, 22, 8, 0)
WRITERS, LINES_EACH = 4, 25


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "var")


def lines_of(data: DataDirectory) -> list[bytes]:
    return (data.restricted / "audit.jsonl").read_bytes().splitlines()


def write(data: DataDirectory, lines: list[bytes]) -> None:
    (data.restricted / "audit.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def noted(data: DataDirectory, count: int) -> list[bytes]:
    for number in range(count):
        note(data, DAY, "controller", "accept_file", f"Grund {number}")
    return lines_of(data)


def test_each_line_has_the_fingerprint_of_the_one_before(data):
    first, second = noted(data, 2)
    assert json.loads(first)["before"] == ""
    assert json.loads(second)["before"] == hashlib.sha256(first).hexdigest()
    assert broken_line(data) is None


def test_without_a_file_nothing_is_broken(data):
    assert broken_line(data) is None


def test_a_changed_line_is_found_at_the_one_after(data):
    lines = noted(data, 4)
    write(data, [lines[0], lines[1].replace(b"Grund 1", b"Grund 9"), *lines[2:]])
    assert broken_line(data) == 3


@pytest.mark.parametrize(("kept", "broken"), [((0, 2, 3), 2), ((1, 2, 3), 1), ((0, 2, 1, 3), 2), ((0, 0, 1), 2)])
def test_a_line_removed_moved_or_repeated_is_found(data, kept, broken):
    lines = noted(data, 4)
    write(data, [lines[place] for place in kept])
    assert broken_line(data) == broken


def test_lines_from_before_fingerprints_are_left_as_they_are_and_the_next_follows_them(data):
    data.restricted.mkdir(parents=True)
    old = b'{"at": "2026-01-01T00:00:00Z", "by": "controller", "action": "accept_file", "reason": "Set efter"}'
    write(data, [old])
    noted(data, 2)
    assert broken_line(data) is None
    write(data, [old.replace(b"Set", b"Ej"), *lines_of(data)[1:]])
    assert broken_line(data) == 2


def test_a_line_that_was_cut_off_is_found_and_the_next_stands_on_its_own(data):
    lines = noted(data, 2)
    (data.restricted / "audit.jsonl").write_bytes(lines[0] + b"\n" + lines[1][:20])
    noted(data, 1)
    assert len(lines_of(data)) == 3
    assert broken_line(data) == 2


def many(root: Path) -> None:
    noted(DataDirectory(root), LINES_EACH)


def test_several_who_note_at_once_make_one_chain(data):
    writers = [get_context("fork").Process(target=many, args=(data.root,)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(lines_of(data)) == WRITERS * LINES_EACH
    assert broken_line(data) is None
