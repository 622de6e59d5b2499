"""The tables of a school's or a cluster's pack: its own offers, absence and well-being. Nothing is hidden yet.

A school is told of by few figures: absence in all and by illness, for the rest is a handful of pupils. Not here: what
is hidden (`hiding`), the area's tables (`tables`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import month_text
from pipelines.publishing.packs.content import Month, Ratio, Unit
from pipelines.publishing.packs.figure_keys import OVER_TEN
from pipelines.publishing.packs.tables import (
    absence_share,
    absence_table,
    compared,
    pack_column,
    pack_table,
    well_being_table,
    year_columns,
)
from pipelines.publishing.table import Column, Row, Table
from pipelines.publishing.texts import name, text

FEWEST_PUPILS = 20
"""A school with fewer pupils, or answers, has neither absence nor well-being in its pack."""
ABSENCE = ("fravaer_i_alt", "sygefravaer", OVER_TEN)


def unit_tables(month: Month, unit: Unit, style: Style) -> Iterator[Table]:
    """Every table that the deliveries have figures for."""
    if unit.offered:
        yield offer_table(month, unit, style)
    if unit.kind == "school" and _of_enough(month.absence.get((OVER_TEN, month.period, unit.code))):
        yield absence_table(month, unit.code, ABSENCE, style)
        yield absence_trend_table(month, unit, style)
    answers = [ratio for (_, _, place), ratio in month.well_being.items() if place == unit.code]
    if unit.kind == "school" and answers and all(_of_enough(ratio) for ratio in answers):
        yield well_being_table(month, unit.code, style)


def _of_enough(ratio: Ratio | None) -> bool:
    """Whether so many pupils are behind an average that it tells of none of them."""
    return ratio is not None and ratio.whole is not None and ratio.whole >= FEWEST_PUPILS


def offer_table(month: Month, unit: Unit, style: Style) -> Table:
    """Children at the unit in the offers that it has places for."""
    columns = [
        Column("offer_type", text("column", "offer_type", style.language), "text"),
        *year_columns("children", month, style),
        pack_column("children_change", "count", style, formula="{children_this}-{children_last}"),
        pack_column("capacity", "count", style),
    ]
    rows = []
    codes = [code for line in month.lines for code in line.counted if code in unit.offered]
    for code in codes or sorted(unit.offered):
        this, last = (month.at.children.get((when, unit.code, code), 0) for when in (month.period, month.last_year))
        counts = compared(month, this, last)
        rows.append(Row(code, (name("offer_type", code, style.language), *counts, unit.offered[code])))
    return pack_table("tilbud", columns, rows, style, [text("pack_note", "at_unit", style.language)])


def absence_trend_table(month: Month, unit: Unit, style: Style) -> Table:
    """Absence in all month by month, the school's and the municipality's; the chart is drawn from it."""
    columns = [
        pack_column("month", "month", style),
        pack_column("absence_here", "share", style),
        pack_column("absence_everywhere", "share", style),
    ]
    months = sorted({when for _, when, place in month.absence if place == unit.code})
    rows = [
        Row(
            when.isoformat(),
            (when, *(absence_share(month, "fravaer_i_alt", when, place) for place in (unit.code, ALL))),
        )
        for when in months
    ]
    return pack_table("fravaer_maaneder", columns, rows, style, month=month_text(month.period, style.language))
