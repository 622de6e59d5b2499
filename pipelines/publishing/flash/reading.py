"""Reads a vintage's alarms out of the published file; ApprovalError where there is nothing to write a note of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipelines.errors import ApprovalError, UsageError
from pipelines.publishing.content import Prognosis
from pipelines.publishing.flash.content import ACCOUNTS, Flash, Group, YearMoved
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.since_last import read_since_last

HAS_ALARMS = """
select 1 from duckdb_tables() where schema_name = 'forecast' and table_name = 'alarm'
"""
ALARMS = """
-- one row per series, group and period that was looked at
select * from forecast.alarm where vintage_id = $vintage_id order by series, stream, district_id, period, from_month
"""
YEARS = """
-- one row per fiscal year that both vintages expect something of
select now.fiscal_year as year, before.mean_kr as before_kr, now.mean_kr as now_kr
from forecast.fiscal_year as now
inner join forecast.fiscal_year as before
    on now.fiscal_year = before.fiscal_year and now.component = before.component and now.scenario = before.scenario
    and now.grant_area = before.grant_area and now.district_id = before.district_id
    and now.offer_type = before.offer_type
where
    now.vintage_id = $vintage_id and before.vintage_id = $previous_id and now.component = 'total'
    and now.scenario = 'baseline' and now.grant_area = 'ALL' and now.district_id = 'ALL' and now.offer_type = 'ALL'
order by now.fiscal_year
"""
Row = Mapping[str, Any]


def flash_prognosis(source: PublishedFile, vintage_id: str) -> Prognosis:
    """All that a flash note shows of one vintage."""
    prognosis = source.prognosis(vintage_id)
    flash = read_flash(source, prognosis)
    if flash is None:
        raise UsageError(
            f"Prognosen {vintage_id} er ikke holdt op mod en tidligere. Et hastenotat kræver en godkendt prognose med "
            "en tidligere dag; er den lavet siden, så lav denne igen: "
            f"pladsprognose run --as-of {prognosis.vintage.as_of}.",
            f"The prognosis {vintage_id} has not been held against an earlier one. A flash note needs an approved "
            f"prognosis of an earlier day; if one was made since, make this again: pladsprognose run --as-of "
            f"{prognosis.vintage.as_of}.",
        )
    if not (flash.alarms or flash.moved):
        raise ApprovalError(
            f"Der er intet at melde: det, der er kommet, er inden for det, prognosen før ventede ({vintage_id}).",
            f"There is nothing to tell: what has come is within what the prognosis before expected ({vintage_id}).",
        )
    return replace(prognosis, flash=flash)


def read_flash(source: PublishedFile, prognosis: Prognosis) -> Flash | None:
    """What was looked at; None where the vintage was held against nothing."""
    vintage_id = prognosis.vintage.vintage_id
    rows = source.rows(ALARMS, {"vintage_id": vintage_id}) if source.rows(HAS_ALARMS) else []
    if not rows:
        return None
    where = {"vintage_id": vintage_id, "previous_id": rows[0]["previous_vintage_id"]}
    following = {"vintage_id": vintage_id, "scenario": prognosis.vintage.scenario,
                 "fiscal_year": prognosis.fiscal_year + 1}  # fmt: skip
    rates = [row["false_alarm_rate"] for row in rows if row["false_alarm_rate"] is not None]
    return Flash(
        tuple(_group(row) for row in rows if row["series"] != ACCOUNTS),
        tuple(_years(source.rows(YEARS, where), [row for row in rows if row["series"] == ACCOUNTS])),
        Decimal(str(rates[0])) if rates else None, read_since_last(source.rows, following),
    )  # fmt: skip


def _group(row: Row) -> Group:
    expected, low, high = (Decimal(round(row[f"{name}_cases"])) for name in ("expected", "low", "high"))
    return Group(
        row["series"], row["stream"], row["district_id"], row["period"], row["from_month"], row["to_month"],
        row["came_count"], row["of_count"], expected, low, high, row["is_alarm"], row["event_name"],
    )  # fmt: skip


def _years(rows: Sequence[Row], accounts: Sequence[Row]) -> Iterator[YearMoved]:
    limits = {row["from_month"].year: (row["limit_kr"], row["is_alarm"]) for row in accounts}
    for row in rows:
        yield YearMoved(row["year"], row["before_kr"], row["now_kr"], *limits.get(row["year"], (None, False)))
