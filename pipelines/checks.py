"""Expectations as Dagster checks: one that must hold and one that should, for each source, and whether it is fresh.

A critical finding blocks what comes after; a warning is shown. Both go to `control.finding`, which becomes
`meta.finding`. Not here: what is expected (`expectations`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import dagster as dg
import duckdb
import pandas as pd

from expectations.likeness import likeness_results
from expectations.result import CheckResult, SuiteContext
from expectations.runner import OWNERS, run_suites
from pipelines.edition_portraits import portraits
from pipelines.errors import FindingError
from pipelines.faults import readably
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.settings import RunSettings
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.findings import CutOff
from pipelines.sources.freshness import editions_by_source, late_sources
from pipelines.sources.knowledge import edition_read, rows_that_count

MUST_HOLD, SHOULD_HOLD = "skal_holde", "boer_holde"
CHECK_SPECS = [
    dg.AssetCheckSpec(name, asset=["raw", contract.table], blocking=name == MUST_HOLD)
    for contract in load_contracts().values()
    for name in (MUST_HOLD, SHOULD_HOLD)
]

FRESH = "er_frisk"
FRESHNESS_SPECS = [dg.AssetCheckSpec(FRESH, asset=["raw", contract.table]) for contract in load_contracts().values()]


@dg.multi_asset_check(specs=FRESHNESS_SPECS, name="freshness", pool="warehouse")
@readably
def freshness(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.AssetCheckResult]:
    """Whether each source's newest edition is as new as it usually is on the as-of day; shown, and stops nothing."""
    with workspace.warehouse() as connection:
        editions = editions_by_source(connection)
    late = late_sources(editions, workspace.settings.as_of)
    for source, contract in load_contracts().items():
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(["raw", contract.table]),
            check_name=FRESH,
            passed=source not in late,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"nyeste_udgave": str(editions[source][-1]) if source in editions else "ingen"},
        )


@dg.multi_asset_check(specs=CHECK_SPECS, name="delivery_checks", pool="warehouse")
@readably
def delivery_checks(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.AssetCheckResult]:
    """Hold every delivered source against its suite; a critical finding stops the run here."""
    with progress.step("Prøv forventninger") as step:
        with workspace.warehouse() as connection:
            context = suite_context(connection, workspace.settings)
            step.rows = sum(len(frame) for frame in context.frames.values())
            results = run_suites([c.model_dump() for c in load_contracts().values()], context)
            results += unlike_editions(connection, workspace.settings)
            write_findings(connection, results)
            write_broken_rows(connection, results, context.editions, workspace.settings.cut_off)
        stop_on_critical(results)
    for contract in load_contracts().values():
        yield from _check_results(contract, [r for r in results if r.source == contract.source])


def suite_context(connection: duckdb.DuckDBPyConnection, settings: RunSettings) -> SuiteContext:
    """The rows that count on the as-of day of every source that can be read on it, with the day of its edition."""
    frames: dict[str, pd.DataFrame] = {}
    editions: dict[str, date] = {}
    for contract in load_contracts().values():
        cut_off = settings.cut_off(contract.source)
        edition = edition_read(connection, contract, cut_off)
        if edition is not None:
            columns = ", ".join(f"content.{column.field}" for column in contract.warehouse_columns)
            editions[contract.source] = edition
            frames[contract.source] = rows_that_count(connection, contract, columns, edition, cut_off).df()
    return SuiteContext(as_of=settings.as_of, editions=editions, frames=frames)


def write_findings(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Replace the findings about values by those of `results` that do not hold; rows kept aside have their own."""
    connection.executemany(
        "delete from control.finding where source = ? and check_code = ? and message_da = ?",
        sorted({(r.source, r.check_code, r.message_da) for r in results}),
    )
    rows = [
        (
            r.source, r.check_code, r.severity, r.failed_count, r.owner, r.message_da, r.message_en, r.consequence_da,
            r.consequence_en, r.question,
        )
        for r in results
        if not r.success
    ]  # fmt: skip
    if rows:
        connection.executemany(f"insert into control.finding values ({', '.join('?' * 10)})", rows)
    asked = [
        (r.source, r.check_code, r.question, r.severity, r.success, r.failed_count, r.total_count) for r in results
    ]
    connection.execute("delete from control.expectation")
    connection.executemany("insert into control.expectation values (?, ?, ?, ?, ?, ?, ?)", asked)


def write_broken_rows(
    connection: duckdb.DuckDBPyConnection, results: list[CheckResult], editions: Mapping[str, date], cut_off: CutOff
) -> None:
    """Replace the rows that findings are about by where they stand in the files, for the working lists."""
    connection.execute("delete from control.finding_row")
    for contract in load_contracts().values():
        broken = [r for r in results if r.source == contract.source and r.broken_rows]
        if broken:
            edition, place = editions[contract.source], "delivery.file_name, shown.row_number"
            places = rows_that_count(connection, contract, place, edition, cut_off(contract.source)).fetchall()
            rows = [(r.source, r.check_code, *places[position]) for r in broken for position in r.broken_rows]
            connection.executemany("insert into control.finding_row values (?, ?, ?, ?)", rows)


def unlike_editions(connection: duckdb.DuckDBPyConnection, settings: RunSettings) -> list[CheckResult]:
    """Whether the newest edition of each source looks like those before it."""
    return [
        result
        for contract in load_contracts().values()
        for result in likeness_results(
            contract.source,
            contract.kind,
            OWNERS[contract.source],
            portraits(connection, contract, settings.cut_off(contract.source)),
        )
    ]


def stop_on_critical(results: list[CheckResult]) -> None:
    """FindingError with every critical finding in one message."""
    critical = [r for r in results if r.blocks]
    if critical:
        da, en = (
            "\n".join(f"  {r.source}: {said.rstrip('.')}. {meaning} {owner}: {r.owner}." for r, said, meaning in lines)
            for owner, lines in (
                ("Ansvarlig", [(r, r.message_da, r.consequence_da) for r in critical]),
                ("Responsible", [(r, r.message_en, r.consequence_en) for r in critical]),
            )
        )
        raise FindingError(
            f"{len(critical)} kritiske fund, så intet nyt er offentliggjort:\n{da}",
            f"{len(critical)} critical findings, so nothing new is published:\n{en}",
        )


def _check_results(contract: Contract, results: list[CheckResult]) -> Iterator[dg.AssetCheckResult]:
    for name, severity in ((MUST_HOLD, "kritisk"), (SHOULD_HOLD, "advarsel")):
        failed = [r for r in results if r.severity == severity and not r.success]
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(["raw", contract.table]),
            check_name=name,
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if severity == "kritisk" else dg.AssetCheckSeverity.WARN,
            metadata={r.check_code: r.failed_count for r in failed},
        )
