"""The same deliveries, day and seed once more in the same data directory: the same vintage and no new rows.

That another data directory gives the same is shown by the runs as of a day, each of which has its own.
"""

import pytest

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
