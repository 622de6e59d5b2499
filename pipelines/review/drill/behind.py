"""A table behind a spot, where each row leads on to, the published tables it is made from; and how codes are said.

Not here: what stands in which table (`tables`, `months`, `levels`, `providers`, `spent`, `bridges`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forecasting.given.terms import UNKNOWN_DISTRICT
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import UNITS, month_text
from pipelines.publishing.table import Column, Row, Table
from pipelines.publishing.texts import name
from pipelines.review.drill.spot import LEVELS, Spot
from pipelines.review.level_tables import member_name
from pipelines.review.words import word
from pipelines.settings import Language

Found = dict[str, Any]
LINES, MONTHS = "forecast.fiscal_year, forecast.deviation", "forecast.cost, forecast.activity, mart.spend_monthly"
SOURCES = {
    **dict.fromkeys(("fra_budget", "fra_forrige"), "forecast.deviation"),
    **dict.fromkeys(("efter_bevillingsomraade", "efter_tilbudstype", "efter_distrikt"), LINES),
    **dict.fromkeys(("maaned_bevillingsomraade", "bevillingsomraade_maaned"), "mart.spend_monthly"),
    "tragt": "mart.referral_monthly",
    **dict.fromkeys(("efter_led", "efter_aar"), "forecast.fiscal_year"),
    **dict.fromkeys(("efter_maaned", "maaned_tilbudstype", "maaned_distrikt"), MONTHS),
    **dict.fromkeys(("maaned_led", "led_maaned", "led_maaned_tilbudstype", "led_maaned_distrikt"), "forecast.cost"),
    **dict.fromkeys(
        ("aaret_trin", "aaret_institutionstype", "aaret_udbydergruppe", "aaret_egne_koebte", "delen_efter_aar"),
        "forecast.level",
    ),
    **dict.fromkeys(("efter_udbydergruppe", "efter_udbyder"), "mart.activity_monthly, mart.provider, mart.unit_cost"),
}
"""The published tables that each table is made from."""
OF_OWN_YEARS = ("efter_aar", "delen_efter_aar")


@dataclass(frozen=True)
class Behind:
    """A table, and for each of its rows the spot it leads on to; none where there is nothing more behind."""

    table: Table
    leads_to: Mapping[str, Spot]

    @property
    def source(self) -> str:
        """The published tables it is made from."""
        return SOURCES[self.table.code]


@dataclass(frozen=True)
class FoundTables:
    """What every kind of table behind a spot is made of: the spot, the rows that were found, and how they are said."""

    spot: Spot
    style: Style
    found: Sequence[Found]

    def _set(
        self, code: str, columns: Iterable[Column], rows: Iterable[Row], notes: Iterable[str],
        leads_to: Mapping[str, Spot] | None = None,
    ) -> Behind:  # fmt: skip
        """The table of a code with its title, its unit and the note on rounding."""
        columns = tuple(columns)
        of_year = "money_and_places" if any(column.kind == "places" for column in columns) else "money"
        key = "money_places_own_years" if code in OF_OWN_YEARS else of_year
        notes = (*notes, self.style.text("note", "rounding"))
        unit = self.style.text(
            "unit", key, unit=UNITS[self.style.unit].title[self._language], year=self.spot.fiscal_year
        )
        return Behind(Table(code, self._word(code), unit, columns, tuple(rows), notes), leads_to or {})

    def _by(self, field: str) -> Column:
        """The first column of a table by a coordinate."""
        return Column(field, self._word(f"by_{field}"), "text")

    def _named(self, field: str, code: str) -> str:
        return named(field, code, self._language)

    def _word(self, code: str) -> str:
        return word(code, self._language)

    @property
    def _language(self) -> Language:
        return self.style.language


def spot_title(spot: Spot, language: Language) -> str:
    """The spot in words, the narrowest last."""
    labels = (spot_label(field, spot, language) for field in spot.narrowed.values() if field != "fiscal_year")
    return ", ".join([word("paper", language, year=spot.fiscal_year), *labels])


def spot_label(field: str, spot: Spot, language: Language) -> str:
    """One of the spot's coordinates in words."""
    code = str(getattr(spot, field))
    if field == "month":
        return month_text(date.fromisoformat(f"{code}-01"), language)
    return code if field == "fiscal_year" else named(field, code, language)


def named(field: str, code: str, language: Language) -> str:
    """A coordinate's code in words; a name of the municipality's own stands for itself."""
    if code == ALL:
        return name("offer_type", ALL, language)
    if field in LEVELS:
        return member_name(field, code, language)
    if field == "district_id":
        return word("no_district", language) if code == UNKNOWN_DISTRICT else code
    return name(field, code, language)
