"""What a person knows of `budget` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, positive_total, some_row
from expectations.result import SuiteContext

FIRST_YEAR, YEARS_AHEAD = 1990, 5
MONTHS = 12
LATEST_ADOPTION_MONTH = 1  # the council adopts by 15 October; January of the year itself is late, later is an error
LARGEST_FACTOR = 10  # places x price ten times off the amount means kroner mixed with thousands


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the budget entries that count now, one row an entry."""
    year = context.as_of.year
    decided = frame["decided_date"]
    adopted = frame["budget_type"].eq("vedtaget")
    known = decided <= context.as_of_day
    places, price, amount = frame["full_year_places"], frame["unit_price_kr"], frame["amount_kr"]
    ratio = (places * price / amount.where(amount != 0)).abs()
    months_late = (decided.dt.year - frame["fiscal_year"]) * MONTHS + decided.dt.month - LATEST_ADOPTION_MONTH
    is_this_year = adopted & frame["fiscal_year"].eq(year)
    return [
        Check(ADOPTED, some_row(is_this_year & known)),
        Check(POSITIVE, positive_total(amount.where(is_this_year))),
        Check(YEARS, every_row(frame["fiscal_year"].between(FIRST_YEAR, year + YEARS_AHEAD))),
        Check(ON_TIME, every_row(~adopted | months_late.isna() | (months_late <= 0))),
        Check(PLACES, every_row((places.isna() | (places >= 0)) & (price.isna() | (price >= 0)))),
        Check(PAIRED, every_row(~adopted | (places.isna() == price.isna()))),
        Check(UNIT, every_row(~adopted | ratio.isna() | ratio.between(1 / LARGEST_FACTOR, LARGEST_FACTOR))),
    ]


ADOPTED = Rule(
    "NO_ADOPTED_BUDGET",
    "kritisk",
    da="Der er et vedtaget budget for opgørelsesdagens år",
    en="There is an adopted budget for the as-of day's year",
    consequence_da="Uden årets budget er der intet at holde prognosen op imod.",
    consequence_en="Without the year's budget there is nothing to hold the forecast against.",
)
POSITIVE = Rule(
    "BUDGET_NOT_POSITIVE",
    "advarsel",
    da="Årets vedtagne budget er en nettoudgift",
    en="The year's adopted budget is a net expense",
    consequence_da="Fortegnet er formentlig vendt, så merforbrug vises som mindreforbrug.",
    consequence_en="The sign is probably reversed, so overspending is shown as underspending.",
)
YEARS = Rule(
    "BUDGET_YEAR",
    "advarsel",
    da="Budgetåret ligger mellem 1990 og fem år frem",
    en="The budget year lies between 1990 and five years ahead",
    consequence_da="Beløbet lægges i et år, der ikke vises.",
    consequence_en="The amount is put in a year that is not shown.",
)
ON_TIME = Rule(
    "ADOPTED_LATE",
    "advarsel",
    da="Det vedtagne budget er besluttet senest i januar i budgetåret",
    en="The adopted budget was decided no later than January of its year",
    consequence_da="En senere ændring er formentlig mærket som vedtaget budget; den hører under tillægsbevilling.",
    consequence_en="A later change is probably marked as adopted budget; it belongs under supplementary grants.",
)
PLACES = Rule(
    "NEGATIVE_BUDGET_PLACES",
    "advarsel",
    da="Budgettets helårspladser og enhedspriser er ikke negative",
    en="The budget's full-year places and unit prices are not negative",
    consequence_da="Afvigelsen kan ikke deles i antal og pris.",
    consequence_en="The deviation cannot be split into number and price.",
)
PAIRED = Rule(
    "PLACES_WITHOUT_PRICE",
    "advarsel",
    da="Helårspladser og enhedspris er enten begge udfyldt eller begge tomme",
    en="Full-year places and unit price are either both filled or both empty",
    consequence_da="Afvigelsen for området kan ikke deles i antal og pris og vises som uforklaret.",
    consequence_en="The area's deviation cannot be split into number and price and is shown as unexplained.",
)
UNIT = Rule(
    "BUDGET_UNIT",
    "advarsel",
    da="Helårspladser gange enhedspris er i samme størrelsesorden som beløbet",
    en="Full-year places times unit price are of the amount's order of magnitude",
    consequence_da="Kroner og tusinde kroner er formentlig blandet sammen.",
    consequence_en="Kroner and thousands of kroner have probably been mixed.",
)
