"""What the change since the forecast before is due to, in kroner, in places and by offer type: internal tables.

Not here: how a change is split (`forecasting.vintages.vintage_change`, `docs/methods.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import UNITS, amount_in_words, date_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.since_table import causes_said
from pipelines.publishing.table import Column, ColumnKind, Row, Table, is_printed
from pipelines.publishing.texts import name, place, text
from pipelines.review.words import word

SINCE = """
-- one row per end, fiscal year and offer type, all districts: the forecast before, the end, what has become known
select vintage_change.*, previous.as_of_date as previous_as_of
from forecast.vintage_change as vintage_change
left join forecast.vintage as previous on vintage_change.previous_vintage_id = previous.vintage_id
where vintage_change.vintage_id = $vintage_id and vintage_change.district_id = 'ALL'
order by vintage_change.ends_in, vintage_change.fiscal_year, vintage_change.offer_type
"""
ALL = "ALL"
CODES = {"siden_sidst_kroner": "kr", "siden_sidst_pladser": "places"}
"""The tables of the whole municipality, and what the columns of forecast.vintage_change that they show end on."""
BY_OFFER, TO_ACCOUNTS = "siden_sidst_tilbud", "siden_sidst_regnskab"
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
Since = Sequence[Mapping[str, Any]]


def since_rows(source: PublishedFile, prognosis: Prognosis) -> Since:
    """The changes of a vintage since the one before; none of the first, and of a scenario."""
    return source.rows(SINCE, {"vintage_id": prognosis.vintage.vintage_id})


def since_tables(found: Since, style: Style) -> Iterator[Table]:
    """The tables of the change; a cause that is printed as nothing in every year has no line.

    Where the year of the forecast before is over, one more leads from it to its accounts.
    """
    ahead, over = ([row for row in found if row["ends_in"] == end] for end in ("forecast", "accounts"))
    years = [row for row in ahead if row["offer_type"] == ALL]
    if years:
        for code, unit in CODES.items():
            yield _whole(years, code, unit, style)
        yield _by_offer([row for row in ahead if row["fiscal_year"] == years[0]["fiscal_year"]], style)
    yield from (_to_accounts(row, style) for row in over if row["offer_type"] == ALL)


def _whole(years: Since, code: str, unit: str, style: Style) -> Table:
    """The causes in one unit, a column a year."""
    columns = [_figure(f"y{year['fiscal_year']}", str(year["fiscal_year"]), unit) for year in years]
    notes = [word("note_since", style.language), *(_budget_notes(years, style) if unit == "kr" else ())]
    shown = text("unit", "money_own_years", style.language, unit=UNITS[style.unit].title[style.language])
    shown = shown if unit == "kr" else text("unit", "places", style.language)
    total = word("since_total", style.language)
    rows = _rows([(year, unit) for year in years], total, style)
    return _table(code, text("table", code, style.language), shown, columns, rows, notes, style)


def _to_accounts(row: Mapping[str, Any], style: Style) -> Table:
    """From the last forecast of a year to its accounts, in kroner and in places."""
    language, year = style.language, row["fiscal_year"]
    columns = [_figure(unit, word(f"since_in_{unit}", language), unit) for unit in ("kr", "places")]
    notes = [word("note_since_accounts", language), *_budget_notes([row], style)]
    unit = text("unit", "money_and_places", language, unit=UNITS[style.unit].title[language], year=year)
    rows = _rows([(row, "kr"), (row, "places")], word("since_accounts", language, year=year), style)
    title = text("table", TO_ACCOUNTS, language, year=year)
    return _table(TO_ACCOUNTS, title, unit, columns, rows, notes, style)


def _table(
    code: str, title: str, unit: str, columns: list[Column], rows: Iterator[Row], notes: list[str], style: Style
) -> Table:
    first, lines = Column("cause", word("driver", style.language), "text"), tuple(rows)
    if any(line.key == "model_or_correction" for line in lines):
        notes = [*notes, word("note_since_both", style.language)]
    notes = [*notes, text("note", "rounding", style.language)]
    return Table(code, title, unit, (first, *columns), lines, tuple(notes))


def _figure(key: str, header: str, unit: str) -> Column:
    kind: ColumnKind = "amount" if unit == "kr" else "places"
    return Column(key, header, kind)


def _rows(figures: Sequence[tuple[Mapping[str, Any], str]], total: str, style: Style) -> Iterator[Row]:
    """The forecast before, the causes and the end; a column for each of `figures` (a change and its unit)."""
    day = date_text(figures[0][0]["previous_as_of"], style.language)
    before = (row[f"previous_{unit}"] for row, unit in figures)
    yield Row("before", (word("since_before", style.language, day=day), *before))
    for cause in CAUSES:
        amounts = [row.get(f"{cause}_{unit}") for row, unit in figures]
        if any(
            is_printed(amount, _figure("", "", unit), style) for amount, (_, unit) in zip(amounts, figures, strict=True)
        ):
            yield Row(cause, (word(f"since_{cause}", style.language), *amounts))
    after = (row["expected_kr" if unit == "kr" else "places"] for row, unit in figures)
    yield Row("total", (total, *after), is_total=True)


def since_sentence(table: Table, style: Style) -> str:
    """The two causes that mean the most this year, of those that are printed; nothing where none is."""
    figures = [(row.key, row.values[1]) for row in table.rows[1:-1]]
    amounts = [(cause, kr) for cause, kr in figures if isinstance(kr, Decimal)]
    return causes_said(amounts, lambda cause: word(f"since_{cause}_said", style.language), style)


def _budget_notes(years: Since, style: Style) -> Iterator[str]:
    """What has happened to the budget meanwhile, year by year, where it has changed."""
    for year in years:
        had, has = year["previous_budget_kr"], year["budget_kr"]
        if had is not None and has is not None and had != has:
            before, now = (amount_in_words(kr, style.unit, style.language) for kr in (had, has))
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
