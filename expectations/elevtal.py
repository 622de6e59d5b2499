"""What a person knows of `elevtal` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, covers, every_row, positive_total
from expectations.result import SuiteContext

LARGEST_GRADE = 400  # pupils of one grade, district and class type at one school


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the pupil counts, one row a day, institution, home district, grade and class type."""
    day = frame["census_date"]
    return [
        Check(BOTH_TYPES, covers(frame["class_type"], ["almen", "specialklasse"])),
        Check(TOTAL, positive_total(frame["pupil_count"])),
        Check(SIZE, every_row(frame["pupil_count"].isna() | (frame["pupil_count"] <= LARGEST_GRADE))),
        Check(NOT_AHEAD, every_row(day.isna() | (day <= context.edition_day("elevtal")))),
    ]


BOTH_TYPES = Rule(
    "CLASS_TYPE_MISSING",
    "advarsel",
    da="Både almene klasser og specialklasser er talt",
    en="Both ordinary and special classes are counted",
    consequence_da="Segregeringsgraden bliver 0 eller 100 pct.",
    consequence_en="The segregation rate becomes 0 or 100 per cent.",
)
TOTAL = Rule(
    "NO_PUPILS",
    "advarsel",
    da="Der er elever i alt",
    en="There are pupils in total",
    consequence_da="Segregeringsgraden kan ikke beregnes.",
    consequence_en="The segregation rate cannot be worked out.",
)
SIZE = Rule(
    "GRADE_TOO_LARGE",
    "advarsel",
    da="Højst 400 elever på ét klassetrin fra ét distrikt på én skole",
    en="At most 400 pupils in one grade from one district at one school",
    consequence_da="En sum kan være talt med som en række og fordoble elevtallet.",
    consequence_en="A sum may have been counted as a row and double the number of pupils.",
)
NOT_AHEAD = Rule(
    "CENSUS_AFTER_EXTRACT",
    "advarsel",
    da="Ingen opgørelse er dateret efter udtrækket",
    en="No count is dated after the extract",
    consequence_da="Et skøn kan være læst som en optælling.",
    consequence_en="An estimate may have been read as a count.",
)
