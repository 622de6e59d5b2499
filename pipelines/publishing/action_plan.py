"""The action plan as it is delivered. Not here: how it is printed (`plan_tables`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Initiative:
    """One initiative of the action plan on its status date, `ALL` the whole plan; its texts are as approved."""

    initiative: str
    initiative_name: str
    status_date: date
    phase: str | None
    temperature: str | None
    allocated_kr: Decimal
    committed_kr: Decimal
    spent_kr: Decimal
    committed_share: Decimal | None
    planned_saving_kr: Decimal | None
    realised_saving_kr: Decimal | None
    schools_started_count: int | None
    schools_planned_count: int | None
    institutions_started_count: int | None
    institutions_planned_count: int | None
    main_deliverable: str | None
    expected_effect: str | None
    risks: str | None
