import duckdb

from forecasting.told.published import EFFECTS
from pipelines.assets.forecast_tables import FORECAST_TABLES, create_forecast_tables


def test_creating_again_leaves_the_vintages_that_exist() -> None:
    connection = duckdb.connect()
    create_forecast_tables(connection)
    connection.execute("insert into forecast_run.approval values ('a1', 'Controller', timestamp '2025-05-02', false)")

    create_forecast_tables(connection)

    assert connection.execute("select vintage_id, approved_by from forecast_run.approval").fetchall() == [
        ("a1", "Controller")
    ]


def test_a_warehouse_of_an_older_version_gets_the_columns_it_lacks_and_keeps_its_rows() -> None:
    connection = duckdb.connect()
    connection.execute("create schema forecast_run")
    connection.execute("create table forecast_run.event_test (vintage_id varchar not null, series varchar not null)")
    connection.execute("insert into forecast_run.event_test values ('a1', 'cost')")

    create_forecast_tables(connection)

    rows = connection.execute("select vintage_id, series, effect, sentence_da from forecast_run.event_test").fetchall()
    assert rows == [("a1", "cost", None, None)]


def test_every_table_is_keyed_by_its_vintage() -> None:
    assert {next(iter(columns)) for columns in FORECAST_TABLES.values()} == {"vintage_id"}


def test_kroner_are_exact_and_the_change_is_split_as_the_deviation_is() -> None:
    deviation = FORECAST_TABLES["deviation"]
    assert {sql_type.removesuffix(" not null") for name, sql_type in deviation.items() if name.endswith("_kr")} == {
        "decimal(18,2)"
    }
    assert all({f"{effect}_effect_kr", f"change_{effect}_effect_kr"} <= deviation.keys() for effect in EFFECTS)
