"""Publication as a station of the job: the published file follows the last of its tables.

Not here: how the file is written and replaced (`analysis`).
"""

from __future__ import annotations

import dagster as dg

from pipelines.assets.analysis import SCHEMAS, publish_tables
from pipelines.assets.warehouse import models, outlook
from pipelines.faults import readably
from pipelines.progress import Progress
from pipelines.resources import Workspace


@dg.asset(
    key=["published", "analyse"],
    group_name="publication",
    deps=sorted(key for key in models.keys | outlook.keys if key.path[0] in SCHEMAS),
    pool="warehouse",
)
@readably
def analyse(workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]) -> dg.MaterializeResult[None]:
    """The published file and its Parquet copies."""
    with progress.step("Offentliggør") as step:
        step.rows = publish_tables(workspace)
    return dg.MaterializeResult(metadata={"rows": step.rows})
