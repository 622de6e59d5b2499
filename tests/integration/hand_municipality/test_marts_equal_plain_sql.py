"""Each mart of the hand-written municipality is, cell by cell, what plain SQL makes of its delivery files."""

import duckdb
import oracles
import pytest

# an own class without children has a row of zeros in the mart; the oracle has none
# and of what is expected only the rows with places: kroner, reserve and forecast are in test_expectation_figures
SHOWN = {
    "spend_monthly": "booked_kr <> 0 or committed_kr <> 0 or one_off_kr <> 0",
    "expectation_figure": "area_id <> 'RESERVE' and (expected_places is not null or actual_places <> 0)",
}

pytestmark = pytest.mark.xdist_group("hand_municipality")


@pytest.fixture(scope="module")
def deliveries():
    with oracles.open_deliveries() as connection:
        yield connection


def cells(connection: duckdb.DuckDBPyConnection, statement: str) -> list[tuple]:
    return connection.execute(statement).fetchall()


@pytest.mark.parametrize("mart", oracles.MARTS)
def test_the_mart_is_cell_equal_to_its_recomputation(hand_municipality, deliveries, mart):
    types = dict(
        hand_municipality.execute(
            "select column_name, data_type from information_schema.columns "
            "where table_schema = 'mart' and table_name = ?",
            [mart],
        ).fetchall()
    )
    recomputed = oracles.recomputed(deliveries, mart)
    columns = recomputed.columns
    assert set(columns) <= set(types), f"mart.{mart} lacks {set(columns) - set(types)}"

    expected = recomputed.project(", ".join(f"cast({name} as {types[name]}) as {name}" for name in columns)).fetchall()
    actual = cells(hand_municipality, f"select {', '.join(columns)} from mart.{mart} where {SHOWN.get(mart, 'true')}")

    assert expected, f"the oracle of mart.{mart} is empty, so it proves nothing"
    missing, surplus = set(expected) - set(actual), set(actual) - set(expected)
    assert (sorted(missing, key=str), sorted(surplus, key=str)) == ([], []), columns
    assert len(actual) == len(expected)
