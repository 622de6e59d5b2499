"""What a month's packs are made of: plain values from the published file, before any words, rounding or hiding.

Children are counted on the month's last day; places are those in use on average in the month. Amounts are exact kroner
in the price level of their fiscal year. Not here: how they are read (`month_file`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.publishing.content import Delivery
from pipelines.publishing.dominance import Concentration, Dearest

TREND_MONTHS = 25
UNKNOWN = "UKENDT"
"""The district of children whose own is not known: in every total of the municipality, in no area."""


@dataclass(frozen=True)
class Source:
    """Where the figures come from: as known on a day, from these files, by this code."""

    as_of: date
    data_fingerprint: str
    code_version: str
    is_demonstration: bool
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Line:
    """A line of the packs: one offer type, or several under one of the municipality's headings.

    `counted` are those whose children the line shows: types outside the total only where all are.
    """

    name: str
    counted: tuple[str, ...]
    is_in_total: bool

    @property
    def key(self) -> str:
        """What the line counts, the same under any heading."""
        return "+".join(sorted(self.counted))


@dataclass(frozen=True)
class Use:
    """How much an offer type is used: children on the last day of the month, places in use on average in it."""

    children: int
    places: Decimal

    def __add__(self, other: Use) -> Use:
        return Use(self.children + other.children, self.places + other.places)


NOBODY = Use(0, Decimal(0))


@dataclass(frozen=True)
class Money:
    """An area's kroner of an offer type: the year's budget, what its places have cost so far, what is booked."""

    budget_kr: Decimal
    committed_kr: Decimal
    booked_kr: Decimal

    def __add__(self, other: Money) -> Money:
        return Money(self.budget_kr + other.budget_kr, self.committed_kr + other.committed_kr,
                     self.booked_kr + other.booked_kr)  # fmt: skip


@dataclass(frozen=True)
class Ratio:
    """A count out of so many; `whole` is None where nobody said out of how many."""

    part: Decimal
    whole: Decimal | None = None

    def __add__(self, other: Ratio) -> Ratio:
        is_known = self.whole is not None and other.whole is not None
        whole = (self.whole or Decimal(0)) + (other.whole or Decimal(0))
        return Ratio(self.part + other.part, whole if is_known else None)

    @property
    def share(self) -> Decimal | None:
        """The part of the whole."""
        return self.part / self.whole if self.whole else None


UnitKind = Literal["school", "cluster"]


@dataclass(frozen=True)
class Unit:
    """A school, or a cluster of day-care institutions, and what it has places for whether children are there or not."""

    kind: UnitKind
    code: str
    name: str
    district: str
    offered: Mapping[str, int]
    """Places by offer type."""


@dataclass(frozen=True)
class Units:
    """The schools and clusters of a month, the children at each, and the offer types that others have too."""

    units: tuple[Unit, ...] = ()
    children: Mapping[tuple[date, str, str], int] = field(default_factory=dict)
    """By month, unit (also one that is put together with others) and offer type."""
    elsewhere: frozenset[str] = frozenset()
    carried_on: Mapping[str, str] = field(default_factory=dict)
    """The institutions that have closed, each with the one that carries it on."""
    members: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """The delivered clusters of one that kommune.yaml puts together, each with the offers that it has places for."""
    joined: Mapping[tuple[date, str, str], Mapping[tuple[UnitKind, str], int]] = field(default_factory=dict)
    """By month, unit and what is counted: how many there were in each of the units that have become one since."""


@dataclass(frozen=True)
class Month:
    """All that the packs of one month are made of; keys are codes as delivered.

    Whoever is in no area (`UNKNOWN`) is in the municipality's figures, whose key is `ALL`.
    """

    period: date
    source: Source
    areas: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    use: Mapping[tuple[date, str, str], Use]
    """By month, district and offer type."""
    expected_places: Mapping[tuple[str, str], Decimal]
    """The expectation figure, by area and offer type; none where the area has none of its own."""
    money: Mapping[tuple[str, str], Money]
    """By area and offer type, where the area has a budget of its own."""
    signs: Mapping[tuple[str, date, str], Ratio]
    """Counted early signs by indicator, census day and area."""
    waits: Mapping[tuple[date, str], Ratio]
    """Days that open cases have waited and how many they are, by census day and area; nothing that may not be told."""
    absence: Mapping[tuple[str, date, str], Ratio]
    """Pupil-days (or pupils) by indicator, month and area or institution."""
    well_being: Mapping[tuple[str, date, str], Ratio]
    """Answers' scores by indicator, census day and area or institution."""

    at: Units = field(default_factory=Units)
    frozen_at: date | None = None
    """The day the areas' expectation figures were frozen; None where the adopted budget stands instead."""
    concentration: Concentration = field(default_factory=Concentration)
    """How much of the year's kroner are the dearest children's."""
    members: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The delivered areas of an area that kommune.yaml puts together, each with its districts."""

    @property
    def last_year(self) -> date:
        """The same month the year before."""
        return self.period.replace(year=self.period.year - 1)

    @property
    def has_last_year(self) -> bool:
        """Whether the published file reaches a year back."""
        return any(month == self.last_year for month, _, _ in self.use)

    @property
    def trend(self) -> Sequence[date]:
        """The months of the chart that the file knows."""
        return sorted({month for month, _, _ in self.use})

    def without(self, when: date) -> Month:
        """The same without the children of a month."""
        children = {key: count for key, count in self.at.children.items() if key[0] != when}
        use = {key: used for key, used in self.use.items() if key[0] != when}
        return replace(self, use=use, at=replace(self.at, children=children))

    def dearest(self, area: str, types: Sequence[str]) -> Dearest:
        """The area's kroner of these offer types in the year, and the dearest children's."""
        return self.concentration.of(types, tuple(self.members.get(area, (area,))))

    def in_area(self, month: date, area: str, types: Sequence[str]) -> Use:
        """How much the area's children use these offer types."""
        return self._sum(month, self.areas[area], types)

    def in_district(self, month: date, district: str) -> Use:
        """How much a district's children use what counts in the total."""
        return self._sum(month, (district,), self.types_in_total)

    def in_municipality(self, month: date, types: Sequence[str]) -> Use:
        """How much all children use these offer types, those of no area too."""
        return self._sum(month, sorted({district for _, district, _ in self.use}), types)

    @property
    def types_in_total(self) -> tuple[str, ...]:
        """The offer types that the lines of the total count."""
        return tuple(code for line in self.lines if line.is_in_total for code in line.counted)

    def _sum(self, month: date, districts: Sequence[str], types: Sequence[str]) -> Use:
        found = (self.use.get((month, district, code), NOBODY) for district in districts for code in types)
        return sum(found, NOBODY)
