"""Word of a surprise: what the newest run's forecast would say in a flash note, once for each month that is over.

Only what a note may print is said: the paper is written as it would be published, what is hidden too. Not here: when
something is a surprise (`forecasting.alarms`), who is told (`notices`).
"""

from __future__ import annotations

import sys
from datetime import datetime

from pipelines.commands import runnable
from pipelines.errors import PladsprognoseError
from pipelines.municipality import Municipality
from pipelines.privacy.register import Register
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.flash.paper import write_flash_paper
from pipelines.publishing.flash.reading import HAS_ALARMS, flash_prognosis
from pipelines.publishing.published_file import open_published
from pipelines.resources import Workspace
from pipelines.settings import DataDirectory
from pipelines.unattended.notices import Notice

RUN_BEGUN = "%Y%m%dT%H%M%S"
NEWEST = """
-- one row: the vintage that the file was made for, where it has an alarm
select vintage.vintage_id, vintage.created_at
from meta.publication as publication
inner join forecast.vintage as vintage on publication.vintage_id = vintage.vintage_id
where exists (select 1 from forecast.alarm as alarm where alarm.vintage_id = vintage.vintage_id and alarm.is_alarm)
"""
UNTOLD = """
-- a row where it has an alarm that no earlier vintage held against the same one had
select 1
from forecast.alarm as now
where now.vintage_id = $vintage_id and now.is_alarm and not exists (
    select 1
    from forecast.alarm as before
    inner join forecast.vintage as vintage on before.vintage_id = vintage.vintage_id
    where
        before.is_alarm and before.vintage_id <> now.vintage_id and vintage.created_at < $created_at
        and now.previous_vintage_id = before.previous_vintage_id and now.series = before.series
        and now.stream = before.stream and now.district_id = before.district_id and now.to_month = before.to_month
)
limit 1
"""


def alarm_notice(data: DataDirectory, municipality: Municipality, since: datetime) -> Notice | None:
    """The notice of the newest vintage; None where it is quiet, all was told before, or it was made before `since`."""
    with open_published(data.analysis) as source:
        found = source.rows(NEWEST) if source.rows(HAS_ALARMS) else []
        if not found or found[0]["created_at"] < since or not source.rows(UNTOLD, found[0]):
            return None
        vintage_id = found[0]["vintage_id"]
        try:
            prognosis = flash_prognosis(source, vintage_id)
            earlier = Earlier(Register(data.release_register).releases())
            paper = write_flash_paper(prognosis, municipality, "da", earlier)
        except PladsprognoseError:  # quiet, held against nothing, or too small to tell of
            return None
    said = [paper.headline, *(f"- {finding}" for finding in paper.findings), *_what_to_do(vintage_id)]
    return Notice(f"pladsprognose: {paper.title}", "\n".join(said).replace("\N{NO-BREAK SPACE}", " "))


def tell_of_alarm(workspace: Workspace) -> None:
    """Say on stderr what a run that a command started has found."""
    begun = datetime.strptime(workspace.run_id.split("-")[0], RUN_BEGUN)
    notice = alarm_notice(workspace.data, workspace.municipality, begun)
    if notice is not None:
        sys.stderr.write(f"\n{notice.heading}\n{runnable(notice.text, workspace.data.root)}\n")


def _what_to_do(vintage_id: str) -> list[str]:
    return [
        "",
        "Prognosen er et udkast. Notatet på én side laves, når en anden end den, der lavede den, har godkendt den:",
        f"pladsprognose approve --vintage {vintage_id} --by ROLLE",
        f"pladsprognose publish --vintage {vintage_id} --kind flash",
    ]
