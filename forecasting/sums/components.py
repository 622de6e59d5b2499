"""The fiscal years' disjoint components by leaf (grant area, district, offer type), on every path.

    booked + unbilled + known + decided + pending + expected_intake + transport + income + other + one_off
    + adjustment = total

Placements get the grant area their offer type has in the year's budget; postings keep their own.
Not here: totals, rounding and quantiles (`summary`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from forecasting.given.horizon import Floats
from forecasting.given.terms import ALL, UNKNOWN_AREA, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.ledger.corrections import Corrections
from forecasting.ledger.this_year import Unbilled, booked, one_offs
from forecasting.ledger.untied import Untied
from forecasting.ledger.year_end import NextYearShares
from forecasting.sums.tally import Tally
from forecasting.world import COMPONENTS as SOURCES
from forecasting.world import World

COMPONENTS = (
    *("booked", "unbilled", "known", "decided", "pending", "expected_intake"),
    *("transport", "income", "other", "one_off", "adjustment"),
)
MONTHLY = (*("booked", "unbilled"), *SOURCES, "transport")
"""The components of placements: those whose kroner have a month of service."""
Leaf = tuple[str, str, str]


@dataclass
class YearBook:
    """One fiscal year: kroner and places by component, each {leaf: array over paths (or one value for all)}."""

    fiscal_year: int
    kr: dict[str, dict[Leaf, Floats]] = field(default_factory=lambda: {name: {} for name in COMPONENTS})
    places: dict[str, dict[Leaf, Floats]] = field(default_factory=lambda: {name: {} for name in COMPONENTS})

    def add(self, component: str, leaf: Leaf, kr: Floats | None = None, places: Floats | None = None) -> None:
        """Add amounts of a leaf."""
        for book, amount in ((self.kr, kr), (self.places, places)):
            if amount is not None and np.any(amount):
                leaves = book[component]
                leaves[leaf] = leaves[leaf] + amount if leaf in leaves else amount

    @property
    def leaves(self) -> list[Leaf]:
        """Every leaf with an amount, sorted."""
        books = [*self.kr.values(), *self.places.values()]
        return sorted({leaf for book in books for leaf in book})


def year_books(
    world: World, sums: Tally, unbilled: Unbilled, late: Corrections, untied: list[Untied], shares: NextYearShares
) -> list[YearBook]:
    """The horizon's years, current first, as the accounts will book them (`shares` of a year in the next)."""
    kr, transport_kr = shares.booked(sums.component_kr), shares.booked(sums.transport_kr)
    books = [YearBook(year) for year in world.horizon.years]
    for book, areas in zip(books, world.grant_areas, strict=True):
        _add_placements(world, book, areas, sums, kr, transport_kr)
    _add_booked(world, books[0])
    offer = world.offer_positions(unbilled.leaves["offer_type"])
    this_year, next_year = shares.of_bills(unbilled, offer)
    for at, leaves, kr in ((0, unbilled.leaves, this_year), (0, late.leaves, late.kr), (1, unbilled.leaves, next_year)):
        _add_bills(books[at], world.grant_areas[at], leaves, kr)
    for spend in untied:
        for row, leaf in enumerate(spend.leaves.iter_rows()):
            for year, book in enumerate(books):
                book.add(spend.kind, (leaf[0], leaf[1] or UNKNOWN_DISTRICT, leaf[2] or UNSPLIT), spend.kr[:, row, year])
    for book in books:
        _adjust(world, book)
    return books


def _add_placements(
    world: World, book: YearBook, areas: dict[str, str], sums: Tally, kr: Floats, transport_kr: Floats
) -> None:
    """Known, decided, pending and expected stays, their transport, and the days already served (as booked places)."""
    year = book.fiscal_year - world.horizon.as_of.year
    length = world.horizon.year_lengths[12 * year]
    in_year = slice(12 * year, 12 * year + 12)
    for district_at, district in enumerate(world.districts):
        for offer_at, offer in enumerate(world.offers):
            cell = district_at * len(world.offers) + offer_at
            leaf = (areas.get(offer, UNKNOWN_AREA), district, offer)
            for at, source in enumerate(SOURCES):
                book.add(source, leaf, kr[at, :, cell, year], sums.component_days[at, :, cell, year] / length)
            book.add("transport", leaf, transport_kr[:, cell, year])
            served = sums.days[:, cell, in_year].sum(axis=1) - sums.component_days[:, :, cell, year].sum(axis=0)
            if year == 0:
                book.add("booked", leaf, None, served / length)


def _add_booked(world: World, book: YearBook) -> None:
    for component, frame in (("booked", booked(world)), ("one_off", one_offs(world))):
        for area, district, offer, amount in frame.iter_rows():
            book.add(component, (area, district or UNKNOWN_DISTRICT, offer or UNSPLIT), np.array([amount]))


def _add_bills(book: YearBook, areas: dict[str, str], leaves: pl.DataFrame, kr: Floats) -> None:
    for row, (district, offer) in enumerate(leaves.select("district_id", "offer_type").iter_rows()):
        book.add("unbilled", (areas.get(offer, UNKNOWN_AREA), district or UNKNOWN_DISTRICT, offer), kr[:, row])


def _adjust(world: World, book: YearBook) -> None:
    """Adjustments in force: an amount with its places on its cell, a factor on every leaf that its cell covers.

    A factor of some months moves as much of the year as they have of its days.
    """
    adjustments = world.inputs.adjustments.filter(
        pl.col("fiscal_year") == book.fiscal_year,
        pl.col("expires").is_null() | (pl.col("expires") >= world.horizon.as_of),
    )
    nothing = np.zeros(1)
    before = {
        leaf: sum((book.kr[name].get(leaf, nothing) for name in COMPONENTS[:-1]), nothing) for leaf in book.leaves
    }
    for row in adjustments.iter_rows(named=True):
        wanted = (row["grant_area"] or ALL, row["district_id"] or ALL, row["offer_type"] or ALL)
        if row["factor"] is not None:
            share = 1.0 if row["year_share"] is None else row["year_share"]
            for leaf, amount in before.items():
                if all(want in (ALL, have) for want, have in zip(wanted, leaf, strict=True)):
                    book.add("adjustment", leaf, amount * (row["factor"] - 1) * share)
        if row["amount_kr"] is not None:
            places = None if row["places"] is None else np.array([row["places"]])
            book.add("adjustment", _own_leaf(wanted), np.array([float(row["amount_kr"])]), places)


def _own_leaf(wanted: Leaf) -> Leaf:
    """The leaf of an amount that is not split in some dimension."""
    blanks = (UNKNOWN_AREA, UNKNOWN_DISTRICT, UNSPLIT)
    area, district, offer = (blank if want == ALL else want for want, blank in zip(wanted, blanks, strict=True))
    return area, district, offer
