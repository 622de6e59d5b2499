import csv

import duckdb
import published_models
import pytest

from pipelines.assets.stable_views import write_stable_views

SEED = published_models.PROJECT / "seeds" / "example_query.csv"


def example_queries() -> dict[str, str]:
    with SEED.open(encoding="utf-8", newline="") as rows:
        return {row["query_id"]: row["query_sql"] for row in csv.DictReader(rows)}


@pytest.fixture(scope="module")
def empty_publication():
    with duckdb.connect() as connection:
        for schema in published_models.SCHEMAS.values():
            connection.execute(f"create schema {schema}")
        for table, columns in published_models.declared_tables().items():
            definition = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
            connection.execute(f"create table {table} ({definition})")
        write_stable_views(connection, "memory")
        yield connection


@pytest.mark.parametrize("query_id", example_queries())
def test_an_example_query_fits_the_published_tables(empty_publication, query_id: str) -> None:
    assert empty_publication.execute(example_queries()[query_id]).fetchall() == []


def test_there_are_twenty_example_queries() -> None:
    assert len(example_queries()) >= 20
