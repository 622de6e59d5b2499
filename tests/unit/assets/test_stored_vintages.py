"""Which stored forecasts are judged: one a day of an earlier year, never a scenario."""

from datetime import date

import duckdb

from pipelines.assets.earlier_vintages import earlier_vintages
from pipelines.assets.forecast_tables import create_forecast_tables

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
