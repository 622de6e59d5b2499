"""Where a reader stands: one cell of a vintage, a part of it, a provider group or a month of it; its address and way.

Every coordinate but the year may be left out, which is all of it. Not here: whether the vintage has such a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from forecasting.sums.components import MONTHLY
from pipelines.publishing.content import ALL

TOTAL = "total"
CELL = "celle"
"""What the address of a cell begins with, under that of its vintage."""
PARAMETERS = {
    "aar": "fiscal_year", "maaned": "month", "omraade": "grant_area", "tilbud": "offer_type", "distrikt": "district_id",
    "trin": "grade_band", "type": "institution_type", "gruppe": "provider_group", "koeb": "own_bought",
    "led": "component",
}  # fmt: skip
"""The coordinates as an address names them, in the order of the way down."""
LEVELS = ("grade_band", "institution_type", "provider_group", "own_bought")
"""The coordinates that `forecast.level` divides the whole year by; it has no part of a part."""
YEAR, MONTH = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


class Spot(NamedTuple):
    """A cell of `forecast.fiscal_year`, a component, provider group or month (`2025-06`) of it, or a part of a year."""

    fiscal_year: int
    grant_area: str = ALL
    district_id: str = ALL
    offer_type: str = ALL
    component: str = TOTAL
    provider_group: str = ALL
    month: str = ""
    grade_band: str = ALL
    institution_type: str = ALL
    own_bought: str = ALL

    @property
    def is_whole(self) -> bool:
        """Whether nothing but the year is narrowed."""
        return self == Spot(self.fiscal_year)

    @property
    def level(self) -> str:
        """The coordinate that the whole year is divided by to come here; empty where one stands anywhere else."""
        return next((f for f in LEVELS if getattr(self, f) != ALL and self.without(f).is_whole), "")

    @property
    def is_counted(self) -> bool:
        """Whether children are counted there: not by grant area, nor of a part of the accounts."""
        return self.grant_area == ALL and self.component == TOTAL

    @property
    def is_monthly(self) -> bool:
        """Whether the forecast has months there: not by grant area, nor of what is not tied to placements."""
        return self.grant_area == ALL and self.component in (TOTAL, *MONTHLY)

    @property
    def address(self) -> str:
        """The address below that of the vintage; what is not narrowed is left out."""
        return f"{CELL}?{self.query}"

    @property
    def query(self) -> str:
        """The coordinates as the address has them."""
        return urlencode({name: getattr(self, field) for name, field in self.narrowed.items()})

    @property
    def narrowed(self) -> Mapping[str, str]:
        """The parameters that are not all, and the year, with their fields; in the order of the way down."""
        said = {name: field for name, field in PARAMETERS.items() if getattr(self, field) != _ALL_OF.get(field)}
        return {"aar": "fiscal_year"} | said

    def way(self) -> Iterator[tuple[str, Spot]]:
        """Each step from the year down to here: its field, and where one stood after it."""
        step = Spot(self.fiscal_year)
        for field in self.narrowed.values():
            step = step.at(field, getattr(self, field))
            yield field, step

    def wider(self) -> Iterator[tuple[str, Spot]]:
        """Each coordinate that is narrowed beside the year, and the spot with all of it."""
        yield from ((field, self.without(field)) for field in self.narrowed.values() if field in _ALL_OF)

    def at(self, field: str, code: str) -> Spot:
        """The spot narrowed along one coordinate."""
        return self._replace(**{field: code})  # type: ignore[arg-type]

    def without(self, field: str) -> Spot:
        """The spot with all of one coordinate."""
        return self.at(field, _ALL_OF[field])


_ALL_OF = Spot._field_defaults


def spot_from(given: Mapping[str, str], own_year: int) -> Spot | None:
    """The spot that an address names; None where its year or month is none, or the month lies in another year."""
    year, month = given.get("aar", str(own_year)), given.get("maaned", "")
    if not YEAR.fullmatch(year) or (month and not (MONTH.fullmatch(month) and month.startswith(year))):
        return None
    named = {field: given[name] for name, field in PARAMETERS.items() if given.get(name)}
    return Spot(**{**named, "fiscal_year": int(year)})  # type: ignore[arg-type]
