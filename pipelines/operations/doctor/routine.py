"""Whether the work goes as it should: the last run, what waits for a person, the sources' age, the last backup.

Not here: whether the files are whole (`integrity`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from pipelines.audit import AUDIT_FILE
from pipelines.operations.doctor.erasures import held_too_long
from pipelines.operations.doctor.words import Result, result
from pipelines.settings import DataDirectory
from pipelines.sources.contract import load_contracts
from pipelines.sources.freshness import editions_by_source, late_sources
from pipelines.sources.quarantine import rows_aside
from pipelines.sources.waiting import waiting_files

OLDEST_BACKUP = timedelta(days=35)


def check_routine(data: DataDirectory, now: datetime, *, may_ask: bool) -> Iterator[Result]:
    """How the work goes; the warehouse is asked only where it is whole."""
    yield last_run(data)
    if may_ask:
        yield from check_deliveries(data, now)
    yield last_backup(data, now)


def check_deliveries(data: DataDirectory, now: datetime) -> Iterator[Result]:
    """What the warehouse knows of deliveries; one that an older version made may lack what is asked for."""
    try:
        with duckdb.connect(str(data.warehouse), read_only=True) as connection:
            found = [waiting(connection), aside(connection), sources(connection, now)]
            found += held_too_long(connection, data, now)
    except duckdb.Error:
        yield result("warehouse", "look", "warehouse_older")
        return
    yield result("warehouse", "in_order", "warehouse")
    yield from found


def last_run(data: DataDirectory) -> Result:
    """How the latest run ended."""
    reports = sorted(data.reports.glob("run-*.json"))
    if not reports:
        return result("run", "look", "no_run")
    try:
        report = json.loads(reports[-1].read_text(encoding="utf-8"))
        code, is_forecast, as_of = report["exit_code"], report["vintage_id"] is not None, report["as_of"]
    except (ValueError, KeyError, TypeError):
        return result("run", "look", "report_unreadable", file=f"reports/{reports[-1].name}")
    facts = {"file": f"reports/{reports[-1].name}", "code": code, "as_of": as_of}
    if code == 0:
        return result("run", "in_order", "run", **facts)
    if code == 1 and is_forecast:
        return result("run", "look", "run_without", **facts)
    return result("run", "act", "run_stopped", **facts)


def waiting(connection: duckdb.DuckDBPyConnection) -> Result:
    """The files that wait for a yes or a no; one of a required source lets nothing new be published."""
    held = waiting_files(connection)
    if not held:
        return result("holds", "in_order", "no_holds")
    is_required = any(load_contracts()[entry.file.source].required for entry in held)
    names = ", ".join(entry.file.file for entry in held)
    return result("holds", "act" if is_required else "look", "holds", count=len(held), names=names)


def aside(connection: duckdb.DuckDBPyConnection) -> Result:
    """The rows kept aside in files that count."""
    rows = [row for row in rows_aside(connection) if not row.is_released]
    if not rows:
        return result("quarantine", "in_order", "no_aside")
    return result("quarantine", "look", "aside", count=len(rows), files=len({row.sha256 for row in rows}))


def sources(connection: duckdb.DuckDBPyConnection, now: datetime) -> Result:
    """Each source's newest edition against how often it has come until now."""
    editions = editions_by_source(connection)
    late = [f"{source} {edition}" for source, edition in late_sources(editions, now.date()).items()]
    if late:
        return result("sources", "look", "sources_late", count=len(late), names=", ".join(late))
    return result("sources", "in_order", "sources", count=len(editions))


def last_backup(data: DataDirectory, now: datetime) -> Result:
    """When a backup was last made, or the one that this was restored from, and whether anything has been run since."""
    made = [moment for entry in _decisions(data) if (moment := _backup_moment(entry)) is not None]
    if not made:
        return result("backup", "act", "no_backup")
    last = max(made)
    facts = {"made": f"{last:%d-%m-%Y %H:%M} UTC", "days": (now - last).days}
    if now - last > OLDEST_BACKUP:
        return result("backup", "act", "backup_old", **facts)
    reports = sorted(data.reports.glob("run-*.json"))
    if reports and datetime.fromtimestamp(reports[-1].stat().st_mtime, UTC).replace(tzinfo=None) > last:
        return result("backup", "look", "backup_before_run", **facts)
    return result("backup", "in_order", "backup", **facts)


def _decisions(data: DataDirectory) -> Iterator[dict[str, Any]]:
    """The lines of the audit file that can be read."""
    path = data.restricted / AUDIT_FILE
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _backup_moment(entry: Mapping[str, Any]) -> datetime | None:
    text = {"backup": entry.get("at"), "restore": entry.get("backup_made_at")}.get(str(entry.get("action")))
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        return None
