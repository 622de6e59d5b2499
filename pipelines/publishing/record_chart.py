"""Two charts of how good the forecast has been: by method and day of the year, and day by day beside the budget.

Per cent of what came. Drawn as the other charts (`chart`); the figures are `track_record`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from pipelines.publishing.chart import BLACK, BLUE, LINE, VERMILLION, WIDTH, inline_values, svg_text
from pipelines.publishing.numbers import date_text, share_text
from pipelines.publishing.texts import name, text
from pipelines.publishing.track_record import BUDGET, OURS, LookBack, by_cut_off, day_text, mean_error
from pipelines.settings import Language

PER_CENT = 100
STEP = 22


def method_chart(found: Sequence[LookBack], methods: Sequence[str], language: Language) -> str:
    """A bar a method for each day of the year: the mean distance from what came, ours in its own colour."""
    rows = [
        {
            "cut_off": text("track", "seen_from", language, day=day_text(cut_off, language)),
            "name": name("method", method, language),
            "error": float(error * PER_CENT),
            "label": share_text(error, 1, language),
            "color": VERMILLION if method == OURS else LINE,
        }
        for cut_off, days in by_cut_off(found).items()
        for method in methods
        if (error := mean_error(days, method)) is not None
    ]
    frame = pl.DataFrame(rows)
    y = alt.Y("name:N", sort=[name("method", method, language) for method in methods], title=None,
              axis=alt.Axis(domain=False, ticks=False, labelLimit=260, labelFontSize=12))  # fmt: skip
    x = alt.X("error:Q", title=text("track", "axis", language), axis=alt.Axis(tickCount=5, titleFontWeight="normal"))
    base = alt.Chart().encode(y=y, x=x)
    bar = base.mark_bar(height=12).encode(color=alt.Color("color:N", scale=None))
    label = base.mark_text(align="left", dx=5, fontSize=11.5).encode(text="label:N")
    order = frame["cut_off"].unique(maintain_order=True).to_list()
    chart = alt.layer(bar, label, data=inline_values(frame)).properties(width=WIDTH - 210, height=alt.Step(STEP))
    header = alt.Header(
        title=None, labelFontSize=12, labelFontWeight="bold", labelAnchor="start", labelOrient="top", labelColor=BLACK
    )
    return svg_text(chart.facet(row=alt.Row("cut_off:N", sort=order, header=header), spacing=14), language)


def look_back_chart(found: Sequence[LookBack], language: Language) -> str:
    """A line a day looked from: where budget and forecast lay from what came; between them what was announced."""
    rows = [
        {
            "day": date_text(back.origin, language),
            "forecast": float(back.errors[OURS] * PER_CENT),
            "budget": float(back.errors.get(BUDGET, back.errors[OURS]) * PER_CENT),
            "has_budget": BUDGET in back.errors,
            "label": share_text(back.errors[OURS], 1, language),
        }
        for back in found
    ]
    frame = pl.DataFrame(rows)
    y = alt.Y("day:N", sort=frame["day"].to_list(), title=None,
              axis=alt.Axis(domain=False, ticks=False, labelFontSize=12, grid=True))  # fmt: skip
    axis = alt.Axis(tickCount=6, titleFontWeight="normal")
    base = alt.Chart(inline_values(frame)).encode(y=y)
    x = alt.X("budget:Q", title=text("track", "signed_axis", language), axis=axis)
    line = base.mark_rule(color=LINE, strokeWidth=2).encode(x=x, x2="forecast:Q")
    budget = base.transform_filter("datum.has_budget").mark_point(
        shape="square", filled=False, size=60, color=BLUE, strokeWidth=2, opacity=1
    )
    forecast = base.mark_point(filled=True, size=75, color=VERMILLION, opacity=1)
    label = base.mark_text(align="left", dx=9, fontSize=11.5, color=VERMILLION).encode(x="forecast:Q", text="label:N")
    zero = (
        alt.Chart(inline_values(pl.DataFrame({"at": [0.0]}))).mark_rule(color=BLACK, strokeWidth=1.2).encode(x="at:Q")
    )
    marks = [zero, line, budget.encode(x="budget:Q"), forecast.encode(x="forecast:Q"), label]
    words = _words(frame.head(1), language)
    return svg_text(alt.layer(*marks, *words).properties(width=WIDTH - 130, height=alt.Step(STEP + 4)), language)


def _words(first: pl.DataFrame, language: Language) -> list[alt.Chart]:
    """What each mark is, said above the first line."""
    named = [("forecast", VERMILLION, OURS), *([("budget", BLUE, BUDGET)] if first["has_budget"][0] else [])]
    said: list[alt.Chart] = []
    for column, color, method in named:
        mark = alt.Chart(inline_values(first)).mark_text(dy=-8, baseline="bottom", fontSize=11.5, color=color)
        said.append(mark.encode(x=f"{column}:Q", y=alt.value(0), text=alt.value(name("method", method, language))))
    return said
