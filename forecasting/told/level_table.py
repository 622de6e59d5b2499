"""The rows of forecast.level: each fiscal year by grade band, institution type, provider group, and own or bought.

The members of a dimension sum to its ALL, which is the year's total: the same kroner to the øre, the same places. They
are sums of lanes rounded once, so that the same places (`own` and `egen`) are the same in every dimension. What is for
no place (income, other, one-offs, adjustments) is `ikke_fordelt`. Not here: sums by lane (`level_flow`,
`level_ledger`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Floats, Ints
from forecasting.given.terms import ALL, DIMENSIONS, MONEY, PLACES, QUANTILES, UNSPLIT, Schema
from forecasting.judged.calibration import KR_SUFFIX, Widths
from forecasting.sums.summary import ORE, TEN_THOUSANDTHS, decimal, horizon_of, quantiles_of
from forecasting.told.level_members import Lanes
from forecasting.world import World

LEVEL: Schema = {
    "scenario": pl.String,
    "fiscal_year": pl.Int32,
    "dimension": pl.String,
    "member": pl.String,
    "full_year_places": PLACES,
    **dict.fromkeys([f"{name}_places" for name in QUANTILES], PLACES),
    "mean_kr": MONEY,
    **dict.fromkeys([f"{name}_kr" for name in QUANTILES], MONEY),
}

TOTAL, ADJUSTMENT = "total", "adjustment"


@dataclass(frozen=True, eq=False)
class LaneYears:
    """Places of all types and kroner (paths, lanes, years); `totals`: path, fiscal_year, total_kr, full_year_places."""

    lanes: Lanes
    places: Floats
    kr: Floats
    totals: pl.DataFrame


def level_frame(world: World, found: LaneYears, years: pl.DataFrame, widths: Widths) -> pl.DataFrame:
    """The rows of forecast.level (schema LEVEL) that add up to `years` (schema FISCAL_YEAR)."""
    counted = np.array([counts_in_total(offer) for offer in world.offers], dtype=float)
    counted = np.tile(counted, found.lanes.count // len(counted))
    rows: list[tuple[Any, ...]] = []
    for at, year in enumerate(world.horizon.years):
        paths = found.totals.filter(pl.col("fiscal_year") == year).sort("path")
        told = _Year.of(years.filter(pl.col("fiscal_year") == year), paths, horizon_of(at), widths)
        own_places, own_kr = found.places[:, :, at] * counted, found.kr[:, :, at]
        tenths, ore = told.rounded(own_places, own_kr)
        for dimension in DIMENSIONS:
            members = found.lanes.members(dimension)
            names = sorted(set(members))
            belongs = np.array([*members, UNSPLIT])[:, None] == np.array([*names, UNSPLIT])
            member = belongs[:-1, :-1]
            whole = tenths @ belongs, ore @ belongs
            head = (world.options.scenario.name, year, dimension)
            rows += [(*head, *row) for row in told.rows(dimension, names, own_places @ member, own_kr @ member, *whole)]
    return pl.DataFrame(rows, schema=LEVEL, orient="row").sort(list(LEVEL)[:4])


@dataclass(frozen=True, eq=False)
class _Year:
    """A fiscal year's totals as published and by path, and how wide its intervals are to be."""

    ore: int
    kr_spread: tuple[Any, ...]
    places: int
    adjusted: int
    path_kr: Floats
    path_places: Floats
    horizon: str
    widths: Widths

    @classmethod
    def of(cls, years: pl.DataFrame, paths: pl.DataFrame, horizon: str, widths: Widths) -> _Year:
        """The year's rows of forecast.fiscal_year and of the paths' totals."""
        everywhere = years.filter(district_id=ALL, offer_type=ALL, grant_area=ALL)
        total = everywhere.row(by_predicate=pl.col("component") == TOTAL, named=True)
        places = {row["component"]: row["full_year_places"] or 0 for row in everywhere.iter_rows(named=True)}
        return cls(
            int(total["mean_kr"] * ORE), tuple(total[f"{name}_kr"] for name in QUANTILES),
            int(places[TOTAL] * TEN_THOUSANDTHS), int(places.get(ADJUSTMENT, 0) * TEN_THOUSANDTHS),
            paths["total_kr"].to_numpy(), paths["full_year_places"].to_numpy(), horizon, widths,
        )  # fmt: skip

    def rounded(self, places: Floats, kr: Floats) -> tuple[Ints, Ints]:
        """Whole places and øre of each lane, and last of what is in none, that sum to the year's."""
        places, kr = self._with_rest(places, kr)
        return _rounded(places * TEN_THOUSANDTHS, self.places), _rounded(kr * ORE, self.ore)

    def _with_rest(self, places: Floats, kr: Floats) -> tuple[Floats, Floats]:
        adjusted = np.full((len(places), 1), self.adjusted / TEN_THOUSANDTHS)
        rest = self.path_kr[:, None] - kr.sum(axis=1, keepdims=True)
        return np.hstack([places, adjusted]), np.hstack([kr, rest])

    def rows(
        self, dimension: str, names: Sequence[str], places: Floats, kr: Floats, tenths: Ints, ore: Ints
    ) -> Iterator[tuple[Any, ...]]:
        """Member, places with quantiles, kroner with quantiles; members with nothing have no row."""
        names = [*names, UNSPLIT]
        places, kr = self._with_rest(places, kr)
        widened = [dimension] * (len(names) - 1) + [UNSPLIT]
        place_spread = self._spread(places * TEN_THOUSANDTHS, tenths, widened, 0.0)
        kr_spread = self._spread(kr * ORE, ore, [name + KR_SUFFIX for name in widened])
        for at, name in enumerate(names):
            if tenths[at] or ore[at] or place_spread[:, at].any() or kr_spread[:, at].any():
                yield (
                    name, decimal(tenths[at], 4), *(decimal(q, 4) for q in place_spread[:, at]), decimal(ore[at], 2),
                    *(decimal(q, 2) for q in kr_spread[:, at]),
                )  # fmt: skip
        whole = (self.path_places * TEN_THOUSANDTHS + self.adjusted)[:, None]
        spread = self._spread(whole, np.array([self.places]), [TOTAL], 0.0)[:, 0]
        yield (ALL, decimal(self.places, 4), *(decimal(q, 4) for q in spread), decimal(self.ore, 2), *self.kr_spread)

    def _spread(self, values: Floats, mean: Ints, levels: list[str], lowest: float = -np.inf) -> Ints:
        """Whole quantiles of columns, as wide as has been measured; the mean never lies outside."""
        raw = quantiles_of(values)
        spread = np.rint(self.widths.widened(raw, self.horizon, levels, lowest)).astype(np.int64)
        spread = np.where(np.ptp(raw, axis=0) < 1, mean, spread)
        return np.vstack([np.minimum(spread[:2], mean), spread[2:3], np.maximum(spread[3:], mean)])


def _rounded(values: Floats, total: int) -> Ints:
    """Means of columns as whole numbers; the largest takes the rounding, so that they sum to the total."""
    mean = values.mean(axis=0)
    whole: Ints = np.rint(mean).astype(np.int64)
    whole[np.abs(mean).argmax()] += total - whole.sum()
    return whole
