"""The dbt models as built on an engine: which tables they are, how long it took, and what went wrong.

Not here: the engines. What dbt says goes nowhere, since it may hold values; only names come out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from pipelines.dbt_runner import invoke

PERSONAL = ("staging", "intermediate")
WITHOUT_PERSONS = ("mart", "forecast", "meta")
NOT_UNIT_TESTS = ["--exclude", "test_type:unit"]


@dataclass(frozen=True)
class Build:
    """Seconds of the whole build, by the clock and of this process on a core, its tables and how many tests held.

    `queries` has schema, name and compiled SQL of each model, in an order in which each stands after what it reads.
    """

    seconds: float
    cpu_seconds: float
    tables: tuple[tuple[str, str], ...]
    queries: tuple[tuple[str, str, str], ...]
    tests: int


class NotBuiltError(Exception):
    """Models or tests that failed, by name."""


def build_models(target: str, environment: Mapping[str, str], folder: Path) -> Build:
    """Build every seed and model with its tests; NotBuiltError names what failed."""
    os.environ.update(environment)
    started, used = time.perf_counter(), time.process_time()
    try:
        entries = invoke(dbtRunner(), ["build", "--target", target, *NOT_UNIT_TESTS], folder).result
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - used
    failed = sorted(entry.node.name for entry in entries if entry.status in ("error", "fail"))
    if failed:
        raise NotBuiltError(f"{target}: {len(failed)} modeller eller prøver fejlede: {', '.join(failed)}")
    queries = tuple((e.node.schema, e.node.alias, e.node.compiled_code) for e in entries if kind(e) == "model")
    return Build(
        seconds, cpu_seconds, tuple(tables_of(entries)), queries, sum(kind(entry) == "test" for entry in entries)
    )


def tables_of(entries: Sequence[Any]) -> list[tuple[str, str]]:
    """The schema and name of each seed and model, in order."""
    return sorted((e.node.schema, e.node.alias) for e in entries if kind(e) in ("seed", "model"))


def kind(entry: Any) -> str:
    """What dbt calls it: seed, model or test."""
    return str(entry.node.resource_type)
