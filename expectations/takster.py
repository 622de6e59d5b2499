"""What a person knows of `takster` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, some_row
from expectations.result import SuiteContext

UNITS_A_YEAR = {"dag": 365, "uge": 52, "maaned": 12, "aar": 1}
# Municipal day rates run from about 200 kr. in a special class to some 5,000 kr. a day at a small intensive offer; a
# price outside these yearly bounds is nearly always given for another unit than the one named.
LOWEST_YEAR_KR, HIGHEST_YEAR_KR = 10_000, 3_000_000
LONGEST_NOTICE_DAYS = 365
PRICE_LEVEL_YEARS = 2


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the prices that count now, one row a price and validity period."""
    day = context.as_of_day
    in_force = (frame["valid_from"] <= day) & (frame["valid_to"].isna() | (frame["valid_to"] >= day))
    by_class = frame["settlement_form"].eq("klasse")
    children = frame["children_per_class"]
    is_place_rate = frame["service"].eq("undervisning") & ~frame["settlement_form"].isin(["klasse", "ramme"])
    year_kr = frame["amount_kr"] * frame["unit"].map(UNITS_A_YEAR)
    level_gap = (frame["price_level_year"] - frame["valid_from"].dt.year).abs()
    notice = frame["notice_days"]
    return [
        Check(IN_FORCE, some_row(in_force)),
        Check(NEGATIVE, every_row(frame["amount_kr"].isna() | (frame["amount_kr"] >= 0))),
        Check(CLASS_SIZE, every_row(~by_class | (children >= 1))),
        Check(UNIT, every_row(~is_place_rate | year_kr.between(LOWEST_YEAR_KR, HIGHEST_YEAR_KR))),
        Check(NOTICE, every_row(notice.isna() | notice.between(0, LONGEST_NOTICE_DAYS))),
        Check(LEVEL, every_row(level_gap.isna() | (level_gap <= PRICE_LEVEL_YEARS))),
    ]


IN_FORCE = Rule(
    "NO_PRICE_IN_FORCE",
    "advarsel",
    da="Mindst én takst gælder på opgørelsesdagen",
    en="At least one rate is in force on the as-of day",
    consequence_da="Hele prognosen bygger på udløbne priser.",
    consequence_en="The whole forecast rests on expired prices.",
)
NEGATIVE = Rule(
    "NEGATIVE_PRICE",
    "kritisk",
    da="Ingen takst er negativ",
    en="No rate is negative",
    consequence_da="En negativ takst ville gøre hvert nyt barn til en besparelse.",
    consequence_en="A negative rate would make each new child a saving.",
)
CLASS_SIZE = Rule(
    "CLASS_WITHOUT_SIZE",
    "kritisk",
    da="En takst pr. klasse angiver børn pr. klasse",
    en="A rate per class says children per class",
    consequence_da="Antallet af klasser, og dermed udgiften, kan ikke beregnes.",
    consequence_en="The number of classes, and so the cost, cannot be worked out.",
)
UNIT = Rule(
    "PRICE_UNIT",
    "advarsel",
    da="En undervisningstakst svarer til mellem 10.000 og 3.000.000 kr. om året",
    en="A teaching rate amounts to between 10,000 and 3,000,000 kr. a year",
    consequence_da="Beløbet er formentlig angivet for en anden enhed og gør pladsen mange gange for billig eller dyr.",
    consequence_en="The amount is probably given for another unit and makes the place many times too cheap or dear.",
)
NOTICE = Rule(
    "NOTICE_LENGTH",
    "advarsel",
    da="Opsigelsesvarslet er mellem 0 og 365 dage",
    en="The notice is between 0 and 365 days",
    consequence_da="Udgiften efter et ophør bliver forkert.",
    consequence_en="The cost after an end becomes wrong.",
)
LEVEL = Rule(
    "PRICE_LEVEL",
    "advarsel",
    da="Prisniveauet ligger højst to år fra takstens første år",
    en="The price level lies at most two years from the rate's first year",
    consequence_da="Priserne fremskrives fra et forkert prisniveau.",
    consequence_en="Prices are projected from a wrong price level.",
)
