"""The forecast, from the frames of one origin to the published tables: the front door of the package."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Floats, Ints
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.postings import month_of
from forecasting.given.scenario import Scenario
from forecasting.given.terms import UNKNOWN_DISTRICT
from forecasting.judged.calibration import Widths
from forecasting.ledger.corrections import Corrections, corrections
from forecasting.ledger.fixed_costs import fixed_costs
from forecasting.ledger.one_offs import new_one_offs
from forecasting.ledger.past_ends import still_owed
from forecasting.ledger.this_year import Unbilled, unbilled
from forecasting.ledger.untied import untied_spend
from forecasting.ledger.year_end import NextYearShares, next_year_shares
from forecasting.places.notice import Notice
from forecasting.places.own_places import within_own_places
from forecasting.places.relocation import place_prices, relocated
from forecasting.places.simulation import Population, populate
from forecasting.prices.charges import PriceShelf
from forecasting.prices.day_prices import ProviderSteps, Templates, carried_prices, draw_index, price_rows, rate_rows
from forecasting.prices.lent_prices import LentLevels
from forecasting.prices.price_growth import growth_by_year, provider_step_sd
from forecasting.sums.coming import Priced
from forecasting.sums.components import MONTHLY, YearBook, year_books
from forecasting.sums.draws import Draws, draws_of
from forecasting.sums.lines import Lines, at_lines, factors_by_year, line_factors
from forecasting.sums.provenance import provenance_frame
from forecasting.sums.summary import activity_frame, cost_frame, fiscal_year_frame, year_places_frame
from forecasting.sums.tally import Tally, tally
from forecasting.told.deviation import deviation_frame
from forecasting.told.driver_table import DRIVER, driver_frame
from forecasting.told.level_flow import LaneTally
from forecasting.told.level_ledger import ledger_by_lane
from forecasting.told.level_members import Lanes
from forecasting.told.level_table import LEVEL, LaneYears, level_frame
from forecasting.told.movements import movements
from forecasting.told.published import Published
from forecasting.vintages.vantage import Vantage
from forecasting.world import World


@dataclass(frozen=True, eq=False)
class Projection:
    """The published tables without vintage columns (schemas: beside what writes them), and what tests of it need.

    `year_places` has quantiles of full-year places by year, district and offer type; `path_totals` (path, fiscal_year,
    total_kr, full_year_places) lets two scenarios be compared path by path; `lines` is what carried types to plain
    lines. `drivers`, `levels` and `vantage` have rows, and `draws` is there, where the options ask; `published` is for
    a later forecast to be held against.
    """

    activity: pl.DataFrame
    cost: pl.DataFrame
    fiscal_year: pl.DataFrame
    deviation: pl.DataFrame
    year_places: pl.DataFrame
    path_totals: pl.DataFrame
    lines: Lines
    provenance: pl.DataFrame
    drivers: pl.DataFrame
    levels: pl.DataFrame
    vantage: Vantage
    published: Published
    draws: Draws | None = None


def project(
    inputs: Inputs, assumptions: Assumptions, options: Options | None = None, previous: Published | None = None,
    widths: Widths | None = None,
) -> Projection:  # fmt: skip
    """Forecast the current year and four more; `widths` is what the backtest says of the intervals."""
    options, widths = carried_as_baseline(inputs, assumptions, options or Options()), widths or Widths()
    world = World.of(inputs, assumptions, options)
    growth = growth_by_year(inputs.rates, inputs.as_of.year, options.price_index, assumptions.prices)
    steps, notice = _provider_steps(world), Notice.of(world)
    index = draw_index(world.horizon, growth, assumptions.prices, options.paths, options.seed, world.levers, steps)
    shelf, grant_owners = _price_shelf(world, steps)
    wishes, templates = populate(world, grant_owners)
    population = relocated(world, within_own_places(world, wishes, templates), templates)
    by_lane = LaneTally.of(world, Lanes.of(world), shelf, index) if options.tells_levels else None
    flow = tally(world, population, shelf, index, notice, None if by_lane is None else by_lane.add)
    lines = line_factors(world, flow, options.lines)
    bills = still_owed(world, population, notice, unbilled(world))
    sums = at_lines(world, flow, lines).at_levels(bills.levels, world.district_index[UNKNOWN_DISTRICT])
    loose = [*untied_spend(world, index), new_one_offs(world, index), *fixed_costs(world, index)]
    late, next_year = corrections(world), next_year_shares(world)
    books = year_books(world, sums, bills, late, loose, next_year)
    years = fiscal_year_frame(books, options.paths, options.scenario.name, widths)
    totals = _path_totals(world, books, sums)
    priced = Priced(shelf, index, notice, bills.levels, next_year, lines)
    published = Published(years, activity_frame(world, sums, widths, years), inputs.population, growth)
    return Projection(
        published.activity,
        cost_frame(world, _monthly_kr(world, sums, bills), widths),
        years,
        deviation_frame(world, published, previous),
        year_places_frame(world, sums, widths),
        totals,
        lines,
        provenance_frame(world, sums.sources),
        _drivers(world, population, flow, years, growth),
        _levels(world, by_lane, population, lines, bills, late, next_year, years, totals, widths),
        Vantage.of(world, population, flow, sums, years, bills.levels),
        published,
        _draws(world, wishes, population, templates, priced, sums, totals, widths),
    )


def _draws(
    world: World, wishes: Population, population: Population, templates: Templates, priced: Priced, sums: Tally,
    totals: pl.DataFrame, widths: Widths,
) -> Draws | None:  # fmt: skip
    """What a what-if is reckoned from, of the baseline where that was asked for."""
    if not world.options.tells_draws or world.options.scenario != Scenario():
        return None
    return draws_of(world, wishes, population, templates, priced, sums, totals, widths)


def carried_as_baseline(inputs: Inputs, assumptions: Assumptions, options: Options) -> Options:
    """The options of a scenario with what carries its baseline to the plain lines; asked for once, not at each try."""
    plain = replace(
        options, scenario=Scenario(), tells_drivers=False, tells_cases=False, tells_levels=False, tells_draws=False
    )
    if options.scenario == plain.scenario or not any(isinstance(line, str) for line in options.lines.values()):
        return options
    return replace(options, lines=project(inputs, assumptions, plain).lines)


def _provider_steps(world: World) -> ProviderSteps:
    """Each provider's own steps of price."""
    providers = pl.concat([world.spells["provider_id"], world.grants["provider_id"], world.own.keys["provider_id"]])
    sd = provider_step_sd(world.inputs.rates, world.assumed.prices)
    return ProviderSteps.draw(providers, sd, world.options.paths, world.options.seed)


def _drivers(
    world: World, population: Population, flow: Tally, years: pl.DataFrame, growth: dict[int, float]
) -> pl.DataFrame:
    """What each year's change is due to, where that was asked for; of the flow before any plain line."""
    if not world.options.tells_drivers:
        return pl.DataFrame(schema=DRIVER)
    return driver_frame(world, movements(world, population, flow), years, growth)


def _levels(
    world: World, by_lane: LaneTally | None, population: Population, lines: Lines, bills: Unbilled,
    late: Corrections, next_year: NextYearShares, years: pl.DataFrame, totals: pl.DataFrame, widths: Widths,
) -> pl.DataFrame:  # fmt: skip
    """The years by grade band, provider group and own or bought, where that was asked for."""
    if by_lane is None:
        return pl.DataFrame(schema=LEVEL)
    carried = factors_by_year(world, lines)
    kr = by_lane.all_kr(population, carried, bills.levels, next_year)
    kr = kr + ledger_by_lane(world, by_lane.lanes, bills, late, next_year, kr)
    found = LaneYears(by_lane.lanes, by_lane.all_places(carried), kr, totals)
    return level_frame(world, found, years, widths)


def _price_shelf(world: World, steps: ProviderSteps) -> tuple[PriceShelf, Ints]:
    """Price rows of every spell and, after them, of the grants whose price stands in a rate list (else -1).

    Last come the places that a scenario's moves give a price.
    """
    grants = world.grants.with_columns(placement_id=pl.format("grant {}", "decision_id"))
    own = rate_rows(world.inputs.rates, grants.select("placement_id", "provider_id", "offer_type", "rate_group"))
    moves = place_prices(world.options.scenario.moves, world.horizon.as_of)
    whose = ["placement_id", "provider_id", "offer_type", "rate_group"]
    owners = pl.concat(
        [
            world.spells.select(whose), grants.select(whose),
            moves.select("placement_id").with_columns(pl.lit(None, pl.String).alias(name) for name in whose[1:]),
        ]
    )  # fmt: skip
    prices = pl.concat([world.inputs.prices, own, moves.drop_nulls("kr_per_day").select(own.columns)])
    levels = LentLevels.draw(world.lent, world.options.paths, world.options.seed)
    owners = owners.with_columns(lent=pl.Series(levels.positions(owners["placement_id"]), dtype=pl.Int64))
    carried = carried_prices(prices, world.spells, world.horizon.as_of)
    rows = price_rows(carried, owners, world.horizon, steps, world.rate_calendar)
    priced = np.isin(np.arange(owners.height), rows.owner)[world.spells.height : world.spells.height + grants.height]
    position = np.where(priced, world.spells.height + np.arange(grants.height), -1)
    return PriceShelf.of(rows, owners.height, world.horizon.tomorrow, levels.factor), position


def _monthly_kr(world: World, sums: Tally, bills: Unbilled) -> dict[str, Floats]:
    """Kroner of placements by component, each by path (or one), cell and month of service."""
    posted = world.inputs.postings.filter(
        pl.col("spend_kind").is_in(["placement", "transport"]),
        ~pl.col("is_one_off").fill_null(value=False),
        pl.col("service_month").is_between(world.horizon.months[0], world.horizon.as_of),
        pl.col("offer_type").is_in(world.offers),
    )
    posted_kr = posted["amount_kr"].cast(pl.Float64).to_numpy()[None, :]
    past = (_by_month(world, posted, posted_kr), _by_month(world, bills.leaves, bills.kr))
    return dict(zip(MONTHLY, (*past, *sums.month_kr, sums.month_transport_kr), strict=True))


def _by_month(world: World, frame: pl.DataFrame, amounts: Floats) -> Floats:
    """Amounts (paths or 1, rows of the frame) by cell and month of service."""
    cell = world.district_positions(frame["district_id"]) * len(world.offers)
    cell = cell + world.offer_positions(frame["offer_type"])
    month = frame.select(month_of("service_month") - world.horizon.as_of.year * 12).to_series().to_numpy()
    kr = np.zeros((len(amounts), world.cells, len(world.horizon.months)))
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
