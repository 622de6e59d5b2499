"""What the sections of `kommune.yaml` are made of: days, amounts, texts, and the strictness they share.

Not here: the sections themselves (`model`, `incoming`).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
LEAP_FREE_YEAR = 2001  # a calendar day must exist in every year
BOOLEANS = {"ja": True, "true": True, "nej": False, "false": False}


def decimal_point(value: Any) -> Any:
    """A number with a decimal point; a single decimal comma is read as one."""
    return value.replace(",", ".") if isinstance(value, str) and re.fullmatch(r"-?\d+,\d+", value) else value


def kroner(value: Any) -> Any:
    """An amount with at most two decimals as written: `1.500` would otherwise be one and a half krone."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+[.,]\d{3,}", value):
        raise PydanticCustomError("decimal_max_places", "", {"decimal_places": 2})
    return decimal_point(value)


def iso_date(value: Any) -> Any:
    """Only `yyyy-mm-dd`: a bare number would otherwise be read as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_form", "yyyy-mm-dd")
    return value


def yes_or_no(value: Any) -> Any:
    """`ja`/`nej` or `true`/`false`."""
    if isinstance(value, str) and value.lower() not in BOOLEANS:
        raise PydanticCustomError("yes_or_no", "ja/nej")
    return BOOLEANS[value.lower()] if isinstance(value, str) else value


def day_of_every_year(value: Any) -> Any:
    """A day as `mm-dd` that exists in every year."""
    try:
        date.fromisoformat(f"{LEAP_FREE_YEAR}-{value}")
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("calendar_day", "mm-dd") from error
    return value


Day = Annotated[date, BeforeValidator(iso_date)]
YesOrNo = Annotated[bool, BeforeValidator(yes_or_no)]
MonthDay = Annotated[str, BeforeValidator(day_of_every_year)]
FiscalYear = Annotated[int, Field(ge=1990, le=2100)]
Text = Annotated[str, Field(min_length=1)]
Amount = Annotated[Decimal, BeforeValidator(kroner), Field(max_digits=18, decimal_places=2)]
Change = Annotated[Decimal, BeforeValidator(decimal_point), Field(ge=-0.5, le=0.5)]
Share = Annotated[Decimal, BeforeValidator(decimal_point), Field(ge=0, le=1)]
Factor = Annotated[Decimal, BeforeValidator(decimal_point), Field(gt=0, le=10)]


class Section(BaseModel):
    """A part of the file: unknown keys are problems, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
