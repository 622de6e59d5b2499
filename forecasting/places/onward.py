"""Where those who leave go on to: what the papers of the as-of day would know of a next place by now.

Most who go on have a case or a placement months ahead. One whose next place is known ends by that; a child without
one can only leave for good, or for a place that nobody would know of yet. In some offices the end and the next place
are written down together, in others the case comes months before: so it is measured how late a move is known by
whichever of the two comes first, and by the next place alone. Until there are moves to tell, the two are independent.
A move is told by the end before it: who leaves in July may begin in September.
Not here: how often those who leave go on (`exits`), who leaves when (`leaving`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import LEISURE
from forecasting.given.horizon import Days, Flags, Floats, Ints
from forecasting.given.randomness import Keys, uniform
from forecasting.places.exit_season import ends_at_school_year_end
from forecasting.places.referrals import main_cases
from forecasting.places.registration import LONGEST_DAYS, Lag, estimate_lag
from forecasting.places.streams import REFERRED_WITHIN_DAYS
from forecasting.world import World


@dataclass(frozen=True, eq=False)
class Pause:
    """Days without a place between two, of moves in the order of `lags`: days from the end to when one was known."""

    lags: Ints
    days: Ints

    @classmethod
    def of(cls, moves: pl.DataFrame) -> Pause:
        """Of moves (days_between, event_date, event_known_date)."""
        lag = (pl.col("event_known_date") - pl.col("event_date")).dt.total_days().fill_null(LONGEST_DAYS)
        sorted_ = moves.select("days_between", lag=lag).sort("lag", "days_between")
        return cls(sorted_["lag"].to_numpy(), sorted_["days_between"].to_numpy().astype(np.int32))

    def drawn(self, age: Ints, luck: Floats) -> Ints:
        """Days of moves that nobody knows of `age` days after the end: of those known later, else of all."""
        count = len(self.lags)
        if not count:
            return np.zeros(len(age), dtype=np.int32)
        first = np.searchsorted(self.lags, age, side="right")
        first = np.where(first < count, first, 0)
        return self.days[first + (luck * (count - first)).astype(np.int64)]


@dataclass(frozen=True, eq=False)
class Onward:
    """How late moves become known, seen from the day `today`.

    By cause (CAUSES), for moves of August are known far longer ahead than others. `ends`: how late an end is;
    `next_place`: the next place, by its placement or by the case that led to it; `either`: the end or the next place,
    whichever was first, which counts for `told` (0 to 1). `pauses`: the days without a place between.
    """

    today: int
    ends: tuple[Lag, ...]
    next_place: tuple[Lag, ...]
    either: tuple[Lag, ...]
    told: tuple[float, ...]
    pauses: tuple[Pause, ...]

    @classmethod
    def of(cls, world: World, ends: tuple[Lag, ...]) -> Onward:
        """Learned from the moves of `world`; `ends` as `exits` has them."""
        known, as_of = world.assumed.registration, world.horizon.as_of
        moves = _moves(world)
        yearly = ends_at_school_year_end("event_date")
        parts = [moves.filter(yearly), moves.filter(~yearly)]
        first = pl.min_horizontal("event_known_date", "previous_end_known")
        return cls(
            world.horizon.tomorrow - 1,
            ends,
            tuple(estimate_lag(part, as_of, known.start_lag_days, known.weight) for part in parts),
            tuple(
                estimate_lag(part.with_columns(event_known_date=first), as_of, known.start_lag_days, 0)
                for part in parts
            ),
            tuple(part.height / (part.height + known.weight) for part in parts),
            tuple(Pause.of(part.with_columns(event_known_date=first)) for part in parts),
        )

    def unseen(self, cause: Ints, last: Days) -> Floats:
        """Of those who go on after their `last` day, and whose end nobody knows: share whose next place none knows."""
        _, end, both = self._unknown(cause, last)
        share: Floats = np.clip(both / np.maximum(end, 1e-9), 0, 1)
        return share

    def unseen_though_ended(self, cause: Ints, last: Days) -> Floats:
        """Of those who go on after a `last` day that is known: share whose next place nobody knows."""
        place, end, both = self._unknown(cause, last)
        share: Floats = np.clip((place - both) / np.maximum(1 - end, 1e-9), 0, 1)
        return share

    def days_between(self, cause: Ints, last: Days, luck: Floats) -> Ints:
        """Days without a place before the next one, of each who goes on after a `last` day unknown to all."""
        usual, yearly = (pause.drawn(self.today - last.astype(np.int64), luck) for pause in reversed(self.pauses))
        return np.where(cause == 0, yearly, usual)

    def _unknown(self, cause: Ints, last: Days) -> tuple[Floats, Floats, Floats]:
        """Chance that the next place, the end, and both are unknown."""
        age = self.today - last.astype(np.int64)
        by_cause = []
        for end_lag, place_lag, either, told in zip(self.ends, self.next_place, self.either, self.told, strict=True):
            place, end = place_lag.unknown_share(age - 1), end_lag.unknown_share(age)
            both = told * either.unknown_share(age - 1) + (1 - told) * place * end
            by_cause.append((place, end, both))
        place, end, both = (np.where(cause == 0, *pair) for pair in zip(*by_cause, strict=True))
        return place, end, both


def goes_on(key: Keys, share: Floats, unseen: Floats | float = 1.0) -> Flags:
    """Whether each stay that ended is followed by a place that nobody knows of: `share` go on, `unseen` of these so."""
    goes: Flags = uniform(key, "goes on") < share * unseen / (1 - share + share * unseen)
    return goes


def _moves(world: World) -> pl.DataFrame:
    """Moves of our children to a place: the first day free of the one before, and the days from there to the next.

    With the day the next place or its case was known, and the day the end before it was.
    """
    moves = world.spells.filter("is_paid_by_us", ~pl.col("is_entry"), ~pl.col("offer_type").is_in(LEISURE))
    cases = main_cases(world.inputs.referrals).select("child_label", "received_date", case_known="known_date")
    since = (pl.col("start_date") - pl.col("received_date")).dt.total_days()
    led = moves.join(cases, on="child_label").filter(
        since.is_between(0, REFERRED_WITHIN_DAYS), pl.col("received_date") > pl.col("previous_start")
    )
    free = pl.min_horizontal("start_date", pl.col("previous_end").dt.offset_by("1d")).fill_null(pl.col("start_date"))
    first_case = led.group_by("placement_id").agg(pl.col("case_known").min())
    return moves.join(first_case, on="placement_id", how="left").select(
        "previous_end_known",
        event_date=free, days_between=(pl.col("start_date") - free).dt.total_days(),
        event_known_date=pl.min_horizontal("known_date", "case_known"),
    )  # fmt: skip
