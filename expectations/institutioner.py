"""What a person knows of `institutioner` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, in_order, some_row
from expectations.result import SuiteContext


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the institutions that count now, one row an institution and validity period."""
    is_own = frame["owner"].eq("egen")
    succeeded = frame["successor_id"].notna()
    used = frame["institution_id"].isin(context.values("placeringer", "institution_id"))
    return [
        Check(VALIDITY, every_row(in_order(frame["valid_from"], frame["valid_to"]))),
        Check(SUCCESSOR, every_row(~succeeded | frame["successor_id"].isin(frame["institution_id"]))),
        Check(SELF, every_row(~succeeded | (frame["successor_id"] != frame["institution_id"]))),
        Check(PLACES, every_row(frame["place_count"].isna() | (frame["place_count"] >= 0))),
        Check(OWN, some_row(is_own)),
        Check(DISTRICT, every_row(~(is_own & used) | frame["district_id"].notna())),
    ]


VALIDITY = Rule(
    "DATE_ORDER_VALIDITY",
    "advarsel",
    da="En institution ophører ikke, før den begynder",
    en="An institution does not end before it begins",
    consequence_da="Placeringer på institutionen kan ikke henføres til udbyder og område.",
    consequence_en="Placements at the institution cannot be assigned to provider and area.",
)
SUCCESSOR = Rule(
    "SUCCESSOR_UNKNOWN",
    "advarsel",
    da="En efterfølger findes selv i listen",
    en="A successor is itself in the list",
    consequence_da="Historikken kan ikke vises i dagens organisation.",
    consequence_en="History cannot be shown in today's organisation.",
)
SELF = Rule(
    "SUCCESSOR_IS_SELF",
    "advarsel",
    da="En institution er ikke sin egen efterfølger",
    en="An institution is not its own successor",
    consequence_da="Historikken kan ikke vises i dagens organisation.",
    consequence_en="History cannot be shown in today's organisation.",
)
PLACES = Rule(
    "NEGATIVE_PLACES",
    "advarsel",
    da="Antal pladser er ikke negativt",
    en="The number of places is not negative",
    consequence_da="Belægningen bliver forkert.",
    consequence_en="The occupancy becomes wrong.",
)
OWN = Rule(
    "NO_OWN_INSTITUTION",
    "advarsel",
    da="Mindst én institution ejes af kommunen selv",
    en="At least one institution is the municipality's own",
    consequence_da="Egne klasser og rammer kan ikke skelnes fra køb, og alle pladser regnes som købte.",
    consequence_en="Own classes and frames cannot be told from purchases, and all places are taken as bought.",
)
DISTRICT = Rule(
    "OWN_WITHOUT_DISTRICT",
    "advarsel",
    da="Egne institutioner med placeringer har et distrikt",
    en="Own institutions with placements have a district",
    consequence_da="Posteringer uden placering kan ikke henføres til et distrikt og vises som UKENDT.",
    consequence_en="Postings without a placement cannot be assigned to a district and are shown as UKENDT.",
)
