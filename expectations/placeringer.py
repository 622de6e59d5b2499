"""What a person knows of `placeringer` beyond its contract. Not here: overlaps and prices (dbt, across sources)."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, in_order, share_of, some_row
from expectations.result import SuiteContext

LONGEST_OPEN_YEARS = 16  # a child is in special provision from about 1 to 17 years of age
LONGEST_DELAY_DAYS = 365
KNOWN_SHARE = 0.95  # single providers may be missing for a month; more means another numbering
PRICED_SHARE = 0.90  # a new provider's price may lag, a wrong price list lacks nearly all


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the placements that count now, one row a spell."""
    is_open = (frame["start_date"] <= context.as_of_day) & is_missing_or_after(frame["end_date"], context.as_of_day)
    oldest_open = context.as_of_day - pd.DateOffset(years=LONGEST_OPEN_YEARS)
    known = context.is_listed(frame["institution_id"], "institutioner", "institution_id")
    delay = frame["registered_date"] - frame["start_date"]
    return [
        Check(OPEN, some_row(is_open)),
        Check(PRICED, share_of(has_listed_rate_group(frame, context), is_open, PRICED_SHARE)),
        Check(KNOWN, share_of(known, frame["institution_id"].notna(), KNOWN_SHARE)),
        Check(FORGOTTEN, every_row(~is_open | (frame["start_date"] >= oldest_open))),
        Check(END_REGISTERED, every_row(frame["end_registered_date"].isna() | frame["end_date"].notna())),
        Check(REASON, every_row(frame["end_reason"].isna() | frame["end_date"].notna())),
        Check(PLANNED_END, every_row(in_order(frame["start_date"], frame["planned_end_date"]))),
        Check(LATE, every_row(delay.isna() | (delay <= pd.Timedelta(days=LONGEST_DELAY_DAYS)))),
    ]


def is_missing_or_after(values: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Rows without a date, or with one on the day or later (to-dates are inclusive)."""
    return values.isna() | (values >= day)


def has_listed_rate_group(frame: pd.DataFrame, context: SuiteContext) -> pd.Series:
    """Rows with a rate group; when prices were delivered, one that the provider's price list has."""
    key = ["institution_id", "offer_type", "rate_group"]
    filled = frame["rate_group"].notna()
    if not context.delivered("takster"):
        return filled
    listed = pd.MultiIndex.from_frame(context.frames["takster"][key])
    return filled & pd.Series(pd.MultiIndex.from_frame(frame[key]).isin(listed), index=frame.index)


OPEN = Rule(
    "NO_OPEN_PLACEMENT",
    "advarsel",
    da="Mindst én placering er åben på opgørelsesdagen",
    en="At least one placement is open on the as-of day",
    consequence_da="Uden åbne placeringer fremskrives kun nytilgang; udtrækket er formentlig afgrænset forkert.",
    consequence_en="Without open placements only intake is projected; the extract is probably cut wrongly.",
)
PRICED = Rule(
    "RATE_GROUP_UNKNOWN",
    "advarsel",
    da="Mindst 90 pct. af de åbne placeringer har en takstgruppe, som stedets prisliste kender",
    en="At least 90 per cent of open placements have a rate group that the provider's price list knows",
    consequence_da="Pladser uden kendt takstgruppe prissættes med tilbudstypens gennemsnit.",
    consequence_en="Places without a known rate group are priced at the average of the offer type.",
)
KNOWN = Rule(
    "PROVIDER_UNKNOWN",
    "advarsel",
    da="Mindst 95 pct. af placeringerne er på en institution i listen",
    en="At least 95 per cent of placements are at a listed institution",
    consequence_da="Placeringer på ukendte institutioner vises under udbyder »ukendt«.",
    consequence_en='Placements at unknown institutions are shown under provider "ukendt".',
)
FORGOTTEN = Rule(
    "OPEN_TOO_LONG",
    "advarsel",
    da="Ingen åben placering er begyndt for mere end 16 år siden",
    en="No open placement began more than 16 years ago",
    consequence_da="Et glemt ophør tæller som et helt barn i alle prognoseår.",
    consequence_en="A forgotten end counts as a whole child in all forecast years.",
)
END_REGISTERED = Rule(
    "END_WITHOUT_DATE",
    "advarsel",
    da="Et registreret ophør har en slutdato",
    en="A registered end has an end date",
    consequence_da="Placeringen fremskrives, som om den fortsætter.",
    consequence_en="The placement is projected as if it went on.",
)
REASON = Rule(
    "END_REASON_WITHOUT_DATE",
    "advarsel",
    da="En slutårsag står kun ved en slutdato",
    en="An end reason stands only with an end date",
    consequence_da="Placeringen fremskrives, som om den fortsætter.",
    consequence_en="The placement is projected as if it went on.",
)
PLANNED_END = Rule(
    "PLANNED_END_BEFORE_START",
    "advarsel",
    da="Den planlagte slutdato ligger ikke før startdatoen",
    en="The planned end is not before the start",
    consequence_da="Den planlagte slutdato kan ikke bruges til at varsle om ophør.",
    consequence_en="The planned end cannot be used to warn of an end.",
)
LATE = Rule(
    "REGISTERED_LATE",
    "advarsel",
    da="Placeringen er registreret senest et år efter start",
    en="The placement was registered within a year of its start",
    consequence_da="Sene registreringer gør de nyeste måneder for lave i alle opgørelser.",
    consequence_en="Late registrations make the latest months too low in all figures.",
)
