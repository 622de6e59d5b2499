"""A run that no command started: it holds the data directory and leaves its report, as one that a command did.

Not here: what asks for it (`watching`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime

import dagster as dg

from pipelines.errors import PladsprognoseError
from pipelines.faults import readable
from pipelines.kept_warehouse import MENDED
from pipelines.launch import check_wishes
from pipelines.progress import Progress
from pipelines.report import write_report
from pipelines.resources import Workspace, held_data_directory, new_run_id
from pipelines.settings import RunSettings
from pipelines.sources.erasure import finish_erasure

AS_OF = "as_of"


@dg.resource(
    config_schema={AS_OF: dg.Field(str, is_required=False, description="Opgørelsesdag, ÅÅÅÅ-MM-DD; ellers i dag.")},
    required_resource_keys={"progress"},
)
def unattended_workspace(context: dg.InitResourceContext) -> Iterator[Workspace]:
    """The workspace of a run, which holds the data directory while it is open; the report is written as it closes."""
    progress: Progress = context.resources.progress
    told = context.resource_config.get(AS_OF)
    settings = RunSettings.from_environment(os.environ, date.fromisoformat(told) if told else None)
    workspace = Workspace(settings, new_run_id(datetime.now()))
    try:
        check_wishes(workspace)
        with held_data_directory(workspace.data) as was_mended:
            if was_mended and context.log is not None:
                context.log.warning(MENDED[settings.language])
            finish_erasure(workspace.data)
            yield workspace
    except PladsprognoseError as error:
        workspace.stopped_by = error
        raise
    finally:
        write_report(workspace, progress, workspace.stopped_by or _cancelled(workspace))


def _cancelled(workspace: Workspace) -> PladsprognoseError | None:
    """What stopped a run that neither published nor said why: someone cancelled it on Dagster's pages."""
    return None if workspace.is_published else readable(KeyboardInterrupt())


@dg.resource
def silent_progress(_context: dg.InitResourceContext) -> Progress:
    """Dagster's own pages show the progress of a run that no command started."""
    return Progress(quiet=True)
