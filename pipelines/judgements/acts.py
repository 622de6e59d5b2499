"""One act: who did what to which cell, when and why. Nothing of it changes once it is made.

An act counts from the as-of day of the forecast it was made on: what is known in May of the forecast as of 30 April
counts in that forecast when it is made again, and in no earlier one.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Kind = Literal["adjustment", "withdrawal", "comment", "explanation", "approval", "scenario"]
ON_CELLS: tuple[Kind, ...] = ("adjustment", "withdrawal")
ORE = Decimal("0.01")
LAST_MONTH = 12


class Cell(NamedTuple):
    """A cell of `forecast.fiscal_year`; `ALL` in a dimension is all of it."""

    fiscal_year: int
    grant_area: str
    district_id: str
    offer_type: str


class Months(NamedTuple):
    """Months of a fiscal year, 1–12, both included."""

    first: int
    last: int

    def share_of(self, year: int) -> Fraction:
        """How many of the year's days lie in them."""
        after = date(year + 1, 1, 1) if self.last == LAST_MONTH else date(year, self.last + 1, 1)
        return Fraction((after - date(year, self.first, 1)).days, (date(year + 1, 1, 1) - date(year, 1, 1)).days)


class Act(BaseModel):
    """A line of the store. Kroner are in the price level of the cell's fiscal year; `at` is UTC.

    `months` are those of the cell's year that an adjustment falls in, the whole year where there are none; `places` are
    those in use in them. `table` is where a comment stands: the address of a table or a cell below its vintage; of a
    `scenario`, whose `text` is its name, that of the page with it. A scenario changes no forecast, nor does its
    withdrawal, which has no cell. `about` is the act that is withdrawn.
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
    months: Months | None = None
    table: str = ""
    amount_kr: Decimal | None = None
    places: Decimal | None = None
    unit_price_kr: Decimal | None = None
    factor: Decimal | None = None
    evidence: str = ""
    expires: date | None = None
    about: str = ""
    scenario: str = ""

    @property
    def kr(self) -> Decimal | None:
        """What is added in kroner: an amount as told, places at the price they were told at; None for a factor."""
        if self.places is not None and self.unit_price_kr is not None:
            return _times(self.places * self.unit_price_kr, self.year_share).quantize(ORE)
        return self.amount_kr

    @property
    def year_share(self) -> Fraction:
        """How much of the cell's year it falls in, by days."""
        return Fraction(1) if self.months is None or self.cell is None else self.months.share_of(self.cell.fiscal_year)

    @property
    def full_year_places(self) -> Decimal | None:
        """Its places over the whole year."""
        return None if self.places is None else _times(self.places, self.year_share)

    def factor_kr(self, expected_kr: Decimal) -> Decimal:
        """What a factor adds to a year of which this is expected: it moves the part of it that its months are."""
        return _times(expected_kr * ((self.factor or 1) - 1), self.year_share).quantize(ORE)

    def disturbs(self, later: Act) -> bool:
        """Whether this, made meanwhile, changes what the one who made the later was shown."""
        is_of_cell = self.kind in ON_CELLS and self.cell is not None
        if later.kind == "approval":
            is_said = self.kind in ("explanation", "approval") and self.vintage_id == later.vintage_id
            return is_of_cell or is_said
        if later.kind == "explanation":
            ours = self.kind == "explanation" and self.cell == later.cell
            return self.vintage_id == later.vintage_id and (ours or self.kind == "approval")
        return is_of_cell and later.kind in ON_CELLS and self.cell == later.cell


def _times(amount: Decimal, share: Fraction) -> Decimal:
    return amount * share.numerator / share.denominator


def new_id() -> str:
    """A name for an act that no other has."""
    return secrets.token_hex(6)


def now() -> datetime:
    """The time of an act, UTC to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
