"""The page of codes says what the product says, and every code that the program gives is on it."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.sources.code_table import CODE_TABLE, code_table
from pipelines.sources.codes import load_codes

SOURCES = Path(__file__).resolve().parents[3] / "pipelines"
GIVEN = re.compile(r'RefusalError\(\s*"([A-Z_]+)"')


def test_the_page_is_the_one_that_the_codes_make() -> None:
    assert CODE_TABLE.read_text(encoding="utf-8") == code_table(), "make docs"


def test_every_code_that_a_file_is_refused_for_is_listed() -> None:
    given = {code for path in SOURCES.rglob("*.py") for code in GIVEN.findall(path.read_text("utf-8"))}
    assert {"NAME", "QUOTE", "SHRINK"} <= given <= set(load_codes())


def test_rows_are_only_released_from_codes_that_set_rows_aside() -> None:
    assert all(code.outcome == "QUARANTINE" for code in load_codes().values() if code.releasable)


def test_every_code_says_what_is_wrong_and_what_to_do() -> None:
    """Two sentences, or two halves of one, of which the second may be filled in from the file."""
    silent = [name for name, code in load_codes().items() if len(re.findall(r"[.:;,?}]", code.da)) < 2]
    assert silent == []
