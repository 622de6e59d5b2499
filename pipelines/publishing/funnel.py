"""A funnel: how many are left after each step, as a picture of one bar a step drawn from its table.

Not here: what the steps are.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.publishing.drawing import BLUE, WIDTH, category, layer, layered, quantity, svg_text, words
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
    values = [
        {"name": displayable(str(row.values[0])), "count": _count(table, row), "label": _label(table, row, style)}
        for row in table.rows
    ]
    y = category("name", [str(value["name"]) for value in values], labelPadding=10, labelLimit=400)
    x = quantity("count", title=None, axis={"tickCount": 5, "grid": True})
    bar = layer("bar", {"height": 18, "color": BLUE}, y=y, x=x)
    label = layer("text", {"align": "left", "dx": 7, "fontSize": 11.5}, y=y, x=x, text=words("label"))
    return svg_text(layered([bar, label], WIDTH - 160, STEP_HEIGHT * len(values), values), style.language)


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
