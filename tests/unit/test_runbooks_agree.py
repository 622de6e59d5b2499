"""The Danish and the English runbook have the same sections, tables and commands in the same order."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FENCE = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`((?:pladsprognose|make|run|erase|review|ssh) [^`]+)`")


def outline(name: str) -> list[str]:
    """Headings, rows of tables and commands in order; people's words, placeholders and comments left out."""
    found: list[str] = []
    for part in re.split(r"^(?=## )", (DOCS / name).read_text("utf-8"), flags=re.MULTILINE):
        lines = [line for block in FENCE.findall(part) for line in block.splitlines()]
        inline = sorted(COMMAND.findall(FENCE.sub("", part)))
        rows = sum(line.startswith("|") for line in part.splitlines())
        steps = sum(bool(re.match(r"\d\. |- ", line)) for line in part.splitlines())
        found += [f"section with {rows} rows and {steps} steps", *(same(line) for line in [*lines, *inline])]
    return found


def same(line: str) -> str:
    """A command as both languages write it."""
    return " ".join(re.sub(r"<[^>]*>", "<>", re.sub(r'"[^"]*"', '""', line.split("# ", maxsplit=1)[0])).split())


def test_both_runbooks_have_the_same_sections_and_commands_in_the_same_order() -> None:
    danish = outline("runbook.md")
    assert danish == outline("runbook.en.md")
    assert sum(line.startswith("pladsprognose") for line in danish) > 40
