"""Run inside Spark's own environment: builds each query of a plan in order and writes it as Parquet.

`python spark_session.py PLAN`: a JSON file with `sources` and `models`, each with schema, name and folder, the models
with their query. Prints one JSON object: seconds of the session and of each model, and the kind of error of those that
failed, never what Spark says of it, for that may hold values. Imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.master": "local[2]",
    "spark.driver.memory": "4g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}


def main(plan_file: Path) -> None:
    """Build the plan; what became of each model goes to stdout."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    started = time.perf_counter()
    builder = SparkSession.builder.appName("pladsprognose")
    folders = {
        "spark.sql.warehouse.dir": "empty",
        "spark.local.dir": "shuffled",
    }  # rows on their way stay in the folder
    for name, value in {**SETTINGS, **{key: str(plan_file.parent / folder) for key, folder in folders.items()}}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    for source in plan["sources"]:
        name_table(session, source)
    told: dict[str, Any] = {"session_seconds": time.perf_counter() - started, "seconds": {}, "errors": {}}
    for model in plan["models"]:
        name, begun = f"{model['schema']}.{model['name']}", time.perf_counter()
        try:
            session.sql(model["query"]).write.mode("overwrite").parquet(model["folder"])
            name_table(session, model)
        except PySparkException as error:
            told["errors"][name] = error.getCondition() or type(error).__name__
        told["seconds"][name] = time.perf_counter() - begun
    session.stop()
    print(json.dumps(told))


def name_table(session: SparkSession, table: dict[str, str]) -> None:
    """Name the Parquet files of a folder as a table of its schema."""
    session.sql(f"create database if not exists `{table['schema']}`")
    session.sql(
        f"create table if not exists `{table['schema']}`.`{table['name']}` using parquet location '{table['folder']}'"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
