"""A scenario's goal from the forecast's answer to a row that the warehouse takes; what cannot be reckoned says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from forecasting import Inputs, Options, Scenario, ScenarioError, load_assumptions
from forecasting.given.scenario import Goal
from forecasting.given.schemas import INPUTS
from forecasting.judged.calibration import Widths
from pipelines.assets.forecast_tables import create_forecast_tables
from pipelines.assets.forecasts import write_vintage
from pipelines.assets.scenario_answers import answered, reckoned
from pipelines.errors import ConfigurationError

AS_OF = date(2025, 4, 30)
SPELL = {
    "placement_id": "p1",
    "child_label": "p1",
    "birth_month": date(2014, 3, 1),
    "provider_id": "A",
    "district_id": "D1",
    "is_paid_by_us": True,
    "is_in_total": True,
    "offer_type": "specialskole",
    "start_date": date(2024, 8, 1),
    "known_date": date(2024, 8, 1),
}
PRICE = {
    "placement_id": "p1", "service": "undervisning", "valid_from": date(2024, 1, 1), "kr_per_day": 1000.0,
    "settlement_form": "takst",
}  # fmt: skip
RAMME = Scenario("ramme", goal=Goal("prices", date(2026, 1, 1), 2026, frame_kr=100_000.0))


def inputs() -> Inputs:
    rows = {"spells": [SPELL], "prices": [PRICE]}
    return Inputs.from_frames({name: pl.DataFrame(row, schema=INPUTS[name]) for name, row in rows.items()}, AS_OF)


def test_the_answer_is_a_row_and_the_forecast_is_made_with_it() -> None:
    found, row = answered(inputs(), load_assumptions(), Options(paths=20, scenario=RAMME), Widths())

    # the place alone costs some 365,000 kr. a year: prices at about a quarter keep it within 100,000
    (lever,) = found.scenario.levers
    assert found.scenario.goal is None
    assert 0.15 < lever.factor == row["factor"].item() < 0.4
    assert Decimal(90_000) < row["cost_kr"].item() <= Decimal(100_000)

    connection = duckdb.connect()
    create_forecast_tables(connection)
    write_vintage(connection, "v1", {"goal": row})
    kept = connection.execute(
        "select vintage_id, scenario, lever, frame_kr, sentence_en from forecast_run.goal"
    ).fetchall()
    assert kept[0][:4] == ("v1", "ramme", "prices", Decimal("100000.00"))
    assert "holds with 50 % certainty if prices from 01.01.2026" in kept[0][4]


def test_without_a_goal_nothing_is_sought() -> None:
    plain = Options(paths=20)
    found, row = answered(inputs(), load_assumptions(), plain, Widths())
    assert found is plain
    assert row.is_empty()


def test_a_scenario_that_cannot_be_reckoned_is_an_error_of_the_one_who_wrote_it() -> None:
    with pytest.raises(ConfigurationError, match="til_institution"), reckoned():
        raise ScenarioError("nowhere")
