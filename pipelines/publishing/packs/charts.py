"""The charts of the packs, drawn from their printed tables only; colours and type are those of `publishing.chart`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import altair as alt
import polars as pl

from pipelines.publishing.chart import BLUE, LINE, inline_values, svg_text
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import number_text, share_text
from pipelines.publishing.table import Table
from pipelines.publishing.texts import text

WIDTH, HEIGHT = 480, 120
MONTHS_OF_YEAR = 12


def shown_months(table: Table, column: str) -> list[tuple[date, Decimal]]:
    """The months of a column that are shown, with their figures."""
    found = ((row.key, table.value(row, column)) for row in table.rows)
    return [(date.fromisoformat(key), Decimal(value)) for key, value in found if isinstance(value, int | Decimal)]


def children_chart(table: Table, style: Style) -> str:
    """The months' children as one line from nothing up, with its last point and the one a year before in figures."""
    points = shown_months(table, "children")
    frame = _frame(points, [number_text(count, 0, style.language) for _, count in points])
    marked = frame[[max(len(points) - 1 - MONTHS_OF_YEAR, 0), len(points) - 1]]
    x, y = _month_axis(), alt.Y("figure:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
    line = alt.Chart(inline_values(frame)).mark_line(color=BLUE, strokeWidth=2.2).encode(x=x, y=y)
    dots = alt.Chart(inline_values(marked)).mark_point(filled=True, size=45, color=BLUE, opacity=1).encode(x=x, y=y)
    labels = alt.Chart(inline_values(marked)).mark_text(dy=-11, fontSize=12, color=LINE).encode(x=x, y=y, text="said:N")
    return svg_text(alt.layer(line, dots, labels).properties(width=WIDTH, height=HEIGHT), style.language)


def absence_chart(table: Table, style: Style) -> str:
    """The school's absence month by month beside the municipality's, each named where it ends."""
    layers = []
    ends = [shown_months(table, f"absence_{word}")[-1][1] for word in ("everywhere", "here")]
    under = 7 if ends[1] >= ends[0] else -7
    for word, color, dash, below in (("everywhere", LINE, [4, 3], under), ("here", BLUE, [1, 0], -under)):
        points = shown_months(table, f"absence_{word}")
        whose = text("pack", word, style.language)
        said = [f"{whose} {share_text(share, 1, style.language)}" for _, share in points]
        frame = _frame([(month, share * 100) for month, share in points], said)
        x, y = _month_axis(), alt.Y("figure:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
        line = alt.Chart(inline_values(frame)).mark_line(color=color, strokeWidth=2.2, strokeDash=dash)
        label = alt.Chart(inline_values(frame.tail(1))).mark_text(
            align="left", dx=6, dy=below, fontSize=12, color=color
        )
        layers += [line.encode(x=x, y=y), label.encode(x=x, y=y, text="said:N")]
    return svg_text(alt.layer(*layers).properties(width=WIDTH - 60, height=HEIGHT), style.language)


def _frame(points: list[tuple[date, Decimal]], said: list[str]) -> pl.DataFrame:
    months, figures = [month.isoformat() for month, _ in points], [float(figure) for _, figure in points]
    return pl.DataFrame({"month": months, "figure": figures, "said": said})


def _month_axis() -> alt.X:
    return alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=8, grid=False))
