"""Postings that are not bills of bought places: own offers month by month, income, shared costs and one-offs.

Not here: the bills (`ledger`) and what the services truly cost (`service_costs`).
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.accounts import (
    DAYCARE_AREA,
    GRANT_AREAS,
    OUTSIDE_ACCOUNT,
    SCHOOL_AREA,
    SHARED_FUNCTION,
    SHARED_GROUPING,
    account,
    account_of,
    transport_account,
)
from pipelines.synthetic.days import add_months, first_day, last_day, next_workday
from pipelines.synthetic.ledger import postings
from pipelines.synthetic.prices import LEVELS, PRICE_PATH, TRANSPORT
from pipelines.synthetic.service_costs import ServiceCosts, institution_table
from pipelines.synthetic.streams import Draws, stream
from pipelines.synthetic.town import Town

WAGE_SHARE = 0.82
MONTH_NOISE = 0.012
SHARED_SHARE = 0.011  # shared costs (psychologists, visitation) as a share of the month's costs; assumed
INCOME_MARKUP = 1.06
OUTSIDE_SHARE = 0.2  # an account that is not part of the area, as a share of the shared costs
REFUGEE_YEARS = (2022, 2023)
Row = dict[str, object]
ONE_OFFS_A_YEAR = 4
ONE_OFF_TEXTS = (
    "Efterregulering af tidligere år",
    "Etablering af lokaler",
    "Særligt tilskud til overgang",
    "Forlig om regning",
)


def own_offer_postings(costs: ServiceCosts, town: Town) -> pl.DataFrame:
    """Own offers by provider and month: wages and running costs; internal prices for the places settled by price."""
    internal = (
        costs.placements.join(institution_table(town.institutions), on="institutionsnummer", validate="m:1")
        .filter(pl.col("is_own"))
        .group_by("month", "institutionsnummer", "tilbudstype", pl.col("ydelse") == TRANSPORT)
        .agg(pl.col("kr").sum())
        .rename({"ydelse": "is_transport"})
    )
    stepped = costs.offers.select(
        "month", "institutionsnummer", "tilbudstype", is_transport=pl.lit(value=False), kr="kr"
    )
    both = pl.concat([internal, stepped.filter(pl.col("kr") > 0)], how="diagonal_relaxed")
    ordered = both.sort("month", "institutionsnummer", "tilbudstype", "is_transport")
    months = ordered.partition_by("month", as_dict=True, maintain_order=True)
    return pl.concat([_own_month(int(month), rows, town) for (month,), rows in months.items()])


def _own_month(month: int, rows: pl.DataFrame, town: Town) -> pl.DataFrame:
    generator = stream(town.seed, "own", month)
    noise = 1 + generator.normal(0.0, MONTH_NOISE, len(rows))
    offers, transport = rows["tilbudstype"].to_list(), rows["is_transport"].to_list()
    base = rows.with_columns(
        total=pl.col("kr") * pl.Series(noise),
        bilagsnummer=pl.lit(f"E{month}-") + pl.col("institutionsnummer"),
        bogfoeringsdato=pl.lit(last_day(month) - 2),
        regnskabsaar=pl.lit(None if month % 3 else month // 100, dtype=pl.Int64),
        periode_fra=pl.lit(first_day(month)),
        periode_til=pl.lit(last_day(month)),
        konto=pl.Series(
            [transport_account(o) if t else account_of(o, "egen") for o, t in zip(offers, transport, strict=True)]
        ),
        bevillingsomraade=pl.col("tilbudstype").replace_strict(GRANT_AREAS),
        engangspost=pl.lit("nej"),
    )
    wages = base.filter(~pl.col("is_transport")).with_columns(
        art=pl.lit("1.0"), beloeb=(pl.col("total") * WAGE_SHARE).round(2), tekst=pl.lit("Løn")
    )
    running = base.with_columns(
        art=pl.when("is_transport").then(pl.lit("4.0")).otherwise(pl.lit("2.9")),
        beloeb=pl.when("is_transport").then("total").otherwise(pl.col("total") * (1 - WAGE_SHARE)).round(2),
        bogfoeringsdato=pl.lit(next_workday(last_day(month) + int(generator.integers(3, 14)))),
        regnskabsaar=pl.lit(month // 100, dtype=pl.Int64),
        tekst=pl.when("is_transport").then(pl.lit("Befordring")).otherwise(pl.lit("Drift")),
    )
    lines = pl.concat([wages, running]).with_columns(bilagslinje=pl.int_range(1, pl.len() + 1).over("bilagsnummer"))
    return postings(lines)


def income_postings(placements: pl.DataFrame, town: Town, months: list[int]) -> pl.DataFrame:
    """What other municipalities pay for their children in our places: quarterly, negative."""
    foreign = placements.filter(pl.col("betalingskommune") != town.size.code).sort("placering_id")
    found = []
    for month in (m for m in months if m % 3 == 0):
        first, last = first_day(add_months(month, -2)), last_day(month)
        present = foreign.filter((pl.col("startdato") <= last) & (pl.col("slutdato") >= first))
        days = pl.min_horizontal("slutdato", pl.lit(last)) - pl.max_horizontal("startdato", pl.lit(first)) + 1
        year_kr = {
            offer: LEVELS[offer, "own"][0] * PRICE_PATH[month // 100] * INCOME_MARKUP
            for offer in ("specialskole", "specialklasse")
        }
        lag = int(stream(town.seed, "income", month).integers(12, 28))
        found.append(
            present.with_columns(
                beloeb=-(days * pl.col("tilbudstype").replace_strict(year_kr, return_dtype=pl.Float64) / 365).round(2),
                bilagsnummer=pl.lit(f"U{month}"),
                bilagslinje=pl.int_range(1, pl.len() + 1),
                bogfoeringsdato=pl.lit(last + lag),
                regnskabsaar=pl.lit(month // 100),
                periode_fra=pl.max_horizontal("startdato", pl.lit(first)),
                periode_til=pl.min_horizontal("slutdato", pl.lit(last)),
                konto=pl.col("tilbudstype").replace_strict({o: account_of(o, "egen") for o in year_kr}),
                art=pl.lit("7.7"),
                bevillingsomraade=pl.lit(SCHOOL_AREA),
                engangspost=pl.lit("nej"),
                tekst=pl.lit("Opkrævning hos betalingskommune"),
            ).pipe(postings)
        )
    return pl.concat(found)


def shared_postings(totals: dict[int, float], town: Town) -> pl.DataFrame:
    """Shared costs and an account outside the area by month, and a few one-offs a year; none has a place."""
    rows: list[Row] = []
    for month, total in totals.items():
        generator = stream(town.seed, "shared", month)
        shared = total * SHARED_SHARE * (1 + generator.normal(0.0, 0.08))
        inside = account(SHARED_FUNCTION, SHARED_GROUPING)
        rows.append(_shared_line(month, 1, inside, shared, "Fælles udgifter til rådgivning og visitation"))
        outside = "Almen undervisning, hører ikke til området"
        rows.append(_shared_line(month, 2, OUTSIDE_ACCOUNT, shared * OUTSIDE_SHARE, outside))
        if generator.random() < ONE_OFFS_A_YEAR / 12:
            rows.append(one_off(month, total, Draws(generator)))
    return postings(pl.DataFrame(rows, infer_schema_length=None))


def _shared_line(month: int, line: int, konto: str, kr: float, text: str) -> Row:
    return {
        "bilagsnummer": f"F{month}",
        "bilagslinje": line,
        "bogfoeringsdato": next_workday(last_day(month) + 6),
        "regnskabsaar": month // 100,
        "periode_fra": first_day(month),
        "periode_til": last_day(month),
        "konto": konto,
        "art": "1.0",
        "bevillingsomraade": SCHOOL_AREA,
        "beloeb": round(kr, 2),
        "engangspost": "nej",
        "tekst": text,
    }


def one_off(month: int, total: float, draws: Draws) -> Row:
    """A one-off of one to six per cent of a month's costs; one in five is a refund."""
    sign = -1 if draws.chance(0.2) else 1
    for_refugees = month // 100 in REFUGEE_YEARS and draws.chance(0.4)
    return {
        "bilagsnummer": f"X{month}",
        "bilagslinje": 1,
        "bogfoeringsdato": next_workday(last_day(month) - draws.between(3, 20)),
        "konto": account_of("specialskole", "egen"),
        "art": "4.9",
        "bevillingsomraade": SCHOOL_AREA if draws.chance(0.8) else DAYCARE_AREA,
        "beloeb": sign * round(total * draws.between(10, 60) / 1000, 2),
        "engangspost": "ja",
        "saerlig_aarsag": "Fordrevne" if for_refugees else None,
        "tekst": draws.pick_from(ONE_OFF_TEXTS, [1.0] * len(ONE_OFF_TEXTS)),
    }
