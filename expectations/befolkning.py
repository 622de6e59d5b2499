"""What a person knows of `befolkning` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, covers, every_row, positive_total, some_row
from expectations.result import SuiteContext

SCHOOL_AGES = range(17)  # 0 to 16: day-care and school up to the 10th grade
YEARS_AHEAD = 4  # the forecast shows the current year, the next and three more
RESERVED = {"ALL", "UKENDT"}


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the population counts and forecasts, one row a vintage, day, district and age."""
    day, vintage = frame["census_date"], frame["vintage_year"]
    actual = frame["population_kind"].eq("faktisk")
    districts = set(context.values("placeringer", "district_id")) - RESERVED
    right_side = (actual & (day.dt.year <= vintage)) | (~actual & (day.dt.year >= vintage))
    year = context.as_of.year
    return [
        Check(DISTRICTS, covers(frame["district_id"], districts)),
        Check(AGES, covers(frame["age"], SCHOOL_AGES)),
        Check(TOTAL, positive_total(frame["people_count"])),
        Check(FIRST_OF_JANUARY, every_row(day.isna() | ((day.dt.month == 1) & (day.dt.day == 1)))),
        Check(RECENT, some_row(actual & (day.dt.year >= year - 1))),
        Check(AHEAD, some_row(day.dt.year >= year + YEARS_AHEAD)),
        Check(KIND, every_row(day.isna() | vintage.isna() | right_side)),
    ]


DISTRICTS = Rule(
    "DISTRICT_WITHOUT_POPULATION",
    "advarsel",
    da="Befolkningen dækker alle distrikter med placeringer",
    en="The population covers all districts with placements",
    consequence_da=(
        "Nytilgang i distrikter uden befolkningstal regnes som distriktets hidtidige andel af kommunens, med kommunens "
        "aldre og vækst og et bredere interval."
    ),
    consequence_en=(
        "Intake in districts without population is taken as the district's share of the municipality's so far, with "
        "the municipality's ages and growth and a wider interval."
    ),
)
AGES = Rule(
    "AGES_MISSING",
    "advarsel",
    da="Alle aldre fra 0 til 16 år findes",
    en="All ages from 0 to 16 are there",
    consequence_da="Nytilgang i de manglende aldre regnes som nul.",
    consequence_en="Intake in the missing ages is taken as zero.",
)
TOTAL = Rule(
    "POPULATION_ZERO",
    "kritisk",
    da="Befolkningstallet er større end nul",
    en="The population is larger than zero",
    consequence_da="Andele og fremskrivning kan ikke beregnes.",
    consequence_en="Shares and projection cannot be worked out.",
)
FIRST_OF_JANUARY = Rule(
    "CENSUS_DAY",
    "advarsel",
    da="Befolkningen er opgjort 1. januar",
    en="The population is counted on 1 January",
    consequence_da="Årgangene forskydes mod de øvrige tal.",
    consequence_en="The cohorts shift against the other figures.",
)
RECENT = Rule(
    "NO_RECENT_COUNT",
    "advarsel",
    da="Der er en faktisk opgørelse fra året eller året før",
    en="There is an actual count from the year or the year before",
    consequence_da="Fremskrivningen begynder på et gammelt tal.",
    consequence_en="The projection starts from an old figure.",
)
AHEAD = Rule(
    "POPULATION_YEARS_MISSING",
    "advarsel",
    da="Befolkningsprognosen rækker fire år frem",
    en="The population forecast reaches four years ahead",
    consequence_da="De sidste prognoseår bruger det seneste kendte års befolkning.",
    consequence_en="The last forecast years use the population of the latest known year.",
)
KIND = Rule(
    "POPULATION_KIND",
    "advarsel",
    da="Faktiske tal ligger ikke efter deres årgang, og prognoser ikke før",
    en="Actual counts do not lie after their vintage, nor forecasts before",
    consequence_da="Et skøn kan være læst som en optælling eller omvendt.",
    consequence_en="An estimate may have been read as a count, or the reverse.",
)
