"""Everything Dagster shows and keeps going: the lineage, and what starts by itself.

`dagster dev -m pipelines.definitions` shows it all. What a run that no command started looks at comes from the
environment: PLADSPROGNOSE_DATA_DIR, PLADSPROGNOSE_DELIVERIES, and PLADSPROGNOSE_AS_OF for one started by hand.
"""

from __future__ import annotations

import dagster as dg

from pipelines.lineage import lineage
from pipelines.unattended.oversight import oversight_job, packs_job
from pipelines.unattended.runs import silent_progress, unattended_workspace
from pipelines.unattended.watching import (
    a_run_has_stopped,
    deliveries_have_come,
    look_every_morning,
    packs_fall_due,
    reports_fall_due,
    something_has_come,
)

definitions = dg.Definitions.merge(
    lineage(workspace=unattended_workspace, progress=silent_progress),
    dg.Definitions(
        jobs=[packs_job, oversight_job],
        sensors=[deliveries_have_come, a_run_has_stopped, something_has_come],
        schedules=[reports_fall_due, packs_fall_due, look_every_morning],
    ),
)
