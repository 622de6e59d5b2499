"""The assets by station, the checks and the two jobs: what the command and Dagster's own pages both run.

Not here: what starts a job by itself, and what a run started there looks at (`definitions`).
"""

from __future__ import annotations

import dagster as dg

from pipelines.assets.billing_list import billing_list
from pipelines.assets.forecasts import forecast
from pipelines.assets.landing import control, landing
from pipelines.assets.publications import analyse
from pipelines.assets.warehouse import models, outlook
from pipelines.assets.working_lists import working_lists
from pipelines.assets.worktop import worktop
from pipelines.checks import delivery_checks, freshness
from pipelines.conservation import nothing_is_lost
from pipelines.jobs import prognosis_job, projection_job

ASSETS = [landing, control, models, forecast, outlook, working_lists, worktop, billing_list, analyse]
CHECKS = [delivery_checks, freshness, nothing_is_lost]
JOBS = [prognosis_job, projection_job]


def lineage(**resources: object) -> dg.Definitions:
    """Assets, checks and jobs with the resources they run with."""
    return dg.Definitions(
        assets=ASSETS, asset_checks=CHECKS, jobs=JOBS, resources=resources, executor=dg.in_process_executor
    )
