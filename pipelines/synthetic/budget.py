"""The budget of each year: adopted in October, changed through the year.

It is made as such budgets are made: the places of 30 September last year at last year's price, the agreed index, and a
sum for growth that is smaller than the growth that comes; so the year mostly ends some per cent over. Not here: what
the year costs (`service_costs`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.synthetic.accounts import DAYCARE_AREA, GRANT_AREAS, SCHOOL_AREA
from pipelines.synthetic.days import day_of
from pipelines.synthetic.prices import INDEX, TRANSPORT, USUAL_INDEX
from pipelines.synthetic.registers import Register
from pipelines.synthetic.service_costs import ServiceCosts
from pipelines.synthetic.streams import Draws, stream
from pipelines.synthetic.town import Town

BY_DISTRICT = ("specialklasse", "specialskole", "special_sfo_klub", "basisplads")
GROWTH_SUM = 0.025  # what the adopted budget allows for growth; assumed
SHARED_SHARE, INCOME_SHARE = 0.0105, -0.011
Row = dict[str, object]


class Budget:
    """Builds the budget rows of each year from what was known in September before."""

    def __init__(self, town: Town, placements: pl.DataFrame, costs: ServiceCosts) -> None:
        self._town = town
        self._places = placements.filter(pl.col("betalingskommune") == town.size.code)
        teaching = costs.placements.with_columns(
            kind=pl.when(pl.col("ydelse") == TRANSPORT).then(pl.lit("b")).otherwise(pl.lit("p"))
        )
        self._costs = pl.concat(
            [
                teaching.select("month", "tilbudstype", "kind", "kr"),
                costs.offers.select("month", "tilbudstype", kind=pl.lit("p"), kr="kr"),
            ]
        )

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
        empty: Row = dict.fromkeys(
            (
                "tilbudstype",
                "distrikt",
                "institutionsnummer",
                "overfoerselsadgang",
                "helaarspladser",
                "enhedspris",
                "saerlig_aarsag",
            )
        )
        for number, row in enumerate(rows, start=1):
            yield {**empty, "budget_id": f"{year}-{number:03d}", "budgetaar": year, "prisniveau": year, **row}

    def _adopted(self, year: int, decided: int) -> Iterator[Row]:
        index = 1 + INDEX.get(year, USUAL_INDEX)
        for offer, area in GRANT_AREAS.items():
            average = self._average_places(offer, year)
            if average <= 0:
                continue
            price = round(self._spent(year, tilbudstype=offer, kind="p") / average * index, -2)
            districts = self._town.population.districts if offer in BY_DISTRICT else [None]
            for district in districts:
                places = round(self._count(offer, year, district) * (1 + GROWTH_SUM), 1)
                yield {"bevillingsomraade": area, "tilbudstype": offer, "distrikt": district, "overfoerselsadgang": "nej",
                       "budgettype": "vedtaget", "beslutningsdato": decided, "helaarspladser": places, "enhedspris": price,
                       "beloeb": round(places * price, 2), "tekst": "Vedtaget budget"}  # fmt: skip
        transport = self._spent(year, kind="b") * index * (1 + GROWTH_SUM)
        places = self._spent(year, kind="p") * index
        for area, text, amount in (
            (SCHOOL_AREA, "Befordring", transport * 0.93), (DAYCARE_AREA, "Befordring", transport * 0.07),
            (SCHOOL_AREA, "Fælles udgifter", places * SHARED_SHARE),
            (SCHOOL_AREA, "Betaling fra andre kommuner", places * INCOME_SHARE),
        ):  # fmt: skip
            yield {"bevillingsomraade": area, "overfoerselsadgang": "ja", "budgettype": "vedtaget", "beslutningsdato": decided,
                   "beloeb": round(amount, -3), "tekst": text}  # fmt: skip

    def _changes(self, year: int, adopted: list[Row], total: float, draws: Draws) -> Iterator[Row]:
        """What is decided after adoption, each with its own day."""
        decided = int(str(adopted[0]["beslutningsdato"]))

        def change(kind: str, day: int, share: float, area: str, text: str, **more: object) -> Row:
            return {"bevillingsomraade": area, "budgettype": kind, "beslutningsdato": day, "overfoerselsadgang": "nej",
                    "beloeb": round(total * share, -3), "tekst": text, **more}  # fmt: skip

        yield change("reserveret", decided, draws.between(4, 8) / 1000, SCHOOL_AREA, "Reserveret til nye pladser")
        moved, half = draws.between(2, 6) / 1000, day_of(year, 6, draws.between(10, 25))
        spring = day_of(year, 3, draws.between(5, 28))
        yield change(
            "omplacering", spring, moved, SCHOOL_AREA, "Omplacering til dagbehandling", tilbudstype="dagbehandling"
        )
        yield change(
            "omplacering", spring, -moved, SCHOOL_AREA, "Omplacering fra mellemformer", tilbudstype="mellemform"
        )
        carried = draws.between(-5, 7) / 1000
        yield change("overfoersel", day_of(year, 4, draws.between(20, 29)), carried, SCHOOL_AREA, "Overført fra sidste år",
                     overfoerselsadgang="ja")  # fmt: skip
        yield change(
            "forventet_aendring",
            spring,
            -draws.between(1, 4) / 1000,
            SCHOOL_AREA,
            "Forventet regulering af priser og lønninger",
        )
        yield change("tillaegsbevilling", half, draws.between(4, 14) / 1000, SCHOOL_AREA, "Tillægsbevilling til flere børn",
                     tilbudstype="specialskole")  # fmt: skip
        yield change("tillaegsbevilling", day_of(year, 11, draws.between(5, 25)), draws.between(0, 8) / 1000, DAYCARE_AREA,
                     "Tillægsbevilling til specialdagtilbud", tilbudstype="specialboernehave")  # fmt: skip
        if year in {2022, 2023, 2024}:
            yield change("tillaegsbevilling", half, 0.003, SCHOOL_AREA, "Fordrevne børn", saerlig_aarsag="Fordrevne")
