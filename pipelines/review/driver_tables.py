"""What each year's change is due to, in kroner and in places: two tables that only the internal pages have.

Not here: how a change is split (`forecasting.told.drivers`, `docs/methods.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import UNITS
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Column, ColumnKind, Row, Table
from pipelines.publishing.texts import text
from pipelines.review.words import word

CHANGES = """
-- one row per fiscal year, the whole municipality: the year, the one before, and what the difference is due to
select *
from forecast.driver
where vintage_id = $vintage_id and scenario = $scenario and district_id = 'ALL' and offer_type = 'ALL'
order by fiscal_year
"""
CODES = {"aendring_kroner": "kr", "aendring_pladser": "places"}
"""The tables, and what the columns of forecast.driver that they show end on."""
DRIVERS = (
    *("population", "intake", "duration", "mix", "under_way"),
    *("index", "price", "one_off", "other", "unexplained"),
)
Changes = Sequence[dict[str, Any]]


def changes(source: PublishedFile, prognosis: Prognosis) -> Changes:
    """The changes of a vintage's years; none in a file from before they were told."""
    vintage = prognosis.vintage
    return source.rows(CHANGES, {"vintage_id": vintage.vintage_id, "scenario": vintage.scenario})


def driver_tables(found: Changes, style: Style) -> Iterator[Table]:
    """The tables of the years' changes; a driver of nothing in any year has no line."""
    for code, unit in CODES.items():
        rows = [*_rows(found, unit, style)]
        kind: ColumnKind = "amount" if unit == "kr" else "places"
        columns = [
            Column("driver", word("driver", style.language), "text"),
            *(Column(f"y{year['fiscal_year']}", str(year["fiscal_year"]), kind) for year in found),
        ]
        notes = [word(f"note_{unit}", style.language), word("note_drivers", style.language)]
        if found and found[0]["previous_kr"] is None and unit == "kr":
            notes.append(word("note_no_accounts", style.language))
        if any(row.key == "unexplained" for row in rows):
            notes.append(word("note_unexplained", style.language))
        notes.append(text("note", "rounding", style.language))
        title = text("table", code, style.language)
        yield Table(code, title, _unit(unit, style), tuple(columns), tuple(rows), tuple(notes))


def _rows(found: Changes, unit: str, style: Style) -> Iterator[Row]:
    if not found:
        return
    for key, column in (("before", f"previous_{unit}"), *((driver, f"{driver}_{unit}") for driver in DRIVERS)):
        if column in found[0] and (key == "before" or any(year[column] for year in found)):
            yield Row(key, (word(f"driver_{key}", style.language), *(year[column] for year in found)))
    after = "expected_kr" if unit == "kr" else "places"
    yield Row("total", (word("driver_total", style.language), *(year[after] for year in found)), is_total=True)


def _unit(unit: str, style: Style) -> str:
    if unit == "kr":
        return text("unit", "money_own_years", style.language, unit=UNITS[style.unit].title[style.language])
    return text("unit", "places", style.language)
