"""The prices of the budget year: how amounts of other years are carried to them.

One index throughout, the agreed one where there is one, else the assumed: what prices do beyond it shows as real
change. Not here: what prices are expected to do (`forecasting.prices`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NORMAL_90 = Decimal("1.2816")
"""Standard deviations from the mean to the ninth decile of a normal distribution."""


@dataclass(frozen=True)
class PriceLevel:
    """The budget year's, with the agreed index by year, the assumed one and how uncertain a year of that is."""

    year: int
    agreed: Mapping[int, Decimal]
    assumed: Decimal
    assumed_sd: Decimal

    def index(self, year: int) -> Decimal:
        """The rise of prices from the year before."""
        return self.agreed.get(year, self.assumed)

    def factor(self, year: int) -> Decimal:
        """What an amount in the prices of `year` is times in those of the budget year."""
        found = Decimal(1)
        for between in range(min(year, self.year) + 1, max(year, self.year) + 1):
            found *= 1 + self.index(between)
        return found if year <= self.year else 1 / found

    def not_agreed(self, first: int, last: int) -> list[int]:
        """The years after `first` up to `last` whose index is assumed."""
        return [year for year in range(first + 1, last + 1) if year not in self.agreed]

    def spread(self, year: int) -> Decimal:
        """Half of an 80 % interval of the factor from `year` to the budget year, as a share of it."""
        return NORMAL_90 * self.assumed_sd * Decimal(len(self.not_agreed(year, self.year))).sqrt()
