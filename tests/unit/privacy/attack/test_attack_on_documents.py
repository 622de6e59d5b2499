"""The attack tried on documents for people: random sound editions pass, and a hidden cell that is filled is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_editions import sound_papers, write

from pipelines.privacy.attack.files import file_objections
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.annexes import Annex, annexes_of
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import annex_content, annex_pdf, main_content, paper_pdf, whole_content
from pipelines.publishing.web_page import web_page
from pipelines.publishing.word_paper import word_bytes


def of_cases(paper: Paper) -> Annex:
    return next(annex for annex in annexes_of(paper) if annex.kind.code == "cases")


WRITERS: dict[str, tuple[Callable[[Paper], bytes], Callable[[Paper], dict[str, Any]], int]] = {
    "sagsfremstilling.docx": (word_bytes, main_content, 12),
    "prognose.html": (lambda paper: web_page(paper).encode(), whole_content, 12),
    "prognose.pdf": (paper_pdf, main_content, 2),
    "bilag.pdf": (lambda paper: annex_pdf(of_cases(paper)), lambda paper: annex_content(of_cases(paper)), 2),
}
"""How it is written, what is in it, and how many papers are tried."""


def hidden_cells(paper: Paper, content: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Every hidden cell that the document prints, but for what its chart is drawn from and the end of an interval."""
    blocks = [*content["summary"], *(block for section in content["sections"] for block in section["blocks"])]
    titles = {block["title"] for block in blocks if block["kind"] == "table"}
    for code, table in paper.tables.items():
        for number, row in enumerate(table.rows):
            for place, (column, value) in enumerate(zip(table.columns, row.values, strict=True)):
                if value == MARKER and table.title in titles and column.key not in {"deviation", "high"}:
                    yield code, number, place


def filled(paper: Paper, cell: tuple[str, int, int], draw: random.Random) -> Paper:
    """The paper with a figure in a hidden cell: a small one, or one that the same column shows."""
    code, number, place = cell
    table = paper.tables[code]
    shown = [row.values[place] for row in table.rows if isinstance(row.values[place], int | Decimal)]
    values = list(table.rows[number].values)
    values[place] = draw.choice([*shown, Decimal(draw.randint(0, 9))])
    if table.columns[place].key == "low":
        values[place + 1] = values[place] + 1
    rows = (*table.rows[:number], replace(table.rows[number], values=tuple(values)), *table.rows[number + 1 :])
    return replace(paper, tables={**paper.tables, code: replace(table, rows=rows)})


@pytest.mark.parametrize("name", WRITERS)
def test_sound_documents_pass_and_any_hidden_cell_that_is_filled_is_found(name: str, tmp_path: Path) -> None:
    written, content, papers = WRITERS[name]
    draw = random.Random(14)  # noqa: S311 - made-up figures

    def is_refused(paper: Paper, folder: Path, release: Release) -> bool:
        (folder / name).write_bytes(written(paper))
        return any(file_objections(folder, release))

    refused, found, tried = 0, 0, 0
    for seed, paper in sound_papers(papers):
        folder = tmp_path / str(seed)
        release = write(paper, folder)
        refused += is_refused(paper, folder, release)
        for cell in draw.sample(cells := list(hidden_cells(paper, content(paper))), min(2, len(cells))):
            tried += 1
            found += is_refused(filled(paper, cell, draw), folder, release)
    assert refused == 0
    assert found == tried >= papers
