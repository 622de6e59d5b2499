"""dbt in the same process: parse once, then build parts of the project with the parsed manifest.

Not here: the models (`dbt_project/`), the Dagster assets around them (`assets/warehouse`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.interrupts import plain_interrupts
from pipelines.settings import DataDirectory

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
WAREHOUSE_VARIABLE = "PLADSPROGNOSE_WAREHOUSE"


@cache
def parsed_project() -> Any:
    """The parsed manifest of the dbt project; parsed anew only where a file has changed."""
    from dbt.cli.main import dbtRunner

    os.environ[WAREHOUSE_VARIABLE] = "warehouse.duckdb"  # names the catalogue; parsing opens no file
    if os.access(PROJECT, os.W_OK):
        return invoke(dbtRunner(), ["parse"], PROJECT / "target").result
    with TemporaryDirectory(prefix="pladsprognose-") as target:  # the program is installed for reading only
        return invoke(dbtRunner(), ["parse"], Path(target)).result


def build(data: DataDirectory, select: Sequence[str], exclude: Sequence[str] = ()) -> Any:
    """Run `dbt build` on the selected part; the result holds one entry a model, seed and test."""
    arguments = ["build", "--select", *select]
    return _on_warehouse(data, [*arguments, "--exclude", *exclude] if exclude else arguments)


def prove_rules(data: DataDirectory) -> Any:
    """Run the unit tests of the models on a built warehouse; the result holds one entry a test."""
    return _on_warehouse(data, ["test", "--select", "test_type:unit"])


def _on_warehouse(data: DataDirectory, arguments: list[str]) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    manifest = parsed_project()
    os.environ[WAREHOUSE_VARIABLE] = str(data.warehouse.resolve())
    try:
        return invoke(dbtRunner(manifest=manifest), arguments, data.dbt_target)
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def invoke(runner: Any, arguments: list[str], target: Path) -> Any:
    """Invoke dbt silently: what it says may hold values, so it goes nowhere; the results come back as objects.

    What stops dbt itself is raised as it is: Ctrl-C, a disk that is full, a project that does not hold.
    """
    target.mkdir(parents=True, exist_ok=True)
    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    workings = ["--target-path", str(target.resolve()), "--log-path", str(target.resolve()), "--no-write-json"]
    silence = ["--log-level", "none", "--log-level-file", "none", "--no-print"]
    with redirect_stdout(StringIO()), plain_interrupts():
        result = runner.invoke([*arguments, *places, *workings, *silence])
    if result.exception is not None:
        raise result.exception
    return result
