"""Which stored forecasts are judged: one a day of an earlier year, never a scenario; and which came last."""

from datetime import date, datetime, timedelta

import duckdb
import pytest

from pipelines.assets.earlier_vintages import earlier_vintages
from pipelines.assets.forecast_tables import create_forecast_tables
from pipelines.assets.forecasts import made_at

STORED = (  # vintage, day, made, scenario, places, approved
    ("approved", "2023-04-30", "2023-05-01", "baseline", 11, True),
    ("made later", "2023-04-30", "2023-05-09", "baseline", 12, False),
    ("old draft", "2024-10-31", "2024-11-01", "baseline", 13, False),
    ("draft", "2024-10-31", "2024-11-02", "baseline", 14, False),
    ("scenario", "2024-11-30", "2024-12-02", "closing", 15, True),
    ("this year", "2025-01-31", "2025-02-03", "baseline", 16, True),
)


def test_of_each_day_the_approved_forecast_is_judged_else_the_latest_draft_and_none_of_this_year() -> None:
    connection = duckdb.connect()
    create_forecast_tables(connection)
    for vintage, day, made, scenario, places, is_approved in STORED:
        connection.execute(
            "insert into forecast_run.vintage (vintage_id, as_of_date, created_at, data_fingerprint, code_version, "
            "seed, scenario, method_summary, made_by) values (?, ?, ?, '', '', 1, ?, '', '')",
            [vintage, day, made, scenario],
        )
        connection.execute(
            "insert into forecast_run.fiscal_year values "
            "(?, ?, 2024, 'ALL', 'ALL', 'ALL', 'total', 0, 0, 0, 0, 0, 0, ?, null)",
            [vintage, scenario, places],
        )
        if is_approved:
            connection.execute("insert into forecast_run.approval values (?, 'leder', ?, false)", [vintage, made])

    found = earlier_vintages(connection, date(2025, 4, 30))

    assert [one.as_of for one in found] == [date(2023, 4, 30), date(2024, 10, 31)]
    assert [one.fiscal_year["full_year_places"].to_list() for one in found] == [[11], [14]]
    # none of them kept the intervals of their places: there is a row without them
    assert [one.year_places.select("fiscal_year", "p10").rows() for one in found] == [[(2024, None)]] * 2


@pytest.mark.parametrize(
    ("before", "made"),
    [
        (datetime(2026, 10, 25, 2, 50), datetime(2026, 10, 25, 2, 50, 1)),  # and then the clocks went back an hour
        (datetime(2026, 10, 25, 2, 10), datetime(2026, 10, 25, 2, 10, 1)),  # within the same second
        (datetime(2026, 10, 25, 2, 9), datetime(2026, 10, 25, 2, 10)),
        (datetime(2099, 1, 1), datetime(2026, 10, 25, 2, 10)),  # a clock that was quite wrong is not followed
    ],
)
def test_of_two_forecasts_the_later_is_the_one_made_last_also_when_the_clocks_go_back(before, made) -> None:
    connection = duckdb.connect()
    create_forecast_tables(connection)
    clock = datetime(2026, 10, 25, 2, 10)
    assert made_at(connection, clock) == clock
    for number, moment in enumerate((clock - timedelta(days=1), before)):
        connection.execute(
            "insert into forecast_run.vintage (vintage_id, as_of_date, created_at, data_fingerprint, code_version, "
            "seed, scenario, method_summary, made_by) values (?, '2026-09-30', ?, '', '', 1, 'baseline', '', '')",
            [str(number), moment],
        )
    assert made_at(connection, clock) == made
