"""The areas' lines of the annex on expectation figures, and which of their cells are hidden.

Not here: when a line may be shown (`area_expected`), the lines of the whole municipality (`expectation_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.area_expected import AreaExpectations, AreaFigure, hidden_in_packs
from pipelines.publishing.content import ALL, NOT_PLACES, Position, Prognosis, Style
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.follow_up import deviation_header
from pipelines.publishing.numbers import UNITS, month_text
from pipelines.publishing.table import Column, HiddenCell, Row, Table, headed_column
from pipelines.publishing.texts import name

CODE = "forventning_omraader"
BETWEEN = "|"
OF_CHILDREN = ("actual", "places", "expected", "deviation")
LEAST_SHOWN = 60
"""Per cent of the lines by area: with fewer, the areas are left out of the annex."""
DEVIATION = {"budget_minus_forventet": "{agreed}-{expected}", "forventet_minus_budget": "{expected}-{agreed}"}


def judged_areas(
    whole: Prognosis, hidden: frozenset[HiddenCell], threshold: int, earlier: Earlier, *, are_merged: bool
) -> tuple[Prognosis, frozenset[HiddenCell]]:
    """The prognosis with its areas or without them, and the areas' hidden cells.

    They are left out where too little could be shown, a pack has hidden an area's total, one child is most of an
    area's kroner, or packs merge areas.
    """
    areas = whole.expectations.by_area if whole.expectations else None
    if whole.expectations is None or areas is None:
        return whole, frozenset()
    lines = _lines(whole)
    releases, year = earlier.releases, whole.fiscal_year
    before = earlier.of_packs | hidden_in_packs(releases, year) | _hidden_before(releases, year)
    closed = {
        line.key
        for line in lines
        if threshold
        and (
            ("aktivitet", line.key, "places_this") in hidden
            or not before.isdisjoint({line.key, *line.counted})
            or areas.has_few(_types(line), line.counted, threshold)
            or areas.is_dominated(_types(line), whole.concentration)
        )
    }
    shown = 100 * (len(lines) - len(closed)) // max(len(lines), 1)
    is_about_one = threshold and any(whole.concentration.of(areas=(area,)).is_most for area in areas.areas)
    if shown < LEAST_SHOWN or ALL in before or are_merged or is_about_one or not areas.areas:
        return replace(whole, expectations=replace(whole.expectations, by_area=None)), frozenset()
    rows = {*closed, *([ALL] if closed else [])}
    return whole, frozenset(
        (CODE, f"{area}{BETWEEN}{row}", column) for area in areas.areas for row in rows for column in OF_CHILDREN
    )


def area_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Each area's lines and their total: expected, in use, forecast and deviation; None where they are not shown."""
    areas = prognosis.expectations.by_area if prognosis.expectations else None
    if areas is None:
        return None
    language = style.language
    month = areas.months[-1] if areas.months else None
    columns = [headed_column("area_line", "text", style), headed_column("expected_places", "places", style)]
    if month is not None:
        columns.append(headed_column("actual", "places", style, month=month_text(month, language)))
    columns += [
        headed_column("places", "places", style, words="column.places_forecast"),
        headed_column("agreed", "amount", style),
        headed_column("expected", "amount", style),
        Column("deviation", deviation_header(style), "amount", DEVIATION[style.sign]),
    ]
    rows = [row for area in areas.areas for row in _area_rows(areas, area, prognosis, style)]
    unit = style.text("unit", "money_and_places", unit=UNITS[style.unit].title[language], year=prognosis.fiscal_year)
    notes = [style.text("note", code) for code in ("areas", "rounding")]
    title = style.text("table", CODE, year=prognosis.fiscal_year)
    return Table(CODE, title, unit, tuple(columns), tuple(rows), tuple(notes))


def _area_rows(areas: AreaExpectations, area: str, prognosis: Prognosis, style: Style) -> Iterator[Row]:
    lines = _lines(prognosis)
    for line in lines:
        figure = areas.figure(area, _types(line), line.counted)
        yield _row(areas, area, line.key, name("offer_type", line.code, style.language), line.counted, figure, style)
    types = tuple(code for line in lines for code in _types(line))
    counted = tuple(code for line in lines if line.is_in_total for code in line.counted)
    label = style.text("expectation", "area_total")
    yield _row(areas, area, ALL, label, counted, areas.figure(area, types, counted), style)


def _row(
    areas: AreaExpectations, area: str, key: str, label: str, counted: Sequence[str], figure: AreaFigure, style: Style
) -> Row:
    deviation = style.signed(figure.agreed_kr - figure.forecast_kr)
    actual = [areas.in_use(areas.months[-1], area, counted)[0]] if areas.months else []
    named = f"{style.names.get(area, area)}: {label}"
    values = (named, figure.expected_places, *actual, figure.places, figure.agreed_kr, figure.forecast_kr,
              deviation)  # fmt: skip
    return Row(f"{area}{BETWEEN}{key}", values)


def _lines(prognosis: Prognosis) -> list[Position]:
    return [line for line in prognosis.offer_types if line.code != NOT_PLACES]


def _types(line: Position) -> tuple[str, ...]:
    return line.members or (line.code,)


def _hidden_before(releases: Sequence[Release], year: int) -> frozenset[str]:
    """Lines that an earlier edition of the year has hidden by area; an area's total follows its lines."""
    return frozenset(
        row.partition(BETWEEN)[2]
        for release in releases
        if release.fiscal_year == year
        for row, cells in release.tables.get(CODE, {}).items()
        if MARKER in cells.values() and not row.endswith(f"{BETWEEN}{ALL}")
    )
