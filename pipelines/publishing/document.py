"""The committee paper as PDF/UA: first page, tables, method; set by typst from `paper.typ` with its own fonts only.

Same words, tables and figures as the workbook. Not here: any rule about figures, and the look (`paper.typ`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import typst

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing import since_table, stay_tables
from pipelines.publishing.case_tables import case_sentences
from pipelines.publishing.chart import deviation_chart, month_chart
from pipelines.publishing.curve import curve_sentences
from pipelines.publishing.drawing import BLUE, VERMILLION
from pipelines.publishing.expectation_tables import expectation_sentences
from pipelines.publishing.paper import Paper
from pipelines.publishing.plan_tables import plan_sentences
from pipelines.publishing.printed import Printed
from pipelines.publishing.table import Column, Row, Table, cell_text, interval_text, shown_percent
from pipelines.publishing.texts import displayable, text
from pipelines.publishing.words import deviation_chart_sentence, month_sentence

EVERYWHERE = ("children_all", "absence_all", "well_being_all", "sign_all")
PLACES_COLUMNS = ("places_last", "places_this", "places_change", "places_planned", "places_next")
WIDTHS = {"places": "1.45cm", "price": "1.45cm", "amount": "1.8cm", "interval": "3cm", "share": "1.95cm",
          "factor": "1.5cm", "count": "1.95cm", "month": "2.4cm", "day": "2.6cm", "deviation": "2.7cm",
          "change": "2cm", "bar": "5.5cm", "expected_places": "1.9cm", "actual": "1.7cm",
          "coverage": "2.4cm", "temperature": "1.75cm", "allocated": "1.35cm", "spent": "1.5cm",
          "committed": "1.75cm", "committed_share": "1.75cm", "planned_saving": "1.75cm", "schools": "1.8cm",
          "institutions": "1.6cm", "median_days": "1.7cm", "p90_days": "1.9cm", "share_in_time": "1.8cm",
          "median_start_days": "1.7cm", "p90_start_days": "2cm", "complaint_share": "2.1cm", "phase": "1.8cm",
          "horizon": "2.6cm", "level": "2.3cm", **dict.fromkeys(PLACES_COLUMNS, "2.1cm"),
          **dict.fromkeys(EVERYWHERE, "3.6cm")}  # fmt: skip
BARRED = {"aarsager": "effect_share", "bestanddele": "expected"}
NARROW = {"indstillinger": "8.5cm", "klager": "8.5cm", since_table.CODE: "11.5cm"}
MOST_PIXELS = 590.0
REGION = {"da": "DK", "en": "GB"}
MAIN_PARTS = ("economy", "activity", "basis")
PARTS = (*MAIN_PARTS, "expectation", "cases", "plan")
"""The sections in their order: those of the main paper, which run on, and the annexes, each from a new page."""


@dataclass
class Notes:
    """Notes already printed: each is said once, where it is first needed; what a mark means is said at every table."""

    printed: set[str] = field(default_factory=set)

    def new(self, notes: Sequence[str]) -> list[str]:
        """The notes not yet said, in order."""
        fresh = [note for note in notes if note not in self.printed or note.startswith(MARKER)]
        self.printed.update(fresh)
        return fresh


def document_bytes(paper: Paper) -> bytes:
    """The paper as a tagged PDF; the same content gives the same bytes."""
    return set_document(document_content(paper), paper.made_at)


def set_document(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """What the template prints, as a tagged PDF."""
    template = resources.files("pipelines.publishing").joinpath("paper.typ").read_bytes()
    pdf = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(displayable_content(content), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.replace(tzinfo=UTC).timestamp()),
    )
    return bytes(pdf)


def displayable_content(content: Any) -> Any:
    """The content with only signs that the paper's fonts have; charts are drawn so already."""
    if isinstance(content, Mapping):
        return {key: value if key == "svg" else displayable_content(value) for key, value in content.items()}
    if isinstance(content, list):
        return [displayable_content(value) for value in content]
    return displayable(content) if isinstance(content, str) else content


def document_content(paper: Paper, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """Everything a paper prints, with these of its sections, as text: the same for the PDF, Word and the page."""
    notes = Notes()
    first = [*_deviation_chart_block(paper), table_block(paper.tables["bevillingsomraader"], paper, notes)]
    sections = {
        code: list(blocks)
        for code, blocks in (
            ("economy", _economy_blocks(paper, notes)),
            ("activity", _activity_blocks(paper, notes)),
            ("basis", _basis_blocks(paper, notes)),
            ("expectation", _expectation_blocks(paper, notes)),
            ("cases", _case_blocks(paper, notes)),
            ("plan", _plan_blocks(paper, notes)),
        )
        if code in parts
    }
    foot = f"{paper.sign_note} {paper.style.text('note', 'rounding')}"
    return front_page(paper, paper.style.text("document", "area"), foot) | {
        "summary": first,
        "sections": [
            {"title": paper.style.text("document", code), "blocks": blocks, "runs_on": code in MAIN_PARTS[1:]}
            for code, blocks in sections.items()
            if blocks
        ],
    }


def front_page(printed: Printed, area: str, footer: str) -> dict[str, Any]:
    """What stands around the tables of any publication: title, facts, sentences, head and foot of the pages."""
    language = printed.style.language
    return {
        "lang": language,
        "region": REGION[language],
        "title": printed.title,
        "author": printed.municipality_name,
        "description": printed.headline,
        "date": [printed.made_at.year, printed.made_at.month, printed.made_at.day],
        "kicker": f"{printed.municipality_name} · {area}",
        "facts": [list(fact) for fact in printed.facts],
        "demonstration": printed.demonstration,
        "headline": printed.headline,
        "findings_title": text("document", "findings", language),
        "findings": printed.findings,
        "running_head": f"{printed.municipality_name} · {printed.title} · {printed.facts[0][0]} {printed.facts[0][1]}",
        "footer": footer,
        "page_label": text("document", "page", language),
    }


def _deviation_chart_block(paper: Paper) -> list[dict[str, Any]]:
    svg = deviation_chart(paper.deviation_table, paper.style)
    is_partial = any(MARKER in row.values for row in paper.deviation_table.rows)
    code = "deviation_title_shown" if is_partial else "deviation_title"
    title = paper.style.text("chart", code, year=paper.prognosis.fiscal_year)
    return [chart_block(title, svg, deviation_chart_sentence(paper.prognosis, paper.style))]


def _economy_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    if paper.explanations:
        yield _paragraph_block(text("document", "explanations", paper.style.language), paper.explanations)
    for code in paper.economy_codes:
        if code == since_table.CODE and code not in paper.tables and paper.prognosis.previous_as_of is not None:
            title = paper.style.text("table", code)
            yield _paragraph_block(title, [since_table.why_no_table(paper.prognosis, paper.style)])
        else:
            yield from _table_blocks(paper, (code,), notes)


def _activity_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    sentence = month_sentence(paper.prognosis, paper.style)
    if sentence:
        svg = month_chart(paper.tables["maaneder"], paper.prognosis.vintage.as_of, paper.style)
        yield chart_block(paper.style.text("chart", "month_title"), svg, sentence)
        yield _paragraph_block("", [sentence])
    yield from _table_blocks(paper, ("aktivitet",), notes)
    length = list(stay_tables.stay_sentences(paper.prognosis, paper.style, paper.threshold))
    if length:
        yield _paragraph_block("", length)
    yield from _counted_blocks(paper, (stay_tables.CODE,), notes)
    curve = curve_sentences(paper.prognosis.curve, paper.style.language)
    if curve:
        yield _paragraph_block(paper.style.text("document", "curve"), curve)


def _expectation_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    """The annex on expectation figures; nothing where the budget gives no places."""
    sentences = list(expectation_sentences(paper.prognosis, paper.style))
    if sentences:
        yield _paragraph_block("", sentences)
    yield from _table_blocks(paper, ("forventningstal", "sammenhaeng", "forventning_omraader"), notes)


def _case_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    """The annex on referrals, decisions and complaints; nothing where none are delivered."""
    sentences = list(case_sentences(paper.prognosis, paper.style))
    if sentences:
        yield _paragraph_block("", sentences)
    yield from _counted_blocks(paper, ("indstillinger", "sagstider", "klager"), notes)


def _counted_blocks(paper: Paper, codes: Sequence[str], notes: Notes) -> Iterator[dict[str, Any]]:
    """Tables that count children; a sentence in the place of one that can show nothing."""
    for code in codes:
        if code in paper.tables and not shown_percent([paper.tables[code]]):
            yield _paragraph_block(paper.tables[code].title, [paper.style.text("cases", "all_hidden")])
        else:
            yield from _table_blocks(paper, (code,), notes)


def _plan_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    """The annex on the action plan; nothing where there is none."""
    sentences = list(plan_sentences(paper.prognosis, paper.style))
    if sentences:
        yield _paragraph_block("", sentences)
    yield from _table_blocks(paper, ("indsatsplan", "indsatser"), notes)


def _basis_blocks(paper: Paper, notes: Notes) -> Iterator[dict[str, Any]]:
    yield _paragraph_block(paper.style.text("document", "method"), paper.method)
    yield _paragraph_block(paper.style.text("document", "assumptions"), paper.assumptions)
    yield from _table_blocks(paper, ("justeringer", "traefsikkerhed"), notes)
    unsaid = notes.new(paper.reading_notes)
    if unsaid:
        yield _paragraph_block(paper.style.text("document", "reading"), unsaid)


def _table_blocks(paper: Paper, codes: Sequence[str], notes: Notes) -> Iterator[dict[str, Any]]:
    for code in codes:
        if code in paper.tables:
            yield table_block(paper.tables[code], paper, notes)


def table_block(table: Table, paper: Printed, notes: Notes) -> dict[str, Any]:
    """A table as the template prints it, with the notes not yet said."""
    columns = [column for column in table.columns if column.key != "high"]
    bars = _bars(table, paper)
    contents = [_column_content(column, table, paper) for column in columns]
    if bars:
        contents.append({"header": paper.style.text("column", "bar"), "width": WIDTHS["bar"], "is_text": True})
    rows = [
        {"cells": [*(_cell(table, row, column, paper) for column in columns), *bars[number : number + 1]],
         "is_total": row.is_total}
        for number, row in enumerate(table.rows)
    ]  # fmt: skip
    values = [0.0, *(bar["value"] for bar, row in zip(bars, table.rows, strict=False) if not row.is_total)]
    return {
        "kind": "table",
        "title": table.title,
        "unit": table.unit,
        "columns": contents,
        "rows": rows,
        "scale": {"low": min(values), "high": max(values)},
        "notes": notes.new(table.notes),
    }


def _bars(table: Table, paper: Printed) -> list[dict[str, Any]]:
    """A bar for each row of the tables whose parts add up to their total; none for a hidden figure."""
    if table.code not in BARRED:
        return []
    found = [table.value(row, BARRED[table.code]) for row in table.rows]
    values = [Decimal(value) if isinstance(value, int | Decimal) else Decimal(0) for value in found]
    colors = [VERMILLION if table.code == "aarsager" and paper.style.signed(value) < 0 else BLUE for value in values]
    return [{"value": float(value), "color": color} for value, color in zip(values, colors, strict=True)]


def _column_content(column: Column, table: Table, paper: Printed) -> dict[str, Any]:
    """A printed column; the interval's two ends share one."""
    if column.key == "low":
        header = paper.style.text("column", "interval")
        return {"header": header, "width": WIDTHS["interval"], "is_text": False}
    width = WIDTHS.get(column.key) or WIDTHS.get(column.kind, "1fr")
    return {
        "header": column.header,
        "width": NARROW.get(table.code, width) if width == "1fr" else width,
        "is_text": column.kind in ("text", "year"),
    }


def _cell(table: Table, row: Row, column: Column, paper: Printed) -> str:
    value = table.value(row, column.key)
    if column.key == "low":
        return interval_text(value, table.value(row, "high"), column, paper.style)
    return cell_text(value, column, paper.style)


def chart_block(title: str, svg: str, alt: str) -> dict[str, Any]:
    """A chart as the template prints it; `alt` is its finding in words."""
    found = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
    return {
        "kind": "chart",
        "title": title,
        "svg": svg,
        "alt": alt,
        "width": float(found.group(1)) if found else MOST_PIXELS,
    }


def _paragraph_block(title: str, paragraphs: Sequence[str]) -> dict[str, Any]:
    return {"kind": "paragraphs", "title": title, "paragraphs": list(paragraphs)}
