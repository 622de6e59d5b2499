"""The two small jobs: a month's data packs, and the morning's look at whether all is in order.

Not here: when they start (`watching`), what is looked at (`operations.doctor`).
"""

import json
import os
from datetime import UTC, date, datetime

import dagster as dg

from pipelines.errors import ConfigurationError
from pipelines.faults import readably
from pipelines.municipality.model import Unattended
from pipelines.operations.doctor import examine
from pipelines.operations.doctor.words import results_text
from pipelines.resources import Workspace
from pipelines.settings import DataDirectory, RunSettings
from pipelines.unattended.notices import Notice, send
from pipelines.vintages import PACKS, publish


def chosen_by(settings: RunSettings) -> Unattended:
    """What kommune.yaml says of notices; the defaults where it does not hold, which the run's report says."""
    try:
        return Workspace(settings, "").municipality.drift
    except ConfigurationError:
        return Unattended()


def last_report_since(data: DataDirectory, since: float) -> str | None:
    """What the newest report written after a moment (seconds since 1970) says that its run stopped on."""
    reports = [path for path in data.reports.glob("run-*.json") if path.stat().st_mtime >= since]
    if not reports:
        return None
    newest = max(reports, key=lambda path: path.stat().st_mtime)
    said = json.loads(newest.read_text(encoding="utf-8"))["message"]
    return f"{said}\n\nRapporten: reports/{newest.name}" if said else None


@dg.op(name="udgiv_datapakker", config_schema={"month": str})
@readably
def publish_the_months_packs(context: dg.OpExecutionContext) -> None:
    """Seal the packs of a month from what is published."""
    settings = RunSettings.from_environment(os.environ)
    month = date.fromisoformat(context.op_config["month"])
    folder = publish(settings.data, PACKS, "", month, None, settings.language)
    context.add_output_metadata({"mappe": str(folder)})


@dg.op(name="se_efter")
@readably
def look_whether_all_is_in_order(context: dg.OpExecutionContext) -> None:
    """A notice when something needs a person."""
    settings = RunSettings.from_environment(os.environ)
    results = [
        found
        for found in examine(settings.data, os.environ, datetime.now(UTC).replace(tzinfo=None))
        if found.state != "in_order"
    ]
    context.add_output_metadata({"skal_goeres": len([r for r in results if r.state == "act"]), "i_alt": len(results)})
    if not results:
        return
    notice = Notice("pladsprognose: noget bør ses efter", results_text(results, settings.language))
    for line in send(notice, chosen_by(settings), os.environ):
        context.log.warning(line)


@dg.job(name="datapakker", description="Forrige måneds datapakker udgives")
def packs_job() -> None:
    """One month's packs."""
    publish_the_months_packs()


@dg.job(name="tilsyn", description="Er alt i orden?")
def oversight_job() -> None:
    """The same look as `pladsprognose doctor`."""
    look_whether_all_is_in_order()
