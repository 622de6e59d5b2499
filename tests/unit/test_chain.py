"""Lines that are only added: a refusal adds nothing, and a line that was cut off is told from one that was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.chain import append, broken_line, lines_of


class RefusedError(Exception):
    pass


def refuse(_: Sequence[bytes]) -> None:
    raise RefusedError


def test_a_line_that_is_refused_is_not_added_and_the_one_who_refuses_sees_the_others(tmp_path: Path) -> None:
    path = tmp_path / "lines" / "lines.jsonl"
    seen: list[Sequence[bytes]] = []
    append(path, {"n": 1}, seen.append)
    with pytest.raises(RefusedError):
        append(path, {"n": 2}, refuse)
    append(path, {"n": 3}, seen.append)
    assert [len(lines) for lines in seen] == [0, 1]
    assert len(lines_of(path)) == 2
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0


def test_a_cut_off_line_may_be_passed_over_and_a_changed_one_never(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    append(path, {"n": 1})
    path.write_bytes(path.read_bytes() + b'{"n": 2, "bef')
    append(path, {"n": 3})
    lines = lines_of(path)
    assert (broken_line(lines), broken_line(lines, passes_cut_off=True)) == (2, None)
    for place in range(2):
        changed = [line.replace(b'"n": ', b'"n": 9') if at == place else line for at, line in enumerate(lines)]
        assert broken_line(changed, passes_cut_off=True) == 3


def test_the_line_after_more_than_is_read_of_a_long_file_follows_the_last_that_was_whole(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    for text in ("a", "b" * 200_000, "c"):
        append(path, {"text": text})
    assert broken_line(lines_of(path)) is None
    path.write_bytes(path.read_bytes() + b'{"text": "' + b"d" * 200_000)
    append(path, {"text": "e"})
    *_, whole, cut_off, last = lines_of(path)
    assert json.loads(last)["before"] == hashlib.sha256(whole + b"\n" + cut_off).hexdigest()
    assert broken_line(lines_of(path), passes_cut_off=True) is None
