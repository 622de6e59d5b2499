"""How long a case waits for its decision, and which of those that still wait are withdrawn.

Authorities decide in rounds: a case received in January waits for the same meeting as one received in March. So the
wait is told apart by the month of receipt, as Kaplan-Meier hazards in steps of ten days in which cases still open
count as long as they have been seen, each month pulled to all months and they to the assumption. A case that has
outlived the usual withdrawal is likelier to be approved. Not here: approval, offer and start (`referrals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Decision
from forecasting.given.horizon import Days, Floats, Ints, calendar_month, day_number, day_numbers
from forecasting.given.randomness import Keys, uniform

MONTH_DAYS = 30.4375
STEP_DAYS = 10
LONGEST_DAYS = 730
STEPS = LONGEST_DAYS // STEP_DAYS
MONTH_WEIGHT = 5
"""Cases at risk of a decision that all months' habit is worth against one month's."""
OUTCOME_WEIGHT = 10
"""Closed cases that the usual share withdrawn is worth against that among those who waited as long."""


@dataclass(frozen=True, eq=False)
class Waiting:
    """`decided` (12, STEPS + 1): share known to be decided by each step after receipt, by month of receipt.

    `closed` and `settled` are the sorted waits in days of all closed cases, and of those that were not withdrawn.
    """

    decided: Floats
    closed: Ints
    settled: Ints

    @classmethod
    def of_cases(cls, cases: pl.DataFrame, as_of: date, assumed: Decision) -> Waiting:
        """Learned from `cases` (received_date, status, and the dates that end a case)."""
        ended = pl.coalesce("decision_known_date", "decision_date", "withdrawn_date")
        dated = cases.with_columns(ended=pl.when(pl.col("status") != "pending").then(ended))
        dated = dated.filter(pl.col("ended").is_not_null() | (pl.col("status") == "pending"))
        received = day_numbers(dated["received_date"]).astype(np.int64)
        closed = dated["ended"].is_not_null().to_numpy()
        until = np.where(closed, day_numbers(dated["ended"]), day_number(as_of))
        waits = np.clip(until - received, 0, LONGEST_DAYS - 1)
        month = dated["received_date"].dt.month().to_numpy().astype(np.int64) - 1
        withdrawn = (dated["status"] == "withdrawn").to_numpy()
        decided = _decided_by_step(month, waits // STEP_DAYS, closed, assumed)
        return cls(decided, np.sort(waits[closed]), np.sort(waits[closed & ~withdrawn]))

    def outlasting(self, waited: Ints) -> Floats:
        """How much likelier approval is for cases still open after `waited` days than for all: fewer are withdrawn."""
        if not len(self.settled):
            return np.ones(len(waited))
        usual = len(self.settled) / len(self.closed)
        settled = len(self.settled) - np.searchsorted(self.settled, waited, side="right")
        closed = len(self.closed) - np.searchsorted(self.closed, waited, side="right")
        more: Floats = (settled + OUTCOME_WEIGHT * usual) / (closed + OUTCOME_WEIGHT) / usual
        return more


def _decided_by_step(month: Ints, step: Ints, closed: Ints, assumed: Decision) -> Floats:
    """Cumulative shares from hazards: decisions of those still open at the beginning of each step."""
    decisions, left = (
        np.bincount(month[rows] * STEPS + step[rows], minlength=12 * STEPS).reshape(12, STEPS)
        for rows in (np.flatnonzero(closed), np.arange(len(month)))
    )
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    prior, prior_at_risk = _assumed_steps(assumed)
    pooled = (decisions.sum(axis=0) + prior) / np.maximum(at_risk.sum(axis=0) + prior_at_risk, 1e-9)
    hazard = (decisions + MONTH_WEIGHT * pooled) / (at_risk + MONTH_WEIGHT)
    decided = 1 - np.cumprod(1 - np.clip(hazard, 0, 1 - 1e-9), axis=1)
    return np.hstack([np.zeros((12, 1)), decided])


def _assumed_steps(assumed: Decision) -> tuple[Floats, Floats]:
    """The assumption's cases decided in each step, and still open at its beginning; a tail beyond its last month."""
    months = np.append(0.0, np.cumsum(assumed.months_to_decision)) / (sum(assumed.months_to_decision) + 1e-2)
    bounds = np.arange(STEPS + 1) * STEP_DAYS / MONTH_DAYS
    by_bound = np.interp(bounds, np.append(np.arange(len(months)), bounds[-1]), np.append(months, 1.0))
    decided: Floats = assumed.weight * np.diff(by_bound)
    return decided, assumed.weight * (1 - by_bound[:-1])


def decision_days(waiting: Waiting, received: Days, as_of_day: int, key: Keys) -> Days:
    """Day the decision is known, given that it is not on the as-of day (a day before receipt: not yet received)."""
    waited = np.maximum(as_of_day - received, 0) / STEP_DAYS
    luck = uniform(key, "waiting")
    month = calendar_month(received)
    steps = np.zeros(len(received))
    grid = np.arange(STEPS + 1, dtype=np.float64)
    for number in range(12):
        here = month == number
        already = np.minimum(np.interp(waited[here], grid, waiting.decided[number]), 1 - 1e-6)
        steps[here] = np.interp(already + luck[here] * (1 - already), waiting.decided[number], grid)
    days: Days = np.maximum(received + np.maximum(steps, waited) * STEP_DAYS, as_of_day + 1).astype(np.int32)
    return days
