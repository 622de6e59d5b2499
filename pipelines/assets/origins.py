"""The days a run looks from: its own as-of day and the origins of the backtest.

One row a day and source in `control.origin`; the staging models show what was believed on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from pipelines.municipality import Municipality
from pipelines.municipality.model import PrognosisCalendar, PrognosisKind
from pipelines.settings import RunSettings
from pipelines.sources.contract import load_contracts

LOOKED_BACK_FROM: tuple[PrognosisKind, ...] = ("prognose3", "prognose1")
"""The year's last and first report: what is seen late and what is seen early."""


def backtest_origins(as_of: date, count: int, calendar: PrognosisCalendar) -> list[date]:
    """The `count` latest days of the calendar's first and last report in years that ended before `as_of`."""
    years = range(as_of.year - 1, as_of.year - 1 - count, -1)
    days = [calendar.day(kind, year) for year in years for kind in LOOKED_BACK_FROM]
    return sorted(days[:count])


def write_origins(
    connection: duckdb.DuckDBPyConnection,
    settings: RunSettings,
    municipality: Municipality,
    days: Sequence[date] | None = None,
) -> None:
    """Replace `control.origin`; a backtest origin, one of `days` if given, cuts every source on its own day."""
    calendar, count = municipality.prognosekalender, municipality.prognose.tilbageblik_antal
    back = backtest_origins(settings.as_of, count, calendar) if days is None else days
    rows = [
        (settings.as_of, contract.source, settings.cut_off(contract.source), True)
        for contract in load_contracts().values()
    ]
    rows += [(day, contract.source, day, False) for day in back for contract in load_contracts().values()]
    connection.execute("delete from control.origin")
    connection.executemany("insert into control.origin values (?, ?, ?, ?)", rows)
