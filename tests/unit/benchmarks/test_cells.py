"""The comparison of two engines objects to one cell that is not the same, and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from benchmarks.engines.cells import Verdict, compare_tables

ROWS = "(date '2025-01-01', 'A', 3, 10.50::decimal(18, 2)), (date '2025-02-01', 'B', null, 20.25), (null, 'B', 0, 0)"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(f"create table here as from (values {ROWS}) as t(month, district, children, kr)")
        opened.execute("create table there as select * from here order by kr desc")
        yield opened


def verdict(connection: duckdb.DuckDBPyConnection) -> Verdict:
    return compare_tables(connection, "t", "here", "there")


def test_the_same_rows_in_another_order_are_equal(connection: duckdb.DuckDBPyConnection) -> None:
    assert verdict(connection) == Verdict("t", rows=3, cells=12)
    assert verdict(connection).is_equal


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("update there set kr = 20.26 where kr = 20.25", ("kr",)),
        ("update there set children = 0 where children is null", ("children",)),
        ("update there set month = null where district = 'A'", ("month",)),
        ("update there set district = case district when 'A' then 'B' else 'A' end where kr > 0", ()),
    ],
    ids=["one øre", "empty is not none", "a date lost", "two rows that have swapped one cell"],
)
def test_one_changed_cell_is_found_and_its_column_named(
    connection: duckdb.DuckDBPyConnection, change: str, columns: tuple[str, ...]
) -> None:
    connection.execute(change)
    found = verdict(connection)
    assert not found.is_equal
    assert (found.only_here, found.only_there) == ((2, 2) if not columns else (1, 1))
    assert found.columns == columns


def test_a_row_that_stands_twice_is_not_the_same_as_once(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into there from there where district = 'A'")
    assert (verdict(connection).only_here, verdict(connection).only_there) == (0, 1)


def test_another_type_and_a_lost_column_are_named(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("alter table there alter kr type double")
    connection.execute("alter table there drop month")
    assert verdict(connection).columns == ("kr: DECIMAL(18,2) / DOUBLE", "month: DATE / mangler")


def test_only_doubles_may_differ_by_the_order_they_were_added_in(connection: duckdb.DuckDBPyConnection) -> None:
    for table, order in (("here", "0.1e0 + 0.2e0 + 0.3e0"), ("there", "0.3e0 + 0.2e0 + 0.1e0")):
        connection.execute(f"create or replace table {table} as select {order} as share")
    assert connection.execute("select here.share = there.share from here, there").fetchone() == (False,)
    assert verdict(connection).is_equal
    connection.execute("update there set share = share * (1 + 1e-11)")
    assert not verdict(connection).is_equal
