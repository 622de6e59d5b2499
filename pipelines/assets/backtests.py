"""The forecast held against what came: the method is run on earlier days and scored beside plain lines.

Each earlier day is an origin of the same models, so it sees only what was known then. Not here: how a forecast is
scored (`forecasting.questions.backtest`), which days are looked from (`origins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import duckdb
import polars as pl

from forecasting import Assumptions, Inputs, Options, load_assumptions
from forecasting.questions.backtest import Evaluation, Truth, evaluate, in_order
from forecasting.questions.earlier_vintages import EarlierVintage, vintage_accuracy
from forecasting.questions.level_truth import came_by_level
from pipelines.assets.adjustments import of_file
from pipelines.assets.forecast_inputs import read_inputs
from pipelines.municipality import Municipality
from pipelines.settings import RunSettings

BACKTEST_PATHS = 200
"""Enough for 80 and 95 % intervals of an error; half of what a vintage has."""


def measure_accuracy(
    connection: duckdb.DuckDBPyConnection,
    settings: RunSettings,
    municipality: Municipality,
    assumptions: Assumptions,
    options: Options,
    told: Sequence[EarlierVintage] = (),
) -> Evaluation:
    """The accuracy of each origin, horizon, level and method, and what it says of the intervals' widths.

    What people said on the review page is left out: they may have said it of an earlier day in hindsight. It stays in
    the vintages `told` then, which are judged as they were, by the same truth, and teach no widths.
    """
    today, truth = known_and_come(connection, municipality, settings.as_of, told)
    origins = _seen_earlier(connection, municipality, truth)
    found = evaluate(origins, assumptions, replace(options, paths=min(options.paths, BACKTEST_PATHS)))
    return replace(found, accuracy=in_order(pl.concat([found.accuracy, vintage_accuracy(told, truth, today)])))


def read_origins(
    connection: duckdb.DuckDBPyConnection, municipality: Municipality, as_of: date
) -> list[tuple[Inputs, Truth]]:
    """What was known on each earlier day of this run, and what has come since."""
    return _seen_earlier(connection, municipality, known_and_come(connection, municipality, as_of)[1])


def known_and_come(
    connection: duckdb.DuckDBPyConnection, municipality: Municipality, as_of: date,
    told: Sequence[EarlierVintage] = (),
) -> tuple[Inputs, Truth]:  # fmt: skip
    """What is known today, and what has come: by level from the first year that is judged."""
    today = read_inputs(connection, as_of, of_file(municipality, as_of))
    judged = [as_of, *origin_days(connection), *(vintage.as_of for vintage in told)]
    return today, read_truth(connection, today, min(judged).year)


def _seen_earlier(
    connection: duckdb.DuckDBPyConnection, municipality: Municipality, truth: Truth
) -> list[tuple[Inputs, Truth]]:
    return [(read_inputs(connection, day, of_file(municipality, day)), truth) for day in origin_days(connection)]


def origin_days(connection: duckdb.DuckDBPyConnection) -> list[date]:
    """The earlier days of this run on which a child was already placed."""
    rows = connection.execute(
        """
        select distinct origin.origin_date
        from control.origin as origin
        inner join intermediate.int_placement as placement using (origin_date)
        inner join control.backtest_day as backtest_day using (origin_date)
        order by origin.origin_date"""
    ).fetchall()
    return [day for (day,) in rows]


def read_truth(connection: duckdb.DuckDBPyConnection, today: Inputs, first_year: int) -> Truth:
    """What is known now of the years that have ended: places by month, kroner by fiscal year, both by level too.

    By level from `first_year` on.
    """
    places = connection.execute(
        """
        select month, district_id, offer_type, full_year_places
        from mart.activity_monthly
        where provider_id = 'ALL' and year(month) < ?
        order by month, district_id, offer_type""",
        [today.as_of.year],
    ).pl()
    cost = connection.execute(
        """
        select
            fiscal_year,
            case when grouping(district_id) = 1 then 'ALL' else district_id end as district_id,
            case when grouping(offer_type) = 1 then 'ALL' else offer_type end as offer_type,
            sum(amount_kr) as cost_kr
        from intermediate.int_posting
        where fiscal_year in (
            select fiscal_year from intermediate.int_posting
            where fiscal_year < ? group by fiscal_year having count(distinct service_month) >= 12
        )
        group by grouping sets ((fiscal_year), (fiscal_year, district_id), (fiscal_year, offer_type))
        order by fiscal_year, district_id, offer_type""",
        [today.as_of.year],
    ).pl()
    return Truth(places, cost, came_by_level(today, load_assumptions(), first_year))
