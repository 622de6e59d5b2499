"""What falls due on a day: a report of the prognosis calendar, or a month's data packs.

A report is made on the morning after its as-of day, when that day is over. Not here: who starts it (`watching`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from pipelines.municipality.model import Municipality
from pipelines.municipality.prognosis_calendar import PrognosisKind


@dataclass(frozen=True)
class DueReport:
    """A report of the calendar and the day it is made as of."""

    kind: PrognosisKind
    as_of: date


def due_report(municipality: Municipality, today: date) -> DueReport | None:
    """The report whose as-of day was yesterday."""
    return next((due for due in _reports(municipality, today) if due.as_of == today - timedelta(days=1)), None)


def next_report(municipality: Municipality, today: date) -> DueReport:
    """The first report made after today."""
    return min((due for due in _reports(municipality, today) if due.as_of >= today), key=lambda due: due.as_of)


def due_packs(municipality: Municipality, today: date) -> date | None:
    """The first day of the month before, when today is the day its data packs are published."""
    if municipality.drift.datapakkedag != today.day:
        return None
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _reports(municipality: Municipality, today: date) -> Iterator[DueReport]:
    for year in (today.year - 1, today.year, today.year + 1):
        for kind in get_args(PrognosisKind):
            yield DueReport(kind, municipality.prognosekalender.day(kind, year))
