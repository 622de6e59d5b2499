"""What a person knows of `indsatsplan` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row
from expectations.result import SuiteContext

PAIRS = (
    ("schools_started_count", "schools_planned_count"),
    ("institutions_started_count", "institutions_planned_count"),
)


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the action plan, one row a status day, budget year and initiative."""
    allocated = frame["allocated_kr"]
    status = frame["status_date"]
    within_plan = pd.Series(data=True, index=frame.index)
    for started, planned in PAIRS:
        within_plan &= frame[started].isna() | frame[planned].isna() | (frame[started] <= frame[planned])
    is_stopped = frame["phase"].eq("stoppet")
    return [
        Check(SPENT, every_row(frame["spent_kr"].isna() | allocated.isna() | (frame["spent_kr"] <= allocated))),
        Check(COMMITTED, every_row(frame["committed_kr"].isna() | (frame["committed_kr"] <= allocated))),
        Check(NEGATIVE, every_row(allocated.isna() | (allocated >= 0))),
        Check(STARTED, every_row(within_plan)),
        Check(STOPPED, every_row(~is_stopped | ~frame["temperature"].eq("groen"))),
        Check(NOT_AHEAD, every_row(status.isna() | (status <= context.edition_day("indsatsplan")))),
    ]


SPENT = Rule(
    "SPENT_OVER_ALLOCATED",
    "advarsel",
    da="Der er ikke forbrugt mere end afsat",
    en="No more is spent than allocated",
    consequence="Indsatsen har merforbrug, eller beløbene er i forskellige enheder.",
)
COMMITTED = Rule(
    "COMMITTED_OVER_ALLOCATED",
    "advarsel",
    da="Der er ikke disponeret mere end afsat",
    en="No more is committed than allocated",
    consequence="Indsatsen er overdisponeret, eller beløbene er i forskellige enheder.",
)
NEGATIVE = Rule(
    "NEGATIVE_ALLOCATION",
    "advarsel",
    da="Det afsatte beløb er ikke negativt",
    en="The allocated amount is not negative",
    consequence="Indsatsplanens sum bliver for lav.",
)
STARTED = Rule(
    "STARTED_OVER_PLANNED",
    "advarsel",
    da="Der er ikke flere skoler og institutioner i gang end planlagt",
    en="There are not more schools and institutions started than planned",
    consequence="Udrulningen vises som mere end fuldført.",
)
STOPPED = Rule(
    "STOPPED_BUT_GREEN",
    "advarsel",
    da="En stoppet indsats er ikke grøn",
    en="A stopped initiative is not green",
    consequence="Udvalget får vist en stoppet indsats, som om den går efter planen.",
)
NOT_AHEAD = Rule(
    "STATUS_AFTER_EXTRACT",
    "advarsel",
    da="Ingen status er dateret efter udtrækket",
    en="No status is dated after the extract",
    consequence="Status er formentlig fra en anden plan.",
)
