"""Places and kroner of each year by district and offer type, as two sides of a bridge: last year's accounts and ahead.

Kroner are placements and their transport, one-offs, and what stands apart from places (income, other postings,
adjustments). Not here: what a difference is due to (`driver_table`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from forecasting.given.postings import PLACED, is_one_off
from forecasting.given.terms import ALL, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.ledger.this_year import booked
from forecasting.ledger.untied import complete_years
from forecasting.told.bridge import ZERO, Side, Volume
from forecasting.told.movements import Movements
from forecasting.world import World

Cell = tuple[str, str]
Kroner = dict[Cell, Decimal]
APART = ("income", "other", "adjustment")
"""Components that no place explains."""
LAST_YEAR = 1
"""Position of last year among the years of `Movements`."""


@dataclass(frozen=True)
class YearAccount:
    """One year by cell (district, offer type); `is_known` is False where nobody has its accounts.

    `adjusted` are those of the places that people have added; their kroner are among those apart.
    """

    places: Kroner
    total: Kroner
    one_off: Kroner
    apart: Kroner
    is_known: bool = True
    adjusted: Kroner = field(default_factory=dict)

    @property
    def cells(self) -> set[Cell]:
        """Every cell with places or kroner."""
        return {cell for part in (self.places, self.total) for cell, amount in part.items() if amount}

    def side(self, cells: Iterable[Cell]) -> Side:
        """Volumes by type of the cells with places of their own, and their one-offs."""
        volumes: dict[str, tuple[Decimal, Decimal]] = {}
        one_off = ZERO
        for cell in cells:
            one_off += self.one_off.get(cell, ZERO)
            if places := self.own_places(cell):
                had = volumes.get(cell[1], (ZERO, ZERO))
                volumes[cell[1]] = (had[0] + places, had[1] + self.placed(cell))
        return Side({offer: Volume(q, q, kr / q) for offer, (q, kr) in volumes.items()}, one_off)

    def own_places(self, cell: Cell) -> Decimal:
        """Places of a cell before adjustments."""
        return self.places.get(cell, ZERO) - self.adjusted.get(cell, ZERO)

    def placed(self, cell: Cell) -> Decimal:
        """Kroner of a cell's places."""
        return self.total.get(cell, ZERO) - self.one_off.get(cell, ZERO) - self.apart.get(cell, ZERO)

    def beside(self, cells: Iterable[Cell]) -> Decimal:
        """Kroner that no place of the cells explains."""
        placeless = (self.apart.get(c, ZERO) + (ZERO if self.own_places(c) else self.placed(c)) for c in cells)
        return sum(placeless, ZERO)


def year_accounts(world: World, moved: Movements, years: pl.DataFrame) -> list[YearAccount]:
    """Last year as registered and booked, then each year of the horizon as forecast."""
    return [_last_year(world, moved), *forecast_accounts(world, years)]


def forecast_accounts(world: World, years: pl.DataFrame) -> list[YearAccount]:
    """Each year of the horizon as forecast (`years` of schema FISCAL_YEAR)."""
    chosen = years.filter(pl.col("grant_area") == ALL, pl.col("district_id") != ALL, pl.col("offer_type") != ALL)
    booked_apart = _sums(booked(world, APART))
    return [
        _forecast(chosen.filter(fiscal_year=year), {} if at else booked_apart)
        for at, year in enumerate(world.horizon.years)
    ]


def _forecast(rows: pl.DataFrame, booked_apart: Kroner) -> YearAccount:
    apart = dict(booked_apart)
    for name in APART:
        for cell, kr in _component(rows, name, "mean_kr").items():
            apart[cell] = apart.get(cell, ZERO) + kr
    return YearAccount(
        _component(rows, "total", "full_year_places"), _component(rows, "total", "mean_kr"),
        _component(rows, "one_off", "mean_kr"), apart, adjusted=_component(rows, "adjustment", "full_year_places"),
    )  # fmt: skip


def _component(rows: pl.DataFrame, component: str, column: str) -> Kroner:
    chosen = rows.filter(pl.col("component") == component).select("district_id", "offer_type", column)
    return {(district, offer): amount or ZERO for district, offer, amount in chosen.iter_rows()}


def _last_year(world: World, moved: Movements) -> YearAccount:
    """Registered places, and all that is booked of the year."""
    tenths = np.rint(moved.places[:, LAST_YEAR] * 10_000).astype(np.int64)
    cells = [(district, offer) for district in world.districts for offer in world.offers]
    places = {cell: Decimal(int(count)).scaleb(-4) for cell, count in zip(cells, tenths, strict=True) if count}
    return booked_account(world, world.horizon.as_of.year - 1, places)


def booked_account(world: World, year: int, places: Kroner) -> YearAccount:
    """All that is booked of a year that is over, beside its places."""
    rows = world.inputs.postings.filter(pl.col("fiscal_year") == year)
    apart = ~is_one_off() & ~pl.col("spend_kind").is_in(PLACED)
    return YearAccount(
        places, _sums(rows), _sums(rows.filter(is_one_off())), _sums(rows.filter(apart)),
        is_known=year in complete_years(world),
    )  # fmt: skip


def _sums(postings: pl.DataFrame) -> Kroner:
    """Kroner by cell; what has no district or type has the names of that."""
    cell = (pl.col("district_id").fill_null(UNKNOWN_DISTRICT), pl.col("offer_type").fill_null(UNSPLIT))
    sums = postings.group_by(*cell).agg(pl.col("amount_kr").sum().cast(pl.Decimal(18, 2)))
    return {(district, offer): kr for district, offer, kr in sums.iter_rows()}
