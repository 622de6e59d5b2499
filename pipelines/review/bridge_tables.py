"""From what a year was set or thought to be, to what it became: the causes, a column a year.

From budgets to the accounts of closed years, and from an earlier forecast to a later one. Not here: the causes
(`forecasting.told.bridge_table`), the way of one cell as a picture (`drill.bridges`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.publishing.content import ALL, NOT_PLACES, Style, effects_of
from pipelines.publishing.numbers import UNITS, number_text
from pipelines.publishing.table import Column, Row, Table, is_printed
from pipelines.publishing.texts import name, place, text
from pipelines.review.words import word

Found = Sequence[dict[str, Any]]
CLOSED = """
-- one row per closed year and offer type: from the budget to the accounts
select *
from forecast.bridge
where
    vintage_id = $vintage_id and starts_in = 'budget' and ends_in = 'accounts'
    and grant_area = 'ALL' and district_id = 'ALL'
order by fiscal_year, offer_type
"""
BETWEEN = """
-- one row per fiscal year that two vintages both tell of: from the earlier one's figure to the later one's
select *
from forecast.bridge
where
    vintage_id = $second and start_vintage_id = $first and ends_in = 'forecast'
    and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
order by fiscal_year
"""
BUDGETS, BUDGET_OFFERS, SIDES = "budget_til_regnskab", "budget_til_regnskab_tilbud", "side_bro"
START, END = "start", "end"
AMOUNT = Column("", "", "amount")


def closed_tables(found: Found, style: Style) -> Iterator[Table]:
    """The closed years' budgets and accounts, and those of the last one by offer type; none where none is known."""
    years = [row for row in found if row["offer_type"] == ALL]
    if years:
        ends = (word("closed_start", style.language), word("closed_end", style.language))
        notes = (word("closed_note", style.language), _places_note(years, style))
        yield _by_year(BUDGETS, years, ends, notes, style)
        yield _by_offer([row for row in found if row["fiscal_year"] == years[-1]["fiscal_year"]], style)


def between_table(found: Found, style: Style) -> Table | None:
    """The causes between two vintages; None where the later one was not held against the earlier."""
    ends = (word("side_first", style.language), word("side_second", style.language))
    return _by_year(SIDES, found, ends, (word("between_note", style.language),), style) if found else None


def _by_year(code: str, years: Found, ends: tuple[str, str], notes: tuple[str, ...], style: Style) -> Table:
    """The start, each cause that is printed in a year, and the end; plus is dearer."""
    language = style.language
    columns = (
        Column("cause", text("column", "effect", language), "text"),
        *(Column(f"y{row['fiscal_year']}", str(row["fiscal_year"]), "amount") for row in years),
    )
    causes = [effects_of(row) for row in years]
    steps = {cause: [-own[cause] for own in causes] for cause in causes[0]}
    rows = (
        Row(START, (ends[0], *(row["start_kr"] for row in years))),
        *(
            Row(cause, (name("effect", cause, language), *amounts))
            for cause, amounts in steps.items()
            if any(is_printed(amount, AMOUNT, style) for amount in amounts)
        ),
        Row(END, (ends[1], *(row["end_kr"] for row in years)), is_total=True),
    )
    unit = text("unit", "money_own_years", language, unit=UNITS[style.unit].title[language])
    return Table(code, word(code, language), unit, columns, rows, (*notes, text("note", "rounding", language)))


def _by_offer(rows: Found, style: Style) -> Table:
    """A closed year's budget, accounts and places by offer type."""
    language, year = style.language, rows[0]["fiscal_year"]
    columns = (
        Column("offer_type", text("column", "offer_type", language), "text"),
        Column("start_kr", word("closed_start", language), "amount", is_summed=True),
        Column("end_kr", word("closed_end", language), "amount", is_summed=True),
        Column("more", word("closed_more", language), "amount", formula="{end_kr}-{start_kr}", is_summed=True),
        Column("start_places", word("closed_planned", language), "places"),
        Column("end_places", word("closed_places", language), "places"),
    )
    ordered = sorted(rows, key=lambda row: (row["offer_type"] == ALL, place("offer_type", row["offer_type"])))
    lines = (
        Row(row["offer_type"], (
            name("offer_type", row["offer_type"], language), row["start_kr"], row["end_kr"], -row["difference_kr"],
            *((row["start_places"], row["end_places"]) if row["offer_type"] != NOT_PLACES else (None, None)),
        ), is_total=row["offer_type"] == ALL)
        for row in ordered
    )  # fmt: skip
    unit = text("unit", "money_and_places", language, unit=UNITS[style.unit].title[language], year=year)
    notes = (text("note", "outside_total", language), text("note", "rounding", language))
    return Table(BUDGET_OFFERS, word(BUDGET_OFFERS, language, year=year), unit, columns, tuple(lines), notes)


def _places_note(years: Found, style: Style) -> str:
    """How many places each budget was built on, and how many there were."""
    language = style.language
    told = (
        word("closed_places_year", language, year=row["fiscal_year"],
             planned=number_text(row["start_places"], 1, language), came=number_text(row["end_places"], 1, language))
        for row in years if row["start_places"]
    )  # fmt: skip
    return word("closed_places_note", language, years="; ".join(told) or "–")
