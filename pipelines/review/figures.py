"""How a table stands on a page: each column says what its figures mean, of which day and from where; rows lead on.

What a column says is shown when the pointer is on a figure, when its header has the keyboard's focus, and by a press.
Not here: what a table holds, the look of it (`figures.html`, `review.css`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Protocol

from pipelines.publishing.content import Style
from pipelines.publishing.numbers import date_text
from pipelines.publishing.table import Column, Row, Table
from pipelines.review.words import word
from pipelines.settings import Language
from pipelines.shipped import shipped_yaml

Block = dict[str, Any]
YEAR_COLUMN = re.compile(r"y\d{4}")
SAME_MEANING = {"expected_by_year": "expected", "budget_by_year": "budget"}


class Dated(Protocol):
    """What is said of figures: their day, and the reader's language."""

    @property
    def style(self) -> Style:
        """The language and the unit."""

    @property
    def as_of(self) -> date:
        """The day."""


def explained(
    block: Block, table: Table, source: str, paper: Dated, leads_to: Mapping[str, str] | None = None
) -> Block:
    """The block of a table with what its figures mean, and the address that each row leads on to, by the row's key."""
    said = [
        "" if _is_label(column) else about(table.code, column.key, source, paper)
        for column in table.columns
        if column.key != "high"
    ]
    headed = [
        column | {"about": about_it}
        for column, about_it in zip(block["columns"], [*said, ""], strict=False)
    ]  # fmt: skip
    rows = [
        row | {"link": (leads_to or {}).get(own.key, ""), "about": _of_row(own, table, paper.style.language)}
        for row, own in zip(block["rows"], table.rows, strict=True)
    ]
    return {"picture": "", "drawing": word("drawing", paper.style.language)} | block | {"columns": headed, "rows": rows}


def about(table: str, key: str, source: str, paper: Dated) -> str:
    """What a figure means, its day and its source; only the two last where nobody has written what it means."""
    language = paper.style.language
    found = definition(table, key, language)
    where = {"as_of": date_text(paper.as_of, language), "source": source}
    return word("about_figure", language, definition=found, **where) if found else word(
        "about_figure_bare", language, **where
    )  # fmt: skip


def abouts(table: str, keys: Iterable[str], source: str, paper: Dated) -> dict[str, str]:
    """What the figures of each column mean, by its key; a column of which nothing is written has none."""
    language = paper.style.language
    return {key: about(table, key, source, paper) for key in keys if definition(table, key, language)}


def definition(table: str, key: str, language: Language) -> str:
    """What is written of a column: of this table's where it means something else there; empty where nothing is."""
    plain = "year" if YEAR_COLUMN.fullmatch(key) else SAME_MEANING.get(key, key)
    found = _definitions().get(f"{table}.{plain}") or _definitions().get(plain)
    return found[language] if found else ""


def _is_label(column: Column) -> bool:
    return column.kind in ("text", "year", "month")


def _of_row(row: Row, table: Table, language: Language) -> str:
    """What a part of the accounts is; other rows say what they are by their name."""
    return definition("component", row.key, language) if table.columns[0].key == "component" else ""


@cache
def _definitions() -> dict[str, dict[Language, str]]:
    found: dict[str, dict[Language, str]] = shipped_yaml("pipelines.review", "definitions.yml")
    return found
