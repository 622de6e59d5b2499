"""A municipality that works in another way than ours does: the forecast's test against its own makers' habits.

Nothing here is drawn from rates of intake or exit. Every child has a need that wanders; schools differ in what they
bear and drift apart; a board meets once a month and moves its own threshold; own schools have room for so many, and
who waits too long is sent elsewhere; reviews once a year send children back or on. Clerks register in batches, and
forget. Own schools spend what they spend. Not here: how the forecast is scored (`forecast_scores`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

FIRST_YEAR, LAST_YEAR = 1995, 2025
REGISTERS_FROM, LEDGER_FROM = date(2013, 1, 1), date(2016, 1, 1)
DISTRICTS, SCHOOLS_EACH, BIRTHS_A_MONTH = 4, 3, 34
CLASS_SIZE, WAITS_AT_MOST = 8, 4
NURSERY, CLASS, SCHOOL, TREATMENT = "specialboernehave", "specialklasse", "specialskole", "dagbehandling"
LADDER = (CLASS, SCHOOL, TREATMENT)
CLIMB = (0.0, 0.40, 0.85)
"""Need beyond the board's threshold that takes a child to each rung."""
Row = dict[str, Any]


@dataclass
class Child:
    """A child: who it is, what it needs, where it is."""

    number: int
    born: date
    district: int
    school: int
    trait: float
    mood: float = 0.0
    worried_months: int = 0
    quiet_until: int = 0
    spell: Row | None = None
    place: str | None = None
    gone: bool = False


@dataclass
class Books:
    """What the municipality's registers and ledger hold in the end."""

    spells: list[Row] = field(default_factory=list)
    referrals: list[Row] = field(default_factory=list)


def day_in(month: int, day: int) -> date:
    """A day of a month counted from January of year 0."""
    return date(month // 12, month % 12 + 1, day)


class OtherWorld:
    """One municipality lived month by month; `books` is what it wrote down.

    While it is `shut` (first and last month) schools see nobody, so no worry grows and nobody is referred; it grows
    anew when they open. Unless it `grows`, schools bear as much in the end as in the beginning.
    """

    def __init__(self, seed: int, shut: tuple[int, int] | None = None, *, grows: bool = True) -> None:
        self.shut = range(shut[0], shut[1] + 1) if shut else range(0)
        self.bears_less = 0.0012 if grows else 0.0
        self.rng = np.random.default_rng([seed, 77])
        self.books = Books()
        self.children: list[Child] = []
        self.bears = self.rng.normal(0, 0.15, DISTRICTS * SCHOOLS_EACH)
        self.threshold = 2.6
        self.room = {CLASS: 14 * CLASS_SIZE, SCHOOL: 70, NURSERY: 18}
        self.waiting: list[tuple[int, Child, str, Row, bool]] = []
        self.granted: list[tuple[int, Child, str, Row]] = []
        for month in range(FIRST_YEAR * 12, LAST_YEAR * 12 + 12):
            self.live(month)

    def live(self, month: int) -> None:
        """One month: births, moods, worries, the board, starts, moves, and in spring the reviews."""
        rng, of_year = self.rng, month % 12
        for _ in range(rng.poisson(BIRTHS_A_MONTH)):
            self.be_born(month)
        self.bears += rng.normal(0, 0.012, len(self.bears)) - self.bears_less
        if of_year == 0 and rng.random() < 0.3:  # a new manager, a new line
            self.threshold += rng.normal(0, 0.10)
        here = [child for child in self.children if not child.gone]
        shocks = rng.normal(0, 0.16, len(here))
        for child, shock in zip(here, shocks, strict=True):
            child.mood = 0.96 * child.mood + float(shock)
            self.look_at(child, month)
        self.place_waiting(month)
        if of_year == 2:  # March
            self.review(month)
        self.children = [child for child in self.children if not child.gone]

    def be_born(self, month: int) -> None:
        """A child of a district and, later, one of its schools."""
        rng, district = self.rng, int(self.rng.integers(DISTRICTS))
        school = district * SCHOOLS_EACH + int(rng.integers(SCHOOLS_EACH))
        number = month * 100 + len(self.children) % 100
        born = day_in(month, int(rng.integers(1, 28)))
        self.children.append(
            Child(number * 1000 + int(rng.integers(1000)), born, district, school, float(rng.normal()))
        )

    def need(self, child: Child, age: float) -> float:
        """How much a child needs, as its school sees it: it shows in nursery, at school start and in the teens."""
        shows = (
            0.25 * np.exp(-((age - 4) ** 2))
            + 0.35 * np.exp(-((age - 8) ** 2) / 4)
            + 0.30 * np.exp(-((age - 13) ** 2) / 4)
        )
        return float(child.trait + 0.9 * child.mood + shows - self.bears[child.school])

    def look_at(self, child: Child, month: int) -> None:
        """Worry grows over months; a third month of it is a referral. Families move when they move."""
        age = month / 12 - (child.born.year + child.born.month / 12)
        if age > 17.5:
            self.leave(child, month, "andet")
        elif self.rng.random() < 0.0018:
            self.leave(child, month, "flyttet")
        elif child.spell is None and age > 2.5 and month >= child.quiet_until and month not in self.shut:
            child.worried_months = child.worried_months + 1 if self.need(child, age) > self.threshold - 0.2 else 0
            if child.worried_months >= 3 and month % 12 != 6:  # nobody writes in July
                self.refer(child, month, age, "ny")

    def refer(self, child: Child, month: int, age: float, kind: str) -> None:
        """A case: the board meets next month or the one after, and grants when need is beyond its threshold."""
        rng = self.rng
        received = day_in(month, int(rng.integers(1, 28)))
        decided_in = month + int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
        decided = day_in(decided_in + (decided_in % 12 == 6), 12)
        beyond = self.need(child, age) - self.threshold + float(rng.normal(0, 0.15))
        yes = beyond > 0 or kind == "aendring"
        rung = max(at for at, climb in enumerate(CLIMB) if beyond > climb or at == 0)
        offer = NURSERY if age < 5.6 else LADDER[rung]
        if kind == "aendring" and child.place in LADDER:
            offer = LADDER[min(LADDER.index(child.place) + 1, 2)]
        case = {
            "referral_id": f"R{len(self.books.referrals):06d}", "child_label": f"C{child.number}",
            "birth_month": child.born.replace(day=1), "received_date": received,
            "known_date": received + timedelta(days=int(rng.integers(0, 20))), "district_id": f"D{child.district}",
            "referral_type": kind, "requested_offer_type": offer if rng.random() < 0.6 else None,
            "decision_date": decided, "decision_known_date": decided + timedelta(days=3), "granted_offer_type": offer,
            "granted_from": None, "outcome": "granted" if yes else "refused",
        }  # fmt: skip
        self.books.referrals.append(case)
        child.worried_months, child.quiet_until = 0, decided.year * 12 + decided.month + (8 if not yes else 18)
        if yes:
            at = decided.year * 12 + decided.month - 1
            for_august = at % 12 in (1, 2, 3, 4, 5) and beyond < 0.9
            starts = (at // 12) * 12 + 7 if for_august else at + 1
            case["granted_from"] = day_in(starts, 1)
            self.waiting.append((starts, child, offer, case, False))

    def place_waiting(self, month: int) -> None:
        """Who may start, starts where there is room; after some months of waiting a place is bought."""
        taken = dict.fromkeys(self.room, 0)
        for child in self.children:
            if child.spell is not None and child.spell["is_in_own_place"] and not child.gone:
                taken[str(child.place)] += 1
        still = []
        for starts, child, offer, case, _ in sorted(self.waiting, key=lambda entry: entry[0]):
            own = offer in self.room and taken[offer] < self.room[offer]
            if child.gone or starts > month:
                still += [] if child.gone else [(starts, child, offer, case, False)]
            elif own or offer == TREATMENT or month - starts >= WAITS_AT_MOST:
                taken[offer] = taken.get(offer, 0) + own
                self.start(child, month, offer, case, own=own)
            else:
                still.append((starts, child, offer, case, False))
        self.waiting = still
        if month % 12 == 7 and sum(offer == SCHOOL for _, _, offer, _, _ in still) > 4:
            self.room[SCHOOL] += 8
        if month % 12 == 7:  # classes are made in August
            self.room[CLASS] += CLASS_SIZE * (sum(offer == CLASS for _, _, offer, _, _ in still) // CLASS_SIZE)

    def start(self, child: Child, month: int, offer: str, case: Row, *, own: bool) -> None:
        """A new spell; an earlier one ends the day before. Clerks write it in their own time."""
        rng, first = self.rng, day_in(month, 1)
        if child.spell is not None:
            self.end(child, first - timedelta(days=1), first - timedelta(days=20), "skift_tilbud")
        late = rng.random() < 0.15
        known = (
            first + timedelta(days=int(rng.integers(10, 90)))
            if late
            else case["decision_known_date"] + timedelta(days=21)
        )
        provider = {CLASS: f"own-{child.district}", SCHOOL: "own-school", NURSERY: "own-nursery"}[offer] if own else (
            f"bought-{int(rng.integers(7))}"
        )  # fmt: skip
        child.place = offer
        child.spell = {
            "placement_id": f"P{len(self.books.spells):06d}", "child_label": f"C{child.number}",
            "birth_month": child.born.replace(day=1), "provider_id": provider, "district_id": f"D{child.district}",
            "is_paid_by_us": True, "is_in_own_place": own, "offer_type": offer, "is_in_total": True, "rate_group": "1",
            "start_date": first, "end_date": None, "end_known_date": None, "known_date": max(known, case["known_date"]),
            "decision_id": f"a{case['referral_id']}",
        }  # fmt: skip
        self.books.spells.append(child.spell)

    def review(self, month: int) -> None:
        """Every March: who needs less goes back in July, who needs more is sent on, the eldest finish."""
        july = day_in((month // 12) * 12 + 6, 31)
        told = timedelta(days=int(self.rng.integers(0, 25)))
        for child in self.children:
            if child.spell is None or child.spell["end_date"] is not None or child.gone:
                continue
            age = month / 12 - (child.born.year + child.born.month / 12)
            grade = month // 12 - 1 - (child.born.year + 6)
            need = self.need(child, age)
            if grade >= 9 and (grade >= 10 or self.rng.random() < 0.7):  # ninth or tenth
                self.end(child, july, day_in(month + 2, 10) + told, "afsluttet")
            elif child.place == NURSERY and grade >= -1:
                self.end(child, july, day_in(month + 1, 20) + told, "skolestart")
                if need > self.threshold - 0.35:
                    self.refer(child, month, 6.5, "aendring")
            elif need < self.threshold - 1.15:
                self.end(child, july, day_in(month + 2, 5) + told, "tilbage_til_almen")
            elif child.place != TREATMENT and need > self.threshold + 0.9:
                self.refer(child, month, age, "aendring")

    def end(self, child: Child, last: date, known: date, reason: str) -> None:
        """A spell ends; one in twelve ends is found only when the lists are cleaned in October."""
        spell = child.spell
        if spell is None:
            return
        if reason == "flyttet" and self.rng.random() < 0.3:
            known = date(last.year + (last.month >= 10), 10, 1)
        spell |= {"end_date": max(last, spell["start_date"]), "end_known_date": known, "end_reason": reason}
        child.spell, child.place = None, None

    def leave(self, child: Child, month: int, reason: str) -> None:
        """Out of the municipality, or too old."""
        last = day_in(month, int(self.rng.integers(1, 28)))
        self.end(child, last, last + timedelta(days=int(self.rng.integers(0, 60))), reason)
        child.gone = True


@lru_cache(maxsize=2)
def lived(seed: int, shut: tuple[int, int] | None = None, *, grows: bool = True) -> OtherWorld:
    """The world of a seed, lived once."""
    return OtherWorld(seed, shut, grows=grows)
