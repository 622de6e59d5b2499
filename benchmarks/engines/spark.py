"""`make spark`: the models on local Spark, beside the same models in the warehouse.

A copy of a data folder's warehouse is built anew; what its models read is laid as Parquet, their compiled SQL is put in
Spark's words (`spark_sql`) and built in order by Spark in its own environment (`spark_session`). Every model is
compared; one that Spark cannot build is named with the kind of error, and so are those that read it. The copies hold
rows of children by pseudonym: they lie in a folder for their owner alone and are deleted at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.engines.cells import Verdict, compare_tables
from benchmarks.engines.ducklake import print_all, sources, warehouse_copy
from benchmarks.engines.models import Build, NotBuiltError, build_models
from benchmarks.engines.spark_sql import contracted, to_spark
from benchmarks.machine import machine_text
from benchmarks.printing import print_table
from pipelines.dbt_runner import WAREHOUSE_VARIABLE
from pipelines.settings import DataDirectory

SESSION = Path(__file__).with_name("spark_session.py")


def main(arguments: list[str]) -> int:
    """Build, compare and print; 0 when every cell of every model is the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines.spark")
    parser.add_argument("--data-dir", type=Path, required=True, help="datamappen, hvis datalager der bygges af")
    parser.add_argument("--engines", type=Path, default=Path("var/engines"), help="Sparks miljø og arbejdsmappen")
    options = parser.parse_args(arguments)
    print(machine_text(), flush=True)
    try:
        with warehouse_copy(DataDirectory(options.data_dir), options.engines / "spark-work") as copy:
            return 0 if beside_each_other(copy, options.engines / "spark-env/bin/python") else 1
    except NotBuiltError as error:
        print(error, file=sys.stderr)
        return 1


def beside_each_other(copy: Path, python: Path) -> bool:
    """Build both and print seconds and verdicts; whether every model is there and equal."""
    work = copy.parent.resolve()
    warehouse = build_models("warehouse", {WAREHOUSE_VARIABLE: str(copy.resolve())}, work / "dbt")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy.resolve()}' as warehouse (read_only)")
        plan = {"sources": lay_sources(connection, warehouse, work), "models": planned(connection, warehouse, work)}
        (work / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        told = built_by_spark(python, work / "plan.json")
        print_seconds(warehouse, told)
        for name, error in sorted(told["errors"].items()):
            print(f"Ikke bygget: {name}: {error}")
        are_equal = print_all(compare(connection, plan["models"], told["errors"]), "Spark")
    return are_equal and not told["errors"]


def lay_sources(connection: duckdb.DuckDBPyConnection, warehouse: Build, work: Path) -> list[dict[str, str]]:
    """What the models read and do not make, seeds too, as Parquet; each with schema, name and folder."""
    made = {(schema, name) for schema, name, _ in warehouse.queries}
    laid = []
    for schema, name in [*sources(connection), *(table for table in warehouse.tables if table not in made)]:
        folder = work / "sources" / schema / name
        folder.mkdir(parents=True)
        connection.execute(f"copy (from warehouse.{schema}.\"{name}\") to '{folder}/0.parquet'")
        laid.append({"schema": schema, "name": name, "folder": str(folder)})
    return laid


def planned(connection: duckdb.DuckDBPyConnection, warehouse: Build, work: Path) -> list[dict[str, str]]:
    """Each model in order, with its query in Spark's words and the types it has in the warehouse."""
    types: dict[str, dict[str, str]] = defaultdict(dict)
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'warehouse' order by column_index"
    ).fetchall():
        types[f"{schema}.{table}"][column] = kind
    known = {name: list(columns) for name, columns in types.items()}
    return [
        {
            "schema": schema,
            "name": name,
            "query": contracted(to_spark(query, known), types[f"{schema}.{name}"]),
            "folder": str(work / "built" / schema / name),
        }
        for schema, name, query in warehouse.queries
    ]


def built_by_spark(python: Path, plan: Path) -> dict[str, Any]:
    """What `spark_session` tells; CalledProcessError when Spark itself does not start."""
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": str(python.absolute())}
    command = [str(python), str(SESSION), str(plan)]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def compare(
    connection: duckdb.DuckDBPyConnection, models: Sequence[dict[str, str]], errors: dict[str, str]
) -> list[Verdict]:
    """One verdict a model that Spark built."""
    return [
        compare_tables(
            connection, name, f'warehouse.{model["schema"]}."{model["name"]}"', f"'{model['folder']}/*.parquet'"
        )
        for model in sorted(models, key=lambda model: (model["schema"], model["name"]))
        if (name := f"{model['schema']}.{model['name']}") not in errors
    ]


def print_seconds(warehouse: Build, told: dict[str, Any]) -> None:
    """What each took by the clock; Spark's without the tests, the warehouse's with them."""
    print_table(
        f"{len(warehouse.queries)} modeller, sekunder efter uret",
        ["", "Datalager", "Spark"],
        [
            ["Motoren startes, og kilderne får navne", None, told["session_seconds"]],
            [
                f"Modellerne (datalageret med {warehouse.tests} prøver)",
                warehouse.seconds,
                sum(told["seconds"].values()),
            ],
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
