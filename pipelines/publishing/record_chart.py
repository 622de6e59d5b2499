"""Two charts of how good the forecast has been: by method and day of the year, and day by day beside the budget.

Per cent of what came. Drawn as the other charts (`chart`); the figures are `track_record`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    fixed,
    layer,
    layered,
    quantity,
    svg_text,
    words,
)
from pipelines.publishing.numbers import date_text, share_text
from pipelines.publishing.texts import name, text
from pipelines.publishing.track_record import BUDGET, OURS, CutOff, LookBack, day_text, mean_error
from pipelines.settings import Language

PER_CENT = 100
STEP = 22


def method_chart(days: Mapping[CutOff, Sequence[LookBack]], methods: Sequence[str], language: Language) -> str:
    """A bar a method for each day of the year: the mean distance from what came, ours in its own colour."""
    rows = [
        {
            "cut_off": text("track", "seen_from", language, day=day_text(cut_off, language)),
            "name": name("method", method, language),
            "error": float(error * PER_CENT),
            "label": share_text(error, 1, language),
            "color": VERMILLION if method == OURS else LINE,
        }
        for cut_off, found in days.items()
        for method in methods
        if (error := mean_error(found, method)) is not None
    ]
    y = category("name", [name("method", method, language) for method in methods], labelLimit=260)
    x = quantity("error", title=text("track", "axis", language), axis={"tickCount": 5, "titleFontWeight": "normal"})
    bar = layer("bar", {"height": 12}, y=y, x=x, color=OWN_COLOR)
    label = layer("text", {"align": "left", "dx": 5, "fontSize": 11.5}, y=y, x=x, text=words("label"))
    header = {"title": None, "labelFontSize": 12, "labelFontWeight": "bold", "labelAnchor": "start",
              "labelOrient": "top", "labelColor": BLACK}  # fmt: skip
    facet = {"field": "cut_off", "type": "nominal", "sort": [*dict.fromkeys(row["cut_off"] for row in rows)]}
    each = {"layer": [bar, label], "width": WIDTH - 210, "height": {"step": STEP}}
    chart = {"data": {"values": rows}, "facet": {"row": facet | {"header": header}}, "spec": each, "spacing": 14}
    return svg_text(chart, language)


def look_back_chart(found: Sequence[LookBack], language: Language) -> str:
    """A line a day looked from: where budget and forecast lay from what came, and our 80 % interval as a band."""
    rows = [
        {
            "day": date_text(back.origin, language),
            "forecast": float(back.errors[OURS] * PER_CENT),
            "budget": float(back.errors.get(BUDGET, back.errors[OURS]) * PER_CENT),
            "has_budget": BUDGET in back.errors,
            **_band(back),
            "label": share_text(back.errors[OURS], 1, language),
        }
        for back in found
    ]
    y = category("day", [str(row["day"]) for row in rows], grid=True)
    axis = {"tickCount": 6, "titleFontWeight": "normal"}
    x = quantity("budget", title=text("track", "signed_axis", language), axis=axis)
    ours, theirs = quantity("forecast"), quantity("budget")
    square = {"shape": "square", "filled": False, "size": 60, "color": BLUE, "strokeWidth": 2, "opacity": 1}
    dot = {"filled": True, "size": 75, "color": VERMILLION, "opacity": 1}
    band = {"color": VERMILLION, "opacity": 0.25, "strokeWidth": 12}
    label = {"align": "left", "dx": 9, "fontSize": 11.5, "color": VERMILLION}
    layers = [
        layer("rule", {"color": BLACK, "strokeWidth": 1.2}, [{"at": 0.0}], x=quantity("at")),
        layer("rule", {"color": LINE, "strokeWidth": 2}, y=y, x=x, x2={"field": "forecast"}),
        layer("rule", band, only="datum.has_band", y=y, x=quantity("low"), x2={"field": "high"}),
        layer("point", square, only="datum.has_budget", y=y, x=theirs),
        layer("point", dot, y=y, x=ours),
        layer("text", label, y=y, x=ours, text=words("label")),
        *_words(rows[:1], language),
    ]
    return svg_text(layered(layers, WIDTH - 130, {"step": STEP + 4}, rows), language)


def _band(back: LookBack) -> dict[str, float | bool]:
    """The ends of our interval; on the forecast itself where they were not kept."""
    low, high = back.interval or (back.errors[OURS],) * 2
    return {"low": float(low * PER_CENT), "high": float(high * PER_CENT), "has_band": back.interval is not None}


def _words(first: Figures, language: Language) -> Iterator[Spec]:
    """What each mark is, said above the first line."""
    named = [("forecast", VERMILLION, OURS), *([("budget", BLUE, BUDGET)] if first[0]["has_budget"] else [])]
    for column, color, method in named:
        look = {"dy": -8, "baseline": "bottom", "fontSize": 11.5, "color": color}
        said = fixed(name("method", method, language))
        yield layer("text", look, first, x=quantity(column), y=fixed(0), text=said)
