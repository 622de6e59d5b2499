"""What-if levers on a forecast: a small validated set, each a factor from a date, moves of places, and a goal.

`referrals` and `exits` scale how many, `approvals` the chance of a yes (never above 1), `returns` how many leave for
ordinary offers, `prices` what a day costs after the known rates; what they come to on each path is in `levers`. A move
takes children from one place to another on a date (`relocation`); a goal asks how large one lever may be within a frame
(`goal`). The scenario without any is `baseline`. Draws are common to all scenarios (`randomness`), so a difference
between two is the levers' and not luck's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from forecasting.given.terms import ALL

LeverKind = Literal["referrals", "approvals", "exits", "returns", "prices"]
OF_TYPES = ("exits", "returns")
"""The levers that may be those of one offer type."""
BASELINE = "baseline"
MOVES = "moves"
HIGHEST_FACTOR = 10.0
HIGHEST_KR = 1e10
"""Ten thousand million: more than any municipality spends."""


class ScenarioError(ValueError):
    """The levers do not hold; the message lists every problem."""


class RepeatedLeverError(ScenarioError):
    """Two levers of one kind, or one and the goal's, begin on the same day: nobody can tell whether both are meant."""


class UnknownOriginError(ScenarioError):
    """A move takes children from a provider or type in which nobody has ever been."""


class UnknownDestinationError(ScenarioError):
    """A move goes to a provider or type of which no place is known."""


@dataclass(frozen=True)
class Lever:
    """Multiply one driver by `factor` from `from_date` on; phased in by even steps a month until `whole_from`.

    Two factors are the least and the most it may come to.
    """

    kind: LeverKind
    factor: float | tuple[float, float]
    from_date: date
    whole_from: date | None = None
    offer_type: str | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest factor."""
        return self.factor if isinstance(self.factor, tuple) else (self.factor, self.factor)

    @property
    def steps(self) -> Iterator[tuple[date, float]]:
        """The days on which more of it holds, with the share that does from then on; the last is all of it."""
        whole = self.whole_from or self.from_date
        months = (whole.year - self.from_date.year) * 12 + whole.month - self.from_date.month
        for step in range(1, months):
            month = self.from_date.year * 12 + self.from_date.month - 1 + step
            yield date(month // 12, month % 12 + 1, 1), step / months
        yield whole, 1.0

    def problems(self) -> Iterator[str]:
        """What does not hold, in sentences."""
        low, high = self.ends
        if self.kind not in get_args(LeverKind):
            yield f"unknown lever {self.kind}"
        if not 0 <= low <= high <= HIGHEST_FACTOR:
            yield f"lever {self.kind} has factor {self.factor}, expected 0 to {HIGHEST_FACTOR:.0f}, the least first"
        if self.whole_from is not None and self.whole_from <= self.from_date:
            yield f"lever {self.kind} is whole before it begins"
        if self.offer_type is not None and self.kind not in OF_TYPES:
            yield f"lever {self.kind} is about all offer types"


@dataclass(frozen=True)
class Move:
    """From a day on, a share of the places of a provider or type (bought ones, new ones) are elsewhere.

    Elsewhere is another provider, another type, or a place of our own at a price a year, whose fixed cost comes
    besides; with nothing said it is other places of the same type. A provider that closes has no frame any more.
    """

    from_date: date
    from_provider: str | None = None
    from_offer: str | None = None
    is_bought: bool = False
    is_new: bool = False
    share: float = 1.0
    to_provider: str | None = None
    to_offer: str | None = None
    place_kr: float | None = None
    fixed_kr: float = 0.0
    closes: bool = False

    def problems(self) -> Iterator[str]:
        """What does not hold, in sentences."""
        if self.from_provider is None and self.from_offer is None:
            yield "a move names neither provider nor offer type"
        if not 0 < self.share <= 1:
            yield "a move takes a share above 0 and up to 1"
        if self.closes and (self.from_provider is None or self.share < 1 or self.is_new or self.is_bought):
            yield "a closing takes all places of a provider"
        if self.place_kr is not None and self.to_provider is not None:
            yield "a place has a price of its own or another provider's"
        if not (0 <= (self.place_kr or 0) <= HIGHEST_KR and 0 <= self.fixed_kr <= HIGHEST_KR):
            yield f"a price and a fixed cost are 0 to {HIGHEST_KR:.0f} kroner a year"


@dataclass(frozen=True)
class Goal:
    """A frame for a year's cost, a certainty that it holds, and the lever from a day on that is to keep it there.

    No frame is the expected corrected budget. `certainty` is one of the published quantiles: 0.5, 0.9 or 0.975.
    """

    kind: LeverKind
    from_date: date
    fiscal_year: int
    grant_area: str = ALL
    frame_kr: float | None = None
    certainty: float = 0.5


@dataclass(frozen=True)
class Scenario:
    """A named set of levers and moves. Raises ScenarioError when one is unknown, repeated or out of bounds.

    Levers of one kind multiply; two that begin on the same day are taken for one written twice.
    """

    name: str = BASELINE
    levers: tuple[Lever, ...] = ()
    moves: tuple[Move, ...] = ()
    goal: Goal | None = None

    def __post_init__(self) -> None:
        problems = [problem for lever in self.levers for problem in lever.problems()]
        problems += [problem for move in self.moves for problem in move.problems()]
        if bool(self.levers or self.moves or self.goal) == (self.name == BASELINE):
            problems.append(f"the name {BASELINE} belongs to the scenario without levers, and only to it")
        if problems:
            raise ScenarioError("; ".join(problems))
        asked = () if self.goal is None else ((self.goal.kind, self.goal.from_date, None),)
        begun = [*((lever.kind, lever.from_date, lever.offer_type) for lever in self.levers), *asked]
        if len(set(begun)) < len(begun):
            raise RepeatedLeverError("two levers of one kind begin on the same day")

    @property
    def steps(self) -> tuple[str, ...]:
        """What the scenario changes: the kinds of its levers in their order, and moves."""
        kinds = [kind for kind in get_args(LeverKind) if any(lever.kind == kind for lever in self.levers)]
        return (*kinds, *([MOVES] if self.moves else []))

    def only(self, step: str) -> Scenario:
        """The scenario with one of its steps alone."""
        levers = tuple(lever for lever in self.levers if lever.kind == step)
        return Scenario(self.name, levers, self.moves if step == MOVES else ())

    def with_goal_at(self, factor: float) -> Scenario:
        """The scenario with the goal's lever at a factor."""
        if self.goal is None:
            return self
        return replace(self, levers=(*self.levers, Lever(self.goal.kind, factor, self.goal.from_date)), goal=None)
