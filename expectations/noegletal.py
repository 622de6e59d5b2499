"""What a person knows of `noegletal` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row
from expectations.result import SuiteContext


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the indicators that arrive counted, one row an indicator, day, institution and district."""
    denominator, day = frame["denominator"], frame["census_date"]
    return [
        Check(DENOMINATOR, every_row(denominator.isna() | (denominator > 0))),
        Check(NUMERATOR, every_row(frame["numerator"].isna() | (frame["numerator"] >= 0))),
        Check(NOT_AHEAD, every_row(day.isna() | (day <= context.edition_day("noegletal")))),
    ]


DENOMINATOR = Rule(
    "DENOMINATOR_ZERO",
    "advarsel",
    da="En udfyldt nævner er større end nul",
    en="A denominator that is given is larger than zero",
    consequence_da="Andelen kan ikke beregnes og udelades.",
    consequence_en="The share cannot be worked out and is left out.",
)
NUMERATOR = Rule(
    "NEGATIVE_NUMERATOR",
    "advarsel",
    da="Tælleren er ikke negativ",
    en="The numerator is not negative",
    consequence_da="Nøgletallet er formentlig en ændring og ikke et antal.",
    consequence_en="The indicator is probably a change and not a count.",
)
NOT_AHEAD = Rule(
    "CENSUS_AFTER_EXTRACT",
    "advarsel",
    da="Ingen opgørelse er dateret efter udtrækket",
    en="No count is dated after the extract",
    consequence_da="Et mål er formentlig indtastet som en måling.",
    consequence_en="A target was probably entered as a measurement.",
)
