"""A year and the next by stage, institution type, provider group, own and bought: a table of the internal pages.

Not here: how a year is divided (`forecasting.told.level_members`, `docs/methods.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Column, Row, Table, Value
from pipelines.publishing.texts import text
from pipelines.review.words import word
from pipelines.settings import Language

LEVELS = """
-- one row per dimension, member and fiscal year: this year and the next
select dimension, member, fiscal_year, full_year_places, mean_kr, p10_kr, p90_kr
from forecast.level
where vintage_id = $vintage_id and fiscal_year in ($fiscal_year, $fiscal_year + 1)
order by dimension, member, fiscal_year
"""
CODE = "trin_og_udbyder"
ALL, LOOSE = "ALL", "ikke_fordelt"
MEMBERS = {
    "grade_band": ("daycare", "stage_lower", "stage_middle", "stage_upper", "ukendt"),
    "institution_type": (
        *("folkeskole", "specialskole", "dagbehandling", "intern_skole", "privatskole", "opholdssted"),
        *("doegninstitution", "daginstitution", "specialboernehave", "sfo_klub", "andet", "ukendt"),
    ),
    "provider_group": ("egen", "anden_kommune", "region", "privat", "ukendt"),
    "own_bought": ("own", "bought", "ukendt"),
}
"""The dimensions and their members, in a reader's order."""
NOTES = {dimension: "note_grade_band" if dimension == "grade_band" else "note_today" for dimension in MEMBERS}
"""How the members of a dimension are to be read."""
Levels = Sequence[Mapping[str, Any]]
Figures = Mapping[tuple[str, str, int], Mapping[str, Any]]


def level_rows(source: PublishedFile, prognosis: Prognosis) -> Levels:
    """The vintage's year and the next; none of one from before they were divided."""
    wanted = {"vintage_id": prognosis.vintage.vintage_id, "fiscal_year": prognosis.fiscal_year}
    return source.rows(LEVELS, wanted)


def level_tables(found: Levels, style: Style) -> Iterator[Table]:
    """The table, where there is anything to divide."""
    if not found:
        return
    language, year = style.language, min(row["fiscal_year"] for row in found)
    columns = (
        Column("level_by", word("level_by", language), "text"),
        Column("level_member", word("level_member", language), "text"),
        *_figures("places_this", "expected", year, style),
        Column("low", text("column", "low", language), "low"),
        Column("high", text("column", "high", language), "high"),
        *_figures("places_next", "expected_next", year + 1, style),
    )
    figures = {(row["dimension"], row["member"], row["fiscal_year"]): row for row in found}
    unit = text("unit", "money_and_places", language, unit=UNITS[style.unit].title[language], year=year)
    own = (word(code, language) for code in ("note_levels", *dict.fromkeys(NOTES.values())))
    notes = (*own, *(text("note", code, language) for code in ("interval", "rounding")))
    yield Table(
        CODE, text("table", CODE, language, year=year), unit, columns, tuple(_rows(figures, year, style)), notes
    )


def _figures(places: str, expected: str, year: int, style: Style) -> tuple[Column, Column]:
    return (
        Column(places, word("level_places", style.language, year=year), "places"),
        Column(expected, word("level_kr", style.language, year=year), "amount"),
    )


def _rows(figures: Figures, year: int, style: Style) -> Iterator[Row]:
    """A line a member; what is for no place once, for it is the same in all divisions; the total last."""
    language = style.language
    for dimension, members in MEMBERS.items():
        for member in members:
            told = _told(figures, dimension, member, year)
            if any(told):
                own = member_name(dimension, member, language)
                yield Row(f"{dimension}.{member}", (word(f"by_{dimension}", language), own, *told))
    first = next(iter(MEMBERS))
    loose = _told(figures, first, LOOSE, year)
    if any(loose):
        yield Row(LOOSE, (word("level_all", language), member_name(first, LOOSE, language), *loose))
    total = _told(figures, first, ALL, year)
    yield Row("total", (word("level_all", language), word("level_total", language), *total), is_total=True)


def member_name(dimension: str, member: str, language: Language) -> str:
    """What a member of a dimension is called."""
    return word("level_ikke_fordelt" if member == LOOSE else f"{dimension}_{member}", language)


def _told(figures: Figures, dimension: str, member: str, year: int) -> tuple[Value, ...]:
    """Places, kroner and interval of the year, and places and kroner of the next."""
    this, following = (figures.get((dimension, member, at), {}) for at in (year, year + 1))
    return (
        *(this.get(name) for name in ("full_year_places", "mean_kr", "p10_kr", "p90_kr")),
        *(following.get(name) for name in ("full_year_places", "mean_kr")),
    )
