"""What own classes and frames have cost month by month until now, as dues that the ledger is held against.

From the registered spells alone: who was there is known, but for the last few ends. Not here: bills of places priced by
the day (`bills`), the months to come (`tally`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.horizon import MONTHS, Floats, Horizon, day_numbers
from forecasting.given.terms import UNKNOWN_DISTRICT
from forecasting.prices.day_prices import IndexPath, ProviderSteps
from forecasting.prices.own_offers import district_shares
from forecasting.world import World

YEARS_BACK = 2
DUES = {
    "key": pl.String, "biller": pl.String, "provider_id": pl.String, "month": pl.Int32, "is_transport": pl.Boolean,
    "district_id": pl.String, "offer_type": pl.String, "due_kr": pl.Float64,
}  # fmt: skip


def own_dues(world: World) -> pl.DataFrame:
    """Kroner due by own offer, month and district of the children we pay for, from two years back to the as-of day."""
    as_of, own = world.horizon.as_of, world.own
    past = Horizon.of(as_of.replace(year=as_of.year - YEARS_BACK, day=1))
    months = 12 * YEARS_BACK + as_of.month
    if not own.count:
        return pl.DataFrame(schema=DUES)
    heads, days = _in_own_places(world, past)
    flat = IndexPath(np.ones((1, MONTHS // 12)), np.ones(MONTHS), ProviderSteps((), np.ones((1, 0)), 0.0), np.zeros(1))
    cost = own.monthly_cost(heads[None], past, flat)[0]
    cost *= np.clip(world.horizon.tomorrow - past.starts[:-1], 0, past.lengths) / past.lengths
    shares = district_shares(days, world.district_index[UNKNOWN_DISTRICT])
    kr = (cost[:, None, :] * shares)[:, :, :months]
    which, district, month = np.nonzero(kr)
    biller = own.keys.select(pl.concat_str(["provider_id", "offer_type"], separator="|")).to_series()
    columns = {
        "key": biller[which.tolist()], "biller": biller[which.tolist()],
        "provider_id": own.keys["provider_id"][which.tolist()], "month": past.as_of.year * 12 + month,
        "is_transport": np.zeros(len(which), dtype=bool), "district_id": np.array(world.districts)[district],
        "offer_type": own.keys["offer_type"][which.tolist()], "due_kr": kr[which, district, month],
    }  # fmt: skip
    return pl.DataFrame(columns, schema=DUES)


def _in_own_places(world: World, past: Horizon) -> tuple[Floats, Floats]:
    """Children on each month's last day by own offer, whoever pays; days of ours by own offer and district."""
    which = world.own.of_spells(world.spells)
    start, end = day_numbers(world.spells["start_date"]), day_numbers(world.spells["end_date"]) + 1
    chosen = which >= 0
    _, heads = past.spread(world.own.count, which[chosen], start[chosen], end[chosen])
    ours = chosen & world.spells["is_paid_by_us"].to_numpy()
    districts = len(world.districts)
    booked = world.booked_in(world.own.keys)[which[ours]]
    district = np.where(booked >= 0, booked, world.district_positions(world.spells["district_id"])[ours])
    row = which[ours] * districts + district
    days, _ = past.spread(world.own.count * districts, row, start[ours], end[ours])
    return heads, days.reshape(world.own.count, districts, MONTHS)
