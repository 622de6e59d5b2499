"""The yearly review (revisitation): each autumn, or in spring for those who came later, whether a place goes on.

A review is a referral and a decision of its own; it never starts a place. Before the case system was taken into use
there are none. Not here: changes of offer (`town`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.calibration import SCHOOL_TYPES
from pipelines.synthetic.children import grade_code
from pipelines.synthetic.days import day_of
from pipelines.synthetic.streams import stream

FIRST_SCHOOL_YEAR = 2021
DONE_SHARE = 0.985
OUTCOME = {"fortsaet": "bevilget", "skift": "bevilget_alternativ", "retur": "afslag"}


@dataclass(frozen=True)
class Reviews:
    """`done`: one row a review with placement, day, outcome and when it was entered."""

    done: pl.DataFrame

    def referrals(self) -> pl.DataFrame:
        """The reviews as rows of indstillinger."""
        return self.done.select(
            "indstilling_id", "cpr", "modtaget_dato", pl.col("institutionsnummer").alias("indstillende_institution"),
            "distriktsskole", "bopaelsdistrikt", pl.lit("revisitation").alias("indstillingstype"), "visitationsrunde",
            pl.col("tilbudstype").alias("oensket_tilbudstype"), pl.lit("H99").alias("henvisningsaarsag"), "klassetrin",
            pl.lit(None, dtype=pl.Int64).alias("trukket_dato"), pl.col("received_entered").alias("registreret_dato"),
        )  # fmt: skip

    def decisions(self) -> pl.DataFrame:
        """The reviews as rows of visitationer; a return has no offer."""
        goes_on = pl.col("review_outcome") != "retur"
        offer = [
            pl.when(goes_on).then(pl.col(c)).alias(c) for c in ("tilbudstype", "institutionsnummer", "takstgruppe")
        ]
        return self.done.select(
            "afgoerelse_id", "indstilling_id", pl.col("review_day").alias("afgoerelsesdato"),
            pl.col("review_outcome").replace_strict(OUTCOME).alias("udfald"), *offer,
            pl.when(goes_on).then("next_from").alias("gaelder_fra"),
            pl.when(goes_on).then("next_to").alias("gaelder_til"),
            pl.col("review_entered").alias("registreret_dato"), pl.lit(value=True).alias("is_school"),
        )  # fmt: skip


def make_reviews(placements: pl.DataFrame, code: str, seed: int, last_year: int) -> Reviews:
    """The reviews of every school year up to the period's last year."""
    ours = placements.filter(pl.col("betalingskommune") == code, pl.col("tilbudstype").is_in(SCHOOL_TYPES)).sort(
        "placering_id"
    )
    years = range(FIRST_SCHOOL_YEAR, last_year + 1)
    return Reviews(pl.concat([_school_year(ours, seed, year) for year in years]))


def _school_year(ours: pl.DataFrame, seed: int, year: int) -> pl.DataFrame:
    generator = stream(seed, "reviews", year)
    autumn, end = day_of(year, 10, 1), day_of(year + 1, 7, 31)
    spring = day_of(year + 1, 4, 20)
    ages_out = (pl.col("slutaarsag") == "aldersophoer") & (pl.col("slutdato") <= end)
    due = ours.filter(pl.col("startdato") < spring, pl.col("slutdato") > autumn + 60, ~ages_out)
    in_autumn = due["startdato"].to_numpy() < autumn - 20
    days = np.where(
        in_autumn, autumn + generator.integers(4, 58, len(due)), spring + generator.integers(0, 50, len(due))
    )
    draws = generator.random((3, len(due)))
    ends_now = (due["slutdato"] <= end).to_numpy() & (draws[0] < 0.7)  # noqa: PLR2004 - the rest is decided in spring
    reasons = due["slutaarsag"].to_list()
    words = {"tilbage_til_almen": "retur", "skift_tilbud": "skift"}
    outcomes = [words.get(r, "fortsaet") if now else "fortsaet" for r, now in zip(reasons, ends_now, strict=True)]
    grades = [grade_code(year - start) for start in due["school_start"].to_list()]
    numbers = due["placering_id"].str.slice(1)
    rows = due.with_columns(
        klassetrin=pl.Series(grades, dtype=pl.String),
        review_day=pl.Series(days),
        review_outcome=pl.Series(outcomes, dtype=pl.String),
        review_entered=pl.Series(days + generator.integers(0, 12, len(due)) + (draws[1] < 0.08) * 35),  # noqa: PLR2004
        modtaget_dato=pl.Series(days - generator.integers(14, 60, len(due))),
        received_entered=pl.Series(days - 5),
        visitationsrunde=pl.Series(np.where(in_autumn, f"{year}-revisitation", "løbende").astype(str)),
        indstilling_id=pl.lit(f"R{year}-") + numbers,
        afgoerelse_id=pl.lit(f"AR{year}-") + numbers,
        next_from=pl.lit(end + 1, dtype=pl.Int64),
        next_to=pl.lit(day_of(year + 2, 7, 31), dtype=pl.Int64),
        next_due=pl.lit(day_of(year + 1, 11, 30), dtype=pl.Int64),
    )
    still_there = (pl.col("slutdato") >= pl.col("review_day")) & (pl.col("startdato") <= pl.col("modtaget_dato"))
    return rows.filter(still_there, pl.Series(draws[2] < DONE_SHARE))
