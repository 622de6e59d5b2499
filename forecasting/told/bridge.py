"""From one cost to another in named steps that add up to the øre.

With children n, places a child f, price p and one-offs O by type (q = n.f), totals N and Q, F = Q/N, P = sum(q.p)/Q
and the agreed index pi:

    population  (B1 - B0) a0 F0 P0          more children live here
    share       B1 (a1 - a0) F0 P0          a larger part of them is in special provision
    timing      N1 (F1 - F0) P0             they stay a longer part of the year
    mix         sum(q1 p0) - Q1 P0          they are in dearer types
    index       pi sum(q1 p0)               agreed price rise
    price       sum(q1 (p1 - p0 (1 + pi)))  real price change
    one_off     O1 - O0

A new type has p0 = p1 / (1 + pi). Each step but the last two is rounded to the øre; the price takes the rounding, so
the sum is exact. Not here: which two costs are compared (`deviation`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

ORE, TEN_THOUSANDTH = Decimal("0.01"), Decimal("0.0001")
"""What kroner and full-year places are rounded to."""
ZERO = Decimal(0)
DIGITS = 60
"""Enough that a share of a share of billions has no rounding that reaches the øre."""
MOST_PLACES = 2
"""Places a child: with more of them the day on which children were counted says nothing of the year."""


@dataclass(frozen=True)
class Volume:
    """One type: children, full-year places and unit price. `children` equal to places leaves timing at zero."""

    children: Decimal
    places: Decimal
    price_kr: Decimal

    @property
    def cost_kr(self) -> Decimal:
        """Places x price."""
        return self.places * self.price_kr


@dataclass(frozen=True)
class Side:
    """One end of a bridge: volumes by type, one-offs, and the population the children came from (None: not known)."""

    volumes: Mapping[str, Volume]
    one_off_kr: Decimal = ZERO
    population: Decimal | None = None

    @property
    def cost_kr(self) -> Decimal:
        """All types and one-offs, to the øre."""
        return _ore(sum((volume.cost_kr for volume in self.volumes.values()), ZERO) + self.one_off_kr)


@dataclass(frozen=True)
class Bridge:
    """The steps in kroner; they sum to cost after less cost before."""

    population: Decimal
    share: Decimal
    timing: Decimal
    mix: Decimal
    index: Decimal
    price: Decimal
    one_off: Decimal

    @property
    def total(self) -> Decimal:
        """The whole difference."""
        return sum(astuple(self), ZERO)

    @property
    def children(self) -> Decimal:
        """Population and share together: more or fewer children in places."""
        return self.population + self.share


def _ore(amount: Decimal) -> Decimal:
    return amount.quantize(ORE, rounding=ROUND_HALF_EVEN)


def bridge(before: Side, after: Side, index: Decimal = ZERO) -> Bridge:
    """The steps from `before` to `after`; without both populations all of the children are share."""
    with localcontext() as context:
        context.prec = DIGITS
        old = _old_prices(before, after, index)
        n0, n1 = (sum((v.children for v in side.volumes.values()), ZERO) for side in (before, after))
        q0, q1 = (sum((v.places for v in side.volumes.values()), ZERO) for side in (before, after))
        if q0 > MOST_PLACES * n0 or q1 > MOST_PLACES * n1:  # places stand for children that were not counted
            n0, n1 = q0, q1
        at_old = sum((volume.places * old[key] for key, volume in after.volumes.items()), ZERO)
        price = old_unit_price(before, after, index)
        stay = q0 / n0 if n0 else (q1 / n1 if n1 else ZERO)
        population = ZERO
        if before.population and after.population is not None:
            population = (after.population - before.population) * n0 / before.population * stay * price
        steps = {
            "population": _ore(population),
            "share": _ore((n1 - n0) * stay * price - population),
            "timing": _ore(q1 * price - n1 * stay * price),
            "mix": _ore(at_old - q1 * price),
            "index": _ore(index * at_old),
            "one_off": _ore(after.one_off_kr - before.one_off_kr),
        }
        return Bridge(price=after.cost_kr - before.cost_kr - sum(steps.values(), ZERO), **steps)


def old_unit_price(before: Side, after: Side, index: Decimal = ZERO) -> Decimal:
    """P0: kroner of a mean place before; of those after at old prices where there were none."""
    with localcontext() as context:
        context.prec = DIGITS
        counted = before if any(volume.places for volume in before.volumes.values()) else after
        places = sum((volume.places for volume in counted.volumes.values()), ZERO)
        old = _old_prices(before, after, index)
        priced = ((v.places * (old[key] if counted is after else v.price_kr)) for key, v in counted.volumes.items())
        return sum(priced, ZERO) / places if places else ZERO


def _old_prices(before: Side, after: Side, index: Decimal) -> dict[str, Decimal]:
    """Price before of each type after; a type without one gets its new price less the index."""
    old = {}
    for key, volume in after.volumes.items():
        had = before.volumes.get(key)
        known = had is not None and had.places != 0
        old[key] = had.price_kr if had is not None and known else volume.price_kr / (1 + index)
    return old
