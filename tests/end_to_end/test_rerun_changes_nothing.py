"""The same deliveries, day and seed once more in the same data directory: the same vintage and no new rows.

That another data directory gives the same is shown by the runs as of a day, each of which has its own.
"""

from dataclasses import replace
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forecasting import Lever, Scenario, load_assumptions, project
from forecasting.given.schemas import INPUTS
from forecasting.questions.what_if import WhatIf
from pipelines.assets.forecast_inputs import read_inputs
from pipelines.assets.forecasts import options
from pipelines.kept_draws import kept_draws
from pipelines.resources import Workspace
from pipelines.settings import DataDirectory, RunSettings

DAY = "2024-02-29"
# the files were received once more, and known by their bytes
RECEIPTS = {"meta.delivery"}

pytestmark = pytest.mark.xdist_group(f"as of {DAY}")


def test_a_rerun_leaves_every_published_table_as_it_was(run, on_the_day):
    first = on_the_day(DAY)
    before = first.published.tables()

    after = run(first.folder, DAY, first.published.data_dir).tables()

    assert after.keys() == before.keys()
    assert [table for table in sorted(before.keys() - RECEIPTS) if after[table] != before[table]] == []
    assert len(after["forecast.vintage"]) == 1


def test_every_promised_table_has_rows(on_the_day):
    empty = [table for table, rows in on_the_day(DAY).published.tables().items() if not rows]

    # nobody corrected the forecast, ruled on a delivery or declared an event; no backtest or scenario was asked for,
    # and a first forecast has none to be held against
    unasked = {"forecast.accuracy", "forecast.goal", "forecast.scenario_effect"}
    held = {"forecast.alarm", "forecast.vintage_change"}
    assert set(empty) <= {"forecast.adjustment", "forecast.event", "meta.ruling"} | unasked | held


def test_what_a_what_if_is_reckoned_from_is_made_again_to_the_bit_and_says_what_the_simulation_does(on_the_day):
    data, day = DataDirectory(on_the_day(DAY).published.data_dir), date.fromisoformat(DAY)
    (vintage_id,) = on_the_day(DAY).published.rows("select vintage_id from forecast.vintage")[0]
    draws = kept_draws(data, day, vintage_id)
    chosen = options(Workspace(RunSettings(data, day), "igen"))
    with duckdb.connect(str(data.warehouse), read_only=True) as connection:
        inputs = read_inputs(connection, day, pl.DataFrame(schema=INPUTS["adjustments"]))
    again = project(inputs, load_assumptions(), replace(chosen, tells_draws=True))
    for name in ("cases", "years", "types"):
        assert_frame_equal(getattr(again.draws, name), getattr(draws, name))

    more = replace(chosen, paths=200)  # twenty courses say too little of how far two ways are from each other
    base, next_august = project(inputs, load_assumptions(), replace(more, tells_draws=True)), date(2024, 8, 1)
    fewer = Scenario("faerre", (Lever("referrals", 0.7, next_august), Lever("approvals", 0.8, next_august)))
    simulated = project(inputs, load_assumptions(), replace(more, scenario=fewer)).path_totals
    yearly = [
        frame.group_by("fiscal_year").mean().sort("fiscal_year").select("total_kr", "full_year_places").to_numpy()
        for frame in (base.path_totals, simulated)
    ]
    change, expected = WhatIf(base.draws, ()).change(fewer), (yearly[1] - yearly[0]).T
    # own classes cost in steps, not by the child
    assert change.kr.mean(axis=0)[2:] == pytest.approx(expected[0][2:], rel=0.05)
    assert change.places.mean(axis=0)[2:] == pytest.approx(expected[1][2:], rel=0.03)
