from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.assets.forecast_inputs import ledger_day


@pytest.mark.parametrize(
    ("cut_off", "latest_edition", "latest_posting", "expected"),
    [
        # the ledger of April is delivered: the as-of day itself
        (date(2025, 4, 30), date(2025, 4, 30), date(2025, 4, 28), date(2025, 4, 30)),
        # nothing of May is delivered on 13 May: the ledger speaks for April
        (date(2025, 5, 13), date(2025, 4, 30), date(2025, 4, 28), date(2025, 4, 30)),
        # an edition of May, read on 13 May: it speaks as far as its postings
        (date(2025, 5, 13), date(2025, 4, 30), date(2025, 5, 12), date(2025, 5, 12)),
        # one edition with all of history, seen from before it
        (date(2023, 4, 30), None, date(2023, 4, 29), date(2023, 4, 29)),
        # no ledger at all
        (date(2025, 4, 30), None, None, date(2025, 4, 30)),
    ],
)
def test_the_ledger_speaks_no_further_than_what_is_delivered_of_it(
    cut_off: date, latest_edition: date | None, latest_posting: date | None, expected: date
) -> None:
    connection = duckdb.connect()
    connection.execute("create schema staging; create schema intermediate")
    connection.execute(
        "create table staging.stg_origin "
        "(origin_date date, source varchar, cut_off_date date, latest_edition_date date)"
    )
    connection.execute("create table intermediate.int_posting (posting_date date)")
    connection.execute(
        "insert into staging.stg_origin values (?, 'omkostninger', ?, ?)", [cut_off, cut_off, latest_edition]
    )
    if latest_posting is not None:
        connection.execute("insert into intermediate.int_posting values (?), (date '2099-01-01')", [latest_posting])

    assert ledger_day(connection, cut_off) == expected
