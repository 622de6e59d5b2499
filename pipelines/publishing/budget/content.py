"""What a budget edition shows beside what every edition does: plain values, in the prices of the budget year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

WayName = Literal["previous", "frozen", "trend", "plan"]
WAYS: tuple[WayName, ...] = ("previous", "frozen", "trend", "plan")
CAUSES = ("population", "share", "timing", "mix", "price", "one_off", "plan", "unexplained")
YEARS = 4
ZERO = Decimal(0)


@dataclass(frozen=True)
class WayYear:
    """What a way comes to in a year, for the whole municipality; no interval where it is a sum and no forecast."""

    kr: Decimal
    low_kr: Decimal | None
    high_kr: Decimal | None
    places: Decimal | None
    children: Decimal | None
    price_kr: Decimal | None


@dataclass(frozen=True)
class Step:
    """From one way to the next in a year, cause by cause; plus is dearer."""

    year: int
    before: WayName
    after: WayName
    effects_kr: Mapping[str, Decimal]

    @property
    def kr(self) -> Decimal:
        """The whole difference."""
        return sum(self.effects_kr.values(), ZERO)


@dataclass(frozen=True)
class AgeGroup:
    """What two population forecasts say of a group of ages in a year, and what their difference comes to."""

    year: int
    age_from: int
    age_to: int
    previous_vintage: int
    vintage: int
    previous_people: int
    people: int
    covered_places: Decimal
    rate: Decimal
    places: Decimal
    price_kr: Decimal
    kr: Decimal


@dataclass(frozen=True)
class Ground:
    """An assumption: what, of which year, its value, whether delivered, configured, assumed or missing, and of when."""

    code: str
    year: int | None
    value: Decimal | None
    status: str
    dated: date | None


@dataclass(frozen=True)
class District:
    """A district's places of the budget year, as the trend and a frozen share have them.

    Its kroner are left out: at known prices they would tell what the lines of its area hide.
    """

    district: str
    area: str
    places: Decimal
    frozen_places: Decimal | None


@dataclass(frozen=True)
class LastBudget:
    """What the sealed edition of a year ago counted on for the year that now goes on, as it was printed."""

    edition: str
    as_of: date
    ways_kr: Mapping[str, Decimal]
    places: Decimal | None


@dataclass(frozen=True)
class RunningYear:
    """The year that goes on: its adopted budget, what is now expected of it, and why the two differ."""

    year: int
    adopted_kr: Decimal | None
    expected_kr: Decimal
    low_kr: Decimal
    high_kr: Decimal
    places: Decimal | None
    planned_places: Decimal | None
    effects_kr: Mapping[str, Decimal]


@dataclass(frozen=True)
class Budget:
    """All of it; `year` is the budget year. A way that could not be made is not in `ways`."""

    year: int
    ways: Mapping[tuple[str, int], WayYear]
    areas: Mapping[tuple[str, str], Decimal]
    lines: Mapping[tuple[str, str], Decimal]
    steps: tuple[Step, ...]
    ages: tuple[AgeGroup, ...]
    grounds: tuple[Ground, ...]
    districts: tuple[District, ...]
    running: RunningYear
    last: LastBudget | None = None
    area_years: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)
    """The trend by grant area and year."""

    @property
    def years(self) -> range:
        """The budget year and the three after it."""
        return range(self.year, self.year + YEARS)

    @property
    def made(self) -> list[WayName]:
        """The ways there are, in their order."""
        return [way for way in WAYS if (way, self.year) in self.ways]

    def steps_of(self, year: int) -> list[Step]:
        """The year's differences, in the order of the ways."""
        return sorted((step for step in self.steps if step.year == year), key=lambda step: WAYS.index(step.before))

    def ground(self, code: str, year: int | None = None) -> Ground | None:
        """The assumption of a code that is in force: what it ends with where something else was asked for."""
        found = [one for one in self.grounds if one.code == code and year in (None, one.year)]
        return found[-1] if found else None

    def kr_of_area(self, way: str, area: str) -> Decimal | None:
        """What a way gives a grant area in the budget year; None where there is no such way."""
        return self.areas.get((way, area), ZERO) if (way, self.year) in self.ways else None

    def kr_of_types(self, way: str, types: tuple[str, ...]) -> Decimal | None:
        """The same of offer types."""
        if (way, self.year) not in self.ways:
            return None
        return sum((self.lines.get((way, offer), ZERO) for offer in types), ZERO)
