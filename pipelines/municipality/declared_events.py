"""What `kommune.yaml` says of events that are no habit: a lockdown, a strike, a reform, a school that closed.

Each names the series it touched, its first and last day, and how those days are treated. Not here: what the forecast
does with an event (`forecasting.given.events`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from pipelines.municipality.section import Day, Section, Share, Text

EventSeriesName = Literal["indstillinger", "afgoerelser", "afgang", "udgift"]


class DeclaredEvent(Section):
    """Days that were not as usual, and why; `udelad` learns nothing of them, `dyk` says how much came (`niveau`)."""

    navn: Text
    serier: tuple[EventSeriesName, ...]
    fra: Day
    til: Day
    behandling: Literal["udelad", "dyk"] = "udelad"
    niveau: Annotated[Share | None, Field(validate_default=True)] = None
    indhentes: Annotated[Share | None, Field(validate_default=True)] = None
    indhentes_maaneder: Annotated[int | None, Field(ge=1, le=60, validate_default=True)] = None
    kendt_fra: Day | None = None
    begrundelse: Text

    @field_validator("serier")
    @classmethod
    def touches_something(cls, value: tuple[EventSeriesName, ...]) -> tuple[EventSeriesName, ...]:
        """At least one series."""
        if not value:
            raise PydanticCustomError("too_short", "")
        return value

    @field_validator("til")
    @classmethod
    def ends_after_it_began(cls, value: date, info: ValidationInfo) -> date:
        """An event lasts at least one day."""
        if "fra" in info.data and value < info.data["fra"]:
            raise PydanticCustomError("event_order", "")
        return value

    @field_validator("behandling")
    @classmethod
    def only_referrals_dip(cls, value: str, info: ValidationInfo) -> str:
        """What comes in can dip and be caught up; the other series are left out."""
        if value == "dyk" and info.data.get("serier") not in (None, ("indstillinger",)):
            raise PydanticCustomError("dip_of_referrals", "")
        return value

    @field_validator("niveau")
    @classmethod
    def a_dip_has_a_level(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """A dip says how much came; what is left out has no level."""
        if "behandling" in info.data and (value is None) == (info.data["behandling"] == "dyk"):
            raise PydanticCustomError("dip_level", "")
        return value

    @field_validator("indhentes")
    @classmethod
    def only_a_dip_is_caught_up(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """What was left out is not known, so it cannot be caught up."""
        if value is not None and info.data.get("behandling") == "udelad":
            raise PydanticCustomError("caught_up", "")
        return value

    @field_validator("indhentes_maaneder")
    @classmethod
    def has_months_to_catch_up(cls, value: int | None, info: ValidationInfo) -> int | None:
        """A share and the months in which it comes belong together."""
        if "indhentes" in info.data and (value is None) != (info.data["indhentes"] is None):
            raise PydanticCustomError("caught_up", "")
        return value
