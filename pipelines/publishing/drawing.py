"""A chart as Vega-Lite's own plain data, put together of layers, and drawn as SVG in our own type and quiet lines.

Not here: what a chart shows (`chart`, `waterfall`, `funnel`, `record_chart`, `packs.charts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import vl_convert

from pipelines.settings import Language

BLUE, VERMILLION, BLACK, BAND, LINE, GRID = "#0072B2", "#D55E00", "#1a1a1a", "#cfcfcf", "#6b6b6b", "#e6e6e6"
FONT = "Libertinus Serif"
WIDTH = 520
LOCALE: dict[Language, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}
VERSION = "6.4"
MOST_KEPT = 64
"""So many drawings are kept: those of the pages that are looked at, of some 20 kB each."""
CONFIG = {
    "font": FONT, "background": "transparent", "view": {"stroke": None}, "text": {"font": FONT},
    "axis": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11, "labelColor": BLACK,
             "titleColor": BLACK, "gridColor": GRID, "domainColor": LINE, "tickColor": LINE},
}  # fmt: skip

Spec = dict[str, Any]
Figures = Sequence[Mapping[str, Any]]
OWN_COLOR: Spec = {"field": "color", "type": "nominal", "scale": None}
"""Each mark in the colour that its row says."""


def layer(kind: str, look: Spec, values: Figures | None = None, only: str = "", **channels: Spec) -> Spec:
    """Marks of one kind; of the whole chart's rows where it has none of its own, and of those that hold `only`."""
    own = {} if values is None else {"data": {"values": list(values)}}
    chosen = {"transform": [{"filter": only}]} if only else {}
    return {**own, **chosen, "mark": {"type": kind, **look}, "encoding": channels}


def layered(layers: Iterable[Spec], width: int, height: int | Spec, values: Figures = ()) -> Spec:
    """Layers on top of each other, the first at the bottom."""
    return {"data": {"values": list(values)}, "layer": list(layers), "width": width, "height": height}


def quantity(field: str, **more: Any) -> Spec:
    """A figure's place along an axis."""
    return {"field": field, "type": "quantitative", **more}


def category(field: str, order: Sequence[str], **axis: Any) -> Spec:
    """A name's place along an axis, in an order of its own."""
    return {
        "field": field, "type": "nominal", "sort": list(order), "title": None,
        "axis": {"domain": False, "ticks": False, "labelFontSize": 12, **axis},
    }  # fmt: skip


def month(**axis: Any) -> Spec:
    """A month's place along an axis that names some of them."""
    return {"field": "month", "type": "temporal", "title": None,
            "axis": {"format": "%b %Y", "tickCount": 8, "grid": False, **axis}}  # fmt: skip


def words(field: str) -> Spec:
    """The words that each row says."""
    return {"field": field, "type": "nominal"}


def fixed(value: str | int) -> Spec:
    """The same for every row."""
    return {"value": value}


def svg_text(chart: Spec, language: Language) -> str:
    """The chart as SVG text."""
    return _drawn(json.dumps(chart | {"config": CONFIG}), language)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(spec: str, language: Language) -> str:
    """The drawing; several files of an edition hold the same, and so do several readers' pages."""
    locale = LOCALE[language]
    return str(vl_convert.vegalite_to_svg(spec, VERSION, format_locale=locale, time_format_locale=locale))
