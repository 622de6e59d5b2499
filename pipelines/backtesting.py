"""`backtest --origins`: the method measured from days of the caller's choice, on what is loaded.

Nothing is published and no vintage is made; the next run looks from its own days again. Not here: how a forecast is
scored (`forecasting.questions.backtest`), what a run measures by itself (`assets/forecasts`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from forecasting import load_assumptions
from forecasting.questions.backtest import pooled
from pipelines.assets.backtests import measure_accuracy, origin_days
from pipelines.assets.forecasts import options
from pipelines.assets.origins import write_origins
from pipelines.assets.warehouse import build_knowledge
from pipelines.errors import UsageError, nothing_loaded
from pipelines.progress import Progress
from pipelines.publishing.content import Accuracy
from pipelines.publishing.summary import accuracy_lines, record_lines
from pipelines.resources import Workspace, held_data_directory, new_run_id, opened_warehouse
from pipelines.settings import DataDirectory, Language, RunSettings


def accuracy_from(
    data: DataDirectory, days: Sequence[date], seed: int, progress: Progress, language: Language, *, as_json: bool
) -> str:
    """The table of the backtest from `days` and its sentences; as JSON every day by itself, with all measures."""
    measured = measured_from(data, days, seed, progress)
    if as_json:
        return json.dumps(measured.with_columns(pl.col("origin").cast(pl.String)).to_dicts(), indent=2)
    lines = accuracy_lines((_line(row) for row in pooled(measured).iter_rows(named=True)), language, as_json=False)
    return f"{lines}\n\n{record_lines(measured.to_dicts(), language)}"


def _line(row: dict[str, Any]) -> Accuracy:
    wape, bias, covered = (Decimal(f"{row[name] or 0.0:.6f}") for name in ("wape", "bias", "coverage_80"))
    coverage = None if row["coverage_80"] is None else covered
    return Accuracy(row["horizon"], row["level"], row["method"], row["origins"], wape, bias, coverage)


def measured_from(data: DataDirectory, days: Sequence[date], seed: int, progress: Progress) -> pl.DataFrame:
    """Accuracy by day, horizon, level and method (schema ACCURACY); UsageError for days that cannot be looked from."""
    if not data.warehouse.is_file():
        raise nothing_loaded(data.root)
    with held_data_directory(data):
        with opened_warehouse(data) as connection:
            settings = RunSettings(data=data, as_of=latest_as_of(connection), seed=seed)
            workspace = Workspace(settings, new_run_id(datetime.now()))
            _check(days, settings.as_of)
            write_origins(connection, settings, workspace.municipality, sorted(set(days)))
        build_knowledge(workspace, progress)
        with opened_warehouse(data) as connection, progress.step("Bedøm på tidligere dage") as step:
            seen = origin_days(connection)
            if missing := sorted(set(days) - set(seen)):
                raise UsageError(
                    f"Ingen børn var registreret i plads pr. {_listed(missing)}.",
                    f"No children were registered in a place as of {_listed(missing)}.",
                )
            measured = measure_accuracy(
                connection, settings, workspace.municipality, load_assumptions(), options(workspace)
            )
            step.rows = measured.accuracy.height
    return measured.accuracy


def latest_as_of(connection: duckdb.DuckDBPyConnection) -> date:
    """The day the latest run looked from."""
    found = connection.execute("select max(origin_date) from control.origin where is_current").fetchone()
    if found is None or found[0] is None:
        raise UsageError(
            "Der er ingen tidligere kørsel. Kør `pladsprognose run` først.",
            "There is no earlier run. Run `pladsprognose run` first.",
        )
    day: date = found[0]
    return day


def _check(days: Sequence[date], as_of: date) -> None:
    late = [day for day in days if day.year >= as_of.year]
    if late:
        raise UsageError(
            f"--origins skal være dage i år, der er afsluttet før {as_of:%d.%m.%Y}; dette er de ikke: {_listed(late)}.",
            f"--origins must be days in years that ended before {as_of:%d.%m.%Y}; these are not: {_listed(late)}.",
        )


def _listed(days: Sequence[date]) -> str:
    return ", ".join(f"{day:%d.%m.%Y}" for day in sorted(days))
