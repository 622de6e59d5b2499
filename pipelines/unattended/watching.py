"""What starts by itself: runs when deliveries have come or a report is due, packs on their day, a look every morning.

Each request names what it is for (`run_key`), so that nothing is started twice; Dagster runs one at a time. Not here:
the jobs (`lineage`, `oversight`), what is due (`due`), when a folder is still (`drop_folder`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import dagster as dg

from pipelines.jobs import prognosis_job
from pipelines.municipality import Municipality
from pipelines.resources import Workspace
from pipelines.settings import RunSettings
from pipelines.unattended.alarm_notice import alarm_notice
from pipelines.unattended.drop_folder import Looked, look
from pipelines.unattended.due import due_packs, due_report, next_report
from pipelines.unattended.notices import Notice, send
from pipelines.unattended.oversight import chosen_by, last_report_since, oversight_job, packs_job
from pipelines.unattended.runs import AS_OF

SECONDS_BETWEEN_LOOKS = int(os.environ.get("PLADSPROGNOSE_SECONDS_BETWEEN_LOOKS", "60"))
EVERY_MORNING = "0 6 * * *"
TIME_ZONE = "Europe/Copenhagen"
IS_ON = "PLADSPROGNOSE_DELIVERIES" in os.environ
"""Where nobody has said which folder, Dagster's pages only show what could start."""
WATCHES = dg.DefaultSensorStatus.RUNNING if IS_ON else dg.DefaultSensorStatus.STOPPED
KEEPS_TIME = dg.DefaultScheduleStatus.RUNNING if IS_ON else dg.DefaultScheduleStatus.STOPPED
in_the_morning = partial(dg.schedule, execution_timezone=TIME_ZONE, default_status=KEEPS_TIME)
SAID = {
    "empty": "Mappen med leverancer er tom.",
    "moving": "Filerne i mappen ændrer sig; der ses igen om lidt.",
    "taken": "Filerne i mappen er læst.",
}


def asked_for(as_of: date, run_key: str, why: str) -> dg.RunRequest:
    """A run as of a day."""
    config: dict[str, Any] = {"resources": {"workspace": {"config": {AS_OF: as_of.isoformat()}}}}
    return dg.RunRequest(run_key=run_key, run_config=config, tags={"pladsprognose/grund": why})


@dg.sensor(
    name="leverancer",
    job=prognosis_job,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=WATCHES,
    description="Leverancer, der er kommet og ligger stille, køres med i dag som opgørelsesdag.",
)
def deliveries_have_come(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """A run when the folder holds other files than the last run read, and two looks saw the same."""
    settings = RunSettings.from_environment(os.environ)
    folder = settings.deliveries
    if folder is None or not folder.is_dir():
        yield dg.SkipReason("Mappen med leverancer findes ikke (PLADSPROGNOSE_DELIVERIES).")
        return
    movement, looked = look(folder, Looked.of(context.cursor))
    context.update_cursor(looked.kept_text())
    if movement == "still":
        yield asked_for(settings.as_of, f"leverancer {looked.seen}", "nye leverancer")
    else:
        yield dg.SkipReason(SAID[movement])


@in_the_morning(
    name="prognosekalender",
    job=prognosis_job,
    cron_schedule=EVERY_MORNING,
    description="Morgenen efter en dag i kommunens prognosekalender laves prognosen som af den dag.",
)
def reports_fall_due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run as of yesterday, when yesterday is a day of the calendar."""
    municipality, today = _municipality(), context.scheduled_execution_time.date()
    due = due_report(municipality, today)
    if due is None:
        coming = next_report(municipality, today)
        return dg.SkipReason(f"Næste er {coming.kind} som af {coming.as_of:%d-%m-%Y}.")
    return asked_for(due.as_of, f"{due.kind} {due.as_of}", due.kind)


@in_the_morning(
    name="datapakker",
    job=packs_job,
    cron_schedule=EVERY_MORNING,
    description="På den dag i måneden, kommune.yaml nævner, udgives forrige måneds datapakker.",
)
def packs_fall_due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """The packs of the month before, on the municipality's day."""
    month = due_packs(_municipality(), context.scheduled_execution_time.date())
    if month is None:
        return dg.SkipReason("I dag udgives ingen datapakker (drift: datapakkedag).")
    config = {"ops": {"udgiv_datapakker": {"config": {"month": month.isoformat()}}}}
    return dg.RunRequest(run_key=f"datapakker {month:%Y%m}", run_config=config)


@in_the_morning(
    name="tilsyn",
    job=oversight_job,
    cron_schedule="30 6 * * *",
    description="Hver morgen ses efter, om alt er i orden; er noget ikke, får de nævnte besked.",
)
def look_every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One look a day."""
    return dg.RunRequest(run_key=f"tilsyn {context.scheduled_execution_time.date()}")


@dg.run_failure_sensor(
    name="koersel_stoppet",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=WATCHES,
    description="Stopper en kørsel, eller dør den, får de nævnte i kommune.yaml besked med det, rapporten siger.",
)
def a_run_has_stopped(context: dg.RunFailureSensorContext) -> None:
    """A notice with what the run's report says, or that it left none."""
    settings = RunSettings.from_environment(os.environ)
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    since = record.start_time if record is not None and record.start_time else 0.0
    report = last_report_since(settings.data, since)
    said = report or (
        "Kørslen nåede ikke at sige hvorfor: processen døde, eller den kom ikke i gang. Det, der var offentliggjort, "
        "står som før. En, der døde, prøves én gang til af sig selv, forfra; kommer beskeden igen, så se Dagsters log."
    )
    heading = f"pladsprognose: {context.dagster_run.job_name} stoppede"
    for line in send(Notice(heading, said), chosen_by(settings), os.environ):
        context.log.warning(line)


@dg.run_status_sensor(
    name="hastenotat",
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[prognosis_job],
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=WATCHES,
    description="Er der kommet andet, end den forrige prognose ventede, får de nævnte i kommune.yaml besked.",
)
def something_has_come(context: dg.RunStatusSensorContext) -> None:
    """A notice with what a flash note would say, once for each month."""
    settings = RunSettings.from_environment(os.environ)
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    since = datetime.fromtimestamp(record.start_time if record is not None and record.start_time else 0.0)
    notice = alarm_notice(settings.data, _municipality(), since)
    for line in send(notice, chosen_by(settings), os.environ) if notice is not None else ():
        context.log.warning(line)


def _municipality() -> Municipality:
    return Workspace(RunSettings.from_environment(os.environ), "").municipality
