"""How the command launches the job: in this process, with its progress shown and its errors made readable."""

from __future__ import annotations

import getpass
import logging
from datetime import datetime

import dagster as dg

from pipelines.audit import note
from pipelines.errors import InterruptedRunError, PladsprognoseError, UsageError, nothing_loaded
from pipelines.faults import readable
from pipelines.jobs import PROJECTION_JOB, WHOLE_JOB
from pipelines.judgements.acts import now
from pipelines.kept_warehouse import MENDED
from pipelines.lineage import lineage
from pipelines.progress import Progress
from pipelines.report import write_report
from pipelines.resources import Workspace, held_data_directory, new_run_id
from pipelines.scenarios import load_scenario
from pipelines.settings import RunSettings
from pipelines.sources.erasure import finish_erasure


def run_job(settings: RunSettings, progress: Progress, job_name: str = WHOLE_JOB) -> tuple[Workspace, int]:
    """Run a whole job; returns the workspace and the exit code, and leaves `reports/run-<id>.json`."""
    workspace = Workspace(settings, new_run_id(datetime.now()))
    check_wishes(workspace)
    with held_data_directory(settings.data) as was_mended:
        try:
            if was_mended:
                progress.say(MENDED[settings.language])
            finish_erasure(settings.data)
            if job_name == PROJECTION_JOB:
                _note_projection(workspace)
            execute(workspace, progress, job_name)
        except PladsprognoseError as error:
            write_report(workspace, progress, error)
            raise
        exit_code = write_report(workspace, progress, None)
    return workspace, exit_code


def check_wishes(workspace: Workspace) -> None:
    """What the user has asked for and written down holds; raised before anything is read or changed."""
    settings = workspace.settings
    workspace.municipality  # noqa: B018 - a kommune.yaml that does not hold says so here
    load_scenario(settings.scenario)
    late = sorted(f"{source}={day}" for source, day in settings.cut_offs.items() if day > settings.as_of)
    if late:
        raise UsageError(
            f"--cutoff kan ikke ligge efter --as-of ({settings.as_of}): {', '.join(late)}. "
            "Prognosen må kun bygge på det, der var kendt den dag, den er opgjort.",
            f"--cutoff cannot be after --as-of ({settings.as_of}): {', '.join(late)}. "
            "The prognosis may only build on what was known on its own day.",
        )


def run_projection(settings: RunSettings, progress: Progress) -> Workspace:
    """Forecast again on what is loaded; UsageError when nothing is."""
    if not settings.data.warehouse.is_file():
        raise nothing_loaded(settings.data.root)
    return run_job(settings, progress, PROJECTION_JOB)[0]


def _note_projection(workspace: Workspace) -> None:
    """Let the audit file say who forecasts again; the report of the run says which vintage came of it."""
    by, settings = getpass.getuser(), workspace.settings
    what = {"as_of": settings.as_of.isoformat(), "run_id": workspace.run_id}
    note(settings.data, now(), by, "prognosis", "", user=by, **what)


def execute(workspace: Workspace, progress: Progress, job_name: str) -> None:
    """Execute a job in this process; the data directory must be held.

    Dagster keeps its events in memory: a file for each of some 800 events would take longer than the work itself, and
    the run's own report says what happened. Runs launched from Dagster's pages have its history.
    """
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with dg.DagsterInstance.ephemeral() as instance:
        try:
            lineage(workspace=workspace, progress=progress).resolve_job_def(job_name).execute_in_process(
                instance=instance,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
        except BaseException as error:  # noqa: BLE001 - whatever stops a job is told in its report and raised again
            raise told(readable(error), workspace) from None


def told(error: PladsprognoseError, workspace: Workspace) -> PladsprognoseError:
    """The error as it is shown: an interruption says so when it came after publication."""
    if isinstance(error, InterruptedRunError) and workspace.is_published:
        return InterruptedRunError(
            "Afbrudt, da det nye allerede var offentliggjort. Intet mangler.",
            "Interrupted when the new was published already. Nothing is missing.",
        )
    return error
