"""What a person knows of `kontoplan` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, some_row
from expectations.result import SuiteContext


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the chart of accounts, one row an account and validity period."""
    day = context.as_of_day
    in_force = (frame["valid_from"] <= day) & (frame["valid_to"].isna() | (frame["valid_to"] >= day))
    return [
        Check(INCLUDED, some_row(~frame["is_included"].eq(other=False))),
        Check(IN_FORCE, some_row(in_force)),
    ]


INCLUDED = Rule(
    "NO_ACCOUNT_INCLUDED",
    "kritisk",
    da="Mindst én konto medtages",
    en="At least one account is included",
    consequence_da="Alt forbrug ville falde uden for specialområdet.",
    consequence_en="All spending would fall outside the special-needs area.",
)
IN_FORCE = Rule(
    "NO_ACCOUNT_IN_FORCE",
    "advarsel",
    da="Mindst én konto gælder på opgørelsesdagen",
    en="At least one account is in force on the as-of day",
    consequence_da="Årets posteringer vises som umappede.",
    consequence_en="The year's postings are shown as unmapped.",
)
