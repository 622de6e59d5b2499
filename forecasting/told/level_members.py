"""Who belongs where on the levels beside district, type and area: grade band, institution type, provider group, own.

A provider's type, its group (the owner) and whether it is own or bought are those of the as-of day; a band is the stage
of the Danish school (indskoling, mellemtrin, udskoling) that the child's grade of the day lies in, so it moves on
1 August. A lane is one (class of provider, band, offer type). Not here: sums by lane (`level_flow`, `level_ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import AUGUST, Days, Ints, day_number
from forecasting.given.terms import DIMENSIONS, UNKNOWN
from forecasting.world import World

BANDS = ("daycare", "stage_lower", "stage_middle", "stage_upper", UNKNOWN)
"""Day-care, grades 0-3, 4-6 and from 7; the last for what no child tells the grade of."""
UNKNOWN_BAND = len(BANDS) - 1
LAST_BAND = UNKNOWN_BAND - 1
FIRST_GRADES = (0, 4, 7)
OF_PROVIDER = DIMENSIONS[1:]
OWN, BOUGHT = "own", "bought"
OWN_OWNER = "egen"
_YEARS = range(1950, 2101)
_AUGUSTS = np.array([day_number(date(year, AUGUST, 1)) for year in _YEARS], dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Lanes:
    """Every (class, band, offer type), the type running fastest; a class has a value of each of OF_PROVIDER.

    `of_template` is the class of each spell, grant and move, and last of none; `providers` (provider_id, class).
    """

    classes: tuple[tuple[str, str, str], ...]
    offers: int
    of_template: Ints
    providers: pl.DataFrame

    @classmethod
    def of(cls, world: World) -> Lanes:
        """The classes of all providers that occur."""
        told = provider_classes(world)
        moves = world.options.scenario.moves
        nowhere = (UNKNOWN, UNKNOWN, UNKNOWN)
        moved = [nowhere if move.place_kr is None else (UNKNOWN, OWN_OWNER, OWN) for move in moves]
        classes = tuple(sorted({nowhere, *moved, *told.select(OF_PROVIDER).iter_rows()}))
        at = {found: i for i, found in enumerate(classes)}
        of_provider = {provider: at[kind, owner, own] for provider, kind, owner, own in told.iter_rows()}
        places = pl.concat([world.spells["provider_id"], world.grants["provider_id"]])
        known = [of_provider.get(provider, at[nowhere]) for provider in places]
        of_moves = [of_provider.get(move.to_provider or "", at[kind]) for move, kind in zip(moves, moved, strict=True)]
        providers = pl.DataFrame(
            list(of_provider.items()), schema={"provider_id": pl.String, "class": pl.Int64}, orient="row"
        )
        return cls(classes, len(world.offers), np.array([*known, *of_moves, at[nowhere]]), providers)

    @property
    def count(self) -> int:
        """Number of lanes."""
        return len(self.classes) * len(BANDS) * self.offers

    def at(self, of_class: Ints, band: Ints | int, offer: Ints) -> Ints:
        """Positions of lanes."""
        lane: Ints = (of_class * len(BANDS) + band) * self.offers + offer
        return lane

    def of_providers(self, providers: pl.Series) -> Ints:
        """The class of each provider; that of none where it is unknown."""
        joined = providers.to_frame("provider_id").join(
            self.providers, on="provider_id", how="left", maintain_order="left"
        )
        return joined["class"].fill_null(int(self.of_template[-1])).to_numpy()

    def members(self, dimension: str) -> list[str]:
        """The member of a dimension that each lane belongs to."""
        shape = (len(self.classes), len(BANDS), self.offers)
        which = np.indices(shape).reshape(3, -1)
        if dimension == "grade_band":
            return [BANDS[band] for band in which[1]]
        return [self.classes[at][OF_PROVIDER.index(dimension)] for at in which[0]]


def provider_classes(world: World) -> pl.DataFrame:
    """Each provider's class: by its row of the as-of day, else its first; without one by its spells.

    Columns: provider_id and OF_PROVIDER.
    """
    begun = pl.col("valid_from") <= world.horizon.as_of
    first = pl.col("valid_from") == pl.col("valid_from").min().over("institution_id")
    rows = world.inputs.institutions.filter(begun | first).sort("institution_id", "valid_from")
    owner = pl.col("owner")
    own = pl.when(owner.is_null()).then(pl.lit(UNKNOWN)).when(owner == OWN_OWNER).then(pl.lit(OWN))
    listed = rows.unique("institution_id", keep="last", maintain_order=True).select(
        pl.col("institution_type").fill_null(UNKNOWN),
        provider_id="institution_id", provider_group=owner.fill_null(UNKNOWN), own_bought=own.otherwise(pl.lit(BOUGHT)),
    )  # fmt: skip
    is_own = pl.col("is_in_own_place").fill_null(value=False).any()
    seen = world.spells.filter(pl.col("provider_id") != UNKNOWN).group_by("provider_id").agg(
        institution_type=pl.lit(UNKNOWN),
        provider_group=pl.when(is_own).then(pl.lit(OWN_OWNER)).otherwise(pl.lit(UNKNOWN)),
        own_bought=pl.when(is_own).then(pl.lit(OWN)).otherwise(pl.lit(BOUGHT)),
    )  # fmt: skip
    columns = ["provider_id", *OF_PROVIDER]
    unlisted = seen.join(listed, on="provider_id", how="anti")
    return pl.concat([listed.select(columns), unlisted.select(columns)]).sort("provider_id")


def band_changes(cohort: Ints) -> Days:
    """The days on which children of a cohort enter the second, third and fourth band (3, n)."""
    year = np.clip(np.asarray(cohort), _YEARS[0], _YEARS[-1] - FIRST_GRADES[-1]) - _YEARS[0]
    return np.stack([_AUGUSTS[year + grade] for grade in FIRST_GRADES])


def band_of_month(month: str, cohort: str) -> pl.Expr:
    """Position of the band in a month (year x 12 + month - 1) of a child of a cohort."""
    grade = (pl.col(month) - (AUGUST - 1)) // 12 - pl.col(cohort)
    return pl.sum_horizontal((grade >= first).cast(pl.Int64) for first in FIRST_GRADES)
