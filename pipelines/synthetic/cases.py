"""The records the municipality keeps: referrals, decisions and placements, with the days they were entered.

Days are whole numbers. Not here: how they come about (`visitation`, `placements`) and how they are delivered.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.synthetic.children import Child


@dataclass(slots=True)
class Referral:
    """One referral; `stage` says why it came: school, start, daycare, change or review."""

    id: str
    child: Child
    stage: str
    kind: str
    received: int
    registered: int
    requested: str
    round: str
    by: str
    reason: str
    withdrawn: int | None = None


@dataclass(slots=True)
class Decision:
    """One decision on a referral; the offer and its days are given for grants only."""

    id: str
    referral: Referral
    day: int
    registered: int
    outcome: str
    offer: str | None = None
    provider_id: str | None = None
    rate_group: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(slots=True)
class Placement:
    """One spell; `end` is always drawn, `end_registered` says when it becomes known."""

    id: str
    child: Child
    provider_id: str
    offer: str
    rate_group: str
    start: int
    end: int
    end_reason: str
    end_registered: int
    registered: int
    decision_id: str | None
    payer: str
    planned_end: int | None = None
    return_plan: int | None = None
    special_cause: str | None = None
    parallel: Placement | None = None
