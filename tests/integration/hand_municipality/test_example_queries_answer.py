"""Each query that is offered to analysts answers on a real published file, where there is something to answer."""

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")

NOTHING_YET = {"hvor_god_var_prognosen", "hvad_er_kendt_siden_sidst", "hvorfor_holdt_budgettet_ikke"}
"""Two months of deliveries have no past and no closed year, and the first forecast none to be held against."""


def test_every_example_query_gives_rows(hand_municipality) -> None:
    queries = hand_municipality.execute("select query_id, query_sql from meta.example_query").fetchall()
    empty = {name for name, query in queries if not hand_municipality.execute(query).fetchall()}
    assert empty == NOTHING_YET


def test_every_column_of_the_file_is_explained_in_the_file_itself(hand_municipality) -> None:
    unexplained = hand_municipality.execute("""
        select c.schema_name, c.table_name, c.column_name
        from duckdb_columns() as c
        left join meta.columns as said using (schema_name, table_name, column_name)
        where c.schema_name in ('mart', 'forecast', 'meta', 'stable')
            and (c.schema_name, c.table_name) <> ('meta', 'columns')
            and (said.description is null or c.comment is null)
    """).fetchall()
    assert unexplained == []
