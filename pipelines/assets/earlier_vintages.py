"""The vintages of days before a run's, as they were told: what they are judged by, when their years have ended.

Not here: how they are judged (`forecasting.questions.earlier_vintages`), what has changed since the last one
(`previous_vintage`).
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from forecasting.questions.earlier_vintages import EarlierVintage

OF_EACH_DAY = """
qualify row_number() over (
    partition by vintage.as_of_date
    order by approval.vintage_id is null, vintage.created_at desc, vintage.vintage_id
) = 1
"""
"""Of each day the approved vintage, else the latest draft; of `vintage` left joined to `approval`."""
FOUND = f"""
select vintage.vintage_id, vintage.as_of_date
from forecast_run.vintage as vintage
left join forecast_run.approval as approval using (vintage_id)
where year(vintage.as_of_date) < year($as_of) and vintage.scenario = 'baseline'
{OF_EACH_DAY}
order by vintage.as_of_date
"""
FISCAL_YEAR = """
select * from forecast_run.fiscal_year
where vintage_id = $vintage_id and component = 'total' and grant_area = 'ALL'
"""
YEAR_PLACES = """
-- every cell that kroner or places were told of: without quantiles in a vintage that did not keep them
select fiscal_year, district_id, offer_type, p025, p10, p50, p90, p975
from forecast_run.fiscal_year
left join forecast_run.year_places using (vintage_id, fiscal_year, district_id, offer_type)
where vintage_id = $vintage_id and component = 'total' and grant_area = 'ALL'
"""
LEVEL = "select * from forecast_run.level where vintage_id = $vintage_id"


def earlier_vintages(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[EarlierVintage]:
    """The vintages of days in years before that of `as_of`: of each day the approved one, else the latest draft."""

    def rows(query: str, vintage_id: str) -> pl.DataFrame:
        return connection.execute(query, {"vintage_id": vintage_id}).pl()

    found = connection.execute(FOUND, {"as_of": as_of}).fetchall()
    return [
        EarlierVintage(day, rows(FISCAL_YEAR, vintage), rows(YEAR_PLACES, vintage), rows(LEVEL, vintage))
        for vintage, day in found
    ]
