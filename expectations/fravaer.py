"""What a person knows of `fravaer` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, share_of
from expectations.result import SuiteContext

PARTS = ["sick_pct", "lawful_pct", "unlawful_pct"]
LONGEST_MONTH, WHOLE = 31, 100
LOWEST_TYPICAL_PCT = 0.5  # national absence is some 6 to 8 per cent; below this shares were given as fractions


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the absence counts, one row an institution and month."""
    total = frame[PARTS].sum(axis="columns", min_count=1)
    pupils = frame["pupil_count"]
    over = frame[["over_10_pct_count", "over_15_pct_unlawful_count"]].max(axis="columns")
    month = frame["month"]
    in_session = frame["school_days"] > 0
    return [
        Check(WHOLE_SUM, every_row(total.isna() | (total <= WHOLE))),
        Check(PER_CENT, share_of(total >= LOWEST_TYPICAL_PCT, total.notna() & in_session, 0.5)),
        Check(PUPILS, every_row(over.isna() | pupils.isna() | (over <= pupils))),
        Check(DAYS, every_row(frame["school_days"].isna() | frame["school_days"].between(0, LONGEST_MONTH))),
        Check(NOT_AHEAD, every_row(month.isna() | (month <= context.edition_day("fravaer")))),
    ]


WHOLE_SUM = Rule(
    "ABSENCE_OVER_WHOLE",
    "advarsel",
    da="Fraværet er samlet højst 100 pct.",
    en="Absence is at most 100 per cent in total",
    consequence_da="Fraværet som tidligt tegn bliver for højt.",
    consequence_en="Absence as an early sign becomes too high.",
)
PER_CENT = Rule(
    "ABSENCE_AS_FRACTION",
    "advarsel",
    da="Mindst halvdelen af skolemånederne har mindst 0,5 pct. fravær",
    en="At least half of the school months have at least 0.5 per cent absence",
    consequence_da="Fraværet er formentlig angivet som andel (0,06) i stedet for procent (6).",
    consequence_en="Absence is probably given as a fraction (0.06) instead of per cent (6).",
)
PUPILS = Rule(
    "ABSENT_OVER_PUPILS",
    "advarsel",
    da="Der er ikke flere elever med højt fravær end elever",
    en="There are not more pupils with high absence than pupils",
    consequence_da="Andelen med højt fravær bliver over 100 pct.",
    consequence_en="The share with high absence becomes more than 100 per cent.",
)
DAYS = Rule(
    "SCHOOL_DAYS",
    "advarsel",
    da="En måned har mellem 0 og 31 skoledage",
    en="A month has between 0 and 31 school days",
    consequence_da="Rækken dækker formentlig mere end én måned.",
    consequence_en="The row probably covers more than one month.",
)
NOT_AHEAD = Rule(
    "MONTH_AFTER_EXTRACT",
    "advarsel",
    da="Ingen måned ligger efter udtrækket",
    en="No month lies after the extract",
    consequence_da="Rækken kan ikke være målt.",
    consequence_en="The row cannot have been measured.",
)
