"""What a forecast's year has moved since the vintage before, split like the deviation: dearer is negative.

Each end has the year's population as known on its own day, its own children on the day of the pupil statistic, and its
own growth of prices since the earlier one's year. Where that growth was not kept, what index and price make together
is unexplained. Not here: what has become known between the two (`vintages`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from forecasting.given.terms import ALL
from forecasting.told.bridge import ZERO, bridge
from forecasting.told.people import PlacesOfAges
from forecasting.told.published import EFFECTS, Expected, Key, Published, groups, signed, summed

INDEX, PRICE = EFFECTS.index("index"), EFFECTS.index("price")
NOTHING: tuple[None, ...] = (None,) * (len(EFFECTS) + 3)
"""The row of a forecast with none before it."""


class Change:
    """From the vintage before to this forecast, in one fiscal year."""

    def __init__(self, before: Published, now: Published, fiscal_year: int, ages: PlacesOfAges) -> None:
        self.ends, self.fiscal_year, self.ages = (before, now), fiscal_year, ages
        self.before, self.now = (Expected.of(end, fiscal_year) for end in self.ends)
        self.leaves = [key for key in self.before.total if ALL not in key]
        self.index = grown_more(before, now, fiscal_year)

    def row(self, key: Key, members: Iterable[Key]) -> tuple[Decimal, ...]:
        """Previous expected kroner, the change since and its causes; last what of the unexplained people have added."""
        own = [leaf for leaf in self.leaves if all(k in (ALL, c) for k, c in zip(key, leaf, strict=True))]
        earlier, later = ((end.total.get(key) or {}).get("mean_kr", ZERO) for end in (self.before, self.now))
        change = earlier - later
        effects = summed(self._causes(key[1], group) for group in groups(sorted({*own, *members})))
        judged = self.before.adjustment(key, "mean_kr") - self.now.adjustment(key, "mean_kr")
        return (earlier, change, *effects, change - sum(effects, ZERO), judged)

    def _causes(self, district: str, group: list[Key]) -> list[Decimal]:
        """The causes within types whose places may be added; nothing where there were no places before."""
        offers = {leaf[2] for leaf in group}
        people = (self.ages.expected(end.people, self.fiscal_year, district, offers) for end in self.ends)
        ends = zip((self.before, self.now), people, strict=True)
        old, new = (end.side(group, population, counts_children=True) for end, population in ends)
        if not old.volumes:
            return [ZERO] * (len(EFFECTS) - 1)
        causes = signed(bridge(old, new, self.index or ZERO))
        if self.index is None:
            causes[INDEX] = causes[PRICE] = ZERO
        return causes


def grown_more(before: Published, now: Published, fiscal_year: int) -> Decimal | None:
    """How much more prices are expected to grow to a year than they were, from the earlier forecast's own year."""
    if before.growth is None or now.growth is None:
        return None
    first = before.years["fiscal_year"].min()
    factor = Decimal(1)
    for year in sorted(before.growth.keys() & now.growth.keys()):
        if isinstance(first, int) and first < year <= fiscal_year:
            was, has = (1 + Decimal(repr(round(float(end[year]), 9))) for end in (before.growth, now.growth))
            factor *= has / was
    return factor - 1
