"""What the places truly cost by month of service, before any bill is posted.

A day price is charged every calendar day, notice days after the end included; own classes cost by class needed and
the frame whatever the number. Not here: when and how it is posted (`ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.synthetic.days import day_of, first_day, last_day, months_between
from pipelines.synthetic.institutions import Institutions
from pipelines.synthetic.prices import LEISURE, TRANSPORT, PriceList


@dataclass(frozen=True)
class ServiceCosts:
    """`placements`: kr. by spell, service and month at day prices. `offers`: kr. by own class or frame and month."""

    placements: pl.DataFrame
    offers: pl.DataFrame


def month_table(first: int, last: int) -> pl.DataFrame:
    """The months with their first and last day and the days of their year."""
    months = months_between(first, last)
    return pl.DataFrame(
        {
            "month": months,
            "year": [m // 100 for m in months],
            "month_first": [first_day(m) for m in months],
            "month_last": [last_day(m) for m in months],
            "year_days": [day_of(m // 100 + 1, 1, 1) - day_of(m // 100, 1, 1) for m in months],
        }
    )


def institution_table(institutions: Institutions) -> pl.DataFrame:
    """What billing needs to know of each institution."""
    found = list(institutions.by_id.values())
    return pl.DataFrame(
        {
            "institutionsnummer": [p.id for p in found],
            "is_own": [p.is_own for p in found],
            "owner": [p.owner for p in found],
            "bills_quarterly": [p.bills_quarterly for p in found],
        }
    )


def with_paid_end(placements: pl.DataFrame, prices: PriceList) -> pl.DataFrame:
    """Add `paid_to`: the last day that is paid, with notice where the rate list has it."""
    keys = ["institutionsnummer", "tilbudstype", "takstgruppe"]
    notice = prices.rows.filter(pl.col("opsigelsesvarsel_dage").is_not_null()).select(
        *keys, "opsigelsesvarsel_dage", "opsigelse_til_maanedsslut"
    )
    ends = placements.join(notice.unique(keys, keep="first", maintain_order=True), on=keys, how="left", validate="m:1")
    until = pl.col("slut_registreret_dato") + pl.col("opsigelsesvarsel_dage")
    month_end = pl.from_epoch(until, time_unit="d").dt.month_end().to_physical().cast(pl.Int64)
    until = pl.when(pl.col("opsigelse_til_maanedsslut") == "ja").then(month_end).otherwise(until)
    has_notice = pl.col("opsigelsesvarsel_dage").is_not_null() & (pl.col("slutaarsag") != "aldersophoer")
    paid_to = pl.when(has_notice).then(pl.max_horizontal(until, "slutdato")).otherwise(pl.col("slutdato"))
    return ends.with_columns(paid_to=paid_to).drop("opsigelsesvarsel_dage", "opsigelse_til_maanedsslut")


def placement_costs(placements: pl.DataFrame, prices: PriceList, months: pl.DataFrame) -> pl.DataFrame:
    """Kr. by spell, service and month for all that is settled by price list."""
    first, last = int(months["month_first"].min()), int(months["month_last"].max())  # type: ignore[arg-type]
    priced = prices.rows.filter(pl.col("afregningsform") == "takst").select(
        "institutionsnummer", "tilbudstype", "takstgruppe", "ydelse", "year", "day_kr"
    )
    days = (
        with_paid_end(placements, prices)
        .filter((pl.col("startdato") <= last) & (pl.col("paid_to") >= first))
        .join_where(months, pl.col("startdato") <= pl.col("month_last"), pl.col("paid_to") >= pl.col("month_first"))
        .join(priced, on=["institutionsnummer", "tilbudstype", "takstgruppe", "year"])
    )
    after_leisure = pl.max_horizontal("startdato", pl.col("leisure_to").fill_null(0) + 1)
    begin = pl.when(pl.col("ydelse") == LEISURE).then(after_leisure).otherwise("startdato")
    end = pl.when(pl.col("ydelse") == TRANSPORT).then("slutdato").otherwise("paid_to")
    count = pl.min_horizontal(end, "month_last") - pl.max_horizontal(begin, "month_first") + 1
    return (
        days.with_columns(days=count, service_from=pl.max_horizontal(begin, "month_first"))
        .filter(pl.col("days") > 0)
        .with_columns(kr=pl.col("days") * pl.col("day_kr"), service_to=pl.min_horizontal(end, "month_last"))
        .sort("month", "placering_id", "ydelse")
    )


def offer_costs(placements: pl.DataFrame, prices: PriceList, months: pl.DataFrame) -> pl.DataFrame:
    """Kr. by own class or frame and month: classes needed on the month's last day, children of all payers counted."""
    stepped = prices.rows.filter(pl.col("afregningsform") != "takst").select(
        "institutionsnummer", "tilbudstype", "year", "beloeb", "boern_pr_klasse"
    )
    present = (
        placements.join(
            stepped.select("institutionsnummer", "tilbudstype").unique(), on=["institutionsnummer", "tilbudstype"]
        )
        .join_where(months, pl.col("startdato") <= pl.col("month_last"), pl.col("slutdato") >= pl.col("month_last"))
        .group_by("institutionsnummer", "tilbudstype", "month")
        .agg(children=pl.len())
    )
    cells = stepped.join(months, on="year").join(present, on=["institutionsnummer", "tilbudstype", "month"], how="left")
    classes = (pl.col("children").fill_null(0) / pl.col("boern_pr_klasse")).ceil()
    units = pl.when(pl.col("boern_pr_klasse").is_null()).then(1.0).otherwise(classes)
    share = (pl.col("month_last") - pl.col("month_first") + 1) / pl.col("year_days")
    return cells.with_columns(kr=units * pl.col("beloeb") * share).sort("month", "institutionsnummer", "tilbudstype")


def service_costs(placements: pl.DataFrame, prices: PriceList, code: str, first: int, last: int) -> ServiceCosts:
    """All true costs of the municipality from a month to a month."""
    months = month_table(first, last)
    ours = placements.filter(pl.col("betalingskommune") == code)
    return ServiceCosts(placement_costs(ours, prices, months), offer_costs(placements, prices, months))
