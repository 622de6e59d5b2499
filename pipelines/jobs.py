"""The two jobs. The command, Dagster's own pages and what starts by itself launch the same."""

from __future__ import annotations

import dagster as dg

from pipelines.conservation import nothing_is_lost
from pipelines.faults import readable

FROM_THE_BEGINNING = {"dagster/retry_strategy": "ALL_STEPS"}
"""What a run has found out so far dies with it."""


@dg.failure_hook(required_resource_keys={"workspace"})
def keep_what_stopped_it(context: dg.HookContext) -> None:
    """What a step stopped on, in words, for the run's report."""
    if context.op_exception is not None:
        context.resources.workspace.stopped_by = readable(context.op_exception)


WHOLE_JOB, PROJECTION_JOB = "prognose", "fremskrivning"

prognosis_job = dg.define_asset_job(
    WHOLE_JOB,
    selection=dg.AssetSelection.all(),
    description="Leverancer bliver til prognose mod budget",
    hooks={keep_what_stopped_it},
    tags=FROM_THE_BEGINNING,
)
projection_job = dg.define_asset_job(
    PROJECTION_JOB,
    selection=dg.AssetSelection.all() - dg.AssetSelection.key_prefixes("raw") - dg.AssetSelection.all_asset_checks()
    | dg.AssetSelection.checks(nothing_is_lost),
    description="Kun fremskrivning, på det der er indlæst",
    hooks={keep_what_stopped_it},
    tags=FROM_THE_BEGINNING,
)
