"""Places and children of coming years when the part of the children who have a place stays as it was in one year.

For the municipality: people of an age x the year's places per person of that age, summed over ages, type by type; so
population x share x mix, with share and mix frozen. Districts share that by their own places of the frozen year times
what their own population does to them. A type or district whose children no population tells of stays as it was.
"""

from __future__ import annotations

import numpy as np

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Floats
from forecasting.told.coverage import Coverage


def frozen(coverage: Coverage, counted: Floats, year: int) -> Floats:
    """`counted` (places or children of `coverage`) as the people of `year` make it, by district and type."""
    at = coverage.years.index(year)
    rates = coverage.rates(counted)
    before, after = coverage.people[0], coverage.people[at]
    own = counted.sum(axis=2)
    raw = own * _growth(before @ rates.T, after @ rates.T)
    whole = counted.sum(axis=(0, 2)) * _growth(before.sum(axis=0) @ rates.T, after.sum(axis=0) @ rates.T)
    found: Floats = raw * _growth(raw.sum(axis=0), whole)
    return found


def expected_children(coverage: Coverage, year: int) -> float:
    """Children with a place in a year at the frozen year's shares of each age, of the types that count in the total."""
    counted = np.array([counts_in_total(offer) for offer in coverage.offers], dtype=bool)
    shares = coverage.rates(coverage.children)[counted].sum(axis=0)
    return float(coverage.people[coverage.years.index(year)].sum(axis=0) @ shares)


def _growth(before: Floats, after: Floats) -> Floats:
    """After over before; 1 where there was nothing before."""
    found: Floats = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    return found
