"""Views that keep their columns when the tables behind them gain some: what reports and workbooks may be built on.

Which there are, and their columns, stands in `stable_views.yml`. They lie in the published file beside its tables, with
the tables' own comments. Not here: the tables (`analysis`).
"""

from __future__ import annotations

from importlib import resources

import duckdb
import yaml

SCHEMA = "stable"
KEPT = "Fast udsnit: kolonnerne her bliver stående, når tabellen får flere."


def stable_columns() -> dict[str, list[str]]:
    """The columns of each view, by the table it is of."""
    text = resources.files("pipelines.assets").joinpath("stable_views.yml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


def write_stable_views(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Make the views of the tables that a database has; they name no database, so the file may be renamed."""
    before = connection.execute("select current_database()").fetchone()
    connection.execute(f'use "{database}"')
    try:
        connection.execute(f"create schema {SCHEMA}")
        for table, columns in stable_columns().items():
            _write_view(connection, table, columns)
    finally:
        connection.execute(f'use "{before[0] if before else "memory"}"')


def _write_view(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    schema, name = table.split(".")
    where = "database_name = current_database() and schema_name = ? and table_name = ?"
    found = connection.execute(f"select comment from duckdb_tables() where {where}", [schema, name]).fetchone()
    if found is None:
        return
    view = f"{SCHEMA}.{name}"
    connection.execute(f"create view {view} as select {', '.join(columns)} from {table}")
    connection.execute(f"comment on view {view} is {_quoted(f'{found[0] or table} {KEPT}')}")
    said = connection.execute(f"select column_name, comment from duckdb_columns() where {where}", [schema, name])
    for column, comment in said.fetchall():
        if column in columns and comment:
            connection.execute(f"comment on column {view}.{column} is {_quoted(comment)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
