"""The bills of bought places: by spell, monthly or quarterly, late, wrong now and then, and credited.

A bill is posted some days to three months after its period; what belongs to the old year is mostly caught in the
supplementary period of January. Not here: own offers, income and all that has no place (`own_postings`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.accounts import GRANT_AREAS, UNMAPPED_ACCOUNT, account_of, transport_account
from pipelines.synthetic.days import date_of, day_of, last_day
from pipelines.synthetic.prices import TRANSPORT
from pipelines.synthetic.service_costs import institution_table
from pipelines.synthetic.streams import stream
from pipelines.synthetic.town import Town

SUPPLEMENTARY_DAY = 28  # January bills of the old year are posted no later than this day of January
CAUGHT_SHARE = 0.96
LATE_LINE_SHARE, WRONG_SHARE, NO_PLACEMENT_SHARE, UNMAPPED_SHARE = 0.03, 0.008, 0.012, 0.003
ARTS = {"anden_kommune": "4.7", "region": "4.8", "privat": "4.9", "egen": "1.0"}
COLUMNS = (
    "bilagsnummer", "bilagslinje", "bogfoeringsdato", "regnskabsaar", "periode_fra", "periode_til", "konto", "art",
    "bevillingsomraade", "institutionsnummer", "tilbudstype", "placering_id", "beloeb", "engangspost", "saerlig_aarsag",
    "tekst",
)  # fmt: skip
SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(COLUMNS, pl.String) | {
    "bilagslinje": pl.Int64, "bogfoeringsdato": pl.Int64, "regnskabsaar": pl.Int64, "periode_fra": pl.Int64,
    "periode_til": pl.Int64, "beloeb": pl.Float64,
}  # fmt: skip


def postings(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with all columns of a posting, in their order; what is not given is empty."""
    missing = [pl.lit(None, dtype=SCHEMA[name]).alias(name) for name in COLUMNS if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(SCHEMA[name]) for name in COLUMNS)


def bill_lines(costs: pl.DataFrame, town: Town) -> pl.DataFrame:
    """One row a spell, billing period and kind (place or transport), with the period's true kr."""
    quarter_month = pl.col("year") * 100 + ((pl.col("month") % 100 - 1) // 3 + 1) * 3
    return (
        costs.join(institution_table(town.institutions), on="institutionsnummer", validate="m:1")
        .filter(~pl.col("is_own"))
        .with_columns(
            period=pl.when("bills_quarterly").then(quarter_month).otherwise("month"),
            is_transport=pl.col("ydelse") == TRANSPORT,
        )
        .group_by(
            "period", "institutionsnummer", "placering_id", "tilbudstype", "is_transport", "owner", "bills_quarterly"
        )
        .agg(
            pl.col("kr").sum(),
            pl.col("service_from").min(),
            pl.col("service_to").max(),
            pl.col("registreret_dato").first(),
            pl.col("saerlig_aarsag").first(),
        )
        .sort("period", "institutionsnummer", "placering_id", "is_transport")
    )


def posting_days(period: int, lines: pl.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """The posting day of each line of a period: one lag a provider, few lines later than their bill."""
    providers, turn = np.unique(lines["institutionsnummer"].to_numpy(), return_inverse=True)
    quarterly = lines["bills_quarterly"].to_numpy()
    lag = np.minimum(generator.exponential(11.0, len(providers)), 80)[turn]
    lag = np.where(quarterly, 8 + lag * 1.9, 4 + lag) + (
        generator.random(len(lines)) < LATE_LINE_SHARE
    ) * generator.integers(15, 60, len(lines))
    days = last_day(period) + np.minimum(lag, 92).astype(np.int64)
    days = np.maximum(days, lines["registreret_dato"].to_numpy() + 5)
    if period % 100 >= 10:  # noqa: PLR2004 - bills for October to December race the closing of the year
        limit = day_of(period // 100 + 1, 1, SUPPLEMENTARY_DAY)
        caught = generator.random(len(lines)) < CAUGHT_SHARE
        days = np.where((days > limit) & caught, limit - generator.integers(0, 20, len(lines)), days)
    return np.asarray(days)


def fiscal_years(period_years: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The old year until the supplementary period ends, else the year of posting."""
    limits = np.array([day_of(int(year) + 1, 1, 31) for year in period_years])
    posted = np.array([date_of(int(day)).year for day in days])
    return np.where(days <= limits, period_years, posted)


def bought_postings(costs: pl.DataFrame, town: Town) -> pl.DataFrame:
    """All bills of bought places, with their credits."""
    found = []
    for (period,), lines in bill_lines(costs, town).partition_by("period", as_dict=True, maintain_order=True).items():
        found.append(_bills_of(int(period), lines, town))
    return pl.concat(found)


def _bills_of(period: int, lines: pl.DataFrame, town: Town) -> pl.DataFrame:
    generator = stream(town.seed, "bills", period)
    days = posting_days(period, lines, generator)
    draws = generator.random((3, len(lines)))
    years = np.full(len(lines), period // 100)
    offers, owners, transport = (
        lines["tilbudstype"].to_list(),
        lines["owner"].to_list(),
        lines["is_transport"].to_list(),
    )
    accounts = [
        transport_account(o) if t else account_of(o, w) for o, w, t in zip(offers, owners, transport, strict=True)
    ]
    rows = lines.with_columns(
        bogfoeringsdato=pl.Series(days),
        regnskabsaar=pl.Series(fiscal_years(years, days)),
        konto=pl.Series(
            [UNMAPPED_ACCOUNT if d < UNMAPPED_SHARE else a for a, d in zip(accounts, draws[0], strict=True)]
        ),
        art=pl.Series(["4.0" if t else ARTS[owner] for owner, t in zip(owners, transport, strict=True)]),
        bevillingsomraade=pl.col("tilbudstype").replace_strict(GRANT_AREAS),
        placering_id=pl.when(pl.Series(draws[1]) < NO_PLACEMENT_SHARE).then(None).otherwise("placering_id"),
        bilagsnummer=pl.lit(f"B{period}-") + pl.col("institutionsnummer"),
        bilagslinje=pl.int_range(1, pl.len() + 1).over("institutionsnummer"),
        periode_fra="service_from",
        periode_til="service_to",
        beloeb=pl.col("kr").round(2),
        engangspost=pl.lit("nej"),
        tekst=pl.when("is_transport").then(pl.lit("Befordring ")).otherwise(pl.lit("Regning ")) + pl.lit(str(period)),
        is_wrong=pl.Series(draws[2] < WRONG_SHARE),
    )
    return postings(pl.concat([rows, *_corrections(rows, generator)], how="diagonal_relaxed"))


def _corrections(rows: pl.DataFrame, generator: np.random.Generator) -> list[pl.DataFrame]:
    """A bill that came twice, and the credit that takes one of them back a month or two later."""
    wrong = rows.filter("is_wrong")
    if wrong.is_empty():
        return []
    later = wrong["bogfoeringsdato"] + pl.Series(generator.integers(25, 75, len(wrong)))
    years = wrong["regnskabsaar"].to_numpy()
    twice = wrong.with_columns(bilagsnummer=pl.col("bilagsnummer") + "-D", tekst=pl.lit("Regning sendt to gange"))
    credit = wrong.with_columns(
        bilagsnummer=pl.col("bilagsnummer") + "-K",
        bogfoeringsdato=later,
        regnskabsaar=pl.Series(fiscal_years(years, later.to_numpy())),
        beloeb=-pl.col("beloeb"),
        tekst=pl.lit("Kreditnota"),
    )
    return [twice, credit]
