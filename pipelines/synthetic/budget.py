"""The budget of each year: adopted in October, changed through the year.

It is made as such budgets are made: the places of 30 September last year at last year's price with transport, the
agreed index, and a sum for growth that is smaller than the growth that comes; so the year mostly ends some per cent
over. Not here: what the year costs (`service_costs`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.synthetic.accounts import DAYCARE_AREA, GRANT_AREAS, SCHOOL_AREA
from pipelines.synthetic.days import day_of
from pipelines.synthetic.prices import INDEX, USUAL_INDEX
from pipelines.synthetic.registers import Register
from pipelines.synthetic.service_costs import ServiceCosts
from pipelines.synthetic.streams import Draws, stream
from pipelines.synthetic.town import Town

BY_DISTRICT = ("specialklasse", "specialskole", "special_sfo_klub", "basisplads")
OPEN_TO_OTHERS = ("specialklasse", "specialskole")  # own places that other municipalities pay for
GROWTH_SUM = 0.018  # what the adopted budget allows for growth; assumed
SHARED_SHARE, INCOME_SHARE = 0.0105, -0.011
MAY_BE_EMPTY = (
    "tilbudstype", "distrikt", "institutionsnummer", "overfoerselsadgang", "helaarspladser", "enhedspris",
    "saerlig_aarsag",
)  # fmt: skip
REFUGEE_YEARS = (2022, 2023, 2024)
Row = dict[str, object]


def entry(kind: str, decided: int, area: str, kr: float, text: str, **more: object) -> Row:
    """One budget row; what is not given stays empty."""
    common: Row = {
        "budgettype": kind,
        "beslutningsdato": decided,
        "bevillingsomraade": area,
        "beloeb": kr,
        "tekst": text,
    }
    return {"overfoerselsadgang": "nej", **common, **more}


class Budget:
    """Builds the budget rows of each year from what was known in September before."""

    def __init__(self, town: Town, placements: pl.DataFrame, costs: ServiceCosts) -> None:
        self._town = town
        self._places = placements.filter(pl.col("betalingskommune") == town.size.code)
        parts = (costs.placements, costs.offers)
        self._costs = pl.concat([part.select("month", "tilbudstype", "kr") for part in parts])

    def register(self, first_year: int, last_year: int) -> Register:
        """The rows of every budget year, the year after the period included."""
        rows = [row for year in range(first_year, last_year + 2) for row in self._year(year)]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        return Register("budget", frame.with_columns(known=pl.col("beslutningsdato")))

    def _count(self, offer: str, year: int, district: str | None) -> int:
        day = day_of(year - 1, 9, 30)
        present = (pl.col("startdato") <= day) & (pl.col("slutdato") >= day) & (pl.col("tilbudstype") == offer)
        rows = self._places.filter(present)
        return rows.height if district is None else rows.filter(pl.col("bopaelsdistrikt") == district).height

    def _spent(self, year: int, **cell: str) -> float:
        """Kr. of the twelve months to September of the year before."""
        window = self._costs.filter(pl.col("month").is_between((year - 2) * 100 + 10, (year - 1) * 100 + 9))
        for column, value in cell.items():
            window = window.filter(pl.col(column) == value)
        return float(window["kr"].sum())

    def _average_places(self, offer: str, year: int) -> float:
        first, last = day_of(year - 2, 10, 1), day_of(year - 1, 9, 30)
        rows = self._places.filter(
            pl.col("tilbudstype") == offer, pl.col("startdato") <= last, pl.col("slutdato") >= first
        )
        days = rows.select(
            (pl.min_horizontal("slutdato", pl.lit(last)) - pl.max_horizontal("startdato", pl.lit(first)) + 1).sum()
        )
        return float(days.item() or 0) / (last - first + 1)

    def _year(self, year: int) -> Iterator[Row]:
        draws = Draws(stream(self._town.seed, "budget", year))
        adopted = list(self._adopted(year, day_of(year - 1, 10, draws.between(3, 12))))
        total = sum(float(str(row["beloeb"])) for row in adopted)
        yield from self._numbered(year, [*adopted, *self._changes(year, adopted, total, draws)])

    @staticmethod
    def _numbered(year: int, rows: list[Row]) -> Iterator[Row]:
        empty: Row = dict.fromkeys(MAY_BE_EMPTY)
        for number, row in enumerate(rows, start=1):
            yield {**empty, "budget_id": f"{year}-{number:03d}", "budgetaar": year, "prisniveau": year, **row}

    def _adopted(self, year: int, decided: int) -> Iterator[Row]:
        index = 1 + INDEX.get(year, USUAL_INDEX)
        for offer, area in GRANT_AREAS.items():
            average = self._average_places(offer, year)
            if average > 0:
                price = round(self._spent(year, tilbudstype=offer) / average * index, -2)
                yield from self._places_adopted(year, decided, offer, area, price)
        places = self._spent(year) * index
        shared = round(places * SHARED_SHARE, -3)
        yield entry("vedtaget", decided, SCHOOL_AREA, shared, "Fælles udgifter", overfoerselsadgang="ja")
        income = round(places * INCOME_SHARE / len(OPEN_TO_OTHERS), -3)
        for offer in OPEN_TO_OTHERS:
            text = "Betaling fra andre kommuner"
            yield entry("vedtaget", decided, GRANT_AREAS[offer], income, text, tilbudstype=offer)

    def _places_adopted(self, year: int, decided: int, offer: str, area: str, price: float) -> Iterator[Row]:
        everywhere: list[str | None] = [None]
        for district in self._town.population.districts if offer in BY_DISTRICT else everywhere:
            places = round(self._count(offer, year, district) * (1 + GROWTH_SUM), 1)
            cell: Row = {"tilbudstype": offer, "distrikt": district, "helaarspladser": places, "enhedspris": price}
            yield entry("vedtaget", decided, area, round(places * price, 2), "Vedtaget budget", **cell)

    @staticmethod
    def _changes(year: int, adopted: list[Row], total: float, draws: Draws) -> Iterator[Row]:
        """What is decided after adoption, each with its own day."""

        def kr(low: int, high: int) -> float:
            return round(total * draws.between(low, high) / 1000, -3)

        decided, spring = int(str(adopted[0]["beslutningsdato"])), day_of(year, 3, draws.between(5, 28))
        half, late = day_of(year, 6, draws.between(10, 25)), day_of(year, 11, draws.between(5, 25))
        carried, school = day_of(year, 4, draws.between(20, 29)), SCHOOL_AREA
        moved = kr(2, 6)
        yield entry("reserveret", decided, school, kr(4, 8), "Reserveret til nye pladser")
        yield entry("omplacering", spring, school, moved, "Omplacering til dagbehandling", tilbudstype="dagbehandling")
        yield entry("omplacering", spring, school, -moved, "Omplacering fra mellemformer", tilbudstype="mellemform")
        yield entry("overfoersel", carried, school, kr(-5, 7), "Overført fra sidste år", overfoerselsadgang="ja")
        yield entry("forventet_aendring", spring, school, -kr(1, 4), "Forventet regulering af priser og lønninger")
        more, young = "Tillægsbevilling til flere børn", "Tillægsbevilling til specialdagtilbud"
        yield entry("tillaegsbevilling", half, school, kr(4, 14), more, tilbudstype="specialskole")
        yield entry("tillaegsbevilling", late, DAYCARE_AREA, kr(0, 8), young, tilbudstype="specialboernehave")
        if year in REFUGEE_YEARS:
            yield entry("tillaegsbevilling", half, school, kr(3, 3), "Fordrevne børn", saerlig_aarsag="Fordrevne")
