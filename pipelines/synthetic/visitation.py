"""How a referral is decided: its round, delays, outcome, and the day a granted place begins.

Three rounds a year and running decisions; special day-care is decided as cases come. Not here: which institution has
room, and the course of the placement (`placements`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.synthetic import calibration as c
from pipelines.synthetic.cases import Referral
from pipelines.synthetic.days import (
    AUGUST,
    add_months,
    date_of,
    day_of,
    first_day,
    month_of,
    next_first_of_august,
    next_round,
    next_workday,
)
from pipelines.synthetic.streams import Draws

REASONS = {
    "H10": 8,
    "H11": 22,
    "H12": 6,
    "H13": 5,
    "H14": 3,
    "H15": 25,
    "H16": 9,
    "H17": 4,
    "H18": 6,
    "H20": 7,
    "H99": 5,
}
RUNNING = "løbende"


@dataclass(frozen=True)
class Course:
    """What happens to a referral: withdrawn, or returned first and decided at last."""

    round: str
    decided: int
    outcome: str | None
    withdrawn: int | None = None
    returned: int | None = None


def plan_course(received: int, stage: str, again: bool, draws: Draws) -> Course:
    """The course of a referral that came in on a day."""
    label, meeting = next_round(received)
    if draws.chance(c.URGENT_SHARE[stage]):
        wait = draws.between(18, 60) if stage == "daycare" else draws.between(10, 42)
        label, decided = RUNNING, next_workday(received + wait)
    else:
        decided = next_workday(meeting + draws.between(0, 12))
    if draws.chance(c.WITHDRAWN_SHARE):
        return Course(label, decided, None, withdrawn=draws.between(received + 3, decided - 1))
    returned = None
    if draws.chance(c.RETURNED_SHARE):
        returned, decided = decided, next_workday(decided + draws.between(28, 80))
        if draws.chance(0.15):
            return Course(label, decided, None, withdrawn=draws.between(returned + 5, decided), returned=returned)
    weights = dict(c.OUTCOMES[stage])
    if again:
        weights["bevilget"] += 0.15
    return Course(label, decided, draws.pick(weights), returned=returned)


def requested_offer(stage: str, grade: int, current: str | None, severity: float, draws: Draws) -> str:
    """What the referral asks for: by age group and how far-reaching the needs are, or a change from what is."""
    if current is not None:
        return draws.pick(c.CHANGE_MIX[current])
    if stage == "daycare":
        mix = dict(c.DAYCARE_MIX)
        mix["specialboernehave"] *= severity
        return draws.pick(mix)
    group = stage if stage == "start" else "lower" if grade <= 3 else "middle" if grade <= 6 else "upper"  # noqa: PLR2004
    mix = dict(c.SCHOOL_MIX[group])
    mix["specialskole"] = mix.get("specialskole", 0.0) * severity
    return draws.pick(mix)


def entered(day: int, draws: Draws) -> int:
    """The day a decision or referral is entered in the register: mostly within days, some weeks or months late."""
    return day + (draws.between(20, 75) if draws.chance(0.14) else draws.wait(4.0))


def start_day(referral: Referral, decided: int, draws: Draws) -> int:
    """The first day of a granted place: mostly 1 August, else within weeks."""
    if referral.stage == "daycare" or (referral.stage == "change" and referral.child.grade(decided) < -1):
        return first_day(add_months(month_of(decided), draws.between(1, 3)))
    if referral.child.grade(decided) < 0:
        school_start = day_of(referral.child.school_start, AUGUST, 1)
        return school_start if school_start > decided else decided + draws.between(10, 40)
    month = date_of(decided).month
    waits = 0.24 if month > 8 else 0.80 if month == 1 else 0.90  # noqa: PLR2004 - autumn, January, spring
    if referral.round == RUNNING and not 4 <= month <= 7:  # noqa: PLR2004 - from April urgent cases mostly wait too
        waits = 0.22
    if draws.chance(waits):
        return next_first_of_august(decided)
    if draws.chance(0.5):
        return first_day(add_months(month_of(decided), draws.between(1, 2)))
    return next_workday(decided + draws.between(8, 50))
