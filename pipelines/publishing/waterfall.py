"""A way from one amount to another, step by step: the table of it, and the picture drawn from that table.

Steps dearer and cheaper differ in colour, sign and direction. The axis need not begin at zero, so the two ends are
marks and not bars. Not here: what the steps are (`forecasting.told.bridge`), how a chart is drawn (`drawing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pipelines.publishing.content import Style
from pipelines.publishing.drawing import (
    BLACK,
    BLUE,
    LINE,
    OWN_COLOR,
    VERMILLION,
    WIDTH,
    Figures,
    Spec,
    category,
    layer,
    layered,
    quantity,
    svg_text,
    words,
)
from pipelines.publishing.numbers import EN_DASH, UNITS, in_unit
from pipelines.publishing.table import Column, Row, Table, cell_text
from pipelines.publishing.texts import displayable, name

START, END = "start", "end"
UNEXPLAINED = "unexplained"
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
    why = [style.text("note", "effects")] if any(row.key == UNEXPLAINED for row in rows) else []
    notes = (style.text("waterfall", "note"), *why, style.text("note", "rounding"))
    return Table(code, title, unit, columns, tuple(rows), notes)


def waterfall_chart(table: Table, style: Style) -> str:
    """The table as a picture: two marks, and between them a bar a step, each beginning where the one before ends."""
    values = list(_drawn(table, style))
    names = [value["name"] for value in values]
    y = category("name", names, labelPadding=10, labelLimit=NAMES)
    axis = {"title": UNITS[style.unit].title[style.language], "tickCount": 5, "grid": True, "titleFontWeight": "normal"}
    x = quantity("from", scale={"zero": False, "nice": True, "padding": 34}, axis=axis)
    end = {"shape": "diamond", "filled": True, "size": 110, "opacity": 1}
    label = {"align": "left", "dx": 8, "fontSize": 11.5}
    layers = [
        *_joints(values, y),
        layer("bar", {"height": 13}, only="!datum.is_end", y=y, x=x, x2={"field": "to"}, color=OWN_COLOR),
        layer("point", end, only="datum.is_end", y=y, x=quantity("to"), color=OWN_COLOR),
        layer("text", label, y=y, x=quantity("right"), text=words("label")),
    ]
    return svg_text(layered(layers, WIDTH - 160, STEP_HEIGHT * len(values), values), style.language)


def waterfall_sentence(table: Table, style: Style) -> str:
    """The picture in words, from what the table prints."""
    first, *steps, last = table.rows
    said = ", ".join(f"{row.values[0]} {_signed(row, table, style)}" for row in steps)
    ends = {key: cell_text(table.value(row, "reached"), AMOUNT, style) for key, row in (("low", first), ("high", last))}
    return style.text(
        "waterfall", "sentence", start=first.values[0], start_kr=ends["low"], steps=said or EN_DASH,
        end=last.values[0], end_kr=ends["high"], unit=UNITS[style.unit].title[style.language],
    )  # fmt: skip


def _drawn(table: Table, style: Style) -> Iterator[dict[str, Any]]:
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


def _joints(values: Figures, y: Spec) -> Iterator[Spec]:
    """A thin line from the end of each step down to the beginning of the next."""
    for upper, lower in pairwise(values):
        ends = [{"at": upper["to"], "name": one["name"]} for one in (upper, lower)]
        yield layer("line", {"color": LINE, "strokeWidth": 1}, ends, x=quantity("at"), y=y)


def _signed(row: Row, table: Table, style: Style) -> str:
    amount = _kroner(table, row, "step")
    return f"+{cell_text(amount, AMOUNT, style)}" if amount > 0 else cell_text(amount, AMOUNT, style)


def _kroner(table: Table, row: Row, key: str) -> Decimal:
    value = table.value(row, key)
    if not isinstance(value, Decimal):
        raise TypeError(f"a waterfall needs a figure, not {type(value).__name__}")
    return value
