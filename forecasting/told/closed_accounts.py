"""The accounts of a year that is over, as an end of a bridge: what is booked of it, and the places as registered now.

A place stands in the grant area that its type belongs to that year, its kroner where they are booked: as in a forecast.
Children are those in a place on the day of the pupil statistic. Not here: what they are held against (`bridge_table`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Floats
from forecasting.given.postings import is_one_off
from forecasting.given.terms import ALL, UNKNOWN_AREA, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.ledger.closed import is_closed
from forecasting.ledger.untied import complete_years, opened
from forecasting.prices.price_growth import growth_by_year
from forecasting.told.bridge import TEN_THOUSANDTH, ZERO
from forecasting.told.coverage import Coverage, whole_years
from forecasting.told.people import Census
from forecasting.told.published import End, Expected, Key, keys_of
from forecasting.world import World


def closed_years(world: World) -> list[int]:
    """The last years that both the ledger and the registers have whole, newest first."""
    booked_to, registered = world.inputs.cut_off("omkostninger"), whole_years(world.inputs.spells, world.inputs.as_of)
    years = complete_years(world)
    return [year for year in years if is_closed(year, opened(world), booked_to) and year in registered]


def accounts(world: World, year: int, people: Census, since: int) -> End:
    """The year as booked; its growth of prices is that of the rates from `since` on, as they are known now."""
    growth = growth_by_year(world.inputs.rates, since, world.options.price_index, world.assumed.prices)
    return End(year, _booked(world, year), people, growth, since)


def _booked(world: World, year: int) -> Expected:
    rows = world.inputs.postings.filter(pl.col("fiscal_year") == year)
    kroner, one_off = _sums(rows), _sums(rows.filter(is_one_off()))
    areas = world.areas_of(year)
    seen = Coverage.of(world.inputs.spells, world.inputs.population, year, year)
    places = {(areas.get(offer, UNKNOWN_AREA), d, offer): q for (d, offer), q in _counted(seen, seen.places).items()}
    total: dict[Key, dict[str, Any]] = {}
    for leaf in sorted({*kroner, *places}):
        for key in keys_of(leaf):
            row = total.setdefault(key, {"mean_kr": ZERO, "full_year_places": ZERO})
            row["mean_kr"] += kroner.get(leaf, ZERO)
            if key[2] != ALL or counts_in_total(leaf[2]):
                row["full_year_places"] += places.get(leaf, ZERO)
    return Expected(total, one_off, {}, _counted(seen, seen.children))


def _sums(postings: pl.DataFrame) -> dict[Key, Decimal]:
    """Kroner by leaf; what has no area, district or type has the names of that."""
    leaf = (
        pl.col("grant_area").fill_null(UNKNOWN_AREA), pl.col("district_id").fill_null(UNKNOWN_DISTRICT),
        pl.col("offer_type").fill_null(UNSPLIT),
    )  # fmt: skip
    sums = postings.group_by(*leaf).agg(pl.col("amount_kr").sum().cast(pl.Decimal(18, 2)))
    return {(area, district, offer): kr for area, district, offer, kr in sums.iter_rows()}


def _counted(seen: Coverage, by_age: Floats) -> dict[tuple[str, str], Decimal]:
    """Places, or children, of all ages by district and offer type."""
    sums = by_age.sum(axis=2)
    return {
        (district, offer): Decimal(repr(round(float(sums[d, o]), 6))).quantize(TEN_THOUSANDTH, ROUND_HALF_EVEN)
        for d, district in enumerate(seen.districts)
        for o, offer in enumerate(seen.offers)
        if sums[d, o]
    }
