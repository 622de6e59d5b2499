"""The other municipality's papers: prices, bills and registers, as they were known on a day, and what came.

Own schools spend by the month what they spend, seldom what their price says; those who sell places bill when it suits
them. Not here: who was where (`other_world`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from benchmarks.other_prices import institutions, rate_rows
from benchmarks.other_world import (
    CLASS,
    CLASS_SIZE,
    LAST_YEAR,
    LEDGER_FROM,
    NURSERY,
    REGISTERS_FROM,
    SCHOOL,
    OtherWorld,
    lived,
)
from forecasting import Inputs, load_assumptions
from forecasting.given.schemas import INPUTS
from forecasting.given.terms import ALL
from forecasting.questions.backtest import Truth
from forecasting.questions.level_truth import came_by_level

Row = dict[str, Any]
YEARS = range(2012, LAST_YEAR + 2)
MONTH_SHAPE = np.array([1.02, 0.96, 1.0, 1.0, 1.03, 1.02, 0.90, 1.0, 1.0, 1.01, 1.0, 1.06])
SLOW_SHARE, SLOW_DAYS = 0.3, 60
AREA = {CLASS: "Specialundervisning", SCHOOL: "Specialundervisning", NURSERY: "Dagtilbud", "dagbehandling": "Køb"}


@dataclass(eq=False)
class OtherMunicipality:
    """One municipality with its papers; `inputs(day)` is what it knew, `truth` what came.

    `registration`: `usual`; `slow`, three in ten starts, ends and decisions written down two months later; `after`, no
    end known before a month after it. `shut`: first and last month in which schools see nobody. `grows`: whether
    schools bear less and less.
    """

    seed: int
    registration: str = "usual"
    shut: tuple[int, int] | None = None
    grows: bool = True

    @cached_property
    def world(self) -> OtherWorld:
        """The years as they were lived."""
        return lived(self.seed, self.shut, grows=self.grows)

    @cached_property
    def rng(self) -> np.random.Generator:
        """Chance of the papers, apart from that of the children."""
        return np.random.default_rng([self.seed, 78])

    @cached_property
    def rates(self) -> pl.DataFrame:
        """Yearly prices: sellers go their own ways around a common rise that comes in bursts."""
        common = np.cumsum(self.rng.normal(0.027, 0.012, len(YEARS)))
        rows: list[Row] = []
        sellers = [*(f"bought-{n}" for n in range(7)), "own-nursery", "own-school", *(f"own-{d}" for d in range(4))]
        for seller in sellers:
            own = np.cumsum(self.rng.normal(0, 0.03, len(YEARS)) * (not seller.startswith("own")))
            level = np.exp(common + own) * np.exp(self.rng.normal(0, 0.12 * (not seller.startswith("own"))))
            rows += [row for at, year in enumerate(YEARS) for row in rate_rows(seller, year, float(level[at]))]
        return pl.DataFrame(rows, schema={**INPUTS["rates"], "kr_per_year": pl.Float64})

    @cached_property
    def spells(self) -> pl.DataFrame:
        """Every spell still in force when the registers began."""
        kept = [s for s in self.world.books.spells if s["end_date"] is None or s["end_date"] >= REGISTERS_FROM]
        return pl.DataFrame(
            [{name: spell.get(name) for name in INPUTS["spells"]} for spell in kept], schema=INPUTS["spells"]
        )

    @cached_property
    def prices(self) -> pl.DataFrame:
        """The price by the day of each bought or nursery spell, year by year."""
        by_day = self.rates.filter(pl.col("settlement_form") == "takst")
        rows = self.spells.join(
            by_day, left_on=["provider_id", "offer_type"], right_on=["institution_id", "offer_type"]
        )
        last = pl.col("end_date").fill_null(date(LAST_YEAR + 1, 12, 31))
        return rows.filter(pl.col("valid_from") <= last, pl.col("valid_to") >= pl.col("start_date")).select(
            "placement_id",
            "service",
            "valid_from",
            "valid_to",
            kr_per_day="amount_kr",
            settlement_form="settlement_form",
        )

    @cached_property
    def postings(self) -> pl.DataFrame:
        """The whole ledger."""
        rows = [*self._own_wages(), *self._bills(), *self._odd_lines()]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        typed = [pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
                 for name, kind in INPUTS["postings"].items()]  # fmt: skip
        return frame.filter(pl.col("posting_date") >= LEDGER_FROM).select(typed)

    def _own_wages(self) -> list[Row]:
        """Own schools by month: heads fill classes and the frame, and the house has its own habit each year."""
        rows = []
        own = self.spells.filter("is_in_own_place").sort("provider_id", "offer_type", "placement_id")
        for (provider, offer), spells in own.group_by("provider_id", "offer_type", maintain_order=True):
            habit = dict(zip(YEARS, 1.03 + np.cumsum(self.rng.normal(0, 0.012, len(YEARS))), strict=True))
            for month in range(LEDGER_FROM.year * 12, LAST_YEAR * 12 + 12):
                first, last = date(month // 12, month % 12 + 1, 1), _month_end(month)
                heads = spells.filter(
                    pl.col("start_date") <= last, pl.col("end_date").is_null() | (pl.col("end_date") >= last)
                )
                kr = self._own_cost(str(provider), str(offer), month // 12, heads.height) / 12
                kr *= habit[month // 12] * MONTH_SHAPE[month % 12] * (1 + self.rng.normal(0, 0.02))
                posted = last - timedelta(days=int(self.rng.integers(0, 4)))
                rows.append(_line(posted, str(provider), str(offer), kr, first, None, "D0"))
        return rows

    def _own_cost(self, provider: str, offer: str, year: int, heads: int) -> float:
        row = self.rates.filter(pl.col("institution_id") == provider, pl.col("valid_from") == date(year, 1, 1))
        if offer == NURSERY:
            return heads * float(row["amount_kr"][0]) * 365
        return float(row["kr_per_year"][0]) * (np.ceil(heads / CLASS_SIZE) if offer == CLASS else 1)

    def _bills(self) -> list[Row]:
        """Sellers bill every month, every third or every sixth; one bill in forty is wrong and mended later."""
        rhythm = {f"bought-{n}": int(self.rng.choice([1, 1, 3, 6])) for n in range(7)}
        slow = {seller: int(self.rng.integers(8, 45)) for seller in rhythm}
        priced = self.rates.select("institution_id", "offer_type", "valid_from", "amount_kr").iter_rows()
        price = {(seller, offer, since.year): kr for seller, offer, since, kr in priced}
        rows = []
        for spell in self.spells.filter(~pl.col("is_in_own_place")).iter_rows(named=True):
            seller, every = spell["provider_id"], rhythm[spell["provider_id"]]
            for opening in range(LEDGER_FROM.year * 12, LAST_YEAR * 12 + 12, every):
                first, last = date(opening // 12, opening % 12 + 1, 1), _month_end(opening + every - 1)
                low, high = max(first, spell["start_date"]), min(last, spell["end_date"] or last)
                if high < low:
                    continue
                kr = ((high - low).days + 1) * price[seller, spell["offer_type"], low.year]
                posted = max(last, spell["known_date"]) + timedelta(days=slow[seller] + int(self.rng.integers(0, 9)))
                if last.month == 12 and self.rng.random() < 0.9:  # the books close: most bills are asked for in time
                    posted = min(posted, max(date(last.year + 1, 1, 18), last))
                wrong = 0.15 * kr if self.rng.random() < 1 / 40 else 0.0
                rows.append(
                    _line(posted, seller, spell["offer_type"], kr + wrong, low, high, spell["district_id"])
                    | {"placement_id": spell["placement_id"]}
                )
                if wrong:
                    mended = posted + timedelta(days=int(self.rng.integers(30, 150)))
                    rows.append(
                        _line(mended, seller, spell["offer_type"], -wrong, low, high, spell["district_id"])
                        | {"placement_id": spell["placement_id"]}
                    )
        return rows

    def _odd_lines(self) -> list[Row]:
        """One-offs with a long tail, and shared costs that step up when someone is hired."""
        rows, shared = [], 150_000.0
        for month in range(LEDGER_FROM.year * 12, LAST_YEAR * 12 + 12):
            shared *= 1.12 if self.rng.random() < 1 / 30 else 1.001
            day = _month_end(month)
            rows.append(_line(day, "house", "ikke_fordelt", shared, day, None, "UKENDT") | {"spend_kind": "other"})
            for _ in range(self.rng.poisson(0.45)):
                kr = float(60_000 * (1 + self.rng.pareto(1.6))) * (1 if self.rng.random() < 0.8 else -1)
                odd = {"spend_kind": "one_off", "is_one_off": True}
                rows.append(
                    _line(day, "house", "ikke_fordelt", float(np.clip(kr, -9e5, 2e6)), day, None, "UKENDT") | odd
                )
        return rows

    @cached_property
    def registered(self) -> pl.DataFrame:
        """The spells as this municipality's clerks write them down."""
        if self.registration == "after":
            return self.spells.with_columns(
                end_known_date=pl.max_horizontal("end_known_date", pl.col("end_date") + timedelta(days=30))
            )
        luck = np.random.default_rng([self.seed, 79]).random((2, self.spells.height))
        late = [pl.duration(days=pl.lit(pl.Series(np.where(row < self.slow_share, SLOW_DAYS, 0)))) for row in luck]
        return self.spells.with_columns(
            known_date=pl.col("known_date") + late[0], end_known_date=pl.col("end_known_date") + late[1]
        )

    @property
    def slow_share(self) -> float:
        """How many of ten are written down two months later."""
        return SLOW_SHARE if self.registration == "slow" else 0.0

    @cached_property
    def cases(self) -> list[Row]:
        """The cases as this municipality's clerks write them down."""
        luck = np.random.default_rng([self.seed, 80]).random(len(self.world.books.referrals))
        return [
            case
            | {
                "decision_known_date": case["decision_known_date"]
                + timedelta(days=SLOW_DAYS if at < self.slow_share else 0)
            }
            for case, at in zip(self.world.books.referrals, luck, strict=True)
            if case["received_date"] >= REGISTERS_FROM
        ]

    def inputs(self, day: date) -> Inputs:
        """What was known on a day."""
        ended = (pl.col("end_known_date") <= day).fill_null(value=False)
        blank = [pl.when(ended).then(pl.col(name)).alias(name) for name in ("end_date", "end_known_date", "end_reason")]
        spells = self.registered.filter(pl.col("known_date") <= day).with_columns(blank)
        published = date(day.year + (day >= date(day.year, 11, 15)), 12, 31)
        rates = self.rates.filter(pl.col("valid_from") <= published)
        prices = self.prices.filter(pl.col("valid_from") <= published).join(spells, on="placement_id", how="semi")
        referrals, grants = self._cases(day, set(spells["decision_id"].drop_nulls()))
        areas = [{"fiscal_year": y, "offer_type": o, "grant_area": a} for y in YEARS for o, a in AREA.items()]
        stepped = rates.filter(pl.col("settlement_form") != "takst")
        own = stepped.with_columns(provider_id="institution_id", children_per_class=pl.lit(CLASS_SIZE))
        frames = {
            "spells": spells, "prices": prices, "rates": rates, "own_offers": own, "referrals": referrals,
            "grants": grants, "postings": self.postings.filter(pl.col("posting_date") <= day),
            "offer_areas": pl.DataFrame(areas), "population": self._people(day), "institutions": institutions(),
        }  # fmt: skip
        return Inputs.from_frames(frames, day)

    def _cases(self, day: date, placed: set[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        known = [case for case in self.cases if case["known_date"] <= day]
        rows, grants = [], []
        for case in known:
            decided = case["decision_known_date"] <= day
            shown = case | {"status": case["outcome"] if decided else "pending"}
            if not decided:
                shown |= dict.fromkeys(("decision_date", "decision_known_date", "granted_offer_type", "granted_from"))
            rows.append({name: shown.get(name) for name in INPUTS["referrals"]})
            decision = f"a{case['referral_id']}"
            if decided and case["outcome"] == "granted" and decision not in placed:
                start = {
                    "decision_id": decision,
                    "offer_type": case["granted_offer_type"],
                    "start_date": case["granted_from"],
                }
                grants.append({name: (case | start).get(name) for name in INPUTS["grants"]})
        return pl.DataFrame(rows, schema=INPUTS["referrals"]), pl.DataFrame(grants, schema=INPUTS["grants"])

    def _people(self, day: date) -> pl.DataFrame:
        rows = [(year, f"D{d}", age, 102) for year in range(2013, day.year + 6) for d in range(4) for age in range(18)]
        return pl.DataFrame(rows, schema=INPUTS["population"], orient="row")

    @cached_property
    def truth(self) -> Truth:
        """Places by month and kroner by fiscal year, in all, by district and offer type, and by the other levels."""
        months = [(_month_end(m).replace(day=1), _month_end(m)) for m in range(2017 * 12, LAST_YEAR * 12 + 12)]
        days = [
            self.spells.select(
                "district_id",
                "offer_type",
                month=pl.lit(first),
                begin=pl.max_horizontal("start_date", pl.lit(first)),
                end=pl.min_horizontal(pl.col("end_date").fill_null(last), pl.lit(last)),
            )
            for first, last in months
        ]
        year_days = pl.when(pl.col("month").dt.is_leap_year()).then(366).otherwise(365)
        served = (pl.col("end") - pl.col("begin")).dt.total_days() + 1
        stays = pl.concat(days).filter(served > 0).with_columns(value=served / year_days)
        places = _views(stays, "month")
        cost = _views(self.postings.with_columns(value=pl.col("amount_kr").cast(pl.Float64)), "fiscal_year")
        cost = cost.filter(pl.col("fiscal_year") <= LAST_YEAR)
        levels = came_by_level(self.inputs(date(LAST_YEAR + 1, 6, 30)), load_assumptions(), 2017)
        return Truth(places.rename({"value": "full_year_places"}), cost.rename({"value": "cost_kr"}), levels)


def _views(rows: pl.DataFrame, time: str) -> pl.DataFrame:
    every = pl.lit(ALL)
    pairs = [(every, every), (pl.col("district_id"), every), (every, pl.col("offer_type"))]
    sums = [rows.group_by(time, district_id=d, offer_type=o).agg(pl.col("value").sum()) for d, o in pairs]
    return pl.concat(sums).sort(time, "district_id", "offer_type")


def _month_end(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def _line(posted: date, provider: str, offer: str, kr: float, first: date, last: date | None, district: str) -> Row:
    """A ledger line; what is posted by 20 January belongs to the old year."""
    service = last or _month_end(first.year * 12 + first.month - 1)
    old_year = posted.month == 1 and posted.day <= 20 and service.year < posted.year
    return {
        "fiscal_year": posted.year - old_year, "posting_date": posted, "service_from": first, "service_to": service,
        "service_month": service.replace(day=1), "grant_area": AREA.get(offer, "Øvrigt"), "district_id": district,
        "offer_type": offer, "provider_id": provider, "placement_id": None, "spend_kind": "placement",
        "amount_kr": round(kr, 2), "is_one_off": False,
    }  # fmt: skip
