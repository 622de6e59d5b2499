"""Whether one child is most of a line's kroner: then they tell what that child costs, however many the line counts.

The kroner of the dearest children come from mart.cost_concentration, which names nobody. Not here: what goes with a
hidden line (`figures`), what the attack makes of the same (`privacy.attack.dominance`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ALL = "ALL"
PLACES = "places"
MOST = Decimal("0.5")
"""Of a line's kroner: what one child may not reach."""
NEAR = Decimal("0.1")
"""Of the dearest child's kroner: whoever knows the second dearest may not come so close to the dearest."""
ROOM = Decimal("1.2")
"""A dominated line must be thought to have at least so many times the places that it has."""

DEAREST = """
-- one row per part of the year, area and offer type, and their totals: kroner of all and of the two dearest children
select part, area_id, offer_type, cost_kr, largest_kr, second_kr, largest_child_kr, second_child_kr
from mart.cost_concentration
where fiscal_year = $fiscal_year
order by part, area_id, offer_type
"""


@dataclass(frozen=True)
class Dearest:
    """A line's kroner, and what of them are the two dearest children's at most."""

    total_kr: Decimal = Decimal(0)
    first_kr: Decimal = Decimal(0)
    second_kr: Decimal = Decimal(0)

    @property
    def is_most(self) -> bool:
        """Whether the line tells about what its dearest child costs."""
        rest = self.total_kr - self.first_kr - self.second_kr
        return self.first_kr > 0 and (self.first_kr >= MOST * self.total_kr or rest <= NEAR * self.first_kr)

    def within(self, printed_kr: Decimal) -> Dearest:
        """The same of the amount that is printed, where it is less: what is not yet a place hides no child."""
        return Dearest(min(self.total_kr, printed_kr), self.first_kr, self.second_kr) if printed_kr > 0 else self

    def part_of(self, printed_kr: Decimal) -> Dearest:
        """The same shares of another amount for the same children."""
        times = printed_kr / self.total_kr if self.total_kr else Decimal(0)
        return Dearest(printed_kr, self.first_kr * times, self.second_kr * times)

    @property
    def plain(self) -> tuple[float, float, float]:
        """For the attack, which shares no code with this."""
        return float(self.total_kr), float(self.first_kr), float(self.second_kr)


@dataclass(frozen=True)
class Concentration:
    """The dearest children by part of the year, area and offer type: in the line itself, and with all their places."""

    lines: Mapping[tuple[str, str, str], tuple[Dearest, Dearest]] = field(default_factory=dict)

    def of(self, types: Sequence[str] = (ALL,), areas: Sequence[str] = (ALL,), part: str = PLACES) -> Dearest:
        """Of one line; of several together what is known for certain: a child may have places in more than one."""
        keys = ((part, area, code) for area in areas for code in types)
        found = [self.lines[key] for key in keys if key in self.lines]
        if len(found) == 1:
            return found[0][0]
        most = sorted((kr for _, whole in found for kr in (whole.first_kr, whole.second_kr)), reverse=True)
        total = sum((own.total_kr for own, _ in found), Decimal(0))
        return Dearest(total, most[0], most[1]) if found else Dearest()


def read_concentration(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> Concentration:
    """The fiscal year's."""
    return Concentration(dict(_lines(rows(DEAREST, where))))


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str, str], tuple[Dearest, Dearest]]]:
    for row in rows:
        own = Dearest(row["cost_kr"], row["largest_kr"], row["second_kr"])
        whole = Dearest(row["cost_kr"], row["largest_child_kr"], row["second_child_kr"])
        yield (row["part"], row["area_id"], row["offer_type"]), (own, whole)
