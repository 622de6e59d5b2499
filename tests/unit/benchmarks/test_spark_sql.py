"""Where DuckDB's words mean something else to Spark, the query for Spark says what DuckDB meant."""

from __future__ import annotations

import pytest

from benchmarks.engines.spark_sql import to_spark


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        ("select a / b from w.s.t", "(SELECT CAST((a) AS DOUBLE) / CAST((b) AS DOUBLE) FROM s.t)"),
        (
            "select cast(unnest(generate_series(0, 5)) as integer) as n",
            "EXPLODE(CAST(SEQUENCE(0, 5) AS ARRAY<INT>)) AS n",
        ),
        ("select percentile_cont(0.5) within group (order by x) from t", "PERCENTILE(x, 0.5)"),
        ("select round(x, 2) from t", "ELSE ROUND(CAST(x AS DOUBLE) * POWER(10, 2), 0) / POWER(10, 2) END"),
        ("select from_json(x, '\"MAP(VARCHAR, INTEGER)\"') from t", "FROM_JSON(x, 'MAP<STRING, INT>')"),
    ],
    ids=["division", "rows of a series", "the exact median", "half an øre", "a map"],
)
def test_a_word_of_another_meaning_is_put_as_duckdb_meant_it(ours: str, said: str) -> None:
    assert said in to_spark(ours, {})


def test_a_union_by_name_has_every_column_in_its_place() -> None:
    query = to_spark("select * from w.s.t union all by name select 2 as b, 1 as a", {"s.t": ["a", "b", "c"]})
    assert query == "(SELECT a, b, c FROM s.t UNION ALL SELECT 1 AS a, 2 AS b, NULL AS c)"


def test_a_recursion_that_keeps_each_row_once_stops_with_an_error_before_it_is_cut_short() -> None:
    step = "select e.b from walk inner join e on walk.a = e.a"
    query = to_spark(f"with recursive walk as (select a from t union {step}) select a from walk", {})
    assert "UNION ALL SELECT e.b, walk.step + 1 AS step FROM walk_walk AS walk" in query
    assert "HAVING ASSERT_TRUE(MIN(step) < 6) IS NULL" in query
