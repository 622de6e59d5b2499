"""A small published file written by hand: two areas, three districts, five offer types, as of 30 April 2025.

Each month of the year has the children of April 2025; one special school child has no known district.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

DISTRICTS = {"D1": "Nord", "D2": "Nord", "D3": "Syd", "UKENDT": "UKENDT"}
TYPES = {"specialboernehave": True, "mellemform": True, "specialklasse": True, "specialskole": True,
         "special_sfo_klub": False}  # fmt: skip
# district -> children by offer type, in the order of TYPES: April 2025, April 2024
CHILDREN = {
    "D1": ((3, 6, 20, 12, 8), (5, 8, 18, 11, 8)),
    "D2": ((2, 5, 10, 9, 7), (3, 6, 9, 9, 6)),
    "D3": ((3, 7, 25, 14, 9), (6, 7, 20, 15, 10)),
    "UKENDT": ((0, 0, 0, 1, 0), (0, 0, 0, 0, 0)),
}
MONTHS = [date(2025, number, 1) for number in range(1, 5)]
LAST_YEAR = date(2024, 4, 1)
EXPECTED = [("Nord", "specialklasse", 28.5), ("Syd", "specialklasse", 22.0), ("Nord", "specialskole", 21.0)]
# district, offer type, budget of the year, cost January to April, booked January to April
MONEY = [
    ("D1", "specialklasse", 6_000_000, 1_900_000, 1_700_000),
    ("D2", "specialklasse", 3_000_000, 1_000_000, 900_000),
    ("D1", "specialskole", 8_000_000, 2_500_000, 2_400_000),
    ("D3", "specialklasse", 7_000_000, 2_800_000, 2_600_000),
]
# school, district, pupils, days away by illness, lawful and unlawful, pupils with over 10 % absence
SCHOOLS = [("S1", "D1", 400, 380, 90, 60, 40), ("S2", "D2", 300, 300, 60, 45, 30), ("S3", "D3", 500, 460, 110, 70, 52)]
SCHOOL_DAYS = 20
OFTEN_AT_CLOSED = 6
"""Of the 50 pupils of a school that has closed, those who were away often in April 2024."""
# school -> children in special classes there, April 2025 and 2024; all 55 (47) of the municipality's are at these three
AT_SCHOOLS = {"S1": (24, 16), "S2": (3, 10), "S3": (28, 21)}


@dataclass
class Example:
    """What a test may vary."""

    area: str = "Nord"
    districts: dict[str, str] = field(default_factory=lambda: dict(DISTRICTS))
    children: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=lambda: dict(CHILDREN))
    version: int | None = 1
    """Of the frozen expectation figures; None where nobody has frozen any."""
    school_name: str = "Nordskolen"
    at_schools: dict[str, tuple[int, int]] = field(default_factory=lambda: dict(AT_SCHOOLS))
    closed: dict[str, str] = field(default_factory=dict)
    """Schools that closed on 31 July 2024, and which carried each on."""
    day_care: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Day-care institutions: cluster, and children in special day-care there, April 2025 and 2024."""


def write_month_example(path: Path, example: Example | None = None) -> Path:
    """The published file with the tables that the packs read."""
    example = example or Example()
    areas = {district: example.area if area == "Nord" else area for district, area in example.districts.items()}
    with duckdb.connect(str(path)) as connection:
        connection.execute(STATEMENTS)
        write = connection.executemany
        write("insert into mart.district values (?, ?)", list(areas.items()))
        write("insert into mart.offer_type values (?, ?, ?, true)",
              [(code, in_total, place) for place, (code, in_total) in enumerate(TYPES.items())])  # fmt: skip
        write("insert into mart.activity_monthly values (?, 'ALL', ?, ?, ?, ?)", _activity(example))
        expected = [
            (example.area if area == "Nord" else area, code, places, example.version) for area, code, places in EXPECTED
        ]
        write("insert into mart.expectation_figure values ('2025-04-01', ?, ?, ?, '2025-01-31', ?)", expected)
        write("insert into mart.budget_position values (2025, 'ALL', ?, ?, ?)", [row[:3] for row in MONEY])
        write("insert into mart.spend_monthly values (2025, '2025-04-01', 'ALL', ?, ?, ?, ?)",
              [(*row[:2], *row[3:]) for row in MONEY])  # fmt: skip
        named = [(school, example.school_name if school == "S1" else school, row[0]) for school, *row in SCHOOLS]
        named = [(school, called, None, district, school) for school, called, district in named]
        named += [(school, school, date(2024, 7, 31), "D3", after) for school, after in example.closed.items()]
        write("insert into mart.provider values (?, ?, 'folkeskole', 'egen', '2010-08-01', ?, ?, null, ?)", named)
        at_schools = [(month, school, count) for school, counts in example.at_schools.items()
                      for month, count in zip((date(2025, 4, 1), LAST_YEAR), counts, strict=True)
                      if month == LAST_YEAR or school not in example.closed]  # fmt: skip
        write("insert into mart.activity_monthly values (?, ?, 'ALL', 'specialklasse', ?, 0)", at_schools)
        write("insert into mart.capacity values (?, ?, 'specialklasse', 30)", [row[:2] for row in at_schools])
        for place, (cluster, *counts) in example.day_care.items():
            told = (place, place, "daginstitution", "egen", date(2010, 8, 1), None, "D1", cluster, place)
            connection.execute("insert into mart.provider values (?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
            for month, count in zip((date(2025, 4, 1), LAST_YEAR), counts, strict=True):
                connection.execute("insert into mart.activity_monthly values (?, ?, 'ALL', 'specialboernehave', ?, 0)",
                                   (month, place, count))  # fmt: skip
                connection.execute("insert into mart.capacity values (?, ?, 'specialboernehave', 10)", (month, place))
        write("insert into mart.early_signs values (?, ?, ?, 'ALL', 'fravaer', ?, ?, ?)", _absence(example))
    return path


def _activity(example: Example) -> list[tuple[object, ...]]:
    rows = []
    for district, (now, before) in example.children.items():
        for code, this, last in zip(TYPES, now, before, strict=True):
            rows += [(month, district, code, this, this * days(month) / days_of_year(month)) for month in MONTHS]
            rows.append((LAST_YEAR, district, code, last, last * days(LAST_YEAR) / days_of_year(LAST_YEAR)))
    return rows


def days(month: date) -> int:
    return (date(month.year, month.month + 1, 1) - month).days


def days_of_year(month: date) -> int:
    return (date(month.year + 1, 1, 1) - date(month.year, 1, 1)).days


def _absence(example: Example) -> list[tuple[object, ...]]:
    rows = []
    kinds = ("sygefravaer", "lovligt_fravaer", "ulovligt_fravaer")
    for school, _, pupils, *away, often in SCHOOLS:
        for month in (LAST_YEAR, date(2025, 4, 1)):
            rows += [
                (month, month, school, kind, part, pupils * SCHOOL_DAYS) for kind, part in zip(kinds, away, strict=True)
            ]
            # what a closed school had is taken from the one that carries it on: the municipality's stay as they are
            closed = [one for one, after in example.closed.items() if after == school and month == LAST_YEAR]
            rows += [(month, month, one, "fravaer_over_10_pct", OFTEN_AT_CLOSED, 50) for one in closed]
            own = (often - OFTEN_AT_CLOSED * len(closed), pupils - 50 * len(closed))
            rows.append((month, month, school, "fravaer_over_10_pct", *own))
    for month in (LAST_YEAR, date(2025, 4, 1)):
        pupils = sum(row[2] for row in SCHOOLS)
        for place, kind in enumerate(kinds, 3):
            rows.append((month, month, "ALL", kind, sum(row[place] for row in SCHOOLS), pupils * SCHOOL_DAYS))
        rows.append((month, month, "ALL", "fravaer_over_10_pct", sum(row[6] for row in SCHOOLS), pupils))
    return rows


STATEMENTS = """
create schema mart;
create schema meta;
create schema forecast;
create table mart.district (district_id text, area_id text);
create table mart.offer_type (offer_type text, is_in_total boolean, sort_order integer, is_offered boolean);
create table mart.activity_monthly (month date, provider_id text, district_id text, offer_type text,
    children_count integer, full_year_places decimal(12, 4));
create table mart.expectation_figure (month date, area_id text, offer_type text, expected_places decimal(12, 4),
    frozen_at date, version integer);
create table mart.budget_position (fiscal_year integer, grant_area text, district_id text, offer_type text,
    expected_corrected_kr decimal(18, 2));
create table mart.spend_monthly (fiscal_year integer, month date, grant_area text, district_id text, offer_type text,
    committed_kr decimal(18, 2), booked_kr decimal(18, 2));
create table mart.residence_share (offer_type text, booked_district_id text, district_id text,
    share decimal(12, 10));
create table mart.cost_concentration (fiscal_year integer, part text, area_id text, offer_type text,
    cost_kr decimal(18, 2), largest_kr decimal(18, 2), second_kr decimal(18, 2), largest_child_kr decimal(18, 2),
    second_child_kr decimal(18, 2));
create table mart.early_signs (month date, observed_date date, institution_id text, district_id text, source text,
    indicator text, numerator decimal(18, 4), denominator decimal(18, 4));
create table mart.review_monthly (month date, area_id text, district_id text, provider_id text, offer_type text,
    due_count integer);
create table mart.provider (provider_id text, provider_name text, institution_type text, owner text,
    valid_from date, valid_to date, district_id text, cluster_id text, today_provider_id text);
create table mart.capacity (month date, provider_id text, offer_type text, place_count integer);
create table meta.publication as
    select date '2025-04-30' as as_of_date, '9b1c' as data_fingerprint, 'f3a91c07' as vintage_id;
create table meta.delivery as select 'placeringer' as source, 'placeringer_202504.csv' as file_name, '00' as sha256,
    true as is_in_use;
create table forecast.vintage as
    select 'f3a91c07' as vintage_id, '2026.11.0+ab' as code_version, false as is_demonstration;
"""
