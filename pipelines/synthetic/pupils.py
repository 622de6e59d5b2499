"""Pupils and how they are: elevtal each 30 September, absence by month, well-being by school year.

Ordinary pupils follow the population; special ones are counted from the placements. Absence and well-being lie at the
national figures of 2023/24 (21.6 % of pupils above 10 % absence). Not here: the placements.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.calibration import MUNICIPAL_SHARE
from pipelines.synthetic.case_registers import school_year_of
from pipelines.synthetic.children import grade_code
from pipelines.synthetic.days import day_of, first_day
from pipelines.synthetic.streams import stream
from pipelines.synthetic.town import Town

COUNTED_TYPES = ("specialklasse", "specialskole", "dagbehandling", "intern_skole")
SCHOOL_DAYS = {1: 21, 2: 15, 3: 21, 4: 17, 5: 18, 6: 18, 8: 15, 9: 22, 10: 16, 11: 21, 12: 15}
SICK = {1: 6.2, 2: 6.6, 3: 5.8, 4: 4.9, 5: 4.2, 6: 4.0, 8: 3.4, 9: 4.6, 10: 5.0, 11: 6.0, 12: 6.5}
OVER_TEN_SHARE = 0.216
WELL_BEING = {"social": 4.05, "faglig": 3.70, "stoette_inspiration": 3.20, "ro_orden": 3.65, "generel": 3.68}
GRADES = range(10)


def pupil_counts(town: Town, placements: pl.DataFrame, year: int) -> pl.DataFrame:
    """`elevtal` of 30 September: pupils by school, home district, grade and class type."""
    day = day_of(year, 9, 30)
    special = (
        placements.filter(
            pl.col("tilbudstype").is_in(COUNTED_TYPES), pl.col("startdato") <= day, pl.col("slutdato") >= day
        )
        .with_columns(klassetrin=(school_year_of(pl.lit(day)) - pl.col("school_start")).clip(0, 10).cast(pl.String))
        .group_by("institutionsnummer", pl.col("bopaelsdistrikt").alias("distrikt"), "klassetrin")
        .agg(antal=pl.len().cast(pl.Int64))
        .with_columns(klassetype=pl.lit("specialklasse"))
    )
    both = pl.concat([_ordinary(town, special, year), special], how="diagonal").with_columns(
        opgoerelsesdato=pl.lit(day)
    )
    return both.sort("institutionsnummer", "distrikt", "klassetype", pl.col("klassetrin").cast(pl.Int64))


def _ordinary(town: Town, special: pl.DataFrame, year: int) -> pl.DataFrame:
    people = town.population.people(year + 1)
    segregated = {(d, k): n for d, k, n in special.group_by("distrikt", "klassetrin").agg(pl.col("antal").sum()).rows()}
    private = town.institutions.of_kind("privatskole", "privat")
    rows: list[tuple[str, str, str, int]] = []
    for index, district in enumerate(town.population.districts):
        schools = [s for s in town.institutions.district_schools(district) if not s.is_closing or year < 2023]  # noqa: PLR2004
        near = [s for s in private if s.district == district] or private[:1]
        for grade in GRADES:
            all_pupils = float(people[index, grade + 6])
            public = round(all_pupils * MUNICIPAL_SHARE) - segregated.get((district, grade_code(grade)), 0)
            rows += [(s.id, district, str(grade), n) for s, n in zip(schools, split(public, len(schools)), strict=True)]
            free = round(all_pupils * (1 - MUNICIPAL_SHARE))
            rows += [(s.id, district, str(grade), n) for s, n in zip(near, split(free, len(near)), strict=True)]
    schema = {"institutionsnummer": pl.String, "distrikt": pl.String, "klassetrin": pl.String, "antal": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(klassetype=pl.lit("almen"))


def split(total: int, parts: int) -> list[int]:
    """A whole number in nearly equal whole parts, the first ones larger."""
    return [total // parts + (number < total % parts) for number in range(parts)]


def absence(town: Town, month: int) -> pl.DataFrame | None:
    """`fravaer` of a month by own school; None in July."""
    number, year = month % 100, month // 100
    if number not in SCHOOL_DAYS:
        return None
    generator = stream(town.seed, "absence", month)
    schools = _open_schools(town, year - (number < 8))  # noqa: PLR2004 - August
    size = len(schools)
    pupils = np.array([_school_size(town, district) for _, district in schools])
    level = np.array([0.85 + 0.3 * ((int(school) * 37) % 100) / 100 for school, _ in schools])
    return pl.DataFrame(
        {
            "institutionsnummer": [school for school, _ in schools],
            "maaned": [first_day(month)] * size,
            "elever": pupils,
            "skoledage": [float(SCHOOL_DAYS[number])] * size,
            "sygefravaer_pct": np.round(SICK[number] * level * generator.normal(1.0, 0.08, size), 1),
            "lovligt_fravaer_pct": np.round(1.1 * level * generator.normal(1.0, 0.12, size), 1),
            "ulovligt_fravaer_pct": np.round(0.9 * level * generator.normal(1.0, 0.2, size), 1),
            "elever_over_10_pct": generator.binomial(pupils, np.clip(OVER_TEN_SHARE * level, 0, 1)),
            "elever_over_15_pct_ulovligt": generator.binomial(pupils, 0.012),
        }
    )


def well_being(town: Town, year: int) -> pl.DataFrame:
    """`trivsel` of the school year that ends in the year, by own school."""
    generator = stream(town.seed, "well-being", year)
    schools = _open_schools(town, year - 1)
    scores = {
        name: np.round(np.clip(generator.normal(mean, 0.12, len(schools)), 1, 5), 2)
        for name, mean in WELL_BEING.items()
    }
    return pl.DataFrame(
        {
            "institutionsnummer": [school for school, _ in schools],
            "skoleaar": [f"{year - 1}/{year % 100:02d}"] * len(schools),
            "besvarelser": [round(_school_size(town, district) * 0.55) for _, district in schools],
            **scores,
        }
    )


def _open_schools(town: Town, school_year: int) -> list[tuple[str, str]]:
    schools = town.institutions.of_kind("folkeskole")
    return [(s.id, str(s.district)) for s in schools if not s.is_closing or school_year < 2023]  # noqa: PLR2004


def _school_size(town: Town, district: str) -> int:
    index = town.population.districts.index(district)
    return round(
        float(town.population.people(2024)[index, 6:16].sum()) * MUNICIPAL_SHARE / town.size.schools_per_district
    )
