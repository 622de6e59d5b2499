"""What a person knows of `statusanalyse` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, covers, every_row, positive_total
from expectations.result import SuiteContext

ANSWERS = range(1, 6)


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the survey's answers, one row a year, area, respondent group, question and answer."""
    latest = context.edition_day("statusanalyse").year
    year = frame["survey_year"]
    return [
        Check(TOTAL, positive_total(frame["answer_count"])),
        Check(SCALE, covers(frame["answer"], ANSWERS)),
        Check(NOT_AHEAD, every_row(year.isna() | (year <= latest))),
    ]


TOTAL = Rule(
    "NO_ANSWERS",
    "advarsel",
    da="Der er svar i alt",
    en="There are answers in total",
    consequence_da="Statusanalysens fordelinger kan ikke vises.",
    consequence_en="The survey's distributions cannot be shown.",
)
SCALE = Rule(
    "ANSWER_NEVER_GIVEN",
    "advarsel",
    da="Hele svarskalaen fra 1 til 5 er brugt mindst én gang",
    en="The whole scale from 1 to 5 is used at least once",
    consequence_da="Skalaen er formentlig vendt eller afkortet, så fordelingerne ikke kan sammenlignes.",
    consequence_en="The scale is probably reversed or cut off, so the distributions cannot be compared.",
)
NOT_AHEAD = Rule(
    "SURVEY_YEAR_AHEAD",
    "advarsel",
    da="Intet år ligger efter udtrækket",
    en="No year lies after the extract",
    consequence_da="Svarene vises under et forkert år.",
    consequence_en="The answers are shown under a wrong year.",
)
