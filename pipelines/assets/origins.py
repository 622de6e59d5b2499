"""The days a run looks from: its own as-of day and the origins of the backtest.

One row a day and source in `control.origin`; the staging models show what was believed on each.
"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.municipality import Municipality
from pipelines.settings import RunSettings
from pipelines.sources.contract import load_contracts

CUT_OFF_DAYS = ((4, 30), (10, 31))


def backtest_origins(as_of: date, count: int) -> list[date]:
    """The `count` latest cut-off days of practice (30 April, 31 October) in years that ended before `as_of`."""
    last_year = as_of.year - 1
    days = [date(last_year - back, month, day) for back in range(count) for month, day in reversed(CUT_OFF_DAYS)]
    return sorted(days[:count])


def write_origins(
    connection: duckdb.DuckDBPyConnection, settings: RunSettings, municipality: Municipality, count: int | None = None
) -> None:
    """Replace `control.origin`; a backtest origin cuts every source on its own day."""
    back = municipality.prognose.tilbageblik_antal if count is None else count
    rows = [
        (settings.as_of, contract.source, settings.cut_off(contract.source), True)
        for contract in load_contracts().values()
    ]
    rows += [
        (day, contract.source, day, False)
        for day in backtest_origins(settings.as_of, back)
        for contract in load_contracts().values()
    ]
    connection.execute("delete from control.origin")
    connection.executemany("insert into control.origin values (?, ?, ?, ?)", rows)
