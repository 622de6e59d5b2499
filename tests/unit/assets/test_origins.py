"""Which days a run looks from, and on which day each source is cut on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipelines.assets.origins import Day, backtest_origins, write_origins
from pipelines.municipality import Municipality
from pipelines.municipality.prognosis_calendar import PrognosisCalendar
from pipelines.settings import DataDirectory, RunSettings

AUTUMN = date(2024, 10, 31)


def cut_offs_of_the_ledger(tmp_path: Path, compared: Day) -> dict[date, date]:
    connection = duckdb.connect()
    connection.execute("create schema control")
    connection.execute(
        "create table control.origin (origin_date date, source varchar, cut_off_date date, is_current boolean)"
    )
    settings = RunSettings(DataDirectory(tmp_path), date(2025, 4, 30))
    write_origins(connection, settings, Municipality(), [date(2024, 4, 30), AUTUMN], compared)
    rows = connection.execute("select origin_date, cut_off_date from control.origin where source = 'omkostninger'")
    return dict(rows.fetchall())


def test_the_day_of_the_forecast_before_is_cut_as_it_was_also_when_the_run_looks_back_from_it(tmp_path: Path) -> None:
    ledger = {"omkostninger": date(2024, 9, 30)}

    assert cut_offs_of_the_ledger(tmp_path, Day(AUTUMN, ledger)) == {
        date(2024, 4, 30): date(2024, 4, 30),
        AUTUMN: date(2024, 9, 30),
        date(2025, 4, 30): date(2025, 4, 30),
    }
    assert cut_offs_of_the_ledger(tmp_path, Day(date(2025, 1, 31), ledger))[AUTUMN] == AUTUMN


def test_a_run_looks_back_from_the_three_reports_of_the_last_two_years_that_have_ended() -> None:
    as_of, calendar = date(2025, 4, 30), PrognosisCalendar(prognose1="03-31")
    count = Municipality().prognose.tilbageblik_antal
    assert backtest_origins(as_of, count, calendar) == [
        date(2023, 3, 31), date(2023, 7, 31), date(2023, 10, 31),
        date(2024, 3, 31), date(2024, 7, 31), date(2024, 10, 31),
    ]  # fmt: skip
    assert backtest_origins(as_of, 2, calendar) == [date(2024, 7, 31), date(2024, 10, 31)]
