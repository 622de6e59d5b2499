"""A small municipality that flows: referrals, starts, moves, ends, late registration, bills. Truth for the tests.

Written apart from the model: children one by one in plain Python. `Flow.inputs(day)` gives what was known on a day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from forecasting import Inputs
from forecasting.given.schemas import INPUTS

DAYCARE, SPECIAL_CLASS, SPECIAL_SCHOOL, CLUB = "specialboernehave", "specialklasse", "specialskole", "special_sfo_klub"
PRICE = {DAYCARE: 900.0, SPECIAL_CLASS: 700.0, SPECIAL_SCHOOL: 1100.0, CLUB: 250.0, "dagbehandling": 1500.0}
FIRST_YEAR = 2015
RISE = 0.025


@dataclass
class Flow:
    spells: list[dict]
    referrals: list[dict]
    people: pl.DataFrame
    last_year: int

    def inputs(self, day: date) -> Inputs:
        spells = [_as_known(spell, day) for spell in self.spells if spell["known_date"] <= day]
        started = {spell["decision_id"] for spell in spells}
        referrals = [_case_as_known(case, day) for case in self.referrals if case["known_date"] <= day]
        grants = [
            {
                "decision_id": f"a{case['referral_id']}", "referral_id": case["referral_id"],
                "child_label": case["child_label"], "birth_month": case["birth_month"], "grade": None,
                "district_id": case["district_id"], "offer_type": case["granted_offer_type"],
                "provider_id": None, "rate_group": None, "start_date": case["granted_from"],
                "decision_date": case["decision_date"], "referral_type": "ny",
            }
            for case in referrals
            if case["status"] == "granted" and f"a{case['referral_id']}" not in started
        ]  # fmt: skip
        frames = {
            "spells": spells, "prices": _prices(spells, day), "referrals": referrals, "grants": grants,
            "postings": self._postings(day),
            "offer_areas": [
                {"fiscal_year": year, "offer_type": offer, "grant_area": "Special"}
                for year in range(FIRST_YEAR, self.last_year + 6)
                for offer in PRICE
            ],
        }  # fmt: skip
        made = {name: pl.DataFrame(rows, schema=INPUTS[name]) for name, rows in frames.items() if rows}
        made["population"] = self.people.filter(pl.col("census_year") <= day.year + 5)
        return Inputs.from_frames(made, day)

    def _postings(self, day: date) -> list[dict]:
        return [bill for bill in self._bills() if bill["posting_date"] <= day]

    def _bills(self) -> list[dict]:
        if not hasattr(self, "_all_bills"):
            self._all_bills = [bill for spell in self.spells for bill in _spell_bills(spell, self.last_year)]
        return self._all_bills

    def places(self) -> pl.DataFrame:
        """True full-year places by month, and by district or offer type, with ALL."""
        rows: dict[tuple, float] = {}
        for spell in self.spells:
            last = min(spell["end_date"] or date.max, date(self.last_year, 12, 31))
            for month, days in _months(spell["start_date"], last):
                places = days / (366 if calendar.isleap(month.year) else 365)
                for key in _cells(month, spell, counted=spell["offer_type"] != CLUB):
                    rows[key] = rows.get(key, 0.0) + places
        columns = {"month": pl.Date, "district_id": pl.String, "offer_type": pl.String, "full_year_places": pl.Float64}
        return pl.DataFrame([(*key, v) for key, v in rows.items()], schema=columns, orient="row").sort(list(columns))

    def cost(self) -> pl.DataFrame:
        """True cost by fiscal year of service, and by district or offer type, with ALL."""
        bills = pl.DataFrame(self._bills(), schema=INPUTS["postings"])
        every = pl.lit("ALL")
        views = [(every, every), (pl.col("district_id"), every), (every, pl.col("offer_type"))]
        return pl.concat(
            bills.group_by(fiscal_year=pl.col("service_month").dt.year(), district_id=district, offer_type=offer).agg(
                cost_kr=pl.col("amount_kr").cast(pl.Float64).sum()
            )
            for district, offer in views
        ).sort("fiscal_year", "district_id", "offer_type")


def _cells(month: date, spell: dict, *, counted: bool) -> list[tuple]:
    """The month's cells that a spell counts in: its type, and where it is in the total its district and all."""
    own = [(month, "ALL", spell["offer_type"])]
    return [*own, (month, spell["district_id"], "ALL"), (month, "ALL", "ALL")] if counted else own


def make_flow(
    seed: int, scale: float = 1.0, districts: int = 5, last_year: int = 2026, growth: float = 0.04,
    shut: tuple[int, int] | None = None,
) -> Flow:  # fmt: skip
    """`scale` 1 gives some 350 places in a municipality of 50,000.

    From month `shut[0]` to `shut[1]` (counted from January 2015, both included) a tenth of the usual cases come; three
    fifths of the others come in the six months after.
    """
    rng = np.random.default_rng(seed)
    people = _people(districts, scale, last_year)
    spells: list[dict] = []
    referrals: list[dict] = []
    level = 0.0
    for month in range((last_year - FIRST_YEAR + 1) * 12):
        year, m = FIRST_YEAR + month // 12, month % 12 + 1
        level += growth / 12 + rng.normal(0, 0.02)
        season = 1.6 if m in (1, 5, 10) else 0.8
        for _ in range(rng.poisson(9.5 * scale * season * np.exp(level) * _open(month, shut))):
            _new_case(rng, date(year, m, int(rng.integers(1, 28))), districts, spells, referrals, last_year)
    warm = int(320 * scale)
    for _ in range(warm):
        birth = date(FIRST_YEAR - int(rng.integers(5, 16)), int(rng.integers(1, 13)), 1)
        start = date(FIRST_YEAR, 1, 1)
        offer = str(rng.choice([SPECIAL_CLASS, SPECIAL_SCHOOL]))
        name = f"p{len(spells):06d}"
        _live(rng, name, birth, f"D{rng.integers(districts)}", offer, start, None, spells, last_year)
    return Flow(spells, referrals, people, last_year)


def _open(month: int, shut: tuple[int, int] | None) -> float:
    if shut is None or month < shut[0] or month > shut[1] + 6:
        return 1.0
    return 0.1 if month <= shut[1] else 1 + 0.6 * 0.9 * (shut[1] - shut[0] + 1) / 6


def _people(districts: int, scale: float, last_year: int) -> pl.DataFrame:
    rows = [
        (year, f"D{d}", age, round(600 * scale / districts))
        for year in range(FIRST_YEAR, last_year + 6)
        for d in range(districts)
        for age in range(18)
    ]
    return pl.DataFrame(rows, schema=INPUTS["population"], orient="row")


def _new_case(rng, day, districts, spells, referrals, last_year) -> None:
    age = int(rng.choice(np.arange(2, 15), p=_AGES))
    birth = date(day.year - age, int(rng.integers(1, 13)), 1)
    number, district = f"r{len(referrals):06d}", f"D{rng.integers(districts)}"
    decided = day + timedelta(days=int(rng.gamma(4, 18)))
    yes = rng.random() < 0.7
    grade = decided.year - birth.year - 6
    offer = (
        DAYCARE if grade < 0 else str(rng.choice([SPECIAL_CLASS, SPECIAL_SCHOOL, "dagbehandling"], p=[0.6, 0.3, 0.1]))
    )
    start = date(decided.year + (decided.month >= 8), 8, 1) if rng.random() < 0.7 else decided + timedelta(days=35)
    label = f"p{len(spells):06d}" if yes else number
    late = int(rng.choice([0, 5, 40], p=[0.6, 0.3, 0.1]))
    referrals.append(
        {
            "referral_id": number, "child_label": label, "birth_month": birth, "received_date": day,
            "known_date": day, "district_id": district, "referral_type": "ny", "requested_offer_type": None,
            "grade": None, "withdrawn_date": None, "decision_date": decided,
            "decision_known_date": decided + timedelta(days=late), "granted_offer_type": offer if yes else None,
            "granted_from": start if yes else None, "status": "granted" if yes else "refused",
        }
    )  # fmt: skip
    if yes:
        _live(rng, label, birth, district, offer, start, number, spells, last_year, decided + timedelta(days=late + 10))


_AGES = np.array([1, 1, 1.5, 2.5, 4, 2, 2, 2, 2, 2, 2, 2, 1.5])
_AGES = _AGES / _AGES.sum()


def _live(rng, label, birth, district, offer, start, number, spells, last_year, known=None) -> None:
    name = label
    while start <= date(last_year, 12, 31):
        end, goes_on = _end(rng, birth, offer, start)
        spells.append(_spell(rng, name, label, birth, district, offer, start, end, number, known or start))
        grade = start.year - (start.month < 8) - birth.year - 6
        if number and offer != DAYCARE and grade <= 3 and rng.random() < 0.3:
            club = f"p{len(spells):06d}"
            stop = min(end, date(birth.year + 10, 7, 31)) if end else date(birth.year + 10, 7, 31)
            if stop > start:
                spells.append(_spell(rng, club, label, birth, district, CLUB, start, stop, None, known or start))
        if not goes_on:
            return
        start, number, known = end + timedelta(days=1), None, None
        offer = SPECIAL_CLASS if offer == DAYCARE else str(rng.choice([SPECIAL_CLASS, SPECIAL_SCHOOL]))
        name = f"p{len(spells):06d}"


def _end(rng, birth, offer, start) -> tuple[date, bool]:
    day = start
    while True:
        school = day.year - (day.month < 8)
        close = date(school + 1, 7, 31)
        wait = int(rng.exponential(365 / 0.06))
        if day + timedelta(days=wait) < close:
            return day + timedelta(days=wait), bool(rng.random() < 0.3)
        grade = school - birth.year - 6
        share = {True: 0.9 if grade >= -1 else 0.05}.get(offer == DAYCARE)
        if share is None:
            share = 0.05 if grade < 9 else 0.7 if grade == 9 else 1.0
        if rng.random() < share:
            return close, bool(rng.random() < (0.8 if offer == DAYCARE else 0.3 if grade < 9 else 0.0))
        day = close + timedelta(days=1)


def _spell(rng, name, label, birth, district, offer, start, end, number, known) -> dict:
    yearly = end is not None and (end.month, end.day) == (7, 31)
    lag = int(rng.normal(-60, 40)) if yearly else int(rng.choice([-20, 0, 20, 60], p=[0.3, 0.4, 0.2, 0.1]))
    late = int(rng.choice([0, 10, 45], p=[0.7, 0.2, 0.1]))
    registered = known if known != start else start - timedelta(days=25) + timedelta(days=late)
    return {
        "placement_id": name, "child_label": label, "birth_month": birth, "provider_id": f"{offer}-{name[-1]}",
        "district_id": district, "is_paid_by_us": True, "is_in_own_place": False, "offer_type": offer,
        "is_in_total": offer != CLUB, "rate_group": "1", "start_date": start, "end_date": end,
        "end_known_date": max(end + timedelta(days=lag), registered) if end else None, "end_reason": None,
        "grade": None, "grade_reference_date": None, "decision_id": f"a{number}" if number else None,
        "known_date": min(registered, start + timedelta(days=60)), "notice_from": None, "notice_to": None,
    }  # fmt: skip


def _as_known(spell: dict, day: date) -> dict:
    unknown = spell["end_known_date"] is None or spell["end_known_date"] > day
    return {**spell, "end_date": None, "end_known_date": None} if unknown else spell


def _case_as_known(case: dict, day: date) -> dict:
    if case["decision_known_date"] <= day:
        return case
    blank = dict.fromkeys(["decision_date", "decision_known_date", "granted_offer_type", "granted_from"])
    return {**case, **blank, "status": "pending"}


def _kr(spell: dict, year: int) -> float:
    spread = 0.8 + 0.1 * (int(spell["placement_id"][-1]) % 5)
    return round(PRICE[spell["offer_type"]] * spread * (1 + RISE) ** (year - FIRST_YEAR), 2)


def _prices(spells: list[dict], day: date) -> list[dict]:
    last = day.year + (day.month >= 10)
    return [
        {
            "placement_id": spell["placement_id"], "service": "undervisning", "valid_from": date(year, 1, 1),
            "valid_to": date(year, 12, 31), "kr_per_day": _kr(spell, year), "settlement_form": "takst",
        }
        for spell in spells
        for year in range(max(FIRST_YEAR, day.year - 3), last + 1)
    ]  # fmt: skip


def _months(start: date, end: date):
    day = start
    while day <= end:
        last = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        yield day.replace(day=1), (min(last, end) - day).days + 1
        day = last + timedelta(days=1)


def _spell_bills(spell: dict, last_year: int):
    for month, days in _months(spell["start_date"], min(spell["end_date"] or date.max, date(last_year, 12, 31))):
        lag = 15 + 31 * ((int(spell["placement_id"][1:]) + month.month) % 3)
        posting = max(month + timedelta(days=31), spell["known_date"]) + timedelta(days=lag)
        yield {
            "fiscal_year": month.year, "posting_date": posting, "service_month": month, "grant_area": "Special",
            "district_id": spell["district_id"], "offer_type": spell["offer_type"],
            "provider_id": spell["provider_id"], "placement_id": spell["placement_id"],
            "spend_kind": "placement", "amount_kr": round(days * _kr(spell, month.year), 2), "is_one_off": False,
        }  # fmt: skip
