"""What a year has moved since an earlier forecast of it, split like the deviation: dearer is negative.

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
from forecasting.told.published import EFFECTS, End, Key, groups, signed, summed

INDEX, PRICE = EFFECTS.index("index"), EFFECTS.index("price")
NOTHING: tuple[None, ...] = (None,) * (len(EFFECTS) + 3)
"""The row of a forecast with none before it."""


class Change:
    """From an earlier forecast of a fiscal year to a later one, or to its accounts."""

    def __init__(self, before: End, now: End, ages: PlacesOfAges) -> None:
        self.before, self.now, self.ages = before, now, ages
        self.leaves = [key for key in before.expected.total if ALL not in key]
        self.index = grown_more(before, now)

    def row(self, key: Key, members: Iterable[Key]) -> tuple[Decimal, ...]:
        """Previous expected kroner, the change since and its causes; last what of the unexplained people have added."""
        own = [leaf for leaf in self.leaves if all(k in (ALL, c) for k, c in zip(key, leaf, strict=True))]
        before, now = self.before.expected, self.now.expected
        change = before.kr(key) - now.kr(key)
        effects = summed(self._causes(key[1], group) for group in groups(sorted({*own, *members})))
        judged = before.adjustment(key, "mean_kr") - now.adjustment(key, "mean_kr")
        return (before.kr(key), change, *effects, change - sum(effects, ZERO), judged)

    def _causes(self, district: str, group: list[Key]) -> list[Decimal]:
        """The causes within types whose places may be added; nothing where there were no places before."""
        offers = {leaf[2] for leaf in group}
        old, new = (
            end.expected.side(group, self._people(end, district, offers), counts_children=True)
            for end in (self.before, self.now)
        )
        if not old.volumes:
            return [ZERO] * (len(EFFECTS) - 1)
        causes = signed(bridge(old, new, self.index or ZERO))
        if self.index is None:
            causes[INDEX] = causes[PRICE] = ZERO
        return causes

    def _people(self, end: End, district: str, offers: set[str]) -> Decimal | None:
        return self.ages.expected(end.people, end.fiscal_year, district, offers)


def grown_more(before: End, now: End) -> Decimal | None:
    """How much more prices are expected to grow to a year than they were, from the earlier forecast's own year."""
    if before.growth is None or now.growth is None:
        return None
    factor = Decimal(1)
    for year in sorted(before.growth.keys() & now.growth.keys()):
        if before.first_year < year <= now.fiscal_year:
            was, has = (1 + Decimal(repr(round(float(growth[year]), 9))) for growth in (before.growth, now.growth))
            factor *= has / was
    return factor - 1
