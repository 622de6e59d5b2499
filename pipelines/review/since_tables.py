"""What the change since the forecast before is due to, in kroner, in places and by offer type: internal tables.

Not here: how a change is split (`forecasting.vintage_change`, `docs/methods.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Column, ColumnKind, Row, Table, cell_text
from pipelines.publishing.texts import name, place, text
from pipelines.review.words import word

SINCE = """
-- one row per fiscal year and offer type, all districts: the forecast, the one before, and what has become known
select vintage_change.*, previous.as_of_date as previous_as_of
from forecast.vintage_change as vintage_change
left join forecast.vintage as previous on vintage_change.previous_vintage_id = previous.vintage_id
where vintage_change.vintage_id = $vintage_id and vintage_change.district_id = 'ALL'
order by vintage_change.fiscal_year, vintage_change.offer_type
"""
ALL = "ALL"
CODES = {"siden_sidst_kroner": "kr", "siden_sidst_pladser": "places"}
"""The tables of the whole municipality, and what the columns of forecast.vintage_change that they show end on."""
BY_OFFER = "siden_sidst_tilbud"
CAUSES = (
    *("in_place", "decided", "pending", "unknown"),
    *("price", "bills", "one_off", "other", "adjustment"),
    *("correction", "model", "model_or_correction"),
)
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "in_place": ("in_place",),
    "on_the_way": ("decided", "pending"),
    "unknown": ("unknown",),
    "price": ("price",),
    "bills": ("bills",),
    "beside": ("one_off", "other", "adjustment"),
    "made_otherwise": ("correction", "model", "model_or_correction"),
}
"""The columns of the table by offer type, with the causes that each sums."""
Since = Sequence[dict[str, Any]]


def since_rows(source: PublishedFile, prognosis: Prognosis) -> Since:
    """The changes of a vintage since the one before; none of the first, and of a scenario."""
    return source.rows(SINCE, {"vintage_id": prognosis.vintage.vintage_id})


def since_tables(found: Since, style: Style) -> Iterator[Table]:
    """The tables of the change; a cause that is printed as nothing in every year has no line."""
    years = [row for row in found if row["offer_type"] == ALL]
    if years:
        for code, unit in CODES.items():
            yield _whole(years, code, unit, style)
        yield _by_offer([row for row in found if row["fiscal_year"] == years[0]["fiscal_year"]], style)


def _whole(years: Since, code: str, unit: str, style: Style) -> Table:
    kind: ColumnKind = "amount" if unit == "kr" else "places"
    columns = [
        Column("cause", word("driver", style.language), "text"),
        *(Column(f"y{year['fiscal_year']}", str(year["fiscal_year"]), kind) for year in years),
    ]
    notes = [word("note_since", style.language), *(_budget_notes(years, style) if unit == "kr" else ())]
    if any(year[f"model_or_correction_{unit}"] for year in years):
        notes.append(word("note_since_both", style.language))
    notes.append(text("note", "rounding", style.language))
    shown = text("unit", "money_own_years", style.language, unit=UNITS[style.unit].title[style.language])
    shown = shown if unit == "kr" else text("unit", "places", style.language)
    return Table(
        code, text("table", code, style.language), shown, tuple(columns), tuple(_rows(years, unit, style)), tuple(notes)
    )


def _rows(years: Since, unit: str, style: Style) -> Iterator[Row]:
    before, after = f"previous_{unit}", "expected_kr" if unit == "kr" else "places"
    column = Column("", "", "amount" if unit == "kr" else "places")
    nothing = cell_text(Decimal(0), column, style)
    day = date_text(years[0]["previous_as_of"], style.language)
    yield Row("before", (word("since_before", style.language, day=day), *(year[before] for year in years)))
    for cause in CAUSES:
        amounts = [year.get(f"{cause}_{unit}", Decimal(0)) for year in years]
        if any(cell_text(amount, column, style) != nothing for amount in amounts):
            yield Row(cause, (word(f"since_{cause}", style.language), *amounts))
    yield Row("total", (word("since_total", style.language), *(year[after] for year in years)), is_total=True)


def _budget_notes(years: Since, style: Style) -> Iterator[str]:
    """What has happened to the budget meanwhile, year by year, where it has changed."""
    amount = Column("budget", "", "amount")
    for year in years:
        had, has = year["previous_budget_kr"], year["budget_kr"]
        if had is not None and has is not None and had != has:
            before, now = (cell_text(kr, amount, style) for kr in (had, has))
            yield word("note_since_budget", style.language, year=year["fiscal_year"], before=before, now=now)


def _by_offer(rows: Since, style: Style) -> Table:
    year, language = rows[0]["fiscal_year"], style.language
    columns = [Column("offer_type", text("column", "offer_type", language), "text")]
    columns += [Column(key, word(f"since_{key}_short", language), "amount") for key in (*TOGETHER, "change")]
    ordered = sorted(rows, key=lambda row: (row["offer_type"] == ALL, place("offer_type", row["offer_type"])))
    lines = [_offer_line(row, style) for row in ordered]
    unit = text("unit", "money", language, unit=UNITS[style.unit].title[language], year=year)
    notes = [word("note_since", language), word("note_since_offers", language), text("note", "rounding", language)]
    return Table(
        BY_OFFER, text("table", BY_OFFER, language, year=year), unit, tuple(columns),
        tuple(line for line in lines if line.is_total or any(line.values[1:])), tuple(notes),
    )  # fmt: skip


def _offer_line(row: Mapping[str, Any], style: Style) -> Row:
    sums = [sum((row[f"{cause}_kr"] for cause in causes), Decimal(0)) for causes in TOGETHER.values()]
    offer = row["offer_type"]
    return Row(
        offer,
        (name("offer_type", offer, style.language), *sums, row["expected_kr"] - row["previous_kr"]),
        is_total=offer == ALL,
    )
