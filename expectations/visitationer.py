"""What a person knows of `visitationer` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, share_of
from expectations.result import SuiteContext

GRANTS = ["bevilget", "bevilget_alternativ"]
LONGEST_SCHOOL_GRANT_DAYS = 366  # at most one school year under folkeskoleloven
REFERRED_SHARE = 0.95


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the decisions that count now, one row a decision."""
    granted = frame["outcome"].isin(GRANTS)
    decided = frame["decision_date"]
    days = (frame["valid_to"] - frame["valid_from"]).dt.days + 1
    by_school_law = frame["legal_basis"].fillna("").str.lower().str.contains("folkeskole", regex=False)
    is_short = days.isna() | (days <= LONGEST_SCHOOL_GRANT_DAYS)
    referred = context.is_listed(frame["referral_id"], "indstillinger", "referral_id")
    return [
        Check(NOT_AHEAD, every_row(decided.isna() | (decided <= context.edition_day("visitationer")))),
        Check(OFFER, every_row(~granted | frame["offer_type"].notna())),
        Check(START, every_row(~granted | frame["valid_from"].notna())),
        Check(SCHOOL_YEAR, every_row(~(granted & by_school_law) | is_short)),
        Check(REFERRED, share_of(referred, frame["referral_id"].notna(), REFERRED_SHARE)),
    ]


NOT_AHEAD = Rule(
    "DECIDED_AFTER_EXTRACT",
    "advarsel",
    da="Ingen afgørelse er dateret efter udtrækket",
    en="No decision is dated after the extract",
    consequence_da="Afgørelsen regnes først som kendt på sin egen dag.",
    consequence_en="The decision counts as known only on its own day.",
)
OFFER = Rule(
    "GRANT_WITHOUT_OFFER",
    "advarsel",
    da="En bevilling angiver tilbudstype",
    en="A grant names an offer type",
    consequence_da="Den bevilgede plads kan ikke prissættes og mangler under besluttede starter.",
    consequence_en="The granted place cannot be priced and is missing among decided starts.",
)
START = Rule(
    "GRANT_WITHOUT_START",
    "advarsel",
    da="En bevilling angiver første dag",
    en="A grant names its first day",
    consequence_da="Den bevilgede plads mangler under besluttede starter.",
    consequence_en="The granted place is missing among decided starts.",
)
SCHOOL_YEAR = Rule(
    "GRANT_OVER_SCHOOL_YEAR",
    "advarsel",
    da="En bevilling efter folkeskoleloven gælder højst ét skoleår",
    en="A grant under the school act holds for at most one school year",
    consequence_da="Placeringer kan mangle en årlig revisitation, som loven kræver.",
    consequence_en="Placements may lack the yearly review that the law requires.",
)
REFERRED = Rule(
    "DECISION_WITHOUT_REFERRAL",
    "advarsel",
    da="Mindst 95 pct. af afgørelserne hører til en leveret indstilling",
    en="At least 95 per cent of decisions belong to a delivered referral",
    consequence_da="Tragten fra indstilling til bevilling bliver for smal.",
    consequence_en="The funnel from referral to grant becomes too narrow.",
)
