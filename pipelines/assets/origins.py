"""The days a run looks from: its own as-of day, the origins of the backtest, and the day of the vintage before.

One row a day and source in `control.origin`; the staging models show what was believed on each. Those that the method
is scored on are in `control.backtest_day`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.municipality import Municipality
from pipelines.municipality.prognosis_calendar import PrognosisCalendar, PrognosisKind
from pipelines.settings import RunSettings
from pipelines.sources.contract import load_contracts

LOOKED_BACK_FROM: tuple[PrognosisKind, ...] = ("prognose3", "prognose2", "prognose1")
"""The year's reports, the latest first: a figure is trusted as it was on its own day of the year."""


@dataclass(frozen=True)
class Day:
    """A day that is looked from, and the sources that are cut on another."""

    as_of: date
    cut_offs: Mapping[str, date]

    def cut_off(self, source: str) -> date:
        """The last day on which a fact of `source` may have become known."""
        return self.cut_offs.get(source, self.as_of)


def backtest_origins(as_of: date, count: int, calendar: PrognosisCalendar) -> list[date]:
    """The `count` latest days of the calendar's three reports in years that ended before `as_of`."""
    years = range(as_of.year - 1, as_of.year - 1 - count, -1)
    days = [calendar.day(kind, year) for year in years for kind in LOOKED_BACK_FROM]
    return sorted(days[:count])


def write_origins(
    connection: duckdb.DuckDBPyConnection,
    settings: RunSettings,
    municipality: Municipality,
    days: Sequence[date] | None = None,
    compared: Day | None = None,
) -> None:
    """Replace `control.origin`; a backtest origin, one of `days` if given, cuts every source on its own day.

    `compared` is the day of the vintage that this run is held against, cut as that one was also when it is one of them.
    """
    calendar, count = municipality.prognosekalender, municipality.prognose.tilbageblik_antal
    back = backtest_origins(settings.as_of, count, calendar) if days is None else days
    sources = [contract.source for contract in load_contracts().values()]
    rows = [(settings.as_of, source, settings.cut_off(source), True) for source in sources]
    looked_from = {day: Day(day, {}) for day in back} | ({} if compared is None else {compared.as_of: compared})
    rows += [(day.as_of, source, day.cut_off(source), False) for day in looked_from.values() for source in sources]
    connection.execute("delete from control.origin")
    connection.executemany("insert into control.origin values (?, ?, ?, ?)", rows)
    connection.execute("create or replace table control.backtest_day (origin_date date not null)")
    for day in back:
        connection.execute("insert into control.backtest_day values (?)", [day])
