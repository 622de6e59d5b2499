"""Everything Dagster shows: assets by station, checks, the job and the resources it runs with.

`dagster dev -m pipelines.definitions` shows the lineage; what a run looks at comes from the environment there
(PLADSPROGNOSE_DATA_DIR, PLADSPROGNOSE_DELIVERIES, PLADSPROGNOSE_AS_OF) and from the command otherwise.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import dagster as dg

from pipelines.assets.billing_list import billing_list
from pipelines.assets.forecasts import forecast
from pipelines.assets.landing import control, landing
from pipelines.assets.publications import analyse
from pipelines.assets.warehouse import models, outlook
from pipelines.assets.working_lists import working_lists
from pipelines.assets.worktop import worktop
from pipelines.checks import delivery_checks
from pipelines.conservation import nothing_is_lost
from pipelines.jobs import prognosis_job, projection_job
from pipelines.progress import Progress
from pipelines.resources import Workspace, new_run_id
from pipelines.settings import DataDirectory, RunSettings


@dg.resource
def workspace_from_environment(_context: dg.InitResourceContext) -> Workspace:
    """The workspace of a run that was launched from Dagster's own pages."""
    as_of = os.environ.get("PLADSPROGNOSE_AS_OF")
    settings = RunSettings(
        data=DataDirectory(Path(os.environ.get("PLADSPROGNOSE_DATA_DIR", "var"))),
        deliveries=Path(os.environ.get("PLADSPROGNOSE_DELIVERIES", "leverancer")),
        as_of=date.fromisoformat(as_of) if as_of else date.today(),
    )
    return Workspace(settings, new_run_id(datetime.now()))


@dg.resource
def silent_progress(_context: dg.InitResourceContext) -> Progress:
    """Dagster's own pages show the progress of a run launched there."""
    return Progress(quiet=True)


definitions = dg.Definitions(
    assets=[landing, control, models, forecast, outlook, working_lists, worktop, billing_list, analyse],
    asset_checks=[delivery_checks, nothing_is_lost],
    jobs=[prognosis_job, projection_job],
    resources={"workspace": workspace_from_environment, "progress": silent_progress},
    executor=dg.in_process_executor,
)
