"""`reports/run-<id>.json`: everything about every file and step of one run, for programs and for the log book."""

from __future__ import annotations

import json
from typing import Any

from pipelines.errors import PladsprognoseError
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.sources.contract import load_contracts
from pipelines.version import code_version


def write_report(workspace: Workspace, progress: Progress, stopped_by: PladsprognoseError | None) -> int:
    """Write the report of a run, with what it stopped on or was made without; returns its exit code.

    1 with everything published means that an optional delivery was rejected or held.
    """
    if stopped_by is None:
        exit_code, message = int(bool(workspace.left_out)), "\n".join(workspace.left_out) or None
    else:
        exit_code, message = stopped_by.exit_code, stopped_by.said(workspace.settings.language)
    folder = workspace.data.reports
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"run-{workspace.run_id}.json"
    draft = path.with_suffix(".tmp")
    content = report_content(workspace, progress, exit_code) | {"message": message}
    try:
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return exit_code


def report_content(workspace: Workspace, progress: Progress, exit_code: int) -> dict[str, Any]:
    """The report as promised to programs that read it."""
    return {
        "run_id": workspace.run_id,
        "as_of": workspace.settings.as_of.isoformat(),
        "code_version": code_version(),
        "exit_code": exit_code,
        "deliveries": [report.as_json() for report in workspace.deliveries],
        "absent_sources": [absent_source(source) for source in workspace.absent],
        "steps": [{"name": step.name, "rows": step.rows, "seconds": step.seconds} for step in progress.steps],
        "vintage_id": workspace.vintage_id,
        "data_fingerprint": workspace.data_fingerprint,
    }


def absent_source(source: str) -> dict[str, object]:
    """A source without a file that counts on the as-of day, and what is lost without it."""
    contract = load_contracts()[source]
    return {"source": source, "required": contract.required, "consequence": contract.without_it["da"]}
