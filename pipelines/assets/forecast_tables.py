"""The tables of `forecast_run`: what each vintage of the forecast left behind, append-only.

Here: their names, columns and types. Not here: who fills them (`forecasts`), who approves, or how they are published
(the dbt models in `dbt_project/models/outlook`, which add status and price level and hold the contracts).

Every table is keyed by `vintage_id`. A vintage is written once and never changed; approval and the withdrawal of an
adjustment are rows or fields of their own. Money is DECIMAL(18,2) in the price level of its fiscal year, full-year
places DECIMAL(12,4), errors, shares and effects DOUBLE.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from forecasting.alarms.alarm_table import ALARM
from forecasting.judged.method_choice import WIDENED
from forecasting.sums.components import MONTHLY
from forecasting.told.bridge_table import BRIDGE
from forecasting.told.driver_table import KR_DRIVERS, PLACE_DRIVERS
from forecasting.told.published import ADJUSTMENT as ADJUSTED
from forecasting.told.published import EFFECTS
from forecasting.vintages.vintage_change import CHANGE_KR, CHANGE_PLACES
from pipelines.assets.budget_tables import BUDGET_TABLES, columns_of
from pipelines.assets.earlier_ends import YEAR_PEOPLE

INTERVAL = ("p025", "p10", "p50", "p90", "p975")

MONEY = "decimal(18,2)"
PLACES = "decimal(12,4)"

CELL = {
    "fiscal_year": "integer not null",
    "grant_area": "varchar not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
}

VINTAGE = {
    "vintage_id": "varchar primary key",
    "as_of_date": "date not null",
    "created_at": "timestamp not null",
    "data_fingerprint": "varchar not null",
    "code_version": "varchar not null",
    "seed": "integer not null",
    "scenario": "varchar not null",
    "method_summary": "varchar not null",
    "made_by": "varchar not null",
    "previous_vintage_id": "varchar",
    **dict.fromkeys(("cut_offs", "price_index", "method_fingerprint", "input_fingerprints", "price_growth"), "varchar"),
}
"""Four of the last let a later run make the forecast again and see what is otherwise: the days that sources were cut
on and the agreed index, what code and assumptions were hashed to, and each frame of the day. The growth of prices lets
a later one be held against it. JSON but for the method's."""

APPROVAL = {
    "vintage_id": "varchar primary key",
    "approved_by": "varchar not null",
    "approved_at": "timestamp not null",
    "is_demonstration": "boolean not null",
}

ACTIVITY = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "month": "date not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
    "measure": "varchar not null",
    "mean": f"{PLACES} not null",
    **dict.fromkeys(INTERVAL, f"{PLACES} not null"),
}

PROVENANCE = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "month": "date not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
    "child_months": f"{PLACES} not null",
    **dict.fromkeys(
        ("historic_share", "known_share", "decided_share", "pending_share", "simulated_share"), "decimal(7,6) not null"
    ),
}

COST = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "month": "date not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
    "mean_kr": f"{MONEY} not null",
    **{f"{quantile}_kr": f"{MONEY} not null" for quantile in INTERVAL},
    **{f"{component}_kr": MONEY for component in MONTHLY},
}

FISCAL_YEAR = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    **CELL,
    "component": "varchar not null",
    "mean_kr": f"{MONEY} not null",
    **{f"{quantile}_kr": f"{MONEY} not null" for quantile in INTERVAL},
    "full_year_places": PLACES,
    "unit_price_kr": MONEY,
}

DRIVER = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "fiscal_year": "integer not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
    "previous_places": f"{PLACES} not null",
    "places": f"{PLACES} not null",
    **{f"{driver}_places": f"{PLACES} not null" for driver in PLACE_DRIVERS},
    "previous_kr": MONEY,
    "expected_kr": f"{MONEY} not null",
    **{f"{driver}_kr": MONEY for driver in KR_DRIVERS},
}

VINTAGE_CHANGE = {
    "vintage_id": "varchar not null",
    "previous_vintage_id": "varchar not null",
    "ends_in": "varchar not null",
    "fiscal_year": "integer not null",
    "district_id": "varchar not null",
    "offer_type": "varchar not null",
    "previous_places": f"{PLACES} not null",
    "places": f"{PLACES} not null",
    **{f"{cause}_places": f"{PLACES} not null" for cause in CHANGE_PLACES},
    "previous_kr": f"{MONEY} not null",
    "expected_kr": f"{MONEY} not null",
    **{f"{cause}_kr": f"{MONEY} not null" for cause in CHANGE_KR},
    "previous_budget_kr": MONEY,
    "budget_kr": MONEY,
}

YEAR_PLACES = {
    **dict.fromkeys(("vintage_id", "district_id", "offer_type"), "varchar not null"),
    "fiscal_year": "integer not null",
    **dict.fromkeys(INTERVAL, f"{PLACES} not null"),
}
"""The intervals of full-year places of a whole year, which no monthly interval gives: kept to be judged by later."""

LEVEL = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "fiscal_year": "integer not null",
    **dict.fromkeys(("dimension", "member"), "varchar not null"),
    "full_year_places": f"{PLACES} not null",
    **{f"{quantile}_places": f"{PLACES} not null" for quantile in INTERVAL},
    "mean_kr": f"{MONEY} not null",
    **{f"{quantile}_kr": f"{MONEY} not null" for quantile in INTERVAL},
}

SCENARIO_EFFECT = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "fiscal_year": "integer not null",
    "step_order": "integer not null",
    "step": "varchar not null",
    "mean_kr": f"{MONEY} not null",
    **{f"{quantile}_kr": f"{MONEY} not null" for quantile in INTERVAL},
    "full_year_places": f"{PLACES} not null",
}

GOAL = {
    **dict.fromkeys(("vintage_id", "scenario"), "varchar not null"),
    "fiscal_year": "integer not null",
    "grant_area": "varchar not null",
    "lever": "varchar not null",
    "from_date": "date not null",
    "certainty": "double not null",
    "frame_kr": f"{MONEY} not null",
    "unchanged_kr": f"{MONEY} not null",
    "factor": "double",
    "cost_kr": f"{MONEY} not null",
    "sentence_da": "varchar not null",
    "sentence_en": "varchar not null",
}

DEVIATION = {
    "vintage_id": "varchar not null",
    **CELL,
    **dict.fromkeys(("adopted_kr", "corrected_kr", "budget_kr", "spend_to_date_kr"), f"{MONEY} not null"),
    **dict.fromkeys(("expected_kr", "p10_kr", "p90_kr", "deviation_kr"), f"{MONEY} not null"),
    **dict.fromkeys(("ordinary_operation_kr", "carry_over_kr"), f"{MONEY} not null"),
    **{f"{effect}_effect_kr": f"{MONEY} not null" for effect in EFFECTS},
    f"{ADJUSTED}_effect_kr": MONEY,
    "previous_vintage_id": "varchar",
    "previous_expected_kr": MONEY,
    "change_kr": MONEY,
    **{f"change_{effect}_effect_kr": MONEY for effect in (*EFFECTS, ADJUSTED)},
}

ADJUSTMENT = {
    "vintage_id": "varchar not null",
    "adjustment_id": "varchar",
    **CELL,
    "first_month": "integer",
    "last_month": "integer",
    "year_share": "double",
    "amount_kr": MONEY,
    "full_year_places": PLACES,
    "unit_price_kr": MONEY,
    "factor": "double",
    "reason": "varchar not null",
    "evidence": "varchar",
    "made_by": "varchar not null",
    "made_at": "timestamp not null",
    "expires": "date",
    "withdrawn_at": "timestamp",
}

EVENT = {
    "vintage_id": "varchar not null",
    "name": "varchar not null",
    "series": "varchar not null",
    "from_date": "date not null",
    "to_date": "date not null",
    "treatment": "varchar not null",
    "level_share": "double",
    "caught_up_share": "double",
    "caught_up_months": "integer",
    "reason": "varchar not null",
}

ACCURACY = {
    "vintage_id": "varchar not null",
    "origin": "date not null",
    **dict.fromkeys(("horizon", "level", "method"), "varchar not null"),
    "n": "integer not null",
    **dict.fromkeys(("error", "mase", "wape", "bias", "coverage_80", "coverage_95", "pinball"), "double"),
    **dict.fromkeys(("interval_width", "interval_low", "interval_high"), "double"),
}

METHOD_CHOICE = {
    **dict.fromkeys(("vintage_id", "level", "series", "horizon", "method"), "varchar not null"),
    **dict.fromkeys(
        ("children_count", "starts_count", "ends_count", "origins_count", "years_count"), "integer not null"
    ),
    "error_share": "double",
    "plain_method": "varchar",
    "plain_error_share": "double",
    **dict.fromkeys(WIDENED, "double"),
    "sentence_da": "varchar not null",
}

TEST = dict.fromkeys(
    ("effect", "interval_low", "interval_high", "false_alarm_rate", "smallest_visible_effect"), "double"
)

EVENT_TEST = {
    **dict.fromkeys(("vintage_id", "series"), "varchar not null"),
    **TEST,
    "sentence_da": "varchar not null",
}

PROGRAMME_EFFECT = {
    "vintage_id": "varchar not null",
    "method": "varchar not null",
    **dict.fromkeys(("started_count", "waiting_count", "before_count", "after_count"), "integer not null"),
    **TEST,
    "sentence_da": "varchar not null",
}

FORECAST_TABLES: Mapping[str, Mapping[str, str]] = {
    "vintage": VINTAGE,
    "approval": APPROVAL,
    "activity": ACTIVITY,
    "cost": COST,
    "fiscal_year": FISCAL_YEAR,
    "provenance": PROVENANCE,
    "year_places": YEAR_PLACES,
    "year_people": columns_of(YEAR_PEOPLE),
    "level": LEVEL,
    "driver": DRIVER,
    "vintage_change": VINTAGE_CHANGE,
    "alarm": {**columns_of(ALARM), "previous_vintage_id": "varchar"},
    "scenario_effect": SCENARIO_EFFECT,
    "goal": GOAL,
    "deviation": DEVIATION,
    "bridge": columns_of(BRIDGE),
    "adjustment": ADJUSTMENT,
    "event": EVENT,
    "accuracy": ACCURACY,
    "method_choice": METHOD_CHOICE,
    "event_test": EVENT_TEST,
    "programme_effect": PROGRAMME_EFFECT,
    **BUDGET_TABLES,
}


def create_forecast_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema `forecast_run` and its tables where they do not exist; what exists keeps its rows."""
    connection.execute("create schema if not exists forecast_run")
    for table, columns in FORECAST_TABLES.items():
        definition = ", ".join(f"{name} {sql_type}" for name, sql_type in columns.items())
        connection.execute(f"create table if not exists forecast_run.{table} ({definition})")
        for name, sql_type in columns.items():  # columns that a warehouse of an older version lacks
            plain = sql_type.removesuffix(" not null").removesuffix(" primary key")
            connection.execute(f"alter table forecast_run.{table} add column if not exists {name} {plain}")
