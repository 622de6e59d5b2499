"""The chart of accounts: which account, function and grant area a cost belongs to.

Functions by the national chart: 3.22.01 ordinary schools (special classes are booked there), 3.22.05 leisure,
3.22.06 transport, 3.22.07 regional special schools, 3.22.08 municipal special schools and schools at treatment
places, 5.25.14 day-care, 5.28.25 special day-care. Not here: postings (`ledger`).
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.calibration import DAYCARE_TYPES, LEISURE_TYPE, SCHOOL_TYPES
from pipelines.synthetic.days import day_of
from pipelines.synthetic.registers import Register

SCHOOL_AREA, DAYCARE_AREA = "Specialundervisning", "Specialdagtilbud"
GRANT_AREAS = {
    **dict.fromkeys(SCHOOL_TYPES, SCHOOL_AREA),
    LEISURE_TYPE: SCHOOL_AREA,
    **dict.fromkeys(DAYCARE_TYPES, DAYCARE_AREA),
}
FUNCTIONS = {
    "mellemform": "3.22.01", "specialklasse": "3.22.01", "specialskole": "3.22.08", "dagbehandling": "3.22.08",
    "intern_skole": "3.22.08", LEISURE_TYPE: "3.22.05", "basisplads": "5.25.14", "enkeltintegration": "5.25.14",
    "specialboernehave": "5.28.25",
}  # fmt: skip
REGIONAL, TRANSPORT_FUNCTION, SHARED_FUNCTION = "3.22.07", "3.22.06", "3.22.04"
GROUPINGS = {offer: f"{number:03d}" for number, offer in enumerate(FUNCTIONS, start=1)}
TRANSPORT_GROUPING, SHARED_GROUPING = "090", "095"
OUTSIDE_ACCOUNT, UNMAPPED_ACCOUNT = "322011500", "322999001"
CHART_START = (2016, 1, 1)
TRANSPORT_SPLIT = (2024, 1, 1)


def account(function: str, grouping: str) -> str:
    """The account: function, dranst 1 and grouping."""
    return function.replace(".", "") + "1" + grouping


def account_of(offer: str, owner: str) -> str:
    """The account of a place."""
    is_regional = offer == "specialskole" and owner == "region"
    return account(REGIONAL if is_regional else FUNCTIONS[offer], GROUPINGS[offer])


def transport_account(offer: str) -> str:
    """The account of transport to a place; day-care has its own from 2024."""
    return account(TRANSPORT_FUNCTION, "091" if offer in DAYCARE_TYPES else TRANSPORT_GROUPING)


def chart_register() -> Register:
    """The dated chart; the account for transport to day-care was split off in 2024."""
    start, split = day_of(*CHART_START), day_of(*TRANSPORT_SPLIT)
    cells = [(FUNCTIONS[offer], grouping, start, "ja") for offer, grouping in GROUPINGS.items()]
    cells += [
        (REGIONAL, GROUPINGS["specialskole"], start, "ja"),
        (TRANSPORT_FUNCTION, TRANSPORT_GROUPING, start, "ja"),
        (TRANSPORT_FUNCTION, "091", split, "ja"),
        (SHARED_FUNCTION, SHARED_GROUPING, start, "ja"),
        ("3.22.01", "500", start, "nej"),
    ]
    return Register(
        "kontoplan",
        pl.DataFrame(
            {
                "konto": [account(function, grouping) for function, grouping, _, _ in cells],
                "gyldig_fra": [first for _, _, first, _ in cells],
                "gyldig_til": [None for _ in cells],
                "funktion": [function for function, _, _, _ in cells],
                "gruppering": [grouping for _, grouping, _, _ in cells],
                "dranst": ["1" for _ in cells],
                "medtages": [included for _, _, _, included in cells],
                "known": [start if first == start else first - 45 for _, _, first, _ in cells],
            },
            schema_overrides={"gyldig_til": pl.Int64},
        ),
    )
