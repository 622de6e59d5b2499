"""What a person knows of `kapacitet` beyond its contract (which says that places are not negative)."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, positive_total
from expectations.result import SuiteContext

LARGEST_OFFER = 500  # the largest municipal special schools have some 350 pupils


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the places of own offers, one row an institution, offer type and first day."""
    is_known = context.is_listed(frame["institution_id"], "institutioner", "institution_id")
    return [
        Check(TOTAL, positive_total(frame["place_count"])),
        Check(SIZE, every_row(frame["place_count"].isna() | (frame["place_count"] <= LARGEST_OFFER))),
        Check(KNOWN, every_row(is_known)),
    ]


TOTAL = Rule(
    "NO_PLACES",
    "advarsel",
    da="Der er pladser i alt",
    en="There are places in total",
    consequence_da="Ledige pladser og belægning kan ikke vises.",
    consequence_en="Vacant places and occupancy cannot be shown.",
)
SIZE = Rule(
    "OFFER_TOO_LARGE",
    "advarsel",
    da="Ét tilbud har højst 500 pladser",
    en="One offer has at most 500 places",
    consequence_da="Ledige pladser bliver vist, hvor der ingen er.",
    consequence_en="Vacant places are shown where there are none.",
)
KNOWN = Rule(
    "CAPACITY_PROVIDER_UNKNOWN",
    "advarsel",
    da="Institutionen findes i institutioner",
    en="The institution is in institutioner",
    consequence_da="Pladserne kan ikke henføres til et område.",
    consequence_en="The places cannot be assigned to an area.",
)
