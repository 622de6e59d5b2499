"""How many more own places there will be, or fewer, from the first school year that nobody has told of.

The places of next August are decided in spring. Until they are told, each path takes a step an offer type and August:
a growth of its own around the last years' usual one, both leaning on the assumed. Conjugate normal with a shared
variance (Gelman et al.: Bayesian Data Analysis, 3.3), the variance taken for known once pooled.
Not here: the places told, and who fills them (`own_places`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from forecasting.assumptions import OwnPlaces
from forecasting.given.horizon import AUGUST, MONTHS, YEARS, Days, Floats, day_number, school_year_of

SCHOOL_YEARS = 4
"""School years back whose steps are looked at."""


def first_untold(as_of: date, first_days: Days) -> int:
    """The first calendar year whose August nobody has told of; `first_days` of all places told.

    Places that change in the year up to the coming 1 August show that it has been planned.
    """
    coming = school_year_of(as_of) + 1
    is_told = (first_days > day_number(as_of)) & (first_days <= day_number(date(coming, AUGUST, 1)))
    return coming + bool(is_told.any())


def usual_step(places: Floats, assumed: OwnPlaces) -> tuple[float, float, float]:
    """Mean of the yearly step in logs, its standard error and a type's sd, of places by type and August (types, years).

    Types weigh by their places; one without places on either side says nothing.
    """
    before, after = places[:, :-1], places[:, 1:]
    both = (before > 0) & (after > 0)
    step = np.log(np.divide(after, before, out=np.ones(before.shape), where=both))
    weight = np.where(both, before, 0.0)
    years = int(both.any(axis=0).sum())
    seen = float((step * weight).sum() / weight.sum()) if years else 0.0
    scatter = float(((step - seen) ** 2 * weight).sum() / weight.sum()) if years else 0.0
    worth = years + assumed.weight
    variance = (scatter * years + assumed.step_sd**2 * assumed.weight) / worth
    mean = (seen * years + assumed.growth_per_year * assumed.weight) / worth
    return mean, float(np.sqrt(variance / worth)), float(np.sqrt(variance))


def growth_paths(
    usual: tuple[float, float, float], first_year: int, untold: int, shape: tuple[int, int], rng: np.random.Generator
) -> Floats:
    """Places as a share of those told (paths, types, months), from January of `first_year`; 1 until August `untold`."""
    paths, types = shape
    mean, error, sd = usual
    steps = rng.normal(mean, error, (paths, 1, 1)) + rng.normal(0, sd, (paths, types, YEARS))
    month = np.arange(MONTHS)
    augusts = np.clip(first_year - untold + 1 + (month - AUGUST + 1) // 12, 0, YEARS)
    taken = np.concatenate([np.zeros((paths, types, 1)), np.cumsum(steps, axis=2)], axis=2)
    share: Floats = np.exp(taken[:, :, augusts])
    return share
