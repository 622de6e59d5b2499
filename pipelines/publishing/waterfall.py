"""A way from one amount to another, step by step: the table of it, and the picture drawn from that table.

Steps dearer and cheaper differ in colour, sign and direction. The axis need not begin at zero, so the two ends are
marks and not bars. Not here: what the steps are (`forecasting.told.bridge`), how a chart is set (`chart`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import altair as alt
import polars as pl

from pipelines.publishing.chart import BLACK, BLUE, LINE, VERMILLION, WIDTH, inline_values, svg_text
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import EN_DASH, UNITS, in_unit
from pipelines.publishing.table import Column, Row, Table, cell_text
from pipelines.publishing.texts import displayable, name

START, END = "start", "end"
STEP_HEIGHT = 25
NAMES = 400
AMOUNT = Column("step", "", "amount")


def way_table(
    code: str, title: str, start: tuple[str, Decimal], steps: Iterable[tuple[str, Decimal]], end: tuple[str, Decimal],
    style: Style, year: int,
) -> Table:  # fmt: skip
    """From the start to the end in kroner, each step with how far it leads; steps of nothing are left out.

    The steps are more (plus) or less (minus) spend, and add up to the difference.
    """
    reached = start[1]
    rows = [Row(START, (start[0], None, reached))]
    for cause, amount in steps:
        reached += amount
        if amount:
            rows.append(Row(cause, (name("effect", cause, style.language), amount, reached)))
    rows.append(Row(END, (end[0], end[1] - start[1], end[1]), is_total=True))
    columns = (
        Column("cause", style.text("column", "effect"), "text"),
        Column("step", style.text("waterfall", "step"), "amount"),
        Column("reached", style.text("waterfall", "reached"), "amount"),
    )
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=year)
    notes = (style.text("waterfall", "note"), style.text("note", "rounding"))
    return Table(code, title, unit, columns, tuple(rows), notes)


def waterfall_chart(table: Table, style: Style) -> str:
    """The table as a picture: two marks, and between them a bar a step, each beginning where the one before ends."""
    frame = pl.DataFrame(list(_drawn(table, style)))
    order = frame["name"].to_list()
    y = alt.Y("name:N", sort=order, title=None, axis=_names())
    x = alt.X("from:Q", scale=alt.Scale(zero=False, nice=True, padding=34), axis=_amounts(style))
    base = alt.Chart(inline_values(frame)).encode(y=y)
    bar = base.transform_filter("!datum.is_end").mark_bar(height=13)
    mark = base.transform_filter("datum.is_end").mark_point(shape="diamond", filled=True, size=110, opacity=1)
    color = alt.Color("color:N", scale=None)
    label = base.mark_text(align="left", dx=8, fontSize=11.5).encode(x=alt.X("right:Q"), text=alt.Text("label:N"))
    chart = alt.layer(
        *_joints(frame, order),
        bar.encode(x=x, x2=alt.X2("to:Q"), color=color),
        mark.encode(x=alt.X("to:Q"), color=color),
        label,
    )
    return svg_text(chart.properties(width=WIDTH - 160, height=STEP_HEIGHT * frame.height), style.language)


def waterfall_sentence(table: Table, style: Style) -> str:
    """The picture in words, from what the table prints."""
    first, *steps, last = table.rows
    said = ", ".join(f"{row.values[0]} {_signed(row, table, style)}" for row in steps)
    ends = {key: cell_text(table.value(row, "reached"), AMOUNT, style) for key, row in (("low", first), ("high", last))}
    return style.text(
        "waterfall", "sentence", start=first.values[0], start_kr=ends["low"], steps=said or EN_DASH,
        end=last.values[0], end_kr=ends["high"], unit=UNITS[style.unit].title[style.language],
    )  # fmt: skip


def _drawn(table: Table, style: Style) -> Iterable[dict[str, object]]:
    """A row of the picture: where its bar begins and ends in the printed unit, and what stands beside it."""
    before = Decimal(0)
    for row in table.rows:
        is_end = row.key in (START, END)
        after = _kroner(table, row, "reached")
        ends = [float(in_unit(value, style.unit)) for value in (after if is_end else before, after)]
        yield {
            "name": displayable(str(row.values[0])),
            "from": ends[0], "to": ends[1], "right": max(ends), "is_end": is_end,
            "label": cell_text(after, AMOUNT, style) if is_end else _signed(row, table, style),
            "color": BLACK if is_end else VERMILLION if after > before else BLUE,
        }  # fmt: skip
        before = after


def _joints(frame: pl.DataFrame, order: list[str]) -> Iterable[alt.Chart]:
    """A thin line from the end of each step down to the beginning of the next."""
    names = frame["name"].to_list()
    pairs = [
        {"at": reached, "upper": upper, "lower": lower}
        for reached, upper, lower in zip(frame["to"].to_list(), names, names[1:], strict=False)
    ]
    for pair in pairs:
        ends = pl.DataFrame([{"at": pair["at"], "name": pair["upper"]}, {"at": pair["at"], "name": pair["lower"]}])
        y = alt.Y("name:N", sort=order, title=None, axis=_names())
        yield alt.Chart(inline_values(ends)).mark_line(color=LINE, strokeWidth=1).encode(x=alt.X("at:Q"), y=y)


def _signed(row: Row, table: Table, style: Style) -> str:
    amount = _kroner(table, row, "step")
    return f"+{cell_text(amount, AMOUNT, style)}" if amount > 0 else cell_text(amount, AMOUNT, style)


def _kroner(table: Table, row: Row, key: str) -> Decimal:
    value = table.value(row, key)
    if not isinstance(value, Decimal):
        raise TypeError(f"a waterfall needs a figure, not {type(value).__name__}")
    return value


def _names() -> alt.Axis:
    return alt.Axis(domain=False, ticks=False, labelPadding=10, labelFontSize=12, labelLimit=NAMES)


def _amounts(style: Style) -> alt.Axis:
    return alt.Axis(title=UNITS[style.unit].title[style.language], tickCount=5, grid=True, titleFontWeight="normal")
