"""A town of referrals alone: as many children referred each month as is told, month by month for eight years.

For how soon a surge is seen, and how often nothing is taken for one: prices, places and bills do not matter to that.
Not here: what is measured (`alarm_delay`), towns with all their papers (`other_frames`, `own_world`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from forecasting import Inputs, Options, load_assumptions
from forecasting.given.events import Events
from forecasting.given.horizon import Floats
from forecasting.given.schemas import INPUTS
from forecasting.world import World

FIRST_YEAR, YEARS, DISTRICTS = 2016, 9, 10
SEASON = np.array([0.10, 0.10, 0.12, 0.10, 0.06, 0.05, 0.02, 0.06, 0.10, 0.13, 0.09, 0.07])
SHARES = {"school": 0.6, "daycare": 0.4}
OFFERS = {"school": "specialskole", "daycare": "specialboernehave"}
AGES = {"school": (7, 15), "daycare": (2, 5)}
LATE_SHARE = 0.14
"""Of the cases are written down weeks late; the others within days."""


@dataclass(frozen=True)
class ReferralTown:
    """`yearly` referrals; months vary by a gamma of variance `shock`; `factors` raise a (month, stream or district)."""

    seed: int
    yearly: float
    shock: float = 0.0
    factors: dict[tuple[int, str], float] = field(default_factory=dict)
    approved: float = 0.7

    def cases(self) -> pl.DataFrame:
        """Every referral there will be, with its decision."""
        rng = np.random.default_rng([self.seed, 8])
        return pl.concat([self._stream(stream, rng) for stream in SHARES])

    def world(self, as_of: date, events: Events | None = None, paths: int = 100) -> World:
        """The town as it is known on a day."""
        cases = self.cases()
        known = cases.filter(pl.col("known_date") <= as_of)
        open_ = pl.col("decision_known_date") > as_of
        decided = ("decision_date", "decision_known_date", "granted_offer_type")
        known = known.with_columns(
            *(pl.when(open_).then(None).otherwise(pl.col(name)).alias(name) for name in decided),
            status=pl.when(open_).then(pl.lit("pending")).otherwise(pl.col("status")),
        )
        frame = known.match_to_schema(INPUTS["referrals"], missing_columns="insert", extra_columns="ignore")
        inputs = Inputs.from_frames({"referrals": frame}, as_of, {})
        return World.of(inputs, load_assumptions(), Options(seed=1, paths=paths, events=events or Events()))

    def _stream(self, stream: str, rng: np.random.Generator) -> pl.DataFrame:
        months = np.repeat(np.arange(12 * YEARS) + 12 * FIRST_YEAR, DISTRICTS)
        count = rng.poisson(self._rates(stream, rng).ravel())
        month, district = np.repeat(months, count), np.repeat(np.tile(np.arange(DISTRICTS), 12 * YEARS), count)
        n = len(month)
        received = (month - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]") + rng.integers(0, 28, n)
        late = np.where(rng.random(n) < LATE_SHARE, rng.integers(20, 76, n), rng.exponential(4, n).astype(int))
        decided, yes = received + rng.integers(30, 121, n), rng.random(n) < self.approved
        names = [f"{stream}-{number}" for number in range(n)]
        born = received - (rng.integers(*AGES[stream], n) * 366)
        return pl.DataFrame({
            "referral_id": names, "child_label": names, "birth_month": born, "received_date": received,
            "known_date": received + late, "district_id": [f"D{d}" for d in district], "referral_type": "ny",
            "requested_offer_type": OFFERS[stream], "decision_date": decided, "decision_known_date": decided,
            "granted_offer_type": [OFFERS[stream] if one else None for one in yes],
            "status": np.where(yes, "granted", "refused"),
        }).with_columns(pl.col("birth_month", "received_date", "known_date", "decision_date", "decision_known_date")
                        .cast(pl.Date))  # fmt: skip

    def _rates(self, stream: str, rng: np.random.Generator) -> Floats:
        """Expected referrals by month and district."""
        rates = np.tile(self.yearly * SHARES[stream] * SEASON / DISTRICTS, YEARS)[:, None] * np.ones(DISTRICTS)
        if self.shock:
            rates = rates * rng.gamma(1 / self.shock, self.shock, len(rates))[:, None]
        for (month, whom), factor in self.factors.items():
            at = month - 12 * FIRST_YEAR
            if whom in (stream, "ALL"):
                rates[at] *= factor
            elif whom.startswith("D"):
                rates[at, int(whom[1:])] *= factor
        found: Floats = rates
        return found
