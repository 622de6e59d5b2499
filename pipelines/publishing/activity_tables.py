"""The tables about children and about the forecast itself: activity, accuracy, adjustments."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.publishing.content import ALL, NOT_PLACES, Accuracy, Adjustment, Position, Prognosis, Style
from pipelines.publishing.economy_tables import line_notes
from pipelines.publishing.numbers import UNITS, months_text
from pipelines.publishing.table import Column, Row, Table, Value, headed_column
from pipelines.publishing.texts import name, place


def places_table(prognosis: Prognosis, style: Style) -> Table:
    """Full-year places by offer type: last year, this year, the budget's, next year."""
    year = prognosis.fiscal_year
    columns = [
        headed_column("offer_type", "text", style),
        headed_column("places_last", "places", style, year=year - 1),
        headed_column("places_this", "places", style, year=year),
        Column("places_change", style.text("column", "places_change", last=year - 1, this=year), "places",
               "{places_this}-{places_last}"),
        headed_column("places_planned", "places", style, year=year),
        headed_column("places_next", "places", style, year=year + 1),
    ]  # fmt: skip
    lines = [line for line in prognosis.offer_types if line.code != NOT_PLACES and line.activity]
    rows = [_places_row(line, style, is_total=False) for line in lines]
    total = _places_row(prognosis.total, style, is_total=True)
    notes = [style.text("note", "places"), *line_notes(prognosis, style, with_money=False)]
    return _table("aktivitet", "places", columns, [*rows, total], notes, style)


def month_table(prognosis: Prognosis, style: Style) -> Table:
    """Places in use month by month, past and expected; the chart is drawn from it."""
    columns = [
        headed_column("month", "month", style),
        headed_column("month_kind", "text", style),
        headed_column("month_places", "places", style),
        Column("low", style.text("column", "low"), "places"),
        Column("high", style.text("column", "high"), "places"),
    ]
    words = {"da": ("faktisk", "forventet"), "en": ("actual", "expected")}[style.language]
    rows = [
        Row(item.month.isoformat(), (item.month, words[item.p10 is not None], item.places, item.p10, item.p90))
        for item in prognosis.months
    ]
    notes = [style.text("note", "month_places"), style.text("note", "outside_total")]
    return _table("maaneder", "month_places", columns, rows, notes, style)


PRINTED_METHODS = frozenset({
    "pladsprognose", "known_and_decided", "naive_last_month", "last_year_share_to_date", "budget",
})  # fmt: skip
"""What a committee knows from its own papers; the other plain methods stand in `forecast.accuracy`."""


def accuracy_table(prognosis: Prognosis, style: Style) -> Table | None:
    """How the forecast and plain methods have fared; None before there is a backtest."""
    if not prognosis.accuracy:
        return None
    columns = [
        headed_column("horizon", "text", style),
        headed_column("level", "text", style),
        headed_column("method", "text", style),
        headed_column("origins", "count", style),
        headed_column("wape", "share", style),
        headed_column("bias", "share", style),
        headed_column("coverage", "share", style),
    ]
    rows = [
        Row(f"{item.horizon} {item.level} {item.method}",
            (name("horizon", item.horizon, style.language), name("level", item.level, style.language),
             name("method", item.method, style.language), item.origins, item.wape, item.bias, item.coverage_80))
        for item in sorted(prognosis.accuracy, key=accuracy_order)
        if item.method in PRINTED_METHODS
    ]  # fmt: skip
    return _table("traefsikkerhed", "accuracy", columns, rows, [style.text("note", "accuracy")], style)


def accuracy_order(item: Accuracy) -> tuple[int, int, int, str]:
    """The nearest year first, money before places, our own forecast before the plain methods."""
    return place("horizon", item.horizon), place("level", item.level), place("method", item.method), item.method


def adjustment_table(prognosis: Prognosis, style: Style) -> Table | None:
    """What people have changed by hand, and why; None when nothing."""
    if not prognosis.adjustments:
        return None
    columns = [
        headed_column("adjusted", "text", style),
        headed_column("amount", "amount", style),
        headed_column("factor", "factor", style),
        headed_column("reason", "text", style),
        headed_column("expires", "day", style),
    ]
    rows = [
        Row(str(number), (_adjusted(item, style), item.amount_kr, item.factor, item.reason, item.expires))
        for number, item in enumerate(prognosis.adjustments, 1)
    ]
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=prognosis.fiscal_year)
    title = style.text("table", "justeringer", year=prognosis.fiscal_year)
    return Table("justeringer", title, unit, tuple(columns), tuple(rows))


def _places_row(line: Position, style: Style, *, is_total: bool) -> Row:
    if line.activity is None:
        return Row(line.key, (name("offer_type", line.code, style.language), None, None, None, None, None), is_total)
    places = line.activity
    values: tuple[Value, ...] = (
        places.last_year,
        places.this_year,
        None if places.last_year is None else places.this_year - places.last_year,
        places.planned,
        places.next_year,
    )
    return Row(line.key, (name("offer_type", line.code, style.language), *values), is_total)


def _adjusted(item: Adjustment, style: Style) -> str:
    code = ("offer_type", item.offer_type) if item.offer_type != ALL else ("grant_area", item.grant_area)
    said = name(*code, style.language)
    if item.first_month is None or item.last_month is None:
        return said
    return f"{said}, {months_text(item.first_month, item.last_month, style.language)}"


def _table(
    code: str,
    unit: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    notes: Sequence[str],
    style: Style,
    **values: object,
) -> Table:
    title = style.text("table", code, **values)
    return Table(code, title, style.text("unit", unit), tuple(columns), tuple(rows), tuple(notes))
