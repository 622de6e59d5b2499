"""Expectations as Dagster checks: one that must hold and one that should, for each source.

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
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.settings import RunSettings
from pipelines.sources.contract import Contract, load_contracts

MUST_HOLD, SHOULD_HOLD = "skal_holde", "boer_holde"
CHECK_SPECS = [
    dg.AssetCheckSpec(name, asset=["raw", contract.table], blocking=name == MUST_HOLD)
    for contract in load_contracts().values()
    for name in (MUST_HOLD, SHOULD_HOLD)
]

# rows of `delivery` that name something no edition up to the as-of day had shown are not believed yet
UNKNOWN = "select 1 from control.unknown_reference as unknown where is_current and unknown.source = delivery.source"
RELEASED = """
    select 1 from raw.released_row as released
    where released.delivery_id = shown.delivery_id and released.row_number = shown.row_number"""


@dg.multi_asset_check(specs=CHECK_SPECS, name="delivery_checks", pool="warehouse")
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
            write_broken_rows(connection, results, context.editions)
        stop_on_critical(results)
    for contract in load_contracts().values():
        yield from _check_results(contract, [r for r in results if r.source == contract.source])


def suite_context(connection: duckdb.DuckDBPyConnection, settings: RunSettings) -> SuiteContext:
    """The rows that count on the as-of day of every delivered source, with the day of its newest edition."""
    frames: dict[str, pd.DataFrame] = {}
    editions: dict[str, date] = {}
    for contract in load_contracts().values():
        newest = newest_edition(connection, contract, settings.cut_off(contract.source))
        if newest is not None:
            editions[contract.source] = newest
            frames[contract.source] = current_rows(connection, contract, newest)
    return SuiteContext(as_of=settings.as_of, editions=editions, frames=frames)


def newest_edition(connection: duckdb.DuckDBPyConnection, contract: Contract, cut_off: date) -> date | None:
    """The newest edition up to the cut-off; of a snapshot the earliest one where all came later; None without any.

    A later snapshot tells by its own dates what was known on the day; the editions of other sources do not.
    """
    found = connection.execute(
        "select max(edition_date) filter (where edition_date <= ?), min(edition_date) "
        "from raw.current_delivery where source = ?",
        [cut_off, contract.source],
    ).fetchone()
    up_to_the_day, earliest = found or (None, None)
    newest: date | None = earliest if up_to_the_day is None and contract.kind == "snapshot" else up_to_the_day
    return newest


def current_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, newest: date) -> pd.DataFrame:
    """The rows that count of a source whose newest edition speaks for the day."""
    columns = ", ".join(f"content.{column.field}" for column in contract.warehouse_columns)
    return connection.execute(rows_that_count(contract, columns), [contract.source, newest]).df()


def rows_that_count(contract: Contract, columns: str) -> str:
    """The newest edition of a snapshot source; of the others every edition up to it, a yearly row by its latest.

    Rows that a person has released are not judged a second time.
    """
    keys = ", ".join(f"content.{column.field}" for column in contract.key)
    references = [f"content.{column.field}" for column in contract.columns if column.reference is not None]
    known = " ".join(f"and not exists ({UNKNOWN} and referred_key = {reference})" for reference in references)
    latest = f"qualify row_number() over (partition by {keys} order by delivery.edition_date desc) = 1"
    return f"""
        select {columns}
        from raw.current_delivery as delivery
        inner join raw.{contract.table}_shown as shown using (delivery_id)
        inner join raw.{contract.table} as content using (row_hash)
        where delivery.source = ? and delivery.edition_date {"=" if contract.kind == "snapshot" else "<="} ?
            and not exists ({RELEASED}) {known}
        {latest if contract.kind == "yearly" else ""}
        order by delivery.edition_date, shown.row_number"""


def write_findings(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Replace the findings about values by those of `results` that do not hold."""
    connection.executemany(
        "delete from control.finding where source = ? and check_code = ?",
        sorted({(r.source, r.check_code) for r in results}),
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
    connection: duckdb.DuckDBPyConnection, results: list[CheckResult], editions: Mapping[str, date]
) -> None:
    """Replace the rows that findings are about by where they stand in the files, for the working lists."""
    connection.execute("delete from control.finding_row")
    for contract in load_contracts().values():
        broken = [r for r in results if r.source == contract.source and r.broken_rows]
        if broken:
            places = connection.execute(
                rows_that_count(contract, "delivery.file_name, shown.row_number"),
                [contract.source, editions[contract.source]],
            ).fetchall()
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
        lines = "\n".join(
            f"  {r.source}: {r.message_da.rstrip('.')}. {r.consequence_da} Ansvarlig: {r.owner}." for r in critical
        )
        raise FindingError(f"{len(critical)} kritiske fund, så intet nyt er offentliggjort:\n{lines}")


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
