"""Spells that are awkward on purpose but valid: about one in two hundred.

One-day spells on 31 December, a start on 29 February, spells that overlap a few days. Fields that are left empty where
they may be are with their registers (`case_registers`). Planted faults, which are not valid, do not belong here.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.days import day_of

SPELLS_APART = 131


def bend_spells(placements: pl.DataFrame) -> pl.DataFrame:
    """Turn few spells into the cases a day count must stand: by turn one day, leap day, overlap."""
    number = pl.col("placering_id").str.slice(1).cast(pl.Int64)
    turn = number // SPELLS_APART % 3
    is_bent = number % SPELLS_APART == 0
    year = pl.from_epoch("startdato", time_unit="d").dt.year().cast(pl.Int64)
    new_year_eve = pl.date(year, 12, 31).to_physical().cast(pl.Int64)
    leaves = pl.col("slutaarsag").is_in(["flyttet", "andet", "tilbage_til_almen"])
    lasts = (pl.col("slutdato") > new_year_eve) & pl.col("leisure_to").is_null()
    one_day = is_bent & (turn == 0) & leaves & lasts
    overlap = is_bent & (turn == 2) & (pl.col("slutaarsag") == "skift_tilbud")  # noqa: PLR2004 - the third turn
    leap = day_of(2024, 2, 29)
    near_leap = (pl.col("startdato") - leap).abs().is_between(0, 6) & (number % 4 == 0)
    is_single = pl.col("leisure_to").is_null() & (pl.col("tilbudstype") != "special_sfo_klub")
    is_leap = near_leap & is_single & (pl.col("slutdato") > leap)
    start = pl.when(one_day).then(new_year_eve).when(is_leap).then(leap).otherwise("startdato")
    entered = pl.max_horizontal(new_year_eve + 12, "registreret_dato")
    return placements.with_columns(
        startdato=start,
        slutdato=pl.when(one_day).then(new_year_eve).when(overlap).then(pl.col("slutdato") + 6).otherwise("slutdato"),
        slut_registreret_dato=pl.when(one_day).then(entered).otherwise("slut_registreret_dato"),
        slutaarsag=pl.when(one_day).then(pl.lit("andet")).otherwise("slutaarsag"),
    )
