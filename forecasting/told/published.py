"""A forecast as it was published, and what it built on; each of its years is an end of a bridge.

Not here: the bridge (`bridge`), what it leads from (`from_budget`, `change`), the other end (`closed_accounts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.terms import ALL
from forecasting.told.bridge import ZERO, Bridge, Side, Volume
from forecasting.told.coverage import CENSUS
from forecasting.told.people import Census, census

EFFECTS = ("population", "share", "timing", "mix", "index", "price", "one_off", "unexplained")
"""The parts of a difference in kroner, in the order they are printed; they sum to it exactly."""
ADJUSTMENT = "adjustment"
"""What of the unexplained people have added."""
Key = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Published:
    """A forecast's rows of forecast.fiscal_year and forecast.activity, with the population known on its day.

    `growth` is how much it expected prices to grow in each of its years from the year before; None: not kept.
    """

    years: pl.DataFrame
    activity: pl.DataFrame
    population: pl.DataFrame
    growth: Mapping[int, float] | None

    @cached_property
    def people(self) -> Census:
        """The population by year and district."""
        return census(self.population)

    @cached_property
    def told_years(self) -> list[int]:
        """The fiscal years it speaks of, its own first."""
        return self.years["fiscal_year"].unique().sort().to_list()

    def end(self, fiscal_year: int) -> End:
        """One of its years."""
        return End(fiscal_year, Expected.of(self, fiscal_year), self.people, self.growth, self.told_years[0])


@dataclass(frozen=True)
class Expected:
    """A fiscal year by key: total kroner, interval, places, one-offs and adjustments; children by (district, type).

    Children are those in a place on the day of the pupil statistic.
    """

    total: dict[Key, dict[str, Any]]
    one_off: dict[Key, Decimal]
    adjusted: dict[Key, dict[str, Any]]
    children: dict[tuple[str, str], Decimal]

    @classmethod
    def of(cls, told: Published, fiscal_year: int) -> Expected:
        """The year's rows."""
        chosen = told.years.filter(pl.col("fiscal_year") == fiscal_year)
        by_key = {
            component: {
                (row["grant_area"], row["district_id"], row["offer_type"]): row
                for row in chosen.filter(pl.col("component") == component).iter_rows(named=True)
            }
            for component in ("total", "one_off", ADJUSTMENT)
        }
        one_off = {key: row["mean_kr"] for key, row in by_key["one_off"].items()}
        counted = told.activity.filter(
            pl.col("month") == date(fiscal_year, CENSUS[0], 1), pl.col("measure") == "children_count"
        )
        rows = counted.select("district_id", "offer_type", pl.col("mean").cast(pl.Float64)).iter_rows()
        children = {(district, offer): Decimal(repr(round(mean, 4))) for district, offer, mean in rows}
        return cls(by_key["total"], one_off, by_key[ADJUSTMENT], children)

    def side(self, leaves: Iterable[Key], population: Decimal | None, *, counts_children: bool) -> Side:
        """Volumes by type of the leaves that have places before adjustments, with the one-offs of all of them.

        Where children are not counted places stand for them: a budget does not count any.
        """
        volumes: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
        one_off = ZERO
        for key in leaves:
            row = self.total.get(key)
            if row is None:
                continue
            extra = self.one_off.get(key, ZERO)
            places = (row["full_year_places"] or ZERO) - self.adjustment(key, "full_year_places")
            one_off += extra
            if places > 0:
                had = volumes.get(key[2], (ZERO, ZERO, ZERO))
                kr = row["mean_kr"] - extra - self.adjustment(key, "mean_kr")
                children = self.children.get(key[1:], ZERO) if counts_children else places
                volumes[key[2]] = (had[0] + children, had[1] + places, had[2] + kr)
        return Side({offer: Volume(n, q, kr / q) for offer, (n, q, kr) in volumes.items()}, one_off, population)

    def kr(self, key: Key) -> Decimal:
        """The year's kroner at a key."""
        row = self.total.get(key)
        return row["mean_kr"] if row else ZERO

    def interval(self, key: Key) -> tuple[Decimal, Decimal]:
        """The ends of the year's 80 % interval at a key."""
        row = self.total.get(key)
        return (row["p10_kr"], row["p90_kr"]) if row else (ZERO, ZERO)

    def places(self, key: Key) -> Decimal:
        """The year's full-year places at a key."""
        row = self.total.get(key)
        return (row["full_year_places"] or ZERO) if row else ZERO

    def adjustment(self, key: Key, column: str) -> Decimal:
        """Places or kroner that people have added at a key."""
        row = self.adjusted.get(key)
        return (row[column] or ZERO) if row else ZERO


@dataclass(frozen=True, eq=False)
class End:
    """A fiscal year as an end of a bridge: what is expected or booked, the people and the growth of prices behind it.

    `first_year` is the year from which the prices grow.
    """

    fiscal_year: int
    expected: Expected
    people: Census
    growth: Mapping[int, float] | None
    first_year: int


def keys_of(leaf: Key) -> Iterator[Key]:
    """A leaf and every total that it is in."""
    area, district, offer = leaf
    yield from product((ALL, area), (ALL, district), (ALL, offer))


def groups(leaves: Iterable[Key]) -> Iterator[list[Key]]:
    """Leaves whose places may be added: types that count in the total together, each other type by itself."""
    found: dict[str, list[Key]] = {}
    for leaf in leaves:
        found.setdefault(ALL if counts_in_total(leaf[2]) else leaf[2], []).append(leaf)
    yield from (found[name] for name in sorted(found))


def summed(parts: Iterable[list[Decimal]]) -> list[Decimal]:
    """Causes of several bridges together."""
    return [sum(effects, ZERO) for effects in zip(*parts, strict=True)]


def signed(steps: Bridge) -> list[Decimal]:
    """The steps of a bridge as causes of a deviation: dearer is negative."""
    return [-step if step else ZERO for step in astuple(steps)]
