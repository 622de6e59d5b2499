"""One act: who did what to which cell, when and why. Nothing of it changes once it is made.

An act counts from the as-of day of the forecast it was made on: what is known in May of the forecast as of 30 April
counts in that forecast when it is made again, and in no earlier one.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Kind = Literal["adjustment", "withdrawal", "comment", "explanation", "approval"]
ON_CELLS: tuple[Kind, ...] = ("adjustment", "withdrawal")
ORE = Decimal("0.01")


class Cell(NamedTuple):
    """A cell of `forecast.fiscal_year`; `ALL` in a dimension is all of it."""

    fiscal_year: int
    grant_area: str
    district_id: str
    offer_type: str


class Act(BaseModel):
    """A line of the store. Kroner are in the price level of the cell's fiscal year; `at` is UTC.

    `table` is where a comment stands: the address of a table or a cell below its vintage.
    """

    model_config = ConfigDict(frozen=True)

    act_id: str
    kind: Kind
    at: datetime
    by: str
    vintage_id: str
    as_of: date
    text: str
    cell: Cell | None = None
    table: str = ""
    amount_kr: Decimal | None = None
    places: Decimal | None = None
    unit_price_kr: Decimal | None = None
    factor: Decimal | None = None
    evidence: str = ""
    expires: date | None = None
    about: str = ""

    @property
    def kr(self) -> Decimal | None:
        """What is added in kroner: an amount as told, places at the price they were told at; None for a factor."""
        if self.places is not None and self.unit_price_kr is not None:
            return (self.places * self.unit_price_kr).quantize(ORE)
        return self.amount_kr

    def disturbs(self, later: Act) -> bool:
        """Whether this, made meanwhile, changes what the one who made the later was shown."""
        if later.kind == "approval":
            return self.kind in ON_CELLS or (self.kind != "comment" and self.vintage_id == later.vintage_id)
        if later.kind == "explanation":
            ours = self.kind == "explanation" and self.cell == later.cell
            return self.vintage_id == later.vintage_id and (ours or self.kind == "approval")
        return later.kind in ON_CELLS and self.kind in ON_CELLS and self.cell == later.cell


def new_id() -> str:
    """A name for an act that no other has."""
    return secrets.token_hex(6)


def now() -> datetime:
    """The time of an act, UTC to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
