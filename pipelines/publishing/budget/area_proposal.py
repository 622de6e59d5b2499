"""A proposal of expectation figures for the areas: whole kroner that with the central reserve are the budget.

The figures are the trend's, by area and line; what belongs to no area is the reserve. Which lines may be shown of
areas is decided as in the follow-up (`publishing.area_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.publishing.area_expected import AreaExpectations
from pipelines.publishing.area_tables import BETWEEN, CODE
from pipelines.publishing.budget.tables import PEOPLE, PRICES, budget_of, column, table
from pipelines.publishing.content import ALL, NOT_PLACES, Position, Prognosis, Style
from pipelines.publishing.numbers import amount_in_words
from pipelines.publishing.table import Row, Table, Value, headed_column
from pipelines.publishing.texts import name

SUM = "forventning_sum"


def area_proposal_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Each area's lines and their total; None where they are not shown."""
    areas = prognosis.expectations.by_area if prognosis.expectations else None
    if areas is None or not areas.areas:
        return None
    columns = [
        headed_column("area_line", "text", style),
        column("agreed", "amount", style, {"year": budget_of(prognosis).running.year}),
        column("trend_places", "places", style),
        column("proposal", "amount", style),
    ]
    keys = ("area_line", "agreed", "places", "expected")
    columns = [type(one)(key, one.header, one.kind) for key, one in zip(keys, columns, strict=True)]
    rows = [row for area in areas.areas for row in _rows(areas, area, prognosis, style)]
    return table(CODE, "money_and_places", columns, rows, ["proposal", "areas"], prognosis, style, (PEOPLE, PRICES))


def _rows(areas: AreaExpectations, area: str, prognosis: Prognosis, style: Style) -> Iterator[Row]:
    lines, named = [line for line in prognosis.offer_types if line.code != NOT_PLACES], style.names.get(area, area)
    for line in lines:
        label = f"{named}: {name('offer_type', line.code, style.language)}"
        yield _row(areas, area, line.key, label, _types(line), line.counted)
    types = tuple(code for line in lines for code in _types(line))
    counted = tuple(code for line in lines if line.is_in_total for code in line.counted)
    yield _row(areas, area, ALL, f"{named}: {style.text('expectation', 'area_total')}", types, counted)


def _row(
    areas: AreaExpectations, area: str, key: str, label: str, types: tuple[str, ...], counted: tuple[str, ...]
) -> Row:
    figure = areas.figure(area, types, counted)
    return Row(f"{area}{BETWEEN}{key}", (label, figure.agreed_kr, figure.places, figure.forecast_kr))


def _types(line: Position) -> tuple[str, ...]:
    return line.members or (line.code,)


def sum_table(prognosis: Prognosis, style: Style) -> Table | None:
    """The areas and the central reserve, which are the budget to the krone; None without a proposal."""
    proposal = prognosis.expectations
    if proposal is None:
        return None
    columns = [headed_column("step", "text", style), column("proposal", "amount", style, is_summed=True)]
    columns = [columns[0], type(columns[1])("proposal", columns[1].header, "amount", is_summed=True)]
    said = {"areas": proposal.areas_kr, "reserve": proposal.reserve_kr}
    rows = [Row(code, (style.text("budget_text", f"sum_{code}"), kr)) for code, kr in said.items()]
    whole: tuple[Value, ...] = (style.text("budget_text", "sum_budget"), proposal.corrected_kr)
    return table(SUM, "money", columns, [*rows, Row("total", whole, is_total=True)], ["reserve"], prognosis, style,
                 (PEOPLE, PRICES))  # fmt: skip


def proposal_sentences(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """What the annex says: how much the areas have of the budget, and why they may not be shown."""
    proposal = prognosis.expectations
    if proposal is None:
        return
    parts = {"areas": proposal.areas_kr, "reserve": proposal.reserve_kr, "budget": proposal.corrected_kr}
    said = {key: amount_in_words(kr, style.unit, style.language) for key, kr in parts.items()}
    yield style.text("budget_text", "proposal", year=prognosis.fiscal_year, **said).replace("..", ".")
    if proposal.by_area is None:
        yield style.text("expectation", "no_areas")
