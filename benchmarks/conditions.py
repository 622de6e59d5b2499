"""What the forecast is measured under: which world, which registration, which growth, seen from which days.

Even seeds are reported, odd ones were for tuning. Not here: the worlds themselves (`other_world`, `own_world`), how
scores are kept (`kept_scores`) and told (`score_tables`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from benchmarks.other_frames import OtherMunicipality
from benchmarks.own_world import own_town
from forecasting import Inputs
from forecasting.questions.backtest import Truth

ALL_SIX = ((3, 31), (4, 30), (6, 30), (7, 31), (9, 30), (10, 31))
"""The cut-offs of practice."""
SPRING_AND_AUTUMN = ((4, 30), (10, 31))
OTHER_YEARS, OWN_YEARS = range(2018, 2026), range(2019, 2026)
SLOWDOWN_YEAR = 2022
World = Literal["own", "city", "other"]
Origins = list[tuple[Inputs, Truth]]


@dataclass(frozen=True)
class Condition:
    """One way the world may be; `title` is what the tables call it."""

    title: str
    world: World
    cut_offs: tuple[tuple[int, int], ...] = ALL_SIX
    registration: str = "usual"
    grows: bool = True

    @property
    def days(self) -> list[date]:
        """The days looked from."""
        years = OTHER_YEARS if self.world == "other" else OWN_YEARS
        return [date(year, *day) for year in years for day in self.cut_offs]

    def origins(self, seed: int, folder: Path) -> Origins:
        """What the municipality of a seed knew on each day, with what came; `folder` may be filled."""
        if self.world == "other":
            town = OtherMunicipality(seed, self.registration, grows=self.grows)
            return [(town.inputs(day), town.truth) for day in self.days]
        size: Literal["small", "city"] = "city" if self.world == "city" else "small"
        return own_town(folder, size, seed, slowdown_year(seed), self.days)


CONDITIONS: Mapping[str, Condition] = {
    "other": Condition("Den anden verden", "other"),
    "own": Condition("Vores egen verden", "own"),
    "slow": Condition("Tre af ti to måneder senere", "other", SPRING_AND_AUTUMN, "slow"),
    "after": Condition("Slutninger tidligst en måned efter", "other", SPRING_AND_AUTUMN, "after"),
    "flat": Condition("Ingen vækst", "other", SPRING_AND_AUTUMN, grows=False),
    "city": Condition("Byen", "city", SPRING_AND_AUTUMN),
}


def even_seeds(towns: int) -> Sequence[int]:
    """The first even seeds."""
    return range(2, 2 * towns + 1, 2)


def slowdown_year(seed: int) -> int | None:
    """Growth of referrals stops from 2022 in every other of the even seeds, the first among them."""
    return SLOWDOWN_YEAR if seed % 4 == 2 else None  # noqa: PLR2004 - every other even number
