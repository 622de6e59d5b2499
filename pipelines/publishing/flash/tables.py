"""The tables of a flash note: what came beside what was expected, what it costs by year, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.publishing.basis import with_basis
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.flash.content import RESIDENCE, Flash, Group, YearMoved
from pipelines.publishing.flash.hiding import CAME
from pipelines.publishing.numbers import EN_DASH, UNITS, month_text
from pipelines.publishing.since_table import CAUSES
from pipelines.publishing.since_table import CODE as SINCE_CODE
from pipelines.publishing.table import Column, Row, Table, headed_column, is_printed

KEYS = ("since", "since_next", "since_later")


def flash_of(prognosis: Prognosis) -> Flash:
    """The note's own part of a prognosis; TypeError for any other edition."""
    if prognosis.flash is None:
        raise TypeError("only a flash note has alarms")
    return prognosis.flash


def note_tables(prognosis: Prognosis, style: Style, untold: frozenset[str] = frozenset()) -> dict[str, Table]:
    """Every table with all its figures, by its code; of the `untold` groups not whether they are alarms."""
    found = [came_table(prognosis, style, untold), cost_table(prognosis, style)]
    based = {table.code: with_basis(table, prognosis, style) for table in found if table is not None}
    if SINCE_CODE in based:  # its columns are years
        ours, other = (style.text("basis", code, year=prognosis.fiscal_year) for code in ("own_years", "prices"))
        based[SINCE_CODE] = replace(based[SINCE_CODE], basis=based[SINCE_CODE].basis.replace(other, ours))
    return based


def came_table(prognosis: Prognosis, style: Style, untold: frozenset[str]) -> Table | None:
    """What came and what was expected, with the forecast's own 95 % interval; None where nothing could be tested."""
    groups = flash_of(prognosis).told()
    if not groups:
        return None
    columns = (
        _column("group", "text", style), _column("came", "count", style), _column("of", "count", style),
        _column("usual", "count", style), _column("band_low", "count", style), _column("band_high", "count", style),
        _column("told", "text", style),
    )  # fmt: skip
    rows = tuple(
        Row(group.key, (said_of(group, style), group.came, group.of, group.expected, group.low, group.high,
                        EN_DASH if group.key in untold else style.text("flash_told", _direction(group))))
        for group in groups
    )  # fmt: skip
    notes = [style.text("flash_note", code) for code in ("came", "band", "limit")]
    return Table(CAME, style.text("flash_table", CAME), "", columns, rows, tuple(notes))


def said_of(group: Group, style: Style) -> str:
    """`Indstillinger til skoletilbud, oktober 2025`."""
    months = month_text(group.last, style.language)
    if group.first != group.last:
        months = style.text("flash_text", "since", first=month_text(group.first, style.language))
    code = {RESIDENCE: RESIDENCE}.get(group.series, f"{group.series}_{group.stream}")
    where = style.names.get(group.district, group.district)
    return f"{style.text('flash_group', code, district=where)}, {months}"


def _direction(group: Group) -> str:
    if not group.is_alarm:
        return "quiet"
    return "over" if group.is_over else "under"


def cost_table(prognosis: Prognosis, style: Style) -> Table | None:
    """The forecast before, the causes and this one: the year, the next, and those after it together.

    Causes are told of the first two years; None where the two forecasts share no year.
    """
    flash, now = flash_of(prognosis), prognosis.since_last
    if not flash.years:
        return None
    first, *coming = flash.years
    spans = [[first], coming[:1], coming[1:]]
    causes = [now.causes_kr if now else {}, flash.since_next.causes_kr if flash.since_next else {}, {}]
    told = [place for place, span in enumerate(spans) if span]
    columns = [headed_column("cause", "text", style, words="since_last.cause"),
               *(Column(KEYS[place], years_of(spans[place]), "amount", is_summed=bool(causes[place]))
                 for place in told)]  # fmt: skip
    rows = [
        _row("before", "flash_column.before", [_sum(one.before_kr for one in spans[place]) for place in told], style)
    ]
    for cause in CAUSES:
        amounts = [causes[place].get(cause) for place in told]
        if any(is_printed(kr, columns[1], style) for kr in amounts):
            rows.append(_row(cause, f"since_last.{cause}", amounts, style))
    whole = [_sum(one.now_kr for one in spans[place]) for place in told]
    rows.append(replace(_row("total", "flash_column.now", whole, style), is_total=True))
    unit = style.text("flash_unit", "own_years", unit=UNITS[style.unit].title[style.language])
    notes = [style.text("flash_note", "causes")]
    if now is not None and now.is_together:
        notes.append(style.text("since_last", "note_together"))
    return Table(SINCE_CODE, style.text("flash_table", SINCE_CODE), unit, tuple(columns), tuple(rows), tuple(notes))


def years_of(span: Sequence[YearMoved]) -> str:
    """`2025`, or `2027–2029`."""
    return EN_DASH.join(sorted({str(span[0].year), str(span[-1].year)}))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _row(key: str, words: str, amounts: Sequence[Decimal | None], style: Style) -> Row:
    section, _, code = words.partition(".")
    return Row(key, (style.text(section, code), *amounts))


def _column(key: str, kind: str, style: Style) -> Column:
    return Column(key, style.text("flash_column", key), kind)  # type: ignore[arg-type]
