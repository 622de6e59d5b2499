"""Two vintages side by side, or a scenario beside the baseline: what each expects, and the difference, line by line.

The difference is the second less the first, so plus is dearer. Not here: which two are chosen (`beside_pages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pipelines.publishing.content import ALL, NOT_PLACES, Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.table import Column, Row, Table, Value, headed_column
from pipelines.publishing.texts import name
from pipelines.review.bridge_tables import SIDES as BRIDGED
from pipelines.review.drill.behind import named
from pipelines.review.words import word

Found = dict[str, Any]
SIDES = """
-- one row per fiscal year that both vintages have, and line of one split dimension or none: what each expects
with line as (
    select cell.*
    from forecast.fiscal_year as cell
    inner join forecast.vintage as vintage
        on cell.vintage_id = vintage.vintage_id and cell.scenario = vintage.scenario
    where
        cell.component = 'total'
        and (cell.grant_area <> 'ALL')::int + (cell.district_id <> 'ALL')::int + (cell.offer_type <> 'ALL')::int <= 1
),

compared as (
    select
        fiscal_year, grant_area, district_id, offer_type,
        coalesce(max(mean_kr) filter (where vintage_id = $first), 0) as first_kr,
        coalesce(max(mean_kr) filter (where vintage_id = $second), 0) as second_kr,
        coalesce(max(full_year_places) filter (where vintage_id = $first), 0) as first_places,
        coalesce(max(full_year_places) filter (where vintage_id = $second), 0) as second_places
    from line
    where vintage_id in ($first, $second)
    group by fiscal_year, grant_area, district_id, offer_type
)

select compared.*
from compared
left join mart.offer_type as offer_type on compared.offer_type = offer_type.offer_type
where compared.fiscal_year in (
    select fiscal_year from line where vintage_id in ($first, $second)
    group by fiscal_year having count(distinct vintage_id) = 2
)
order by
    compared.fiscal_year, compared.grant_area in ('ukendt', 'umappet'), compared.grant_area,
    compared.district_id = 'UKENDT', compared.district_id, offer_type.sort_order nulls last, compared.offer_type
"""
SPLITS = {
    "side_bevillingsomraade": "grant_area", "side_tilbudstype": "offer_type", "side_distrikt": "district_id",
}  # fmt: skip
YEARS, STEPS = "side_aar", "scenarie_trin"
SOURCES = {
    **dict.fromkeys((YEARS, *SPLITS), "forecast.fiscal_year"), STEPS: "forecast.scenario_effect",
    BRIDGED: "forecast.bridge",
}  # fmt: skip
"""The published tables that each table is made from."""


def beside_tables(
    found: Sequence[Found], effects: Sequence[Found], bridged: Table | None, year: int, style: Style
) -> Iterator[Table]:
    """The steps of a scenario, the years, why, and one year's lines by each dimension; none that says nothing."""
    why = [] if bridged is None else [bridged]
    splits = (_split(code, found, year, style) for code in SPLITS)
    tables = [_steps(effects, style), _years(found, style), *why, *splits]
    yield from (table for table in tables if table.rows)


def _years(found: Sequence[Found], style: Style) -> Table:
    own = [row for row in found if all(row[field] == ALL for field in SPLITS.values())]
    rows = [Row(str(row["fiscal_year"]), (row["fiscal_year"], *_sides(row))) for row in own]
    unit = style.text("unit", "money_places_own_years", unit=UNITS[style.unit].title[style.language])
    return _table(YEARS, [headed_column("year", "year", style), *_columns(style)], rows, unit, style)


def _split(code: str, found: Sequence[Found], year: int, style: Style) -> Table:
    """The year's lines along one dimension; those of nothing in both are left out, and the whole stands last."""
    field = SPLITS[code]
    others = [other for other in SPLITS.values() if other != field]
    own = [row for row in found if row["fiscal_year"] == year and all(row[other] == ALL for other in others)]
    rows = [
        Row(row[field], (named(field, row[field], style.language), *_sides(row)), is_total=row[field] == ALL)
        for row in sorted(own, key=lambda row: row[field] == ALL)
        if any(value for value in _sides(row))
    ]
    columns = [Column(field, word(f"by_{field}", style.language), "text"), *_columns(style)]
    unit = style.text("unit", "money_and_places", unit=UNITS[style.unit].title[style.language], year=year)
    return _table(code, columns, rows, unit, style, year=year)


def _steps(effects: Sequence[Found], style: Style) -> Table:
    """What each step of a scenario changes against the baseline, year by year."""
    language = style.language
    rows = [
        Row(f"{row['fiscal_year']} {row['step']}",
            (row["fiscal_year"], name("scenario_step", row["step"], language), row["mean_kr"], row["p10_kr"],
             row["p90_kr"], row["full_year_places"]))
        for row in effects
    ]  # fmt: skip
    columns = [
        headed_column("year", "year", style), Column("scenario_step", word("scenario_step", language), "text"),
        Column("difference", word("step_effect", language), "amount"), headed_column("low", "low", style),
        headed_column("high", "high", style),
        Column("places_difference", word("places_difference", language), "places"),
    ]  # fmt: skip
    unit = style.text("unit", "money_places_own_years", unit=UNITS[style.unit].title[language])
    return _table(STEPS, columns, rows, unit, style)


def _columns(style: Style) -> Iterator[Column]:
    for key, kind in (("first", "amount"), ("second", "amount"), ("difference", "amount")):
        formula = "{second}-{first}" if key == "difference" else ""
        yield Column(key, word(f"side_{key}", style.language), kind, formula, is_summed=True)  # type: ignore[arg-type]
    for key in ("places_first", "places_second", "places_difference"):
        yield Column(key, word(key, style.language), "places")


def _sides(row: Found) -> tuple[Value, ...]:
    is_place = row["offer_type"] != NOT_PLACES
    places: tuple[Decimal, Decimal] = row["first_places"], row["second_places"]
    counted = (*places, places[1] - places[0]) if is_place else (None, None, None)
    return row["first_kr"], row["second_kr"], row["second_kr"] - row["first_kr"], *counted


def _table(
    code: str, columns: Sequence[Column], rows: Sequence[Row], unit: str, style: Style, **values: int
) -> Table:  # fmt: skip
    notes = (word("note_sides" if code != STEPS else "note_steps", style.language), style.text("note", "rounding"))
    return Table(code, word(code, style.language, **values), unit, tuple(columns), tuple(rows), notes)
