"""Charts of an edition, drawn from its printed tables only and returned as SVG.

Colours are Okabe and Ito's (told apart by colour-blind readers), meaning never rests on colour alone, lines are
labelled where they end, and uncertainty is a grey band. Not here: the alt texts (`words`).
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import polars as pl
import vl_convert

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import Style
from pipelines.publishing.grouping import JOINT
from pipelines.publishing.numbers import UNITS, date_text, in_unit, number_text
from pipelines.publishing.table import Column, Row, Table, Value, cell_text
from pipelines.publishing.texts import displayable
from pipelines.settings import Language

BLUE, VERMILLION, BLACK, BAND, LINE = "#0072B2", "#D55E00", "#1a1a1a", "#cfcfcf", "#6b6b6b"
FONT = "Libertinus Serif"
WIDTH = 520
MONTH_HEIGHT = 170
LOCALE: dict[Language, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}


def deviation_chart(table: Table, style: Style) -> str:
    """One bar a line from the budget to what is expected, on its grey interval; the total last; no hidden line."""
    shown = [row for row in table.rows if table.value(row, "deviation") != MARKER]
    frame = pl.DataFrame([_deviation_row(table, row, style) for row in shown])
    rows = alt.Y("name:N", sort=frame["name"].to_list(), title=None, axis=_name_axis())
    base = alt.Chart(inline_values(frame)).encode(y=rows)
    band = base.mark_bar(color=BAND, height=15).encode(x=alt.X("low:Q", axis=_amount_axis(style)), x2=alt.X2("high:Q"))
    bar = base.mark_bar(height=5).encode(
        x=alt.X("zero:Q"), x2=alt.X2("deviation:Q"), color=alt.Color("color:N", scale=None)
    )
    dot = base.mark_point(filled=True, size=55, opacity=1).encode(
        x=alt.X("deviation:Q"), color=alt.Color("color:N", scale=None)
    )
    label = base.mark_text(align="left", dx=7, fontSize=11.5).encode(x=alt.X("end:Q"), text=alt.Text("label:N"))
    budget = alt.Chart(inline_values(frame.head(1))).mark_rule(color=BLACK, strokeWidth=1.2).encode(x=alt.X("zero:Q"))
    chart = alt.layer(band, bar, dot, label, budget, *_side_words(frame, style))
    step = 27 if frame["name"].str.contains(JOINT, literal=True).any() else 23
    return svg_text(chart.properties(width=WIDTH - 150, height=step * frame.height), style.language)


def month_chart(table: Table, as_of: date, style: Style) -> str:
    """Places in use month by month: what was, what is expected, and the band around it."""
    frame = pl.DataFrame([_month_row(table, row) for row in table.rows])
    past, ahead = frame.filter(pl.col("low").is_null()), frame.filter(pl.col("low").is_not_null())
    joined = pl.concat([past.tail(1).with_columns(low=pl.col("places"), high=pl.col("places")), ahead])
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=8, grid=False))
    y = alt.Y("places:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=5))
    band = (
        alt.Chart(inline_values(joined))
        .mark_area(color=BAND)
        .encode(x=x, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q"))
    )
    actual = alt.Chart(inline_values(past)).mark_line(color=BLUE, strokeWidth=2.2).encode(x=x, y=y)
    expected = alt.Chart(inline_values(joined)).mark_line(color=VERMILLION, strokeWidth=2.2, strokeDash=[5, 3])
    chart = alt.layer(band, actual, expected.encode(x=x, y=y), *_month_labels(past, joined, as_of, style))
    return svg_text(chart.properties(width=WIDTH - 90, height=MONTH_HEIGHT), style.language)


def _deviation_row(table: Table, row: Row, style: Style) -> dict[str, object]:
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


def _side_words(frame: pl.DataFrame, style: Style) -> list[alt.Chart]:
    """The words for either side of the budget line, so that the sign need not be remembered."""
    left, right = ("over", "under") if style.sign == "budget_minus_forventet" else ("under", "over")
    words: list[tuple[Literal["left", "right"], int, str]] = [
        ("right", -8, f"←  {style.text('chart', left)}"),
        ("left", 8, f"{style.text('chart', right)}  →"),
    ]
    first = frame.head(1).select("zero")
    return [
        alt.Chart(inline_values(first))
        .mark_text(align=align, dx=offset, dy=-9, baseline="bottom", fontSize=11.5, fontStyle="italic", color=BLACK)
        .encode(x=alt.X("zero:Q"), y=alt.value(0), text=alt.TextValue(word))
        for align, offset, word in words
    ]


def _month_row(table: Table, row: Row) -> dict[str, object]:
    month = table.value(row, "month")
    low, high = table.value(row, "low"), table.value(row, "high")
    return {
        "month": month.isoformat() if isinstance(month, date) else "",
        "places": float(_number(table.value(row, "month_places"))),
        "low": None if low is None else float(_number(low)),
        "high": None if high is None else float(_number(high)),
    }


def _month_labels(past: pl.DataFrame, ahead: pl.DataFrame, as_of: date, style: Style) -> list[alt.Chart]:
    """What each line is, said beside it, and the day that parts them."""
    day = pl.DataFrame({"month": [as_of.isoformat()]})
    words = style.text("chart", "as_of", date=date_text(as_of, style.language))
    rule = alt.Chart(inline_values(day)).mark_rule(color=LINE, strokeDash=[2, 2]).encode(x=alt.X("month:T"))
    when = (
        alt.Chart(inline_values(day))
        .mark_text(align="left", baseline="bottom", dx=5, dy=-3, fontSize=11, color=LINE)
        .encode(x=alt.X("month:T"), y=alt.value(MONTH_HEIGHT), text=alt.TextValue(words))
    )
    middle, last = past.slice(past.height // 2, 1), ahead.tail(1)
    names = {code: style.text("chart", code) for code in ("actual", "expected", "upper", "lower")}
    labels = [
        (middle, names["actual"], BLUE, "center", 0, -16, "places"),
        (last, f"{names['expected']} {_figure(last, 'places', style)}", VERMILLION, "left", 6, 0, "places"),
        (last, f"{names['upper']} {_figure(last, 'high', style)}", LINE, "left", 6, -7, "high"),
        (last, f"{names['lower']} {_figure(last, 'low', style)}", LINE, "left", 6, 7, "low"),
    ]
    return [rule, when, *(_label(*label) for label in labels)]


def _figure(frame: pl.DataFrame, column: str, style: Style) -> str:
    return number_text(Decimal(str(frame[column][0])), 1, style.language)


def _label(frame: pl.DataFrame, word: str, color: str, align: Any, dx: int, dy: int, at: str) -> alt.Chart:
    mark: alt.Chart = alt.Chart(inline_values(frame)).mark_text(
        align=align, dx=dx, dy=dy, color=color, fontSize=11.5, baseline="middle"
    )
    return mark.encode(x=alt.X("month:T"), y=alt.Y(f"{at}:Q", title=None), text=alt.TextValue(word))


def _number(value: Value) -> Decimal:
    """A cell that must hold a figure."""
    if not isinstance(value, Decimal | int):
        raise TypeError(f"a chart needs a figure, not {type(value).__name__}")
    return Decimal(value)


def inline_values(frame: pl.DataFrame) -> alt.InlineData:
    """The figures of a chart, inside it."""
    return alt.InlineData(values=frame.to_dicts())


def _name_axis() -> alt.Axis:
    """Names beside the bars; headings that had to be joined stand on two lines, centred on their bar."""
    is_joined = f"indexof(datum.value, '{JOINT}') >= 0"
    return alt.Axis(
        labelExpr=f"split(datum.label, '{JOINT}')",
        labelOffset={"condition": {"test": is_joined, "value": -6}, "value": 0},
        labelLimit=260,
        domain=False,
        ticks=False,
        labelPadding=10,
        labelFontSize=12,
    )


def _amount_axis(style: Style) -> alt.Axis:
    return alt.Axis(title=UNITS[style.unit].title[style.language], tickCount=6, grid=True, titleFontWeight="normal")


def svg_text(chart: alt.LayerChart | alt.FacetChart, language: Language) -> str:
    """The chart as SVG text with the product's own type and quiet lines."""
    spec = chart.configure(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFont=FONT, titleFont=FONT, labelFontSize=11, titleFontSize=11, labelColor=BLACK, titleColor=BLACK,
            gridColor="#e6e6e6", domainColor=LINE, tickColor=LINE,
        ),
        text=alt.MarkConfig(font=FONT),
    )  # fmt: skip
    return _drawn(json.dumps(spec.to_dict(validate=False)), language)  # checking it takes longer than drawing


@lru_cache(maxsize=8)
def _drawn(spec: str, language: Language) -> str:
    """The drawing; several files of an edition hold the same."""
    locale = LOCALE[language]
    return str(vl_convert.vegalite_to_svg(spec, format_locale=locale, time_format_locale=locale))
