"""The charts of the packs, drawn from their printed tables only; colours and type are those of `publishing.drawing`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.publishing.drawing import (
    BLUE,
    LINE,
    OWN_COLOR,
    category,
    layer,
    layered,
    month,
    quantity,
    svg_text,
    words,
)
from pipelines.publishing.numbers import number_text, share_text
from pipelines.publishing.table import Table
from pipelines.publishing.texts import text

WIDTH, HEIGHT = 480, 120
MONTHS_OF_YEAR = 12
IN_PLACES = ("children_last", "children_this", "capacity")
COLORS = ("#9ecae1", BLUE, LINE)
"""Of the year before, now and places."""


def shown_months(table: Table, column: str) -> list[tuple[date, Decimal]]:
    """The months of a column that are shown, with their figures."""
    found = ((row.key, table.value(row, column)) for row in table.rows)
    return [(date.fromisoformat(key), Decimal(value)) for key, value in found if isinstance(value, int | Decimal)]


def children_chart(table: Table, style: Style) -> str:
    """The months' children as one line from nothing up, with its last point and the one a year before in figures."""
    points = shown_months(table, "children")
    values = _values(points, [number_text(count, 0, style.language) for _, count in points])
    marked = [values[at] for at in sorted({max(len(values) - 1 - MONTHS_OF_YEAR, 0), len(values) - 1})]
    x, y = month(), quantity("figure", title=None, scale={"zero": True}, axis={"tickCount": 4})
    layers = [
        layer("line", {"color": BLUE, "strokeWidth": 2.2}, values, x=x, y=y),
        layer("point", {"filled": True, "size": 45, "color": BLUE, "opacity": 1}, marked, x=x, y=y),
        layer("text", {"dy": -11, "fontSize": 12, "color": LINE}, marked, x=x, y=y, text=words("said")),
    ]
    return svg_text(layered(layers, WIDTH, HEIGHT), style.language)


def absence_chart(table: Table, style: Style) -> str:
    """The school's absence month by month beside the municipality's, each named where it ends."""
    layers = []
    ends = [shown_months(table, f"absence_{word}")[-1][1] for word in ("everywhere", "here")]
    under = 7 if ends[1] >= ends[0] else -7
    for word, color, dash, below in (("everywhere", LINE, [4, 3], under), ("here", BLUE, [1, 0], -under)):
        points = shown_months(table, f"absence_{word}")
        whose = text("pack", word, style.language)
        said = [f"{whose} {share_text(share, 1, style.language)}" for _, share in points]
        values = _values([(first, share * 100) for first, share in points], said)
        x, y = month(), quantity("figure", title=None, scale={"zero": True}, axis={"tickCount": 4})
        line = {"color": color, "strokeWidth": 2.2, "strokeDash": dash}
        label = {"align": "left", "dx": 6, "dy": below, "fontSize": 12, "color": color}
        layers += [
            layer("line", line, values, x=x, y=y),
            layer("text", label, values[-1:], x=x, y=y, text=words("said")),
        ]
    return svg_text(layered(layers, WIDTH - 60, HEIGHT), style.language)


def shown_places(table: Table) -> list[tuple[str, str, Decimal]]:
    """Of each offer at a unit what is shown of the year before, now, and of places: offer, what it is, figure."""
    headers = {column.key: column.plain_header for column in table.columns}
    keys = [key for key in IN_PLACES if key in headers]
    cells = ((str(row.values[0]), key, table.value(row, key)) for row in table.rows for key in keys)
    return [(offer, headers[key], Decimal(value)) for offer, key, value in cells if isinstance(value, int | Decimal)]


def places_chart(table: Table, style: Style) -> str:
    """Children in a unit's own offers, the year before and now, and its places, as bars from nothing up."""
    shown = shown_places(table)
    several = len({offer for offer, _, _ in shown}) > 1
    values = [
        {"bar": f"{offer}: {what}" if several else what, "figure": float(figure),
         "said": number_text(figure, 0, style.language), "color": COLORS[number % len(COLORS)] if not several else BLUE}
        for number, (offer, what, figure) in enumerate(shown)
    ]  # fmt: skip
    x = quantity("figure", title=None, scale={"zero": True}, axis=None)
    y = category("bar", [str(value["bar"]) for value in values], labelLimit=260)
    layers = [
        layer("bar", {"height": 14}, values, x=x, y=y, color=OWN_COLOR),
        layer("text", {"align": "left", "dx": 5, "fontSize": 12, "color": LINE}, values, x=x, y=y, text=words("said")),
    ]
    return svg_text(layered(layers, WIDTH - 160, 24 * len(values)), style.language)


def _values(points: list[tuple[date, Decimal]], said: list[str]) -> list[dict[str, object]]:
    return [
        {"month": first.isoformat(), "figure": float(figure), "said": words_of}
        for (first, figure), words_of in zip(points, said, strict=True)
    ]
