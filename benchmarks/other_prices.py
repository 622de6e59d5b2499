"""Who has the other municipality's places, and what they cost by year: a class, a frame, or a day.

Not here: bills (`other_frames`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from benchmarks.other_world import CLASS, NURSERY, SCHOOL
from forecasting.given.schemas import INPUTS

BOUGHT_A_DAY = 1450.0
CLASS_A_YEAR, SCHOOL_A_YEAR, NURSERY_A_DAY = 1_950_000.0, 21_000_000.0, 980.0
Row = dict[str, Any]
KINDS = {
    "own-nursery": ("specialboernehave", "egen"), "own-school": ("specialskole", "egen"),
    **{f"own-{district}": ("folkeskole", "egen") for district in range(4)},
    **{f"bought-{n}": ("specialskole", "anden_kommune") for n in range(3)},
    **{f"bought-{n}": ("dagbehandling", "privat") for n in range(3, 5)},
    **{f"bought-{n}": ("opholdssted", "privat") for n in range(5, 7)},
}  # fmt: skip
"""Institution type and owner."""


def institutions() -> pl.DataFrame:
    """Everybody who has places."""
    rows = [(seller, date(2000, 1, 1), kind, owner) for seller, (kind, owner) in KINDS.items()]
    return pl.DataFrame(rows, schema=INPUTS["institutions"], orient="row")


def rate_rows(seller: str, year: int, level: float) -> list[Row]:
    """The seller's prices of a year: a class, a frame, or a day."""
    head = {"institution_id": seller, "rate_group": "1", "service": "undervisning", "valid_from": date(year, 1, 1),
            "valid_to": date(year, 12, 31), "unit": "dag", "settlement_form": "takst"}  # fmt: skip
    if seller.startswith("bought"):
        return [head | {"offer_type": o, "amount_kr": BOUGHT_A_DAY * f * level} for o, f in
                ((CLASS, 0.55), (SCHOOL, 0.8), ("dagbehandling", 1.1), (NURSERY, 0.8))]  # fmt: skip
    if seller == "own-nursery":
        return [head | {"offer_type": NURSERY, "amount_kr": NURSERY_A_DAY * level}]
    whole = SCHOOL_A_YEAR * 1.02 ** (year - 2016) if seller == "own-school" else CLASS_A_YEAR
    offer, form = (SCHOOL, "ramme") if seller == "own-school" else (CLASS, "klasse")
    price = {"unit": "aar", "settlement_form": form, "amount_kr": whole * level, "kr_per_year": whole * level}
    return [head | price | {"offer_type": offer}]
