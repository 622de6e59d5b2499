"""A publication as PDF/UA: set by typst from `paper.typ` with its own fonts only.

Same words, tables and figures as the workbook. Not here: what stands where (`sections`, `packs.document`), any rule
about figures, and the look (`paper.typ`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import typst

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing import since_table
from pipelines.publishing.drawing import BLUE, VERMILLION
from pipelines.publishing.printed import Printed
from pipelines.publishing.table import Column, Row, Table, cell_text, interval_text
from pipelines.publishing.texts import displayable, text

EVERYWHERE = ("children_all", "absence_all", "well_being_all", "sign_all")
PLACES_COLUMNS = ("places_last", "places_this", "places_change", "places_planned", "places_next")
WIDTHS = {"places": "1.45cm", "price": "1.45cm", "amount": "1.8cm", "interval": "3cm", "share": "1.95cm",
          "factor": "1.5cm", "count": "1.95cm", "month": "2.4cm", "day": "2.6cm", "deviation": "2.7cm",
          "change": "2cm", "bar": "5.5cm", "expected_places": "1.9cm", "actual": "1.7cm",
          "coverage": "2.4cm", "temperature": "1.75cm", "allocated": "1.35cm", "spent": "1.5cm",
          "committed": "1.75cm", "committed_share": "1.75cm", "planned_saving": "1.75cm", "schools": "1.8cm",
          "institutions": "1.6cm", "median_days": "1.7cm", "p90_days": "1.9cm", "share_in_time": "1.8cm",
          "median_start_days": "1.7cm", "p90_start_days": "2cm", "complaint_share": "2.1cm", "phase": "1.8cm",
          "came": "1.2cm", "of": "1.3cm", "usual": "1.5cm", "band_low": "1.7cm", "band_high": "1.2cm", "told": "2.6cm",
          "account": "1.7cm", "horizon": "2.6cm", "level": "2.3cm", **dict.fromkeys(PLACES_COLUMNS, "2.1cm"),
          **dict.fromkeys(EVERYWHERE, "3.6cm")}  # fmt: skip
BARRED = {"aarsager": "effect_share", "bestanddele": "expected"}
NARROW = {"indstillinger": "8.5cm", "klager": "8.5cm", since_table.CODE: "11.5cm"}
MOST_PIXELS = 590.0
REGION = {"da": "DK", "en": "GB"}


@dataclass
class Notes:
    """Notes already printed: each is said once, where it is first needed; what a mark means is said at every table."""

    printed: set[str] = field(default_factory=set)

    def new(self, notes: Sequence[str]) -> list[str]:
        """The notes not yet said, in order."""
        fresh = [note for note in notes if note not in self.printed or note.startswith(MARKER)]
        self.printed.update(fresh)
        return fresh


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
        "notes": [*notes.new(table.notes), *([table.basis] if table.basis else [])],
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


def paragraph_block(title: str, paragraphs: Sequence[str]) -> dict[str, Any]:
    """Paragraphs under a title, or under none."""
    return {"kind": "paragraphs", "title": title, "paragraphs": list(paragraphs)}
