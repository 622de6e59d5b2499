"""Leisure places (special SFO and club) that run beside a school placement.

They begin with the school placement, under the same decision, and end with it or when the child grows out of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.synthetic import calibration as c
from pipelines.synthetic.cases import Placement
from pipelines.synthetic.days import day_of
from pipelines.synthetic.placements import end_entered

if TYPE_CHECKING:
    from pipelines.synthetic.town import Town

OLDEST_GRADE = 6
YOUNG_GRADE = 3


def add_leisure(town: Town, placement: Placement) -> None:
    """Give a child in a special school or class a leisure place beside it, by age."""
    child, draws = placement.child, town.draws
    shares = c.LEISURE_SHARE.get(placement.offer)
    grade = max(child.grade(placement.start), 0)
    provider = town.institutions.by_id[placement.provider_id]
    leisure_id = provider.leisure_id or (provider.id if c.LEISURE_TYPE in provider.offers else None)
    if shares is None or grade > OLDEST_GRADE or leisure_id is None:
        return
    if not draws.chance(shares[0] if grade <= YOUNG_GRADE else shares[1]):
        return
    if placement.rate_group.endswith("F") and not draws.chance(0.1):  # the price holds leisure already
        return
    out_grown = day_of(child.school_start + draws.between(max(grade + 1, 4), 8), 7, 31)
    ends_with_school = placement.end <= out_grown
    end, reason = (placement.end, placement.end_reason) if ends_with_school else (out_grown, "aldersophoer")
    known = placement.end_registered if ends_with_school else end_entered(end, reason, draws)
    town.placements.append(
        Placement(
            id=town.next_placement_id, child=child, provider_id=leisure_id, offer=c.LEISURE_TYPE,
            rate_group="S", start=placement.start, end=end, end_reason=reason,
            end_registered=max(known, placement.registered), registered=placement.registered,
            decision_id=placement.decision_id, payer=placement.payer,
        )
    )  # fmt: skip
    placement.parallel = town.placements[-1]
