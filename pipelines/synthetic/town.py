"""The municipality at work: referrals, decisions and placements in the order they happen.

A queue of events by day. What a period asks for never changes what happened before it: events are drawn in order of
time, and the queue runs a fixed while past the period. Not here: money, counts and files.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from pipelines.errors import InternalError
from pipelines.synthetic import calibration as c
from pipelines.synthetic.cases import Decision, Placement, Referral
from pipelines.synthetic.children import Child, PersonalNumbers, school_start_year
from pipelines.synthetic.days import AUGUST, date_of, day_of, school_year_end
from pipelines.synthetic.institutions import Institutions
from pipelines.synthetic.intake import Intake, Newcomer
from pipelines.synthetic.leisure import add_leisure
from pipelines.synthetic.placements import Occupancy, PlaceFinder, draw_end, end_entered, rate_group
from pipelines.synthetic.population import Population
from pipelines.synthetic.sizes import Size
from pipelines.synthetic.streams import Draws, stream
from pipelines.synthetic.visitation import REASONS, entered, plan_course, requested_offer, start_day

DAYS_BEFORE_SCHOOL = 200
LONGEST_GRANT_YEARS = 4
LONGEST_GAP_DAYS = 40  # a change that begins later than this after the old place ended does not begin


class Town:
    """Everything that happened, as lists in the order it happened."""

    def __init__(self, size: Size, seed: int, last_year: int, slowdown_year: int | None = None) -> None:
        self.size, self.seed, self.last_year = size, seed, last_year
        self.population = Population(size, seed)
        self.institutions = Institutions(size, seed, self.population.districts)
        self.draws = Draws(stream(seed, "town"))
        self.occupancy = Occupancy()
        self.closing_day = day_of(*c.CLOSING_DAY)
        self.finder = PlaceFinder(self.institutions, self.occupancy, self.draws, self.closing_day)
        self.referrals: list[Referral] = []
        self.decisions: list[Decision] = []
        self.placements: list[Placement] = []
        self._latest: dict[str, Placement] = {}
        self._numbers = PersonalNumbers(self.draws)
        self._schools = {d: self.institutions.district_schools(d) for d in self.population.districts}
        self._daycares = {
            d: [p for p in self.institutions.of_kind("daginstitution") if p.district == d] for d in self._schools
        }
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._turn = count()
        intake = Intake(seed, self.population, slowdown_year)
        for year in range(c.WARM_UP_YEAR, last_year + 3):
            self.at(day_of(year, 1, 1), lambda _, year=year: self._plan_year(intake, year))  # type: ignore[misc]

    def at(self, day: int, event: Callable[[int], None]) -> None:
        """Let something happen on a day."""
        heapq.heappush(self._events, (day, next(self._turn), event))

    @property
    def next_placement_id(self) -> str:
        """The number of the next spell."""
        return f"P{len(self.placements) + 1:07d}"

    def run(self) -> Town:
        """Let all happen up to two years after the period."""
        end = day_of(self.last_year + 2, 12, 31)
        while self._events and self._events[0][0] <= end:
            day, _, event = heapq.heappop(self._events)
            event(day)
        return self

    def _plan_year(self, intake: Intake, year: int) -> None:
        for newcomer in sorted(intake.newcomers(year), key=lambda n: (n.received, n.district, n.birth)):
            self.at(newcomer.received, lambda day, newcomer=newcomer: self._first_referral(newcomer, day))  # type: ignore[misc]
        if year >= c.WARM_UP_YEAR + 4:
            self._foreign_children(year)

    def child(self, birth: int, district: str, school_start: int) -> Child:
        """A new child with its number, district school and day-care."""
        school = self.draws.pick_from(self._schools[district], [1.0] * len(self._schools[district]))
        daycare = self.draws.pick_from(self._daycares[district], [1.0] * len(self._daycares[district]))
        number = self._numbers.give(birth)
        return Child(number, birth, district, school.id, daycare.id, school_start, self.draws.severity())

    def _first_referral(self, newcomer: Newcomer, day: int) -> None:
        birth, school_start = newcomer.birth, school_start_year(newcomer.birth, self.draws)
        if newcomer.stage == "start":
            school_start = date_of(birth).year + 6
            if self.draws.chance(c.LATE_START_SHARE):
                birth -= 365  # a late starter, one year older
        if newcomer.stage == "daycare" and day_of(school_start, AUGUST, 1) - day < DAYS_BEFORE_SCHOOL:
            return
        self.refer(self.child(birth, newcomer.district, school_start), newcomer.stage, day)

    def refer(
        self, child: Child, stage: str, day: int, current: Placement | None = None, *, again: bool = False
    ) -> None:
        """A referral comes in; its course is drawn and its decisions follow."""
        if child.is_gone or (current is not None and current.end <= day) or child.grade(day) > last_grade(stage):
            return
        course = plan_course(day, stage, again, self.draws)
        requested = requested_offer(
            stage, child.grade(day), current.offer if current else None, child.severity, self.draws
        )
        by = current.provider_id if current else child.daycare_id if child.grade(day) < 0 else child.school_id
        kind = "aendring" if stage == "change" else "ny"
        reason = self.draws.pick(REASONS)
        number = f"I{len(self.referrals) + 1:07d}"
        registered = entered(day, self.draws)
        referral = Referral(
            number, child, stage, kind, day, registered, requested, course.round, by, reason, course.withdrawn
        )
        self.referrals.append(referral)
        if course.returned is not None:
            self.at(course.returned, lambda when: self._decide(referral, "tilbagesendt", when, None))
        outcome = course.outcome
        if outcome is not None:
            self.at(course.decided, lambda when: self._decide(referral, outcome, when, current))

    def _decide(self, referral: Referral, outcome: str, day: int, current: Placement | None) -> None:
        if referral.child.is_gone:
            referral.withdrawn = day
            return
        number = f"A{len(self.decisions) + 1:07d}"
        registered = max(entered(day, self.draws), referral.registered)
        decision = Decision(number, referral, day, registered, outcome)
        self.decisions.append(decision)
        if outcome == "afslag" and self.draws.chance(c.AGAIN_AFTER_REFUSAL):
            self.at(day + self.draws.between(100, 380), lambda when: self._try_again(referral, when))
        if outcome in {"bevilget", "bevilget_alternativ"}:
            self._grant(decision, current)

    def _try_again(self, referral: Referral, day: int) -> None:
        stage = "school" if referral.child.grade(day) >= 0 or referral.stage != "daycare" else "daycare"
        if stage == "daycare" and day_of(referral.child.school_start, AUGUST, 1) - day < DAYS_BEFORE_SCHOOL:
            return
        if referral.stage != "change":
            self.refer(referral.child, stage, day, again=True)

    def _grant(self, decision: Decision, current: Placement | None) -> None:
        referral, child = decision.referral, decision.referral.child
        offer = referral.requested if decision.outcome == "bevilget" else c.MILDER[referral.requested]
        start = max(start_day(referral, decision.day, self.draws), decision.day + 1)
        in_daycare = offer in c.DAYCARE_TYPES
        if in_daycare and child.grade(start) >= 0:
            start = decision.day + 1
        provider = self.finder.find(child, offer, start, current.provider_id if current else None)
        if provider is None:
            raise InternalError(
                f"Ingen institution har tilbudstypen {offer}.",
                f"No institution has the offer type {offer}.",
            )
        group = rate_group(provider, offer, child.severity, self.draws)
        decision.offer, decision.provider_id, decision.rate_group = offer, provider.id, group
        decision.valid_from = start
        decision.valid_to = self._daycare_until(child, start) if in_daycare else school_year_end(start)
        now = self._latest.get(child.number)
        has_left = current is not None and current.end < start - LONGEST_GAP_DAYS
        has_later_place = now is not None and now.start >= start
        if not (has_left or has_later_place or self.draws.chance(c.NOT_STARTED_SHARE)):
            self._place(decision, now if now is not None and now.end >= start else None)

    def _place(self, decision: Decision, current: Placement | None) -> None:
        child, offer, start = decision.referral.child, str(decision.offer), int(decision.valid_from or 0)
        if current is not None:
            self._cut(current, start - 1, decision)
        end, reason = draw_end(child, offer, start, self.draws)
        registered = decision.registered + (
            self.draws.between(25, 80) if self.draws.chance(0.13) else self.draws.wait(14.0)
        )
        placement = Placement(
            id=self.next_placement_id, child=child, provider_id=str(decision.provider_id), offer=offer,
            rate_group=str(decision.rate_group), start=start, end=end, end_reason=reason,
            end_registered=max(end_entered(end, reason, self.draws), registered), registered=registered,
            decision_id=decision.id, payer=self.size.code,
        )  # fmt: skip
        if offer in c.DAYCARE_TYPES:
            placement.planned_end = self._daycare_until(child, start)
        elif self.draws.chance(0.3):
            placement.return_plan = start + self.draws.between(20, 90)
        if self.draws.chance(0.012) and start >= day_of(2022, 4, 1):
            placement.special_cause = "Fordrevne"
        self.settle(placement)

    @staticmethod
    def _daycare_until(child: Child, start: int) -> int:
        """School start, but no more than four years ahead: a grant is never longer."""
        return max(day_of(min(child.school_start, date_of(start).year + LONGEST_GRANT_YEARS), 7, 31), start)

    def settle(self, placement: Placement) -> None:
        """Keep a new spell, take its place and plan what follows it."""
        self.placements.append(placement)
        self._latest[placement.child.number] = placement
        self.occupancy.take(placement)
        add_leisure(self, placement)
        self._plan_sequel(placement)
        if self.institutions.by_id[placement.provider_id].is_closing:
            self.at(self.closing_day - 60, lambda _: self._carry_over(placement))

    def _cut(self, current: Placement, last: int, decision: Decision) -> None:
        if last >= current.end:
            return
        self.occupancy.take(current, -1)
        current.end, current.end_reason = max(last, current.start), "skift_tilbud"
        late = self.draws.between(0, 20) if self.draws.chance(0.8) else self.draws.between(20, 90)
        current.end_registered = max(decision.registered + late, current.registered)
        self.occupancy.take(current)
        if current.parallel is not None and current.parallel.end > current.end:
            parallel = current.parallel
            parallel.end, parallel.end_reason = max(current.end, parallel.start), "skift_tilbud"
            parallel.end_registered = max(current.end_registered, parallel.registered)

    def _plan_sequel(self, placement: Placement) -> None:
        child, draws = placement.child, self.draws
        wish = placement.start + 120 + draws.wait(365 / c.CHANGE_RATE[placement.offer])
        if wish < placement.end - 60:
            self.at(wish, lambda day: self.refer(child, "change", day, placement))
        if placement.end_reason == "aldersophoer" and placement.offer in c.DAYCARE_TYPES:
            if draws.chance(c.INTO_SCHOOL[placement.offer]):
                ready = day_of(child.school_start - 1, 10, 1) + draws.between(0, 95)
                self.at(max(ready, placement.start + 20), lambda day: self._into_school(placement, day))
        elif placement.end_reason == "flyttet":
            self.at(placement.end, lambda _: self._leave(placement))
        elif placement.end_reason == "tilbage_til_almen" and draws.chance(0.15):
            self.at(placement.end + draws.between(150, 700), lambda day: self.refer(child, "school", day, again=True))

    def _into_school(self, placement: Placement, day: int) -> None:
        if placement.end_reason == "aldersophoer" and not placement.child.is_gone:
            self.refer(placement.child, "start", day)

    @staticmethod
    def _leave(placement: Placement) -> None:
        if placement.end_reason == "flyttet":
            placement.child.is_gone = True

    def _carry_over(self, placement: Placement) -> None:
        """A spell that outlasts its school ends with it and goes on at the school that carries it on."""
        provider = self.institutions.by_id[placement.provider_id]
        if placement.end <= self.closing_day or provider.successor_id is None:
            return
        after = Placement(
            id=self.next_placement_id, child=placement.child, provider_id=provider.successor_id,
            offer=placement.offer, rate_group=placement.rate_group, start=max(self.closing_day + 1, placement.start),
            end=placement.end, end_reason=placement.end_reason, end_registered=placement.end_registered,
            registered=self.closing_day - 60 + self.draws.between(0, 45), decision_id=placement.decision_id,
            payer=placement.payer,
        )  # fmt: skip
        self.occupancy.take(placement, -1)
        placement.end, placement.end_reason = self.closing_day, "skift_tilbud"
        placement.end_registered = max(after.registered, placement.registered)
        after.end_registered = max(after.end_registered, after.registered)
        self.occupancy.take(placement)
        if placement.parallel is not None and placement.parallel.end > placement.end:
            placement.parallel.end, placement.parallel.end_reason = placement.end, "skift_tilbud"
            placement.parallel.end_registered = max(placement.end_registered, placement.parallel.registered)
        self.settle(after)

    def _foreign_children(self, year: int) -> None:
        """Children of other municipalities who begin in our own special schools and classes."""
        for offer, share in (("specialskole", 0.012), ("specialklasse", 0.004)):
            for provider in self.institutions.offering(offer, own=True):
                if provider.is_closing or not self.draws.chance(min(provider.capacity[offer] * share, 0.9)):
                    continue
                start = day_of(year, AUGUST, 1)
                school_start = year - self.draws.between(0, 6)
                birth = day_of(school_start - 6, 1, 1) + self.draws.between(0, 364)
                child = self.child(birth, str(provider.district), school_start)
                end, reason = draw_end(child, offer, start, self.draws)
                payer = self.draws.pick_from(c.OTHER_MUNICIPALITIES, (3.0, 2.0, 1.0))
                registered = start - self.draws.between(20, 90)
                placement = Placement(
                    id=self.next_placement_id, child=child, provider_id=provider.id, offer=offer, rate_group="E",
                    start=start, end=end, end_reason=reason, registered=registered, decision_id=None, payer=payer,
                    end_registered=max(end_entered(end, reason, self.draws), registered),
                )  # fmt: skip
                self.placements.append(placement)
                self.occupancy.take(placement)


def last_grade(stage: str) -> int:
    """The highest grade in which a referral of this stage is still made."""
    return -1 if stage == "daycare" else 9
