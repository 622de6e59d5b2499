import duckdb

from pipelines.assets.forecast_tables import EFFECTS, FORECAST_TABLES, create_forecast_tables


def test_creating_again_leaves_the_vintages_that_exist() -> None:
    connection = duckdb.connect()
    create_forecast_tables(connection)
    connection.execute("insert into forecast_run.approval values ('a1', 'Controller', timestamp '2025-05-02', false)")

    create_forecast_tables(connection)

    assert connection.execute("select vintage_id, approved_by from forecast_run.approval").fetchall() == [
        ("a1", "Controller")
    ]


def test_every_table_is_keyed_by_its_vintage() -> None:
    assert {next(iter(columns)) for columns in FORECAST_TABLES.values()} == {"vintage_id"}


def test_kroner_are_exact_and_the_change_is_split_as_the_deviation_is() -> None:
    deviation = FORECAST_TABLES["deviation"]
    assert {sql_type.removesuffix(" not null") for name, sql_type in deviation.items() if name.endswith("_kr")} == {
        "decimal(18,2)"
    }
    assert all({f"{effect}_effect_kr", f"change_{effect}_effect_kr"} <= deviation.keys() for effect in EFFECTS)
