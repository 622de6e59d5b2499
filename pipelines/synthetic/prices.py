"""What a place costs: rate lists by institution, offer, price group and service, one row a year.

Levels of 2025 by offer type from published rate lists; every price follows the national index with a change of its
own each year, and some fall. Prices are published in October and November for 1 January. Not here: what is paid
(`service_costs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.calibration import CAPACITY_GROWTH, CLOSING_DAY, LEISURE_TYPE
from pipelines.synthetic.days import day_of
from pipelines.synthetic.institutions import Institutions, Provider
from pipelines.synthetic.registers import Register
from pipelines.synthetic.streams import stream

FIRST_YEAR, LAST_YEAR = 2016, 2037
INDEX = {  # yearly change of prices and wages; 2017-2021 and the years after 2026 assumed at their usual level
    2017: 0.016, 2018: 0.018, 2019: 0.022, 2020: 0.020, 2021: 0.017, 2022: 0.024, 2023: 0.041, 2024: 0.046, 2025: 0.035,
    2026: 0.031,
}  # fmt: skip
USUAL_INDEX = 0.028
OWN_CHANGE_MEAN, OWN_CHANGE_SD = 0.004, 0.045  # beyond the index; about one price in five falls in a year
LEVELS = {  # kr. a year in 2025: teaching (or the place itself), leisure, by owner kind
    ("specialskole", "bought"): (405_000, 150_000),  # 825-1,517 kr. a day = 301-554 t.kr.; leisure from 2018 lists
    ("specialskole", "own"): (362_000, 0),
    ("specialklasse", "bought"): (268_000, 0),  # VIVE 2022: 4,638 kr. a week = 241 t.kr.
    ("specialklasse", "own"): (226_000, 0),
    ("dagbehandling", "bought"): (312_000, 68_000),  # 244-254 t.kr. for the school part in 2017-2018
    ("intern_skole", "bought"): (446_000, 0),  # 351-381 t.kr. in 2017-2018
    (LEISURE_TYPE, "bought"): (0, 192_000),  # 583 kr. a day = 213 t.kr. at the dear end
    (LEISURE_TYPE, "own"): (0, 104_000),
    ("specialboernehave", "bought"): (566_000, 0),  # 1,590 kr. a day = 580 t.kr.
    ("specialboernehave", "own"): (498_000, 0),
    ("basisplads", "own"): (232_000, 0),
    ("mellemform", "own"): (118_000, 0),
    ("enkeltintegration", "own"): (92_000, 0),
}
TRANSPORT_YEAR_KR = 49_000  # 44-45 t.kr. a child in Fredensborg's accounts of 2017-2018
GROUP_FACTOR = {"A": 1.0, "B": 1.34, "AF": 1.0, "BF": 1.34, "E": 1.0, "S": 1.0}
PER_YEAR = {"dag": 365.0, "uge": 52.0, "maaned": 12.0, "aar": 1.0}
OPEN_ENDED = 41  # one price in so many is never given a last day, so its years overlap
CHILDREN_PER_CLASS = {"specialklasse": 8, "specialskole": 7, "specialboernehave": 6}
TEACHING, LEISURE, TRANSPORT = "undervisning", "fritid", "befordring"


@dataclass(frozen=True)
class PriceLine:
    """One price as it is quoted, before the years."""

    provider: Provider
    offer: str
    group: str
    service: str
    unit: str
    year_kr: float
    settlement: str = "takst"
    children_per_class: int | None = None


def index_path() -> dict[int, float]:
    """Price level by year relative to 2025."""
    log = {FIRST_YEAR: 0.0}
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        log[year] = log[year - 1] + float(np.log1p(INDEX.get(year, USUAL_INDEX)))
    return {year: float(np.exp(value - log[2025])) for year, value in log.items()}


PRICE_PATH = index_path()


def price_unit(provider: Provider, offer: str, service: str, settlement: str, number: int) -> str:
    """The unit a price is quoted in: mostly the day."""
    if settlement != "takst" or offer in {"mellemform", "enkeltintegration"}:
        return "aar"
    if service == TRANSPORT or offer == "basisplads":
        return "maaned"
    if offer == "specialklasse" and not provider.is_own:
        return "uge"
    return "maaned" if offer == "intern_skole" and number % 3 == 0 else "dag"


def own_year_kr(provider: Provider, offer: str, settlement: str, level: float) -> float:
    """A year's amount for an own offer: a place, a class, or the whole frame of the school."""
    if settlement == "klasse":
        return level * CHILDREN_PER_CLASS[offer]
    return level * provider.capacity[offer] if settlement == "ramme" else level


def price_lines(institutions: Institutions) -> Iterator[PriceLine]:
    """Every price that is quoted, own and bought."""
    for number, provider in enumerate(institutions.by_id.values()):
        for offer, settlement in provider.offers.items():
            teaching, leisure = LEVELS[offer, "own" if provider.is_own else "bought"]
            for group in rate_groups(provider, offer):
                yield from _lines_of(provider, number, (offer, settlement, group), teaching, leisure)


def rate_groups(provider: Provider, offer: str) -> tuple[str, ...]:
    """The price groups an offer is quoted in."""
    if offer == LEISURE_TYPE:
        return ("S",)
    if provider.is_own:
        return ("E",)
    return ("A", "B", "AF", "BF") if offer == "specialskole" else ("A", "B")


def _lines_of(
    provider: Provider, number: int, cell: tuple[str, str, str], teaching: float, leisure: float
) -> Iterator[PriceLine]:
    offer, settlement, group = cell
    per_class = CHILDREN_PER_CLASS[offer] if settlement == "klasse" else None
    if teaching:
        amount = own_year_kr(provider, offer, settlement, teaching) * GROUP_FACTOR[group]
        unit = price_unit(provider, offer, TEACHING, settlement, number)
        yield PriceLine(provider, offer, group, TEACHING, unit, amount, settlement, per_class)
    if leisure and (offer != "specialskole" or group.endswith("F")):
        unit = price_unit(provider, offer, LEISURE, "takst", number)
        yield PriceLine(provider, offer, group, LEISURE, unit, leisure * GROUP_FACTOR[group] ** 0.5)
    if provider.has_transport and offer not in {LEISURE_TYPE, "intern_skole"}:
        yield PriceLine(provider, offer, group, TRANSPORT, "maaned", TRANSPORT_YEAR_KR)


class PriceList:
    """All prices by year: `rows` has one row a price and year, with kr. a day."""

    def __init__(self, institutions: Institutions, seed: int) -> None:
        self.rows = pl.concat(self._years_of(line, turn, seed) for turn, line in enumerate(price_lines(institutions)))

    def _years_of(self, line: PriceLine, turn: int, seed: int) -> pl.DataFrame:
        years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
        generator = stream(seed, "prices", line.provider.id, line.offer)
        level = generator.normal(0.0, 0.13 if not line.provider.is_own else 0.05)
        sd = OWN_CHANGE_SD if not line.provider.is_own else OWN_CHANGE_SD / 3
        own = np.cumsum(generator.normal(OWN_CHANGE_MEAN, sd, len(years)))
        own -= own[2025 - FIRST_YEAR]
        index = np.array([PRICE_PATH[int(year)] for year in years])
        if line.settlement == "ramme":  # the frame follows the places of the school
            index *= np.exp(CAPACITY_GROWTH * (years - 2025))
        per_unit = np.round(
            line.year_kr * np.exp(level + own) * index / PER_YEAR[line.unit], 2 if line.unit == "dag" else 0
        )
        days = generator.integers(0, 50, len(years))
        published = [day_of(int(y) - 1, 10, 5) + int(d) for y, d in zip(years, days, strict=True)]
        notice = None if line.provider.is_own or line.service == TRANSPORT else 30
        found = pl.DataFrame(
            {
                "institutionsnummer": line.provider.id, "tilbudstype": line.offer, "takstgruppe": line.group,
                "ydelse": line.service, "year": years, "gyldig_fra": [day_of(int(y), 1, 1) for y in years],
                "gyldig_til": [None if turn % OPEN_ENDED == 0 else day_of(int(y), 12, 31) for y in years],
                "enhed": line.unit,
                "beloeb": per_unit, "opsigelsesvarsel_dage": notice,
                "opsigelse_til_maanedsslut": None if notice is None else "ja" if int(line.provider.id) % 2 else "nej",
                "prisniveau": years, "afregningsform": line.settlement, "boern_pr_klasse": line.children_per_class,
                "offentliggjort_dato": published, "known": published,
                "day_kr": per_unit * PER_YEAR[line.unit] / 365.0,
            },
            schema_overrides={"gyldig_til": pl.Int64, "opsigelsesvarsel_dage": pl.Int64, "boern_pr_klasse": pl.Int64,
                              "opsigelse_til_maanedsslut": pl.String, "known": pl.Int64},
        )  # fmt: skip
        return found.filter(pl.col("year") <= CLOSING_DAY[0]) if line.provider.is_closing else found

    def register(self, last_year: int) -> Register:
        """The rate lists up to the year after the period."""
        return Register("takster", self.rows.filter(pl.col("year") <= last_year + 1))
