"""The days of the year's reports, and which report a forecast of a day is for.

Not here: what falls due (`unattended.due`).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from pydantic import ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from pipelines.municipality.section import MonthDay, Section

PrognosisKind = Literal["prognose1", "prognose2", "prognose3", "regnskab"]


class PrognosisCalendar(Section):
    """The as-of day of each of the year's reports, as `mm-dd`."""

    prognose1: MonthDay = "04-30"
    prognose2: MonthDay = "07-31"
    prognose3: MonthDay = "10-31"
    regnskab: MonthDay = "12-31"

    @field_validator("prognose2", "prognose3", "regnskab")
    @classmethod
    def comes_after_the_report_before(cls, value: str, info: ValidationInfo) -> str:
        """Reports come in the order of the year."""
        if any(value <= earlier for earlier in info.data.values()):
            raise PydanticCustomError("calendar_order", "")
        return value

    def day(self, kind: PrognosisKind, year: int) -> date:
        """The as-of day of a report in a fiscal year."""
        return date.fromisoformat(f"{year}-{getattr(self, kind)}")

    def report_of(self, as_of: date) -> PrognosisKind:
        """The report a forecast of the day is for: the nearest of its year, the accounts not before their day."""
        days = {kind: self.day(kind, as_of.year) for kind in get_args(PrognosisKind)}
        can_be = [kind for kind, day in days.items() if kind != "regnskab" or as_of >= day]
        return min(can_be, key=lambda kind: abs(days[kind] - as_of))
