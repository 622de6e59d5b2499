"""What there is more of, or less, among a forecast's coming places, with levers at one factor each and moves.

Each row of the draws' cases counts for as large a share as would come: the mean of what would be drawn, with no luck of
its own. A move takes its share of the rows that begin from its day, in the order of the moves. Not here: what an
interval or a price does, and what a path has of it (`what_if`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from forecasting.given.horizon import MONTHS, Flags, Floats, Horizon, Ints, day_number
from forecasting.given.levers import Levers
from forecasting.given.scenario import Lever, Move, Scenario
from forecasting.places.asked import UNASKED, chance, decided_month, received_month
from forecasting.sums.coming import COHORTS, summed
from forecasting.sums.draws import Draws

COMING = ("referrals", "approvals")
"""The levers that decide who comes."""


@dataclass(frozen=True, eq=False)
class Cases:
    """The cases of a forecast's draws."""

    draws: Draws
    horizon: Horizon

    @cached_property
    def rows(self) -> dict[str, np.ndarray]:
        """The columns of the draws' cases."""
        columns = {name: self.draws.cases[name].to_numpy() for name in self.draws.cases.columns}
        return {name: each.astype(np.float64) if each.ndim > 1 else each for name, each in columns.items()}

    def change(self, levers: tuple[Lever, ...], moves: tuple[Move, ...]) -> tuple[Floats, Floats]:
        """What is added to kroner and full-year places of each cohort, a path's mean, by year of service."""
        kept = self._kept(levers)
        more = (kept - 1)[:, None]
        kr, places = more * self.rows["kr"], more * self._places
        self._add_freed(kr, kept)
        for piece in self._pieces(moves, kept) if moves else ():
            at, share, offer = piece.at, piece.share[:, None], piece.offer
            prices = piece.kr_a_day
            kr[at] += share * (self.rows["kr"][at] if prices is None else self.rows["paid_days"][at] * prices[offer])
            places[at] += share * self.rows["days"][at] * self._places_a_day[offer]
        return self._by_cohort(kr), self._by_cohort(places)

    def _by_cohort(self, values: Floats) -> Floats:
        """Sums of values (rows, years) by cohort; the rows of one lie together."""
        sums, (cohort, first) = np.zeros((COHORTS, values.shape[1])), self._cohorts
        if len(values):
            sums[cohort] = np.add.reduceat(values, first, axis=0)
        return sums

    @cached_property
    def _cohorts(self) -> tuple[Ints, Ints]:
        """The cohorts in the order of their rows, and the first row of each."""
        code = self.rows["asked"]
        cohort = np.where(code == UNASKED, COHORTS - 1, received_month(code))
        first = np.flatnonzero(np.diff(cohort, prepend=-1))
        return cohort[first], first

    @cached_property
    def _of_case(self) -> tuple[Ints, Ints, Floats]:
        """Of each row the months in which its case is received and decided, and the most that more may be granted."""
        code = self.rows["asked"]
        return received_month(code), decided_month(code), np.maximum(1 / chance(code), 1.0)

    @cached_property
    def _places(self) -> Floats:
        """Full-year places in the total of each row, as drawn."""
        places: Floats = self.rows["days"] * self._places_a_day[self.rows["offer_type"]]
        return places

    @cached_property
    def _places_a_day(self) -> Floats:
        """Full-year places in the total of a simulated day, by type and year."""
        places: Floats = self.by_type("line") * self.by_type("is_in_total")[:, None]
        return places / self.horizon.year_lengths[::12]

    def _kept(self, levers: tuple[Lever, ...]) -> Floats:
        """How many times as many of each row there are."""
        referrals, approvals = (self._by_month([lever for lever in levers if lever.kind == kind]) for kind in COMING)
        received, decided, most = self._of_case
        kept = referrals[received] * np.minimum(approvals[decided], most)
        return np.where(self.rows["asked"] == UNASKED, 1.0, kept)

    def _by_month(self, levers: list[Lever]) -> Floats:
        """The mean of the levers' factor on each month's days, and after the last."""
        if not levers:
            return np.ones(MONTHS + 1)
        days = np.arange(self.horizon.first, self.horizon.stop)
        certain = Levers(Scenario("certain", tuple(levers)), 0, 1)
        factor = certain.factor(levers[0].kind, days, np.zeros(1, dtype=np.int64))
        mean = np.bincount(self.horizon.month_index(days), factor, MONTHS) / self.horizon.lengths
        return np.append(mean, factor[-1])

    @cached_property
    def _sought(self) -> Ints:
        """The rows of own places that somebody waits for."""
        return np.flatnonzero(self.rows["sought_days"].any(axis=1))

    def _add_freed(self, kr: Floats, kept: Floats) -> None:
        """Add to rows (rows, years) the kroner of those who would have had an own place that others have now.

        Fewer children leave room for those who wait for one: for all while they are few beside them, and the less the
        oftener nobody waits any more (as often as in a Poisson count); more leave none.
        """
        at, wait = self._sought, self.by_type("waiting_days")
        days, offer = (kept[at] - 1)[:, None] * self.rows["sought_days"][at], self.rows["offer_type"][at]
        fewer = np.maximum(-summed(offer, days, len(wait)), 0)
        beside = np.divide(fewer, wait, out=np.zeros_like(wait), where=wait > 0)
        room = np.divide(-np.expm1(-beside), beside, out=np.ones_like(beside), where=beside > 0)
        kr[at] += days * (room * (self.by_type("bought_kr") - self.by_type("own_kr")))[offer]

    def _pieces(self, moves: tuple[Move, ...], kept: Floats) -> list[Piece]:
        """What there is more of in its place, out of and into the places of each move; `kept` of each row come."""
        pieces = [Piece(np.arange(len(kept)), kept, self.rows["offer_type"], self.rows["is_bought"])]
        changed: list[Piece] = []
        for move in moves:
            gone = [self._taken(piece, move) for piece in pieces]
            come = [part for piece in gone for part in self._moved(piece, move)]
            changed += [replace(piece, share=-piece.share) for piece in gone] + come
            pieces = [piece.less(taken) for piece, taken in zip(pieces, gone, strict=True)] + come
        return changed

    def _taken(self, piece: Piece, move: Move) -> Piece:
        """What a move takes of a piece."""
        taken = piece.offer == self._position(move.from_offer)
        gone = np.flatnonzero(taken & piece.is_bought if move.is_bought else taken)
        share = move.share * self._after(move)[self.rows["start_month"][piece.at[gone]]]
        gone, share = gone[share > 0], share[share > 0]
        return Piece(
            piece.at[gone], piece.share[gone] * share, piece.offer[gone], piece.is_bought[gone], piece.kr_a_day
        )

    def _moved(self, gone: Piece, move: Move) -> Iterator[Piece]:
        """The places that those taken come to: one of our own at a price, or one like the type's recent ones."""
        size = len(gone.at)
        offer = gone.offer if move.to_offer is None else np.full(size, self._position(move.to_offer))
        if move.place_kr is not None:
            own = self.by_type("kr_per_krone") * move.place_kr / 365
            yield Piece(gone.at, gone.share, offer, np.zeros(size, dtype=bool), own)
            return
        bought = self.by_type("bought_share")[offer]
        for part, name, is_bought in ((bought, "bought_kr", True), (1 - bought, "own_kr", False)):
            yield Piece(gone.at, gone.share * part, offer, np.full(size, is_bought), self.by_type(name))

    def _after(self, move: Move) -> Floats:
        """The share of each month's days that the move reaches."""
        left = self.horizon.starts[1:] - day_number(move.from_date)
        return np.clip(left / self.horizon.lengths, 0, 1)

    def _position(self, offer: str | None) -> int:
        return self.draws.types["offer_type"].to_list().index(offer)

    def by_type(self, name: str) -> Floats:
        """A column of the draws' types; by year too, where it has years."""
        column: Floats = self.draws.types[name].to_numpy()
        return column


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows of cases, each at most once and in order, in places: a share of each, and a day's price (None: as drawn)."""

    at: Ints
    share: Floats
    offer: Ints
    is_bought: Flags
    kr_a_day: Floats | None = None

    def less(self, gone: Piece) -> Piece:
        """What is left of it."""
        share = self.share.copy()
        share[np.searchsorted(self.at, gone.at)] -= gone.share
        return replace(self, share=share)
