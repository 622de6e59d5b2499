"""The course of a placement: where there is room, when and why it ends, and when the end is entered.

Returns at the end of a school year, moves at any time, age-out at school start and after grade 9 or 10. Not here:
decisions (`visitation`) and changes of offer, which begin with a new referral (`town`).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from pipelines.synthetic import calibration as c
from pipelines.synthetic.cases import Placement
from pipelines.synthetic.children import Child
from pipelines.synthetic.days import AUGUST, date_of, day_of, school_year, school_year_end
from pipelines.synthetic.institutions import Institutions, Provider
from pipelines.synthetic.streams import Draws

LAST_GRADE = 9
LARGE_NEED = 1.35
FIRST_CAPACITY_YEAR = 1995


class Occupancy:
    """Children in each own offer by month, and whether one more fits."""

    def __init__(self) -> None:
        self._taken: defaultdict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(12 * 60, dtype=np.int32))

    @staticmethod
    def _month(day: int) -> int:
        found = date_of(day)
        return (found.year - FIRST_CAPACITY_YEAR) * 12 + found.month

    def has_room(self, provider: Provider, offer: str, start: int) -> bool:
        """Whether a place is free on the day."""
        return bool(self._taken[provider.id, offer][self._month(start)] < provider.places(offer, school_year(start)))

    def take(self, placement: Placement, change: int = 1) -> None:
        """Take (or with -1 give back) the place for the months of the spell."""
        months = slice(self._month(placement.start), self._month(placement.end) + 1)
        self._taken[placement.provider_id, placement.offer][months] += change


class PlaceFinder:
    """Finds a place: an own one near by while there is room, else one that is bought."""

    def __init__(self, institutions: Institutions, occupancy: Occupancy, draws: Draws, closing_day: int) -> None:
        self._occupancy, self._draws, self._closing_day = occupancy, draws, closing_day
        offers = (*c.SCHOOL_TYPES, *c.DAYCARE_TYPES)
        self._own = {offer: [p.id for p in institutions.offering(offer, own=True)] for offer in offers}
        self._bought = {offer: institutions.offering(offer, own=False) for offer in offers}
        self._institutions = institutions

    def find(self, child: Child, offer: str, start: int, avoid: str | None) -> Provider | None:
        """An institution, with room if one has; `avoid` when no other has the offer, None when no one has it."""
        own = [self._institutions.by_id[number] for number in self._own[offer]]
        open_now = [p for p in own if self._is_open(p, start)]
        elsewhere = [p for p in open_now if p.id != avoid]
        free = [p for p in elsewhere if self._occupancy.has_room(p, offer, start)]
        if free and (self._draws.chance(c.OWN_SHARE.get(offer, 0.0)) or not self._bought[offer]):
            return self._draws.pick_from(free, [4.0 if p.district == child.district else 1.0 for p in free])
        bought = [p for p in self._bought[offer] if p.id != avoid]
        if bought:
            return self._draws.pick_from(bought, [1.0 / (rank + 2) for rank in range(len(bought))])
        left = elsewhere or open_now or self._bought[offer]
        return self._draws.pick_from(left, [1.0] * len(left)) if left else None

    def _is_open(self, provider: Provider, start: int) -> bool:
        return not (provider.is_closing and start > self._closing_day - 365)


def rate_group(provider: Provider, offer: str, severity: float, draws: Draws) -> str:
    """The price group: own offers have one, bought ones a dearer one for large needs and one with leisure."""
    if offer == c.LEISURE_TYPE:
        return "S"
    if provider.is_own:
        return "E"
    group = "B" if severity * draws.between(70, 130) / 100 > LARGE_NEED else "A"
    return f"{group}F" if offer == "specialskole" and draws.chance(0.22) else group


def draw_end(child: Child, offer: str, start: int, draws: Draws) -> tuple[int, str]:
    """The last day of a spell and why it ends, as if no change of offer came."""
    rate = sum(c.LEAVE_RATE.values()) * (1.8 if offer in c.DAYCARE_TYPES else 1.0)
    sudden = start + draws.between(3, 20) + draws.wait(365 / rate)
    if offer in c.DAYCARE_TYPES:
        last = day_of(child.school_start, 7, 31)
        planned = _school_year_ends(child, offer, start, draws, last)
    else:
        leaves_after = LAST_GRADE + (offer != "intern_skole" and draws.chance(c.TENTH_GRADE_SHARE))
        last = day_of(max(child.school_start + leaves_after + 1, date_of(start + 60).year), 7, 31)
        planned = _school_year_ends(child, offer, start, draws, last if last > start else school_year_end(start))
    if sudden < planned[0]:
        return sudden, draws.pick(c.LEAVE_RATE)
    return planned


def _school_year_ends(child: Child, offer: str, start: int, draws: Draws, last: int) -> tuple[int, str]:
    end, years = school_year_end(start), 0
    while end < last:
        chance = c.RETURN_RATE[offer] * float(np.exp(-0.22 * years)) / (0.4 + 0.6 * child.severity)
        if end - start > 100 and draws.chance(chance):  # noqa: PLR2004 - nobody returns within the first months
            return end, "tilbage_til_almen"
        end, years = school_year_end(end + 1), years + 1
    return max(last, start), "aldersophoer"


def end_entered(end: int, reason: str, draws: Draws) -> int:
    """The day an end is entered: most school-year ends in spring, moves and the forgotten ones weeks after."""
    is_school_year_end = date_of(end).month == AUGUST - 1 and date_of(end).day == 31  # noqa: PLR2004
    if reason == "aldersophoer":
        return end - draws.between(15, 160) if draws.chance(0.88) else end + draws.between(1, 40)
    if is_school_year_end:
        return end - draws.between(5, 125) if draws.chance(0.70) else end + 1 + min(draws.wait(18.0), 80)
    return end + draws.between(-20, 10) if draws.chance(0.55) else end + 1 + min(draws.wait(21.0), 90)
