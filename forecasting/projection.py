"""The forecast, from the frames of one origin to the published tables: the front door of the package."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.bills import month_of
from forecasting.charges import PriceShelf
from forecasting.children import counts_in_total
from forecasting.components import YearBook, year_books
from forecasting.corrections import corrections
from forecasting.deviation import deviation_frame
from forecasting.horizon import Floats, Ints
from forecasting.inputs import Inputs
from forecasting.ledger import Unbilled, unbilled
from forecasting.one_offs import new_one_offs
from forecasting.options import Options
from forecasting.own_offers import OwnOffers
from forecasting.price_growth import growth_by_year
from forecasting.prices import IndexPath, carried_prices, draw_index, price_rows, rate_rows
from forecasting.simulation import Population, populate
from forecasting.summary import activity_frame, cost_frame, fiscal_year_frame, year_places_frame
from forecasting.tally import Tally, own_heads, own_shares, tally
from forecasting.untied import untied_spend
from forecasting.world import COMPONENTS, World


@dataclass(frozen=True, eq=False)
class Projection:
    """The published tables without vintage columns (schemas: `forecasting.schemas`), and what tests of it need.

    `year_places` has quantiles of full-year places by year and offer type; `path_totals` (path, fiscal_year, total_kr,
    full_year_places) lets two scenarios be compared path by path.
    """

    activity: pl.DataFrame
    cost: pl.DataFrame
    fiscal_year: pl.DataFrame
    deviation: pl.DataFrame
    year_places: pl.DataFrame
    path_totals: pl.DataFrame


def project(
    inputs: Inputs, assumptions: Assumptions, options: Options | None = None, previous: pl.DataFrame | None = None
) -> Projection:
    """Forecast the current year and four more; `previous` is the previous vintage's fiscal_year frame."""
    options = options or Options()
    world = World.of(inputs, assumptions, options)
    growth = growth_by_year(inputs.rates, inputs.as_of.year, options.price_index, assumptions.prices)
    index = draw_index(world.horizon, growth, assumptions.prices, options.paths, options.seed, options.scenario)
    shelf, grant_owners = _price_shelf(world)
    population = populate(world, grant_owners)
    sums = tally(world, population, shelf, index)
    bills = unbilled(world, _own_dues(world, population, index))
    sums = sums.at_levels(bills.levels)
    loose = [*untied_spend(world, index), new_one_offs(world, index)]
    books = year_books(world, sums, bills, corrections(world), loose)
    years = fiscal_year_frame(books, options.paths, options.scenario.name)
    return Projection(
        activity_frame(world, sums),
        cost_frame(world, sums.month_kr + sums.month_transport_kr + _past_kr(world, bills)),
        years,
        deviation_frame(world, years, previous),
        year_places_frame(world, sums),
        _path_totals(world, books, sums),
    )


def _price_shelf(world: World) -> tuple[PriceShelf, Ints]:
    """Price rows of every spell and, after them, of the grants whose price stands in a rate list (else -1)."""
    grants = world.grants.with_columns(placement_id=pl.format("grant {}", "decision_id"))
    own = rate_rows(world.inputs.rates, grants.select("placement_id", "provider_id", "offer_type", "rate_group"))
    owners = pl.concat([world.spells["placement_id"], grants["placement_id"]])
    carried = carried_prices(pl.concat([world.inputs.prices, own]), world.spells, world.horizon.as_of)
    rows = price_rows(carried, owners, world.horizon)
    priced = np.isin(np.arange(len(owners)), rows.owner)[world.spells.height :]
    position = np.where(priced, world.spells.height + np.arange(grants.height), -1)
    return PriceShelf.of(rows, len(owners), world.horizon.tomorrow), position


def _own_dues(world: World, population: Population, index: IndexPath) -> pl.DataFrame:
    """What own classes and frames cost in this year's months to the as-of day, by provider, type and district."""
    own = OwnOffers.of(world.inputs.own_offers)
    columns = {"key": pl.String, "biller": pl.String, "month": pl.Int32, "is_transport": pl.Boolean}
    columns |= {"district_id": pl.String, "offer_type": pl.String, "due_kr": pl.Float64}
    past = np.clip(world.horizon.tomorrow - world.horizon.starts[:-1], 0, world.horizon.lengths) / world.horizon.lengths
    if not own.count:
        return pl.DataFrame(schema=columns)
    cost = own.monthly_cost(own_heads(world, population, own), world.horizon, index).mean(axis=0) * past
    shares = own_shares(world, population, own)
    shares = shares.reshape(own.count, len(COMPONENTS), len(world.districts), -1).sum(axis=1)
    rows = [
        (*[f"{provider}|{offer}"] * 2, world.horizon.as_of.year * 12 + month, False, district, offer, kr)
        for which, provider, offer in own.keys.iter_rows()
        for d, district in enumerate(world.districts)
        for month in range(world.horizon.as_of.month)
        if (kr := float(cost[which, month] * shares[which, d, month]))
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _past_kr(world: World, bills: Unbilled) -> Floats:
    """Kroner of placements before the as-of day by path, cell and month: posted for the month, and still to come."""
    width = len(world.offers)
    kr = np.zeros((world.options.paths, world.cells, len(world.horizon.months)))
    posted = world.inputs.postings.filter(
        pl.col("spend_kind").is_in(["placement", "transport"]),
        ~pl.col("is_one_off").fill_null(value=False),
        pl.col("service_month").is_between(world.horizon.months[0], world.horizon.as_of),
        pl.col("offer_type").is_in(world.offers),
    )
    posted_kr = posted["amount_kr"].cast(pl.Float64).to_numpy()[None, :]
    for frame, amounts in ((posted, posted_kr), (bills.leaves, bills.kr)):
        cell = world.district_positions(frame["district_id"]) * width + world.offer_positions(frame["offer_type"])
        month = frame.select(month_of("service_month") - world.horizon.as_of.year * 12).to_series().to_numpy()
        for row in range(frame.height):
            kr[:, cell[row], month[row]] += amounts[:, row]
    return kr


def _path_totals(world: World, books: list[YearBook], sums: Tally) -> pl.DataFrame:
    paths = world.options.paths
    counted = np.array([counts_in_total(offer) for offer in world.offers] * len(world.districts), dtype=bool)
    frames = []
    for year, book in enumerate(books):
        kr = sum((a for by_leaf in book.kr.values() for a in by_leaf.values()), np.zeros(paths))
        length = world.horizon.year_lengths[12 * year]
        places = sums.days[:, counted, 12 * year : 12 * year + 12].sum(axis=(1, 2)) / length
        columns = {"path": np.arange(paths), "total_kr": kr, "full_year_places": places}
        frames.append(pl.DataFrame(columns).with_columns(fiscal_year=pl.lit(book.fiscal_year, dtype=pl.Int32)))
    return pl.concat(frames)
