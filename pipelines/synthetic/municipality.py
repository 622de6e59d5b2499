"""A synthetic municipality: its registers and period sources, and the deliveries it hands in.

Here the parts are put together. Each part has its own module; the forecast is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.synthetic.accounts import chart_register
from pipelines.synthetic.awkward import bend_spells
from pipelines.synthetic.budget import Budget
from pipelines.synthetic.case_frames import decision_frame, placement_frame, referral_frame
from pipelines.synthetic.case_registers import decision_register, in_register, placement_register, referral_register
from pipelines.synthetic.complaints import complaint_register
from pipelines.synthetic.configuration import municipality_yaml
from pipelines.synthetic.days import checked_period, month_of
from pipelines.synthetic.defects import plant
from pipelines.synthetic.delivery_files import new_files, write_delivery
from pipelines.synthetic.editions import Edition, Period, period_editions, snapshot_editions
from pipelines.synthetic.institution_registers import capacity_register, institution_register
from pipelines.synthetic.ledger import bought_postings
from pipelines.synthetic.own_postings import income_postings, own_offer_postings, shared_postings
from pipelines.synthetic.plan import plan_register, programme_register
from pipelines.synthetic.prices import PriceList
from pipelines.synthetic.pupils import absence, pupil_counts, well_being
from pipelines.synthetic.registers import Register
from pipelines.synthetic.reviews import make_reviews
from pipelines.synthetic.service_costs import ServiceCosts, service_costs
from pipelines.synthetic.signals import indicators, survey
from pipelines.synthetic.sizes import size_of
from pipelines.synthetic.town import Town

PUPIL_MONTH, WELL_BEING_MONTH, SURVEY_MONTH = 9, 6, 11
YEARS_OF_COST_BEFORE = 2  # the first budget looks at the year before it, and bills come late


@dataclass(frozen=True)
class Summary:
    """What was written: files and data rows."""

    files: int
    rows: int


@dataclass(frozen=True)
class Municipality:
    """All that ever happens in the period, before it is cut into deliveries."""

    town: Town
    months: list[int]
    placements: pl.DataFrame
    prices: PriceList
    costs: ServiceCosts
    registers: dict[str, Register]
    postings: pl.DataFrame


def simulate(size: str, seed: int, first: int, last: int, slowdown_year: int | None = None) -> Municipality:
    """Run the municipality and keep its books; nothing is written."""
    months = checked_period(first, last)
    first_year, last_year = first // 100, last // 100
    town = Town(size_of(size), seed, last_year, slowdown_year).run()
    placements = bend_spells(in_register(placement_frame(town)))
    prices = PriceList(town.institutions, seed)
    costs = service_costs(
        placements, prices, town.size.code, (first_year - YEARS_OF_COST_BEFORE) * 100 + 1, last_year * 100 + 12
    )
    registers = {
        register.source: register
        for register in (
            *_case_registers(town, placements),
            institution_register(town.institutions),
            capacity_register(town.institutions, last_year),
            prices.register(last_year),
            town.population.register(last_year),
            chart_register(),
            Budget(town, placements, costs).register(first_year, last_year),
            plan_register(town, last_year),
            programme_register(town, last_year),
        )
    }
    return Municipality(town, months, placements, prices, costs, registers, _postings(town, placements, costs))


def _case_registers(town: Town, placements: pl.DataFrame) -> Iterator[Register]:
    reviews = make_reviews(placements, town.size.code, town.seed, town.last_year)
    decisions = decision_frame(town)
    kept = _kept_decisions(decisions, placements)
    referrals = referral_frame(town).filter(
        pl.col("indstilling_id").is_in(kept["indstilling_id"].to_list()) | _is_recent("modtaget_dato")
    )
    referral_rows = referral_register(referrals, reviews, town.seed)
    decision_rows = decision_register(kept, reviews, referral_rows)
    yield placement_register(placements, reviews)
    yield referral_rows
    yield decision_rows
    yield complaint_register(decision_rows, town.seed)


def _is_recent(column: str) -> pl.Expr:
    return pl.from_epoch(column, time_unit="d").dt.year() >= 2016  # noqa: PLR2004 - the registers begin


def _kept_decisions(decisions: pl.DataFrame, placements: pl.DataFrame) -> pl.DataFrame:
    """Decisions since the registers began, and the older ones that a spell still rests on."""
    resting = placements["afgoerelse_id"].drop_nulls().unique().to_list()
    return decisions.filter(_is_recent("afgoerelsesdato") | pl.col("afgoerelse_id").is_in(resting))


def _postings(town: Town, placements: pl.DataFrame, costs: ServiceCosts) -> pl.DataFrame:
    kr = pl.concat([costs.placements.select("month", "kr"), costs.offers.select("month", "kr")])
    totals = {
        int(month): float(value) for month, value in kr.group_by("month").agg(pl.col("kr").sum()).sort("month").rows()
    }
    parts = [
        bought_postings(costs.placements, town),
        own_offer_postings(costs, town),
        income_postings(placements, town, list(totals)),
        shared_postings(totals, town),
    ]
    return pl.concat(parts).sort("bogfoeringsdato", "bilagsnummer", "bilagslinje")


def periods(municipality: Municipality) -> list[Period]:
    """The sources that are delivered for their own month."""
    town, months = municipality.town, municipality.months
    posted = pl.Series("month", [month_of(day) for day in municipality.postings["bogfoeringsdato"].to_list()])
    by_month = municipality.postings.with_columns(posted).partition_by("month", as_dict=True, maintain_order=True)
    absences = {month: absence(town, month) for month in months}
    return [
        Period("omkostninger", {int(month): rows for (month,), rows in by_month.items()}),
        Period(
            "elevtal",
            {m: pupil_counts(town, municipality.placements, m // 100) for m in months if m % 100 == PUPIL_MONTH},
        ),
        Period("fravaer", {month: rows for month, rows in absences.items() if rows is not None}),
        Period("trivsel", {m: well_being(town, m // 100) for m in months if m % 100 == WELL_BEING_MONTH}),
        Period("noegletal", {month: indicators(town, month) for month in months if month % 100 % 3 == 0}),
        Period("statusanalyse", {m: survey(town, m // 100) for m in months if m % 100 == SURVEY_MONTH}),
    ]


def editions(municipality: Municipality, *, single_edition: bool) -> Iterator[Edition]:
    """Every file of the municipality, source by source."""
    for register in municipality.registers.values():
        yield from snapshot_editions(register, municipality.months, single_edition=single_edition)
    for period in periods(municipality):
        yield from period_editions(period, municipality.months)


def generate(
    out: Path,
    size: str = "small",
    seed: int = 1,
    from_month: int = 202201,
    to_month: int = 202512,
    *,
    single_edition: bool = False,
    slowdown_year: int | None = None,
    defects: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Summary:
    """Write a municipality's deliveries and its kommune.yaml to a folder.

    The same seed gives the same bytes. `slowdown_year` lets the growth of referrals stop from a year, `defects`
    plants faults in the newest files and lists them beside. A longer period
    adds files and changes none of the earlier ones but kommune.yaml. UsageError when the folder has deliveries that
    this municipality does not: two municipalities in one folder would be read as one.
    """
    chosen = size_of(size)
    municipality = simulate(chosen.name, seed, from_month, to_month, slowdown_year)
    with new_files(out) as folder:
        (folder / "kommune.yaml").write_text(municipality_yaml(chosen, to_month // 100), encoding="utf-8")
        files = rows = 0
        source = ""
        for edition in editions(municipality, single_edition=single_edition):
            if progress is not None and edition.contract.source != source:
                progress(edition.contract.title)
            source = edition.contract.source
            rows += write_delivery(folder, edition.contract, edition.month, edition.rows)
            files += 1
        if defects:
            plant(folder, seed)
    return Summary(files, rows)
