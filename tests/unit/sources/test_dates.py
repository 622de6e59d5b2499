from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.amounts import Reading
from pipelines.sources.dates import latest_date, plain_school_year, read_date

EDITION = date(2026, 9, 30)


def read(reading: Reading, written: str) -> tuple[object, str | None]:
    frame = pl.DataFrame({"written": [written]}).select(reading.value.alias("value"), reading.code.alias("code"))
    return frame["value"][0], frame["code"][0]


def day(written: str, edition: date = EDITION) -> tuple[object, str | None]:
    return read(read_date(pl.col("written"), edition), written)


@pytest.mark.parametrize("written", ["15-09-2026", "15.09.2026", "2026-09-15"])
def test_danish_and_iso_dates_are_read(written):
    assert day(written) == (date(2026, 9, 15), None)


@pytest.mark.parametrize(
    "written",
    [
        "09/15/2026", "46280", "31-09-2026", "29-02-2026", "15-09.2026", "1-9-2026", "15-09-26", "2026-9-15",
        "15-09-2026 00:00", "#I/T", "٠١-٠١-٢٠٢٠",
    ],
)  # fmt: skip
def test_other_writings_and_days_that_do_not_exist_are_not_read(written):
    assert day(written)[1] == "DATE_FORMAT"


def test_a_date_lies_from_1990_to_five_years_after_the_edition():
    assert day("01-01-1990")[1] is None
    assert day("31-12-1989")[1] == "DATE_RANGE"
    assert day("30-09-2031")[1] is None
    assert day("01-10-2031")[1] == "DATE_RANGE"


def test_five_years_after_a_leap_day_is_the_last_of_february():
    assert latest_date(date(2028, 2, 29)) == date(2033, 2, 28)


@settings(max_examples=60)
@given(value=st.dates(min_value=date(1990, 1, 1), max_value=date(2031, 9, 30)))
def test_every_writing_of_a_day_gives_that_day(value):
    for pattern in ("%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        assert day(value.strftime(pattern)) == (value, None)


@settings(max_examples=80)
@given(written=st.text(alphabet="0123456789-./ ", min_size=1, max_size=12))
def test_what_is_read_as_a_day_is_written_as_one(written):
    value, code = day(written)
    if code is None:
        assert written in (value.strftime("%d-%m-%Y"), value.strftime("%d.%m.%Y"), value.isoformat())


def test_a_school_year_names_two_years_in_a_row():
    written = pl.DataFrame({"written": ["2025/26", "2025/2026", "2025-26", "2025/27", "25/26", "2099/00"]})
    years = written.select(plain_school_year(pl.col("written")).alias("year"))["year"].to_list()
    assert years == ["2025/26", "2025/26", "2025/26", None, None, "2099/00"]
