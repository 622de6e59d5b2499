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
    consequence="Statusanalysens fordelinger kan ikke vises.",
)
SCALE = Rule(
    "ANSWER_NEVER_GIVEN",
    "advarsel",
    da="Hele svarskalaen fra 1 til 5 er brugt mindst én gang",
    en="The whole scale from 1 to 5 is used at least once",
    consequence="Skalaen er formentlig vendt eller afkortet, så fordelingerne ikke kan sammenlignes.",
)
NOT_AHEAD = Rule(
    "SURVEY_YEAR_AHEAD",
    "advarsel",
    da="Intet år ligger efter udtrækket",
    en="No year lies after the extract",
    consequence="Svarene vises under et forkert år.",
)
