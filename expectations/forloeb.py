"""What a person knows of `forloeb` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, in_order
from expectations.result import SuiteContext


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the programmes, one row an institution, method and planned start."""
    started, ended = frame["actual_start_date"], frame["actual_end_date"]
    day = context.edition_day("forloeb")
    is_past = (started.isna() | (started <= day)) & (ended.isna() | (ended <= day))
    is_running = frame["programme_status"].isin(["i_gang", "afsluttet"])
    known = context.is_listed(frame["institution_id"], "institutioner", "institution_id")
    return [
        Check(PLANNED, every_row(in_order(frame["planned_start_date"], frame["planned_end_date"]))),
        Check(ACTUAL, every_row(in_order(started, ended))),
        Check(ENDED, every_row(~frame["programme_status"].eq("afsluttet") | ended.notna())),
        Check(STARTED, every_row(~is_running | started.notna())),
        Check(PAST, every_row(is_past)),
        Check(KNOWN, every_row(known)),
    ]


PLANNED = Rule(
    "PLANNED_ORDER",
    "advarsel",
    da="Den planlagte slutning ligger ikke før den planlagte start",
    en="The planned end is not before the planned start",
    consequence_da="Forløbets periode kan ikke vises.",
    consequence_en="The programme's period cannot be shown.",
)
ACTUAL = Rule(
    "ACTUAL_ORDER",
    "advarsel",
    da="Den faktiske slutning ligger ikke før den faktiske start",
    en="The actual end is not before the actual start",
    consequence_da="Indstillinger før og efter forløbet kan ikke sammenlignes.",
    consequence_en="Referrals before and after the programme cannot be compared.",
)
ENDED = Rule(
    "CLOSED_WITHOUT_END",
    "advarsel",
    da="Et afsluttet forløb har en faktisk slutdato",
    en="A closed programme has an actual end",
    consequence_da="Indstillinger før og efter forløbet kan ikke sammenlignes.",
    consequence_en="Referrals before and after the programme cannot be compared.",
)
STARTED = Rule(
    "RUNNING_WITHOUT_START",
    "advarsel",
    da="Et forløb i gang eller afsluttet har en faktisk startdato",
    en="A running or closed programme has an actual start",
    consequence_da="Indstillinger før og efter forløbet kan ikke sammenlignes.",
    consequence_en="Referrals before and after the programme cannot be compared.",
)
PAST = Rule(
    "ACTUAL_AFTER_EXTRACT",
    "advarsel",
    da="Faktiske datoer ligger ikke efter udtrækket",
    en="Actual dates do not lie after the extract",
    consequence_da="En plan er formentlig indtastet som faktisk.",
    consequence_en="A plan was probably entered as actual.",
)
KNOWN = Rule(
    "PROGRAMME_PROVIDER_UNKNOWN",
    "advarsel",
    da="Institutionen findes i institutioner",
    en="The institution is in institutioner",
    consequence_da="Forløbet kan ikke knyttes til institutionens indstillinger.",
    consequence_en="The programme cannot be tied to the institution's referrals.",
)
