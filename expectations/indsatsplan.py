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
    consequence_da="Indsatsen har merforbrug, eller beløbene er i forskellige enheder.",
    consequence_en="The initiative overspends, or the amounts are in different units.",
)
COMMITTED = Rule(
    "COMMITTED_OVER_ALLOCATED",
    "advarsel",
    da="Der er ikke disponeret mere end afsat",
    en="No more is committed than allocated",
    consequence_da="Indsatsen er overdisponeret, eller beløbene er i forskellige enheder.",
    consequence_en="The initiative is over-committed, or the amounts are in different units.",
)
NEGATIVE = Rule(
    "NEGATIVE_ALLOCATION",
    "advarsel",
    da="Det afsatte beløb er ikke negativt",
    en="The allocated amount is not negative",
    consequence_da="Indsatsplanens sum bliver for lav.",
    consequence_en="The action plan's total becomes too low.",
)
STARTED = Rule(
    "STARTED_OVER_PLANNED",
    "advarsel",
    da="Der er ikke flere skoler og institutioner i gang end planlagt",
    en="There are not more schools and institutions started than planned",
    consequence_da="Udrulningen vises som mere end fuldført.",
    consequence_en="The roll-out is shown as more than complete.",
)
STOPPED = Rule(
    "STOPPED_BUT_GREEN",
    "advarsel",
    da="En stoppet indsats er ikke grøn",
    en="A stopped initiative is not green",
    consequence_da="Udvalget får vist en stoppet indsats, som om den går efter planen.",
    consequence_en="The committee is shown a stopped initiative as if it went to plan.",
)
NOT_AHEAD = Rule(
    "STATUS_AFTER_EXTRACT",
    "advarsel",
    da="Ingen status er dateret efter udtrækket",
    en="No status is dated after the extract",
    consequence_da="Status er formentlig fra en anden plan.",
    consequence_en="The status is probably of another plan.",
)
