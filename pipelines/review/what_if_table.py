"""The years of a what-if as a table: printed for the page, exact for a file.

Not here: how the years are told (`forecasting.questions.what_if`), what was asked (`what_if_form`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from forecasting.questions.what_if import Told
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.published_file import Row as Found
from pipelines.publishing.table import Column, ColumnKind, Row, Table, cell_text, interval_text
from pipelines.review.words import word

CODE = "hvad_hvis"
COLUMNS = tuple(
    f"whatif_{name}" for name in ("forecast", "expected", "80", "95", "change", "places", "budget", "deviation")
)
ENDS = {f"whatif_{share}": (f"whatif_{share}_low", f"whatif_{share}_high") for share in ("80", "95")}
KR, PLACES = Column("expected", "", "amount"), Column("places", "", "places")
Year = Mapping[str, Any]


def year_of(row: Found, before: Told, told: Told, style: Style) -> Year:
    """A year's exact figures by the column they stand in: what was published, and what is told with the change."""
    mean, budget = Decimal(repr(told.mean_kr)), row["budget_kr"]
    low_95, low_80, _, high_80, high_95 = (Decimal(repr(kr)) for kr in told.quantiles_kr)
    return {
        "year": row["fiscal_year"], "whatif_forecast": row["mean_kr"], "whatif_expected": mean,
        "whatif_80_low": low_80, "whatif_80_high": high_80, "whatif_95_low": low_95, "whatif_95_high": high_95,
        "whatif_change": mean - Decimal(repr(before.mean_kr)), "whatif_places": Decimal(repr(told.full_year_places)),
        "whatif_budget": budget, "whatif_deviation": None if budget is None else style.signed(budget - mean),
    }  # fmt: skip


def printed(year: Year, style: Style) -> dict[str, str]:
    """A year as the page prints it."""
    spans = {key: interval_text(year[low], year[high], KR, style) for key, (low, high) in ENDS.items()}
    kinds = dict.fromkeys(COLUMNS, KR) | {"whatif_places": PLACES}
    plain = {key: cell_text(year[key], kinds[key], style) for key in COLUMNS if key not in spans}
    return {"year": str(year["year"])} | spans | plain


def file_table(years: Sequence[Year], said: Iterable[str], style: Style) -> Table:
    """The years as a table to keep, which says what is changed."""
    language = style.language
    keys = [end for key in COLUMNS for end in ENDS.get(key, (key,))]
    columns = [Column("year", word("field_maal_aar", language), "year"), *(_column(key, style) for key in keys)]
    rows = [Row(str(year["year"]), tuple(year[key] for key in ("year", *keys))) for year in years]
    unit = style.text("unit", "money_places_own_years", unit=UNITS[style.unit].title[language])
    changes = "; ".join(said)
    notes = [f"{word('whatif_said', language)} {changes}." if changes else word("whatif_baseline", language)]
    return Table(
        CODE, word("whatif", language), unit, tuple(columns), tuple(rows), (*notes, word("whatif_rough", language))
    )


def _column(key: str, style: Style) -> Column:
    share, _, end = key.removeprefix("whatif_").partition("_")
    kind: ColumnKind = "places" if key == "whatif_places" else "amount"
    if not end:
        return Column(key, word(key, style.language), kind)
    return Column(key, f"{word(f'whatif_{share}', style.language)}, {word(f'whatif_{end}', style.language)}", kind)
