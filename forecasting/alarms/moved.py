"""Whether the accounts expected of a year have moved by more than is to be told of: no test, for they have moved.

Not here: why they have (`vintages.vintage_change`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from forecasting.alarms.alarm_table import ALARM
from forecasting.given.terms import ALL

ACCOUNTS, YEAR = "accounts", "year"
USUAL_SHARE = Decimal("0.02")
"""Of what the forecast before expected, where the municipality has set no amount."""


def moved(changes: pl.DataFrame, told_kr: Decimal | None) -> pl.DataFrame:
    """One row for this year and the next (schema ALARM) of `changes` (schema VINTAGE_CHANGE).

    More than `told_kr` is told of; None is the usual share.
    """
    totals = changes.filter(ends_in="forecast", district_id=ALL, offer_type=ALL)
    rows = []
    for year, before, now in totals.select("fiscal_year", "previous_kr", "expected_kr").iter_rows():
        limit = abs(before) * USUAL_SHARE if told_kr is None else told_kr
        rows.append({
            "series": ACCOUNTS, "stream": ALL, "district_id": ALL, "period": YEAR, "from_month": date(year, 1, 1),
            "to_month": date(year, 12, 1), "is_alarm": abs(now - before) > limit, "previous_kr": before,
            "expected_kr": now, "limit_kr": limit.quantize(Decimal("0.01")),
        })  # fmt: skip
    return pl.DataFrame(rows, schema=ALARM, orient="row")
