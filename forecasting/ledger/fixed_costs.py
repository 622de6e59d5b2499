"""What the new places of a scenario's moves cost whoever is in them: a sum a year from the day of the move.

Not here: who moves there, and from when (`relocation`), what a child there costs (`charges`).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forecasting.given.horizon import YEARS, date_of, day_number, days_in_year
from forecasting.given.terms import UNKNOWN_AREA, UNKNOWN_DISTRICT, UNSPLIT
from forecasting.ledger.untied import Untied
from forecasting.places.relocation import first_day
from forecasting.prices.day_prices import IndexPath
from forecasting.world import World


def fixed_costs(world: World, index: IndexPath) -> list[Untied]:
    """The fixed cost of the moves' new places, from their day on, on the index path."""
    areas = world.grant_areas[0]
    found = []
    for move in world.options.scenario.moves:
        if not move.fixed_kr:
            continue
        day = date_of(first_day(world, move))
        offer = move.to_offer or move.from_offer or UNSPLIT
        leaf = pl.DataFrame(
            {"grant_area": [areas.get(offer, UNKNOWN_AREA)], "district_id": [UNKNOWN_DISTRICT], "offer_type": [offer]}
        )
        share = [_share_of_year(day, year) for year in world.horizon.years]
        found.append(Untied("other", leaf, (index.by_year * np.array(share) * move.fixed_kr)[:, None, :YEARS]))
    return found


def _share_of_year(day: date, year: int) -> float:
    """The share of a year's days from a day on."""
    left = day_number(date(year + 1, 1, 1)) - max(day_number(day), day_number(date(year, 1, 1)))
    return max(left, 0) / days_in_year(year)
