"""Own offers priced by class or frame: their cost moves in steps, not by the child.

Classes on a month = children present on its last day, whoever pays, over children per class, rounded up, per provider
and type; a frame costs the same whatever the number. The cost goes to districts and components by the days of the
children we pay for. Not here: children priced by the day (`charges`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.horizon import MONTHS, YEARS, Flags, Floats, Horizon, Ints, day_number
from forecasting.prices import IndexPath

FRAME = "ramme"


@dataclass(frozen=True, eq=False)
class OwnOffers:
    """Providers' own offers: `keys` (provider_id, offer_type) and their price rows."""

    keys: pl.DataFrame
    rows: pl.DataFrame

    @classmethod
    def of(cls, own_offers: pl.DataFrame) -> OwnOffers:
        """Number the (provider, type) pairs and mark each service's last row, which carries on."""
        keys = own_offers.select("provider_id", "offer_type").unique().sort("provider_id", "offer_type")
        keys = keys.with_row_index("own")
        rows = own_offers.join(keys, on=["provider_id", "offer_type"], how="left").sort("own", "service", "valid_from")
        last = pl.col("valid_from").rank("ordinal", descending=True).over("own", "service") == 1
        return cls(keys, rows.with_columns(is_last=last))

    @property
    def count(self) -> int:
        """Number of own offers."""
        return self.keys.height

    def of_spells(self, spells: pl.DataFrame) -> Ints:
        """The own offer each spell is in; -1 for none."""
        joined = spells.select("provider_id", "offer_type").join(
            self.keys, on=["provider_id", "offer_type"], how="left", maintain_order="left"
        )
        return joined["own"].cast(pl.Int64).fill_null(-1).to_numpy()

    def monthly_cost(self, heads: Floats, horizon: Horizon, index: IndexPath) -> Floats:
        """Kroner of whole months (paths, own, months) from heads on each month's last day."""
        total = np.zeros(heads.shape)
        share_of_year = horizon.lengths / horizon.year_lengths
        years = np.arange(MONTHS) // 12
        for row in self.rows.iter_rows(named=True):
            here = heads[:, row["own"]]
            until = row["valid_to"]
            in_force = _in_force(horizon, row["valid_from"], until, carries_on=row["is_last"])
            set_in = horizon.as_of if until is None or until >= horizon.as_of else until
            base = min(max(max(set_in, row["valid_from"]).year - horizon.as_of.year, 0), YEARS - 1)
            level = index.by_year[:, years] / index.by_year[:, np.minimum(years, base)]
            if row["settlement_form"] == FRAME:
                closed = (until is not None) & (horizon.starts[:-1] > day_number(until or date.max)) & (here == 0)
                units = np.where(closed, 0.0, 1.0)
            else:
                units = np.ceil(np.round(here) / max(row["children_per_class"] or 1, 1))
            total[:, row["own"]] += units * row["kr_per_year"] * share_of_year * level * in_force
        return total


def _in_force(horizon: Horizon, valid_from: date, valid_to: date | None, *, carries_on: bool) -> Flags:
    """Months whose first day the row covers; the last row of a service covers all that follow."""
    first = horizon.starts[:-1]
    begun = first >= day_number(valid_from.replace(day=1))
    return begun if carries_on or valid_to is None else begun & (first <= day_number(valid_to))


def district_shares(days: Floats, fallback: int) -> Floats:
    """Share of each own offer's month by column from `days` (own, columns, months); none: the year's, else fallback."""
    whole = days.sum(axis=2, keepdims=True)
    nobody = np.zeros_like(whole)
    nobody[:, fallback] = 1.0
    whole = np.where(whole.sum(axis=1, keepdims=True) > 0, whole, nobody)
    filled = np.where(days.sum(axis=1, keepdims=True) > 0, days, whole)
    shares: Floats = filled / filled.sum(axis=1, keepdims=True)
    return shares
