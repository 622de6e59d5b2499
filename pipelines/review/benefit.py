"""Whether adjustments have helped: a closed year's accounts held against what was expected with and without them.

Each adjustment by itself, in the first forecast that counted with it and by the accounts of its own cell; and all of a
forecast's together, by those of the whole. Not here: when a year is closed (`forecasting.ledger.closed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from forecasting.ledger.closed import is_closed
from pipelines.judgements.acts import Cell, Months
from pipelines.publishing.content import Style
from pipelines.publishing.published_file import PublishedFile, Row
from pipelines.publishing.table import Column, Table
from pipelines.publishing.table import Row as Line
from pipelines.publishing.texts import text
from pipelines.review.act_views import place_text
from pipelines.review.words import word

LEDGER = """
-- one row: the first month with postings, the last day of the last one, and the years between; none without any
select min(month) as opened, last_day(max(month)) as booked_to, range(year(min(month)), year(max(month))) as years
from mart.spend_monthly
where grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL' and booked_kr <> 0
having count(*) > 0
"""

BY_FORECAST = """
-- one row per vintage and closed year in which adjustments counted: expected with and without them, and the accounts
with accounts as (
    select fiscal_year, sum(booked_kr) as accounts_kr
    from mart.spend_monthly
    where grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
    group by fiscal_year
)
select
    vintage.vintage_id, vintage.as_of_date, adjusted.fiscal_year, total.mean_kr as with_kr,
    total.mean_kr - adjusted.mean_kr as without_kr, accounts.accounts_kr
from forecast.fiscal_year as adjusted
inner join forecast.fiscal_year as total using (vintage_id, fiscal_year, grant_area, district_id, offer_type)
inner join forecast.vintage as vintage using (vintage_id)
inner join accounts on adjusted.fiscal_year = accounts.fiscal_year
where adjusted.component = 'adjustment' and total.component = 'total' and adjusted.mean_kr <> 0
    and adjusted.grant_area = 'ALL' and adjusted.district_id = 'ALL' and adjusted.offer_type = 'ALL'
    and vintage.scenario = 'baseline' and adjusted.fiscal_year in (select unnest($years))
order by adjusted.fiscal_year desc, vintage.as_of_date desc, vintage.created_at desc, vintage.vintage_id
"""

BY_ADJUSTMENT = """
-- one row per adjustment of a closed year: its cell as first expected with and without it, and the cell's accounts
with accounts as (
    select fiscal_year, grant_area, district_id, offer_type, sum(booked_kr) as accounts_kr
    from mart.spend_monthly
    where fiscal_year in (select unnest($years))
    group by fiscal_year, grant_area, district_id, offer_type
    having bool_or(booked_kr <> 0)
),

counted as (
    select adjustment.*, vintage.as_of_date
    from forecast.adjustment as adjustment
    inner join forecast.vintage as vintage using (vintage_id)
    where vintage.scenario = 'baseline'
    qualify row_number() over (
        partition by adjustment.adjustment_id, adjustment.made_at, adjustment.reason, adjustment.fiscal_year
        order by vintage.as_of_date, vintage.created_at, vintage.vintage_id
    ) = 1
)
select
    counted.vintage_id, counted.as_of_date, counted.fiscal_year, counted.grant_area, counted.district_id,
    counted.offer_type, counted.first_month, counted.last_month, total.mean_kr as with_kr,
    total.mean_kr - counted.effect_kr as without_kr, accounts.accounts_kr
from counted
inner join forecast.fiscal_year as total
    using (vintage_id, fiscal_year, grant_area, district_id, offer_type)
inner join accounts using (fiscal_year, grant_area, district_id, offer_type)
where total.component = 'total' and total.scenario = 'baseline' and counted.effect_kr <> 0
order by counted.fiscal_year desc, counted.made_at, counted.adjustment_id
"""

CODES = ("gavn", "gavn_justeringer")
SOURCES = {
    "gavn": "forecast.fiscal_year, mart.spend_monthly",
    "gavn_justeringer": "forecast.adjustment, forecast.fiscal_year, mart.spend_monthly",
}
"""The published tables that each table is made from."""
KRONER = ("with_kr", "without_kr", "accounts_kr")
MISSED = ("missed_with", "missed_without")


def benefit_tables(source: PublishedFile, style: Style) -> list[Table]:
    """The tables, in kroner; without lines where no year with adjustments is closed."""
    where = {"years": closed_years(source)}
    forecasts, adjustments = source.rows(BY_FORECAST, where), source.rows(BY_ADJUSTMENT, where)
    whole = replace(style, unit="kr")
    return [
        _table("gavn", forecasts, lambda row: row["fiscal_year"], whole),
        _table("gavn_justeringer", adjustments, lambda row: _place(row, style), whole),
    ]


def closed_years(source: PublishedFile) -> list[int]:
    """The fiscal years whose accounts are all in the file."""
    return [
        year
        for row in source.rows(LEDGER)
        for year in row["years"]
        if is_closed(year, row["opened"], row["booked_to"])
    ]  # fmt: skip


def _table(code: str, rows: Sequence[Row], named: Callable[[Row], int | str], style: Style) -> Table:
    language, by_year = style.language, code == "gavn"
    columns = [
        Column("year", word("year", language), "year") if by_year else Column("line", word("line", language), "text"),
        Column("vintage", word("vintage", language), "text"), Column("as_of", word("as_of", language), "day"),
        *(Column(key, word(key, language), "amount") for key in (*KRONER, *MISSED)),
        Column("verdict", word("verdict", language), "text"),
    ]  # fmt: skip
    lines = [
        Line(f"{number} {row['vintage_id']}",
             (named(row), row["vintage_id"], row["as_of_date"], *(row[key] for key in KRONER), *_misses(row),
              _verdict(_misses(row), style)))
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    if not by_year and len(lines) > 1:
        sums = [sum(found, Decimal(0)) for found in zip(*map(_misses, rows), strict=True)]
        every = word("all_adjustments", language)
        lines.append(Line("total", (every, "", None, None, None, None, *sums, _verdict(sums, style)), is_total=True))
    unit, notes = text("data_unit", "money", language), (word(f"{code}_note", language),)
    return Table(code, word(code, language), unit, tuple(columns), tuple(lines), notes)


def _place(row: Row, style: Style) -> str:
    months = None if row["first_month"] is None else Months(row["first_month"], row["last_month"])
    return place_text(Cell(*(row[field] for field in Cell._fields)), months, style)


def _misses(row: Row) -> list[Decimal]:
    return [abs(row["accounts_kr"] - row[key]) for key in ("with_kr", "without_kr")]


def _verdict(misses: Iterable[Decimal], style: Style) -> str:
    with_it, without_it = misses
    return word("helped" if with_it < without_it else "no_help", style.language)
