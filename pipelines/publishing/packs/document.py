"""A pack as PDF/UA: the sentences, one chart and the children on the first page, all else behind it.

The same template and look as the committee's paper (`publishing.document`). The chart is drawn from the printed table.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from pipelines.publishing.chart import BLUE, LINE, inline_values, svg_text
from pipelines.publishing.content import Style
from pipelines.publishing.document import Notes, chart_block, front_page, set_document, table_block
from pipelines.publishing.numbers import number_text
from pipelines.publishing.packs.pack import Pack
from pipelines.publishing.packs.words import chart_sentence
from pipelines.publishing.table import Table
from pipelines.publishing.texts import text

FIRST_PAGE = ("boern",)
BEHIND = ("forventning", "oekonomi", "distrikter", "indstillinger", "fravaer", "tegn", "trivsel")
WIDTH, HEIGHT = 480, 120
FEWEST_POINTS = 2


def pack_document(pack: Pack) -> bytes:
    """The pack as a tagged PDF; the same content gives the same bytes."""
    return set_document(pack_content(pack), pack.made_at)


def pack_content(pack: Pack) -> dict[str, Any]:
    """Everything the template prints of a pack, as text."""
    notes, language = Notes(), pack.style.language
    first = [*_chart_blocks(pack), *(table_block(pack.tables[code], pack, notes) for code in FIRST_PAGE
                                     if code in pack.tables)]  # fmt: skip
    behind = [table_block(pack.tables[code], pack, notes) for code in BEHIND if code in pack.tables]
    sections = [{"title": text("pack", "behind", language), "blocks": behind}] if first and behind else []
    around = front_page(pack, text("pack", "kicker", language), text("pack", "footer", language))
    return around | {"summary": first or behind, "sections": sections}


def _chart_blocks(pack: Pack) -> list[dict[str, Any]]:
    table = pack.tables.get("maaneder")
    points = [] if table is None else _points(table)
    if table is None or len(points) < FEWEST_POINTS:
        return []
    title = text("pack", "chart_title", pack.style.language)
    return [chart_block(title, children_chart(points, pack.style), chart_sentence(table, pack.style))]


def children_chart(points: list[tuple[date, int]], style: Style) -> str:
    """The months' counts as one line from nothing up, with its last point and the one a year before in figures."""
    frame = pl.DataFrame({"month": [month.isoformat() for month, _ in points], "children": [n for _, n in points]})
    marked = frame[[max(len(points) - 13, 0), len(points) - 1]].with_columns(
        said=pl.col("children").map_elements(lambda n: number_text(Decimal(n), 0, style.language), pl.String)
    )
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=8, grid=False))
    y = alt.Y("children:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
    line = alt.Chart(inline_values(frame)).mark_line(color=BLUE, strokeWidth=2.2).encode(x=x, y=y)
    dots = alt.Chart(inline_values(marked)).mark_point(filled=True, size=45, color=BLUE, opacity=1).encode(x=x, y=y)
    labels = alt.Chart(inline_values(marked)).mark_text(dy=-11, fontSize=12, color=LINE).encode(x=x, y=y, text="said:N")
    return svg_text(alt.layer(line, dots, labels).properties(width=WIDTH, height=HEIGHT), style.language)


def _points(table: Table) -> list[tuple[date, int]]:
    """The months that are shown."""
    found = ((row.key, table.value(row, "children")) for row in table.rows)
    return [(date.fromisoformat(key), value) for key, value in found if isinstance(value, int)]
