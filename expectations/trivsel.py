"""What a person knows of `trivsel` beyond its contract (which says that scores run from 1 to 5)."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, share_of
from expectations.result import SuiteContext

SCORES = ["social_score", "academic_score", "support_score", "order_score", "general_score"]
FIRST_MONTH_OF_SCHOOL_YEAR = 8


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the well-being surveys, one row an institution and school year."""
    scores = frame[SCORES]
    first_year = pd.to_numeric(frame["school_year"].str[:4], errors="coerce")
    last_digits = pd.to_numeric(frame["school_year"].str[-2:], errors="coerce")
    day = context.edition_day("trivsel")
    current_year = day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1
    is_filled = scores.notna().any(axis="columns")
    varies = scores.max(axis="columns") > scores.min(axis="columns")
    return [
        Check(CONSECUTIVE, every_row((first_year + 1) % 100 == last_digits)),
        Check(NOT_AHEAD, every_row(first_year.isna() | (first_year <= current_year))),
        Check(ANSWERED, every_row(~is_filled | (frame["answer_count"] >= 1))),
        Check(VARIES, share_of(varies, scores.notna().all(axis="columns"), 0.5)),
    ]


CONSECUTIVE = Rule(
    "SCHOOL_YEAR_FORM",
    "advarsel",
    da="Et skoleår dækker to på hinanden følgende år",
    en="A school year covers two consecutive years",
    consequence_da="Rækken vises under et forkert skoleår.",
    consequence_en="The row is shown under a wrong school year.",
)
NOT_AHEAD = Rule(
    "SCHOOL_YEAR_AHEAD",
    "advarsel",
    da="Intet skoleår ligger efter udtrækket",
    en="No school year lies after the extract",
    consequence_da="Rækken vises under et forkert skoleår.",
    consequence_en="The row is shown under a wrong school year.",
)
ANSWERED = Rule(
    "SCORES_WITHOUT_ANSWERS",
    "advarsel",
    da="Trivselstal bygger på mindst én besvarelse",
    en="Scores rest on at least one answer",
    consequence_da="Tallet kan ikke vægtes sammen med andre skolers.",
    consequence_en="The figure cannot be weighed together with other schools'.",
)
VARIES = Rule(
    "SCORES_IDENTICAL",
    "advarsel",
    da="På mindst halvdelen af skolerne er de fem trivselstal ikke ens",
    en="At half of the schools or more the five scores are not the same",
    consequence_da="Det samme tal er formentlig kopieret til alle fem mål.",
    consequence_en="The same figure was probably copied to all five measures.",
)
