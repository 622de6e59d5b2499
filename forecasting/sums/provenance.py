"""Where each cell's child-months come from: what has been, is registered, decided or pending, and what is simulated.

Mean days over the paths by source, in SOURCES' order. `historic` are days to the as-of day; `known` the children in a
place, until they leave it; `decided` and `pending` those with a start, a grant or a case, in that place and the next;
`simulated` the expected newcomers and the places that children go on to without anyone having registered it.
Not here: kroner by source (the components of `components`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import Floats, Ints
from forecasting.given.terms import ALL, PLACES, Schema
from forecasting.world import COMPONENTS, World

SOURCES = ("historic", "known", "decided", "pending", "simulated")
PROVENANCE: Schema = {
    "scenario": pl.String,
    "month": pl.Date,
    "district_id": pl.String,
    "offer_type": pl.String,
    "child_months": PLACES,
    **dict.fromkeys([f"{source}_share" for source in SOURCES], pl.Decimal(7, 6)),
}
HISTORIC = 0
SIMULATED = len(SOURCES) - 1
OF_COMPONENT = tuple(SOURCES.index(name) if name in SOURCES else SIMULATED for name in COMPONENTS)
"""Where each component's days after the as-of day belong."""
MILLIONTHS = 1_000_000


def provenance_frame(world: World, sources: Floats) -> pl.DataFrame:
    """The rows of forecast.provenance (schema PROVENANCE) from `sources` (sources, cells, months), mean days.

    Only cells with child-months; the shares of a row are rounded so that they sum to 1.
    """
    shape = (len(SOURCES), len(world.districts), len(world.offers), sources.shape[2])
    cube = sources.reshape(shape)
    counted = np.array([counts_in_total(offer) for offer in world.offers], dtype=bool)
    cube = np.concatenate([cube, cube[:, :, counted].sum(axis=2, keepdims=True)], axis=2)
    cube = np.concatenate([cube, cube.sum(axis=1, keepdims=True)], axis=1)
    days = cube.sum(axis=0)
    district, offer, month = np.nonzero(np.round(days, 6))
    shares = _shares(cube[:, district, offer, month])
    columns = {
        "scenario": [world.options.scenario.name] * len(month),
        "month": pl.Series(world.horizon.months, dtype=pl.Date).gather(month),
        "district_id": np.array([*world.districts, ALL])[district],
        "offer_type": np.array([*world.offers, ALL])[offer],
        "child_months": np.round(days[district, offer, month] / world.horizon.lengths[month], 4),
        **{f"{name}_share": shares[at] for at, name in enumerate(SOURCES)},
    }
    table = pl.DataFrame(columns).with_columns(pl.col(f"{name}_share") / MILLIONTHS for name in SOURCES)
    return table.select(pl.col(name).cast(dtype) for name, dtype in PROVENANCE.items()).sort(list(PROVENANCE)[:4])


def _shares(days: Floats) -> Ints:
    """Shares of columns in millionths; the largest takes the rounding."""
    shares: Ints = np.rint(days / days.sum(axis=0) * MILLIONTHS).astype(np.int64)
    shares[days.argmax(axis=0), np.arange(days.shape[1])] += MILLIONTHS - shares.sum(axis=0)
    return shares
