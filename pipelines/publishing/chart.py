"""Charts of an edition, drawn from its printed tables only and returned as SVG.

Colours are Okabe and Ito's (told apart by colour-blind readers), meaning never rests on colour alone, lines are
labelled where they end, and uncertainty is a grey band. Not here: the alt texts (`words`), how it is drawn (`drawing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import Style
from pipelines.publishing.drawing import (
    BAND,
    BLACK,
    BLUE,
    LINE,
    OWN_COLOR,
    VERMILLION,
    WIDTH,
    Figures,
    Spec,
    category,
    fixed,
    layer,
    layered,
    month,
    quantity,
    svg_text,
    words,
)
from pipelines.publishing.numbers import UNITS, date_text, in_unit, number_text
from pipelines.publishing.table import Column, Row, Table, Value, cell_text
from pipelines.publishing.texts import JOINT, displayable

MONTH_HEIGHT = 170


def deviation_chart(table: Table, style: Style) -> str:
    """One bar a line from the budget to what is expected, on its grey interval; the total last; no hidden line."""
    shown = [row for row in table.rows if table.value(row, "deviation") != MARKER]
    values = [_deviation_row(table, row, style) for row in shown]
    names = [value["name"] for value in values]
    y = _names(names)
    axis = {"title": UNITS[style.unit].title[style.language], "tickCount": 6, "grid": True, "titleFontWeight": "normal"}
    band = layer("bar", {"color": BAND, "height": 15}, y=y, x=quantity("low", axis=axis), x2={"field": "high"})
    bar = layer("bar", {"height": 5}, y=y, x=quantity("zero"), x2={"field": "deviation"}, color=OWN_COLOR)
    dot = layer("point", {"filled": True, "size": 55, "opacity": 1}, y=y, x=quantity("deviation"), color=OWN_COLOR)
    look = {"align": "left", "dx": 7, "fontSize": 11.5}
    label = layer("text", look, y=y, x=quantity("end"), text=words("label"))
    budget = layer("rule", {"color": BLACK, "strokeWidth": 1.2}, values[:1], x=quantity("zero"))
    step = 25 if any(JOINT in name for name in names) else 21
    layers = [band, bar, dot, label, budget, *_side_words(values[:1], style)]
    return svg_text(layered(layers, WIDTH - 150, step * len(values), values), style.language)


def month_chart(table: Table, as_of: date, style: Style) -> str:
    """Places in use month by month: what was, what is expected, and the band around it."""
    values = [_month_row(table, row) for row in table.rows]
    past, ahead = ([value for value in values if (value["low"] is None) is is_past] for is_past in (True, False))
    joined = [*(value | {"low": value["places"], "high": value["places"]} for value in past[-1:]), *ahead]
    x, y = month(), quantity("places", title=None, scale={"zero": False, "nice": True}, axis={"tickCount": 5})
    dashed = {"color": VERMILLION, "strokeWidth": 2.2, "strokeDash": [5, 3]}
    layers = [
        layer("area", {"color": BAND}, joined, x=x, y=quantity("low", title=None), y2={"field": "high"}),
        layer("line", {"color": BLUE, "strokeWidth": 2.2}, past, x=x, y=y),
        layer("line", dashed, joined, x=x, y=y),
        *_month_labels(past, joined, as_of, style),
    ]
    return svg_text(layered(layers, WIDTH - 90, MONTH_HEIGHT), style.language)


def _deviation_row(table: Table, row: Row, style: Style) -> dict[str, Any]:
    """A line's deviation and interval on the printed scale; the interval of budget minus accounts turns around."""
    budget, expected = _number(table.value(row, "budget")), _number(table.value(row, "expected"))
    deviation = style.signed(budget - expected)
    ends = [style.signed(budget - _number(table.value(row, end))) for end in ("low", "high")]
    column = Column("deviation", "", "amount")
    scaled = [float(in_unit(value, style.unit)) for value in (min(ends), max(ends), deviation)]
    return {
        "name": displayable(str(row.values[0])),
        "low": scaled[0],
        "high": scaled[1],
        "deviation": scaled[2],
        "zero": 0.0,
        "end": max(*scaled, 0.0),
        "label": cell_text(deviation, column, style),
        "color": VERMILLION if budget < expected else BLUE,
    }


def _names(names: list[str]) -> Spec:
    """Names beside the bars; headings that had to be joined stand on two lines, centred on their bar."""
    is_joined = f"indexof(datum.value, '{JOINT}') >= 0"
    return category(
        "name", names, labelExpr=f"split(datum.label, '{JOINT}')", labelLimit=260, labelPadding=10,
        labelOffset={"condition": {"test": is_joined, "value": -6}, "value": 0},
    )  # fmt: skip


def _side_words(first: Figures, style: Style) -> Iterator[Spec]:
    """The words for either side of the budget line, so that the sign need not be remembered."""
    left, right = ("over", "under") if style.sign == "budget_minus_forventet" else ("under", "over")
    sides = (("right", -8, f"←  {style.text('chart', left)}"), ("left", 8, f"{style.text('chart', right)}  →"))
    for align, offset, said in sides:
        look = {"align": align, "dx": offset, "dy": -9, "baseline": "bottom", "fontSize": 11.5, "fontStyle": "italic"}
        yield layer("text", look | {"color": BLACK}, first, x=quantity("zero"), y=fixed(0), text=fixed(said))


def _month_row(table: Table, row: Row) -> dict[str, Any]:
    first = table.value(row, "month")
    low, high = table.value(row, "low"), table.value(row, "high")
    return {
        "month": first.isoformat() if isinstance(first, date) else "",
        "places": float(_number(table.value(row, "month_places"))),
        "low": None if low is None else float(_number(low)),
        "high": None if high is None else float(_number(high)),
    }


def _month_labels(past: Figures, ahead: Figures, as_of: date, style: Style) -> Iterator[Spec]:
    """What each line is, said beside it, and the day that parts them."""
    day, x = [{"month": as_of.isoformat()}], {"field": "month", "type": "temporal"}
    when = style.text("chart", "as_of", date=date_text(as_of, style.language))
    yield layer("rule", {"color": LINE, "strokeDash": [2, 2]}, day, x=x)
    look = {"align": "left", "baseline": "bottom", "dx": 5, "dy": -3, "fontSize": 11, "color": LINE}
    yield layer("text", look, day, x=x, y=fixed(MONTH_HEIGHT), text=fixed(when))
    middle, last = past[len(past) // 2 :][:1], ahead[-1:]
    names = {code: style.text("chart", code) for code in ("actual", "expected", "upper", "lower")}
    figures = {key: number_text(Decimal(str(last[0][key])), 1, style.language) for key in ("places", "high", "low")}
    for point, said, color, align, dx, dy, at in (
        (middle, names["actual"], BLUE, "center", 0, -16, "places"),
        (last, f"{names['expected']} {figures['places']}", VERMILLION, "left", 6, 0, "places"),
        (last, f"{names['upper']} {figures['high']}", LINE, "left", 6, -7, "high"),
        (last, f"{names['lower']} {figures['low']}", LINE, "left", 6, 7, "low"),
    ):
        look = {"align": align, "dx": dx, "dy": dy, "color": color, "fontSize": 11.5, "baseline": "middle"}
        yield layer("text", look, point, x=x, y=quantity(at, title=None), text=fixed(said))


def _number(value: Value) -> Decimal:
    """A cell that must hold a figure."""
    if not isinstance(value, Decimal | int):
        raise TypeError(f"a chart needs a figure, not {type(value).__name__}")
    return Decimal(value)
