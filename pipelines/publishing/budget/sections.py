"""What stands where in a budget edition: the same for PDF, Word and the web page.

Not here: how a table or a chart is set (`publishing.document`), the annexes (`publishing.annexes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.publishing.annexes import list_of_annexes
from pipelines.publishing.budget.ground_tables import AGES, DISTRICTS, GROUNDS
from pipelines.publishing.budget.last_year import ASSUMED, CAUSES, last_sentences
from pipelines.publishing.budget.tables import budget_of, titled
from pipelines.publishing.budget.ways_tables import CAUSES_BY_WAY, CAUSES_BY_YEAR, PLACES, STEPS, WAYS
from pipelines.publishing.budget.year_table import YEARS
from pipelines.publishing.document import Notes, chart_block, front_page, paragraph_block, table_block
from pipelines.publishing.paper import Paper
from pipelines.publishing.waterfall import waterfall_chart, waterfall_sentence

Blocks = Iterator[dict[str, Any]]


def budget_content(paper: Paper, notes: Notes, foot: str) -> dict[str, Any]:
    """Everything the budget edition prints, as text."""
    around = front_page(paper, paper.style.text("document", "area"), foot)
    summary = list(_tables(paper, (WAYS,), notes))
    parts = {
        "why": _why(paper, notes),
        "lines": _tables(paper, ("bevillingsomraader", YEARS, "tilbudstyper"), notes),
        "children": _tables(paper, (PLACES, "aktivitet", DISTRICTS, AGES), notes),
        "record": _record(paper, notes),
        "basis": _basis(paper, notes),
    }
    sections = [
        {"title": paper.style.text("budget_section", code), "blocks": list(blocks), "runs_on": code != "why"}
        for code, blocks in parts.items()
    ]
    return around | {"summary": summary, "sections": [section for section in sections if section["blocks"]]}


def _tables(paper: Paper, codes: Sequence[str], notes: Notes) -> Blocks:
    for code in codes:
        if code in paper.tables:
            yield table_block(paper.tables[code], paper, notes)


def _why(paper: Paper, notes: Notes) -> Blocks:
    table = paper.tables.get(STEPS)
    if table is not None:
        title = paper.style.text("budget_text", "picture", **titled(budget_of(paper.prognosis)))
        yield chart_block(title, waterfall_chart(table, paper.style), waterfall_sentence(table, paper.style))
    yield from _tables(paper, (STEPS, CAUSES_BY_WAY, CAUSES_BY_YEAR), notes)


def _record(paper: Paper, notes: Notes) -> Blocks:
    yield paragraph_block("", list(last_sentences(paper.prognosis, paper.style)))
    yield from _tables(paper, (ASSUMED, CAUSES, "traefsikkerhed"), notes)


def _basis(paper: Paper, notes: Notes) -> Blocks:
    yield paragraph_block(paper.style.text("budget_section", "method"), paper.method)
    yield from _tables(paper, (GROUNDS,), notes)
    yield paragraph_block(paper.style.text("document", "assumptions"), paper.assumptions)
    unsaid = notes.new(paper.reading_notes)
    if unsaid:
        yield paragraph_block(paper.style.text("document", "reading"), unsaid)
    if not budget_of(paper.prognosis).ages:
        yield paragraph_block(
            "", [paper.style.text("budget_text", "no_demography", **titled(budget_of(paper.prognosis)))]
        )
    yield paragraph_block(paper.style.text("annex", "list"), list_of_annexes(paper))
