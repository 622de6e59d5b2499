"""A funnel: how many are left after each step, as a picture of one bar a step drawn from its table.

Not here: what the steps are.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import altair as alt
import polars as pl

from pipelines.publishing.chart import BLUE, WIDTH, inline_values, svg_text
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import number_text, share_text
from pipelines.publishing.table import Column, Row, Table
from pipelines.publishing.texts import displayable, text

STEP_HEIGHT = 30


def funnel_table(code: str, title: str, steps: Iterable[tuple[str, str, int]], style: Style, note: str) -> Table:
    """Each step's key, name and count, with its share of the first; no line where nobody began."""
    found = list(steps)
    first = found[0][2] if found else 0
    rows = tuple(Row(key, (name, count, Decimal(count) / first)) for key, name, count in found if first)
    columns = (
        Column("step_name", text("funnel", "step", style.language), "text"),
        Column("step_count", text("funnel", "count", style.language), "count"),
        Column("step_share", text("funnel", "share", style.language), "share"),
    )
    return Table(code, title, text("unit", "referrals", style.language), columns, rows, (note,))


def funnel_chart(table: Table, style: Style) -> str:
    """One bar a step, its count and its share of the first beside it."""
    frame = pl.DataFrame([
        {"name": displayable(str(row.values[0])), "count": _count(table, row), "label": _label(table, row, style)}
        for row in table.rows
    ])  # fmt: skip
    axis = alt.Axis(domain=False, ticks=False, labelPadding=10, labelFontSize=12, labelLimit=400)
    base = alt.Chart(inline_values(frame)).encode(
        y=alt.Y("name:N", sort=frame["name"].to_list(), title=None, axis=axis),
        x=alt.X("count:Q", title=None, axis=alt.Axis(tickCount=5, grid=True)),
    )
    bar, label = base.mark_bar(height=18, color=BLUE), base.mark_text(align="left", dx=7, fontSize=11.5)
    chart = alt.layer(bar, label.encode(text="label:N"))
    return svg_text(chart.properties(width=WIDTH - 160, height=STEP_HEIGHT * frame.height), style.language)


def funnel_sentence(table: Table, style: Style) -> str:
    """The picture in words."""
    return "; ".join(f"{row.values[0]}: {_label(table, row, style)}" for row in table.rows) + "."


def _label(table: Table, row: Row, style: Style) -> str:
    share = table.value(row, "step_share")
    shown = share_text(share, 0, style.language) if isinstance(share, Decimal) else ""
    return f"{number_text(Decimal(_count(table, row)), 0, style.language)} ({shown})"


def _count(table: Table, row: Row) -> int:
    value = table.value(row, "step_count")
    if not isinstance(value, int):
        raise TypeError(f"a funnel needs counts, not {type(value).__name__}")
    return value
