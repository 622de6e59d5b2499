"""How late ends become known: by cause, and at the school year's end by why the child leaves.

What age brings (school start, the last grades) is known longer ahead than what is chosen (a return, a move); pooled,
too few of those who leave by choice would be left to come. Not here: how a lag is estimated (`registration`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import band_of
from forecasting.given.horizon import Floats, Ints
from forecasting.places.exit_season import ends_at_school_year_end
from forecasting.places.registration import Lag, estimate_lag

MOSTLY = 0.5
"""A type and band that is assumed to leave less often than this leaves by choice."""
REASONS = ("choice", "school_start", "last_grade", "leisure")


@dataclass(frozen=True, eq=False)
class EndLags:
    """Lags of ends for good: `school_year` and `immediate`, and those of the school year's end by reason (REASONS).

    `reasons`: position of the reason by offer type and band.
    """

    school_year: Lag
    immediate: Lag
    by_reason: tuple[Lag, ...]
    reasons: Ints

    @classmethod
    def of(cls, spells: pl.DataFrame, kinds: tuple[str, ...], as_of: date, assumed: Assumptions) -> EndLags:
        """Learned from `spells` (with cohort, position of the `offer`, and whether the end is `yearly`)."""
        school_year, immediate = end_lags(spells, as_of, assumed)
        reasons = reasons_to_leave(kinds, assumed)
        yearly = spells.filter("yearly")
        band = band_of((yearly["end_date"].dt.year() - 1 - yearly["cohort"]).to_numpy(), assumed.bands)
        why = reasons[yearly["offer"].to_numpy(), band]
        parts = (yearly.filter(pl.Series(why == reason)) for reason in range(len(REASONS)))
        return cls(school_year, immediate, tuple(end_lags(part, as_of, assumed)[0] for part in parts), reasons)

    def unknown_at_end(self, age: Ints) -> Floats:
        """Chance that an end at a school year's end `age` days ago is unknown (ages, offers, bands)."""
        unknown = np.stack([lag.unknown_share(age) for lag in self.by_reason], axis=1)
        return unknown[:, self.reasons]


def end_lags(spells: pl.DataFrame, as_of: date, assumed: Assumptions) -> tuple[Lag, Lag]:
    """How late ends become known, by cause (`exit_season.CAUSES`)."""
    lags = spells.select(
        yearly=ends_at_school_year_end("end_date").fill_null(value=False),
        event_date="end_date", event_known_date="end_known_date",
    )  # fmt: skip
    prior, weight = assumed.registration.end_lag_days, assumed.registration.weight
    return (
        estimate_lag(lags.filter("yearly"), as_of, prior.school_year, weight),
        estimate_lag(lags.filter(~pl.col("yearly")), as_of, prior.immediate, weight),
    )


def assumed_shares(kinds: tuple[str, ...], assumed: Assumptions) -> Floats:
    """Share assumed to leave at the school year's end (offer types, bands).

    Day-care past the age of school start is a postponed start.
    """
    bands = np.array([band.school_year_end for band in assumed.exits.bands])
    past_school_start = np.array([band.up_to >= 0 for band in assumed.exits.bands])
    daycare = np.array([kind == "daycare" for kind in kinds])
    return np.where(daycare[:, None] & past_school_start, assumed.exits.postponed_school_start, bands)


def reasons_to_leave(kinds: tuple[str, ...], assumed: Assumptions) -> Ints:
    """Why children leave at the school year's end (offer types, bands), as positions in REASONS."""
    daycare, leisure = (np.array([kind == name for kind in kinds])[:, None] for name in ("daycare", "leisure"))
    young = np.array([band.up_to < 0 for band in assumed.exits.bands])
    of_age = np.where(daycare | young, REASONS.index("school_start"), REASONS.index("last_grade"))
    reasons = np.where(assumed_shares(kinds, assumed) < MOSTLY, REASONS.index("choice"), of_age)
    return np.where(leisure, REASONS.index("leisure"), reasons)
