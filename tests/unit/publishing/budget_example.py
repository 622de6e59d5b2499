"""The small published file with a budget beside it: 2026 to 2029, two districts in an area each, all offer types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import duckdb
from example_file import Example, insert, write_example

D = Decimal
VINTAGE = "f3a91c07"
OUTSIDE = ("special_sfo_klub", "enkeltintegration")
# offer type -> grant area, price in kroner, places of the trend 2026 to 2029, at the frozen share in 2026, and what
# last year's budget planned. Of each three fifths live in D1.
OFFERS = {
    "basisplads": ("Specialdagtilbud", 186_000, (19, 19, 20, 20), 18, "17.5"),
    "specialboernehave": ("Specialdagtilbud", 560_000, (22, 23, 23, 24), 20, 21),
    "mellemform": ("Specialundervisning", 121_000, (44, 45, 46, 46), 40, "43.5"),
    "specialklasse": ("Specialundervisning", 275_000, (125, 128, 131, 133), 110, 119),
    "specialskole": ("Specialundervisning", 450_000, (102, 106, 109, 111), 90, 94),
    "dagbehandling": ("Specialundervisning", 305_000, (32, 32, 33, 33), 30, 30),
    "intern_skole": ("Specialundervisning", 380_000, (14, 14, 14, 15), 13, 13),
    "special_sfo_klub": ("Specialundervisning", 195_000, (91, 92, 93, 94), 85, 87),
    "enkeltintegration": ("Specialundervisning", 98_000, ("3.5", "3.5", "3.6", "3.6"), "3.1", "3.5"),
}
DISTRICTS = {"D1": (D("0.6"), "O1"), "D2": (D("0.4"), "O2")}
LOOSE_KR = 2_500_000
"""What belongs to no type, in every way."""
AGES = [(0, 5, 3300, 3260, "25.0"), (6, 9, 2340, 2300, "80.0"), (10, 17, 3000, 3060, "150.0")]
"""Ages, people in either forecast, places of the frozen year."""
BASIS = [
    ("frozen_year", 2024, None, "assumed", None), ("population", 2024, None, "delivered", None),
    ("population_before", 2023, None, "delivered", None), ("previous_budget", 2025, 412.2, "delivered", None),
    *(("index", year, 0.03, "configured", date(2025, 4, 30)) for year in range(2026, 2030)),
    ("plan", 2025, 2_000_000.0, "delivered", date(2025, 4, 23)),
    ("plan_months", None, 12.0, "assumed", date(2026, 1, 1)),
    *((code, None, share, "assumed", date(2025, 4, 23))
      for code, share in (("plan_low", 0.0), ("plan_expected", 1.0), ("plan_high", 1.0))),
]  # fmt: skip
WAY = {"vintage_id": "varchar", "fiscal_year": "integer", "way": "varchar", "grant_area": "varchar",
       "district_id": "varchar", "offer_type": "varchar", "mean_children": "decimal(12,4)",
       "full_year_places": "decimal(12,4)", "unit_price_kr": "decimal(18,2)", "mean_kr": "decimal(18,2)",
       "p10_kr": "decimal(18,2)", "p90_kr": "decimal(18,2)", "price_level_year": "integer"}  # fmt: skip
CAUSES = ("population", "share", "timing", "mix", "price", "one_off", "plan", "unexplained")
BRIDGE = {"vintage_id": "varchar", "fiscal_year": "integer", "from_way": "varchar", "to_way": "varchar",
          "from_kr": "decimal(18,2)", "to_kr": "decimal(18,2)",
          **{f"{cause}_effect_kr": "decimal(18,2)" for cause in CAUSES}, "price_level_year": "integer"}  # fmt: skip
DEMOGRAPHY = {"vintage_id": "varchar", "fiscal_year": "integer", "age_from": "integer", "age_to": "integer",
              "previous_vintage_year": "integer", "vintage_year": "integer", "previous_people_count": "integer",
              "people_count": "integer", "covered_places": "decimal(12,4)", "coverage_rate": "double",
              "full_year_places": "decimal(12,4)", "unit_price_kr": "decimal(18,2)", "amount_kr": "decimal(18,2)",
              "price_level_year": "integer"}  # fmt: skip


@dataclass(frozen=True)
class BudgetExample:
    """What a test may vary: offers, ways that are there, assumptions, and whether demography can be regulated."""

    offers: dict = field(default_factory=lambda: dict(OFFERS))
    ways: tuple[str, ...] = ("previous", "frozen", "trend", "plan")
    basis: list = field(default_factory=lambda: list(BASIS))
    ages: list = field(default_factory=lambda: list(AGES))
    districts: dict = field(default_factory=lambda: dict(DISTRICTS))
    has_areas: bool = True


def write_budget_example(path: Path, example: BudgetExample | None = None, published: Example | None = None) -> Path:
    """Write the file with its budget and return its path."""
    example = example or BudgetExample()
    with duckdb.connect(str(write_example(path, published))) as connection:
        rows = [row for year in range(2026, 2030) for way in example.ways for row in _way_rows(example, way, year)]
        insert(connection, "forecast.budget_way", WAY, rows)
        whole = {(row[2], row[1]): row[9] for row in rows if row[3:6] == ("ALL", "ALL", "ALL")}
        insert(connection, "forecast.budget_bridge", BRIDGE, list(_bridge_rows(example, whole)))
        insert(connection, "forecast.demography", DEMOGRAPHY, list(_age_rows(example)))
        insert(connection, "forecast.budget_basis", {"vintage_id": "varchar", "code": "varchar",
               "fiscal_year": "integer", "value": "double", "status": "varchar", "dated": "date"},
               [(VINTAGE, *row) for row in example.basis])  # fmt: skip
        for district, (_, area) in example.districts.items() if example.has_areas else ():
            connection.execute("insert into mart.district values (?, ?)", [district, area])
        connection.execute("update mart.offer_type set is_offered = offer_type in (select unnest(?::varchar[]))",
                           [list(example.offers)])  # fmt: skip
    return path


def _leaves(example: BudgetExample, way: str, year: int) -> Iterator[tuple]:
    """Area, district, type, places and kroner."""
    for offer, (area, price, trend, frozen, planned) in example.offers.items():
        at = {"previous": planned, "frozen": frozen}.get(way, trend[year - 2026])
        for district, (share, _) in example.districts.items():
            places = D(str(at)) * share
            kr = places * price * (D("0.98") if way == "plan" else 1)
            yield area, district, offer, places, kr
    yield "Specialundervisning", "UKENDT", "ikke_fordelt", D(0), D(LOOSE_KR)


def _way_rows(example: BudgetExample, way: str, year: int) -> Iterator[tuple]:
    sums: dict[tuple, list[Decimal]] = {}
    for *leaf, places, kr in _leaves(example, way, year):
        for key in product(*(("ALL", code) for code in leaf)):
            counts = key[2] != "ALL" or leaf[2] not in OUTSIDE
            had = sums.setdefault(key, [D(0), D(0)])
            had[0] += places if counts else D(0)
            had[1] += kr
    for key, (places, kr) in sorted(sums.items()):
        ends = (kr * D("0.95"), kr * D("1.06")) if way in ("trend", "plan") else (None, None)
        children = places if way != "previous" and key[0] == "ALL" else None
        price = round(kr / places, 2) if places else None
        yield VINTAGE, year, way, *key, children, places, price, kr, *ends, 2026


def _bridge_rows(example: BudgetExample, whole: dict) -> Iterator[tuple]:
    """All of a step is share, but a hundredth that is population and the plan's own."""
    for year in range(2026, 2030):
        there = [way for way in ("previous", "frozen", "trend", "plan") if way in example.ways]
        for before, after in pairwise(there):
            kr = whole[after, year] - whole[before, year]
            part = round(kr / 100, 2) if before == "previous" else D(0)
            effects = (
                [part, kr - part, D(0), D(0), D(0), D(0), D(0), D(0)] if after != "plan" else [D(0)] * 6 + [kr, D(0)]
            )
            yield VINTAGE, year, before, after, whole[before, year], whole[after, year], *effects, 2026


def _age_rows(example: BudgetExample) -> Iterator[tuple]:
    for year in range(2026, 2030):
        for first, last, before, now, covered in example.ages:
            rate = D(covered) / D(before)
            more = (D(now) - D(before)) * rate
            yield (VINTAGE, year, first, last, 2023, 2024, before, now, D(covered), float(rate), more, D(400_000),
                   more * 400_000, 2026)  # fmt: skip
