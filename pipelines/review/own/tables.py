"""The tables of a leader's own figures: exact, with what each is made from.

Not here: what is asked of the file (`queries`), how the tables stand on the page (`pages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.judgements.acts import Cell, Months
from pipelines.publishing.area_tables import BETWEEN
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Column, ColumnKind, Row, Table, headed_column
from pipelines.publishing.texts import name
from pipelines.review.act_views import place_text
from pipelines.review.own.queries import ADJUSTED, AHEAD, AREA_MONTHS, DISTRICTS, INSTITUTION_MONTHS, OFFERS
from pipelines.review.reviewer import Role
from pipelines.review.words import word

Found = Sequence[Mapping[str, Any]]
AGREED, ADJUSTMENTS = "forventning_omraader", "egne_justeringer"
"""The table of a vintage with the agreed and the expected figures of each area; that of what is adjusted in an area."""
SOURCES = {
    AGREED: "mart.expectation_figure, forecast.fiscal_year, mart.activity_monthly",
    "egne_distrikter": "mart.activity_monthly, mart.referral_monthly, forecast.fiscal_year",
    ADJUSTMENTS: "forecast.adjustment",
    "egne_maaneder": "mart.expectation_figure, mart.activity_monthly, forecast.activity",
    "egne_tilbud": "mart.activity_monthly, mart.capacity, mart.unit_cost",
    "egne_boern": "mart.activity_monthly, mart.review_monthly",
    "egne_kommende": "mart.free_places",
}
KEYS = {
    "egne_distrikter": ("children", "places_to_date", "starts", "ends", "received", "decided", "waiting", "places",
                        "expected", "low", "high"),
    ADJUSTMENTS: ("effect", "reason", "made_by", "expires"),
    "egne_maaneder": ("expected_places", "actual", "month_places"),
    "egne_tilbud": ("children", "before", "places_to_date", "starts", "ends", "capacity", "cost_to_date"),
    "egne_boern": ("at_end", "starts", "ends", "due", "overdue"),
    "egne_kommende": ("capacity", "known", "granted", "free"),
}  # fmt: skip
NOTES = {
    "egne_distrikter": ("note_own_districts",), ADJUSTMENTS: ("note_own_adjusted",),
    "egne_tilbud": ("note_own_institution",),
}  # fmt: skip
KINDS: Mapping[str, ColumnKind] = {
    **dict.fromkeys(("children", "at_end", "before", "starts", "ends", "received", "decided", "waiting"), "count"),
    **dict.fromkeys(("due", "overdue", "capacity", "known", "granted", "free"), "count"),
    **dict.fromkeys(("places_to_date", "places", "expected_places", "actual", "month_places"), "places"),
    **dict.fromkeys(("expected", "cost_to_date", "effect"), "amount"),
    "low": "low", "high": "high", "reason": "text", "made_by": "text", "expires": "day",
}  # fmt: skip
PARTS: Mapping[Role, Sequence[tuple[str, str, str]]] = {
    "area": (("egne_distrikter", DISTRICTS, "district_id"), (ADJUSTMENTS, ADJUSTED, "adjustment_id"),
             ("egne_maaneder", AREA_MONTHS, "month")),
    "school": (("egne_tilbud", OFFERS, "offer_type"), ("egne_boern", INSTITUTION_MONTHS, "month"),
               ("egne_kommende", AHEAD, "month")),
}  # fmt: skip
"""What each leader is told: the table, what is asked for it, and the column that a row is named by."""
PAPERS_OWN = ("places", "expected", "low", "high", "reason", "expires")
"""The columns that have the paper's words."""


def own_tables(
    role: Role, source: PublishedFile, where: Mapping[str, Any], agreed: Table | None, style: Style
) -> Iterator[Table]:
    """An area's or an institution's; first what was agreed of an area, where anything was."""
    area = f"{where['own']}{BETWEEN}"
    rows = [row for row in agreed.rows if row.key.startswith(area)] if agreed else []
    if agreed and rows:
        yield Table(
            AGREED, word(AGREED, style.language, year=where["as_of"].year), agreed.unit, agreed.columns,
            tuple(Row(row.key, (str(row.values[0]).partition(": ")[2], *row.values[1:]), row.key == f"{area}{ALL}")
                  for row in rows), agreed.notes[1:],
        )  # fmt: skip
    for code, query, first in PARTS[role]:
        yield _table(code, first, source.rows(query, dict(where)), where, style)


def _table(code: str, first: str, found: Found, where: Mapping[str, Any], style: Style) -> Table:
    """The rows found; columns that no row has anything in are left out."""
    told = [key for key in KEYS[code] if any(row[key] is not None for row in found)]
    is_month = first == "month"
    columns = [
        Column(first, word("by_month" if is_month else f"by_{first}", style.language), "month" if is_month else "text"),
        *(_column(key, style) for key in told),
    ]
    rows = [
        Row(str(row[first]), (_label(first, row, style), *(row[key] for key in told)), row.get("is_total", False))
        for row in found
    ]
    kinds = {KINDS[key] for key in told}
    has_money, of_year = "amount" in kinds, "money_and_places" if "places" in kinds else "money"
    unit = style.text("unit", of_year, unit=UNITS[style.unit].title[style.language],
                      year=where["as_of"].year) if has_money else word("own_counts", style.language)  # fmt: skip
    said = [
        *(word(note, style.language) for note in NOTES.get(code, ())),
        *([style.text("note", "rounding")] if has_money else []),
    ]
    return Table(code, word(code, style.language), unit, tuple(columns), tuple(rows), tuple(said))


def _column(key: str, style: Style) -> Column:
    if key in PAPERS_OWN:
        return headed_column(key, KINDS[key], style)
    return Column(key, word(f"own_{key}", style.language), KINDS[key])


def _label(first: str, row: Mapping[str, Any], style: Style) -> Any:
    if first == "adjustment_id":
        months = Months(row["first_month"], row["last_month"]) if row["first_month"] else None
        return place_text(Cell(*(row[field] for field in Cell._fields)), months, style)
    return name("offer_type", row[first], style.language) if first == "offer_type" else row[first]
