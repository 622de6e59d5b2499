"""What a vintage keeps of what it built on, so that a later one can be held against it as it was; and those that did.

Not here: the bridge between two (`forecasting.told.bridge_table`), the vintage before made again (`previous_vintage`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from forecasting import Projection
from forecasting.given.terms import Schema
from forecasting.told.bridge_table import bridge_frame
from forecasting.told.published import Published
from pipelines.assets.earlier_vintages import OF_EACH_DAY
from pipelines.municipality import Municipality, area_names

YEARS = 3
"""The years whose population is kept: what a later vintage holds against its own are among them."""
MOST = 8
"""Vintages held against: two years of a prognosis calendar with its accounts."""
YEAR_PEOPLE: Schema = {
    "census_year": pl.Int32, "district_id": pl.String, "age": pl.Int32, "people_count": pl.Int64,
}  # fmt: skip
FOUND = f"""
-- one row per earlier day of this year and the last, approved first: its approved vintage, else its latest draft
select vintage.vintage_id, vintage.price_growth
from forecast_run.vintage as vintage
left join forecast_run.approval as approval using (vintage_id)
where
    vintage.as_of_date < $as_of and year(vintage.as_of_date) >= year($as_of) - 1
    and vintage.scenario = 'baseline' and vintage.price_growth is not null
{OF_EACH_DAY}
order by approval.vintage_id is null, vintage.as_of_date desc
limit $most
"""
YEARS_TOLD = """
select * from forecast_run.fiscal_year
where vintage_id = $vintage_id and component in ('total', 'one_off', 'adjustment')
"""
CHILDREN_TOLD = """
select * from forecast_run.activity where vintage_id = $vintage_id and measure = 'children_count'
"""
PEOPLE_TOLD = "select * exclude (vintage_id) from forecast_run.year_people where vintage_id = $vintage_id"


def people_kept(projection: Projection) -> pl.DataFrame:
    """The rows of `forecast_run.year_people`."""
    first = projection.vantage.as_of.year
    return projection.published.population.filter(pl.col("census_year").is_between(first, first + YEARS - 1))


def bridges(connection: duckdb.DuckDBPyConnection, projection: Projection, municipality: Municipality) -> pl.DataFrame:
    """The rows of forecast.bridge; grant areas have their names of today."""
    world, as_of = projection.vantage.world, projection.vantage.as_of
    earlier = earlier_published(connection, as_of, area_names(municipality.omdoebte_omraader, as_of))
    return bridge_frame(world, projection.published, earlier)


def earlier_published(
    connection: duckdb.DuckDBPyConnection, as_of: date, names: Mapping[str, str]
) -> dict[str, Published]:
    """The vintages that one of the day is held against, by id."""

    def rows(query: str, vintage_id: str) -> pl.DataFrame:
        return connection.execute(query, {"vintage_id": vintage_id}).pl()

    return {
        vintage_id: Published(
            rows(YEARS_TOLD, vintage_id).with_columns(pl.col("grant_area").replace(names)),
            rows(CHILDREN_TOLD, vintage_id), rows(PEOPLE_TOLD, vintage_id),
            {int(year): change for year, change in json.loads(growth).items()},
        )
        for vintage_id, growth in connection.execute(FOUND, {"as_of": as_of, "most": MOST}).fetchall()
    }  # fmt: skip
