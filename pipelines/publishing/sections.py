"""What stands where in the committee's paper: its first page, its sections, and its annexes each by itself.

The same for PDF, Word and the web page. Not here: how a table or a chart is set (`document`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing import since_table, stay_tables
from pipelines.publishing.annexes import Annex, annexes_of, list_of_annexes
from pipelines.publishing.budget.sections import budget_content
from pipelines.publishing.chart import deviation_chart, month_chart
from pipelines.publishing.curve import curve_sentences
from pipelines.publishing.document import Notes, chart_block, front_page, paragraph_block, set_document, table_block
from pipelines.publishing.flash.paper import flash_content
from pipelines.publishing.paper import Paper
from pipelines.publishing.table import shown_percent
from pipelines.publishing.words import deviation_chart_sentence, month_sentence

Blocks = Iterator[dict[str, Any]]


def paper_pdf(paper: Paper) -> bytes:
    """The main paper as a tagged PDF; the same content gives the same bytes."""
    return set_document(main_content(paper), paper.made_at)


def annex_pdf(annex: Annex) -> bytes:
    """An annex as a tagged PDF; the same content gives the same bytes."""
    return set_document(annex_content(annex), annex.made_at)


def main_content(paper: Paper) -> dict[str, Any]:
    """Everything the main paper prints, as text: the same for the PDF and Word."""
    return _content(paper, _notes(paper))


def whole_content(paper: Paper) -> dict[str, Any]:
    """The main paper and all its annexes, for the one web page that holds them."""
    notes = _notes(paper)
    content = _content(paper, notes)
    for annex in annexes_of(paper):
        said = [paragraph_block("", annex.sentences)] if annex.sentences else []
        content["sections"].append(_section(annex.title, [*said, *_annex_blocks(annex, notes)]))
    return content


def annex_content(annex: Annex) -> dict[str, Any]:
    """Everything an annex prints as a document of its own."""
    has_sign = any(column.key == "deviation" for table in annex.tables.values() for column in table.columns)
    around = front_page(annex, annex.kicker, _foot(annex.paper) if has_sign else annex.kicker)
    head = {"running_head": around["kicker"]}
    return around | head | {"summary": list(_annex_blocks(annex, _notes(annex.paper))), "sections": []}


def _content(paper: Paper, notes: Notes) -> dict[str, Any]:
    if paper.kind == "budget":
        return budget_content(paper, notes, _foot(paper))
    if paper.kind == "flash":
        return flash_content(paper, notes, _foot(paper))
    around = front_page(paper, paper.style.text("document", "area"), _foot(paper))
    first = [*_deviation_chart_block(paper), table_block(paper.tables["bevillingsomraader"], paper, notes)]
    made: dict[str, Callable[[Paper, Notes], Blocks]] = {
        "economy": _economy_blocks, "activity": _activity_blocks, "basis": _basis_blocks,
    }  # fmt: skip
    sections = [
        _section(paper.style.text("document", code), list(blocks(paper, notes)), runs_on=code != "economy")
        for code, blocks in made.items()
    ]
    return around | {"summary": first, "sections": sections}


def _section(title: str, blocks: list[dict[str, Any]], *, runs_on: bool = False) -> dict[str, Any]:
    return {"title": title, "blocks": blocks, "runs_on": runs_on}


def _notes(paper: Paper) -> Notes:
    """What every page says at its foot needs no note at a table."""
    return Notes({paper.style.text("note", "rounding")})


def _foot(paper: Paper) -> str:
    return f"{paper.sign_note} {paper.style.text('note', 'rounding')}"


def _deviation_chart_block(paper: Paper) -> list[dict[str, Any]]:
    svg = deviation_chart(paper.deviation_table, paper.style)
    is_partial = any(MARKER in row.values for row in paper.deviation_table.rows)
    code = "deviation_title_shown" if is_partial else "deviation_title"
    title = paper.style.text("chart", code, year=paper.prognosis.fiscal_year)
    return [chart_block(title, svg, deviation_chart_sentence(paper.prognosis, paper.style))]


def _economy_blocks(paper: Paper, notes: Notes) -> Blocks:
    if paper.explanations:
        yield paragraph_block(paper.style.text("document", "explanations"), paper.explanations)
    for code in paper.economy_codes:
        if code == since_table.CODE and code not in paper.tables and paper.prognosis.previous_as_of is not None:
            title = paper.style.text("table", code)
            yield paragraph_block(title, [since_table.why_no_table(paper.prognosis, paper.style)])
        else:
            yield from _table_blocks(paper, (code,), notes)


def _activity_blocks(paper: Paper, notes: Notes) -> Blocks:
    sentence = month_sentence(paper.prognosis, paper.style)
    if sentence:
        svg = month_chart(paper.tables["maaneder"], paper.prognosis.vintage.as_of, paper.style)
        yield chart_block(paper.style.text("chart", "month_title"), svg, sentence)
        yield paragraph_block("", [sentence])
    yield from _table_blocks(paper, ("aktivitet",), notes)
    length = list(stay_tables.stay_sentences(paper.prognosis, paper.style, paper.threshold))
    if length:
        yield paragraph_block("", length)
    yield from _counted_blocks(paper, (stay_tables.CODE,), notes)
    curve = curve_sentences(paper.prognosis.curve, paper.style.language)
    if curve:
        yield paragraph_block(paper.style.text("document", "curve"), curve)


def _annex_blocks(annex: Annex, notes: Notes) -> Blocks:
    yield from _counted_blocks(annex.paper, tuple(annex.tables), notes)


def _counted_blocks(paper: Paper, codes: Sequence[str], notes: Notes) -> Blocks:
    """Tables that count children; a sentence in the place of one that can show nothing."""
    for code in codes:
        if code in paper.tables and not shown_percent([paper.tables[code]]):
            yield paragraph_block(paper.tables[code].title, [paper.style.text("cases", "all_hidden")])
        else:
            yield from _table_blocks(paper, (code,), notes)


def _basis_blocks(paper: Paper, notes: Notes) -> Blocks:
    yield paragraph_block(paper.style.text("document", "method"), paper.method)
    yield paragraph_block(paper.style.text("document", "assumptions"), paper.assumptions)
    yield from _table_blocks(paper, ("justeringer", "forseglede", "traefsikkerhed"), notes)
    unsaid = notes.new(paper.reading_notes)
    if unsaid:
        yield paragraph_block(paper.style.text("document", "reading"), unsaid)
    yield paragraph_block(paper.style.text("annex", "list"), list_of_annexes(paper))


def _table_blocks(paper: Paper, codes: Sequence[str], notes: Notes) -> Blocks:
    for code in codes:
        if code in paper.tables:
            yield table_block(paper.tables[code], paper, notes)
