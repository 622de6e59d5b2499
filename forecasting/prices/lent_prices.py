"""A price for places that would else cost nothing from tomorrow on: a missing price year, a new type without bills.

The days before a place's first price cost what that price was worth then. A place that nobody has priced or billed
costs what a day in its kin (day-care, school, leisure) costs on average, or, where nothing is priced, what the budget
has set aside for a place. What is lent ends when a price is delivered. How far off it may be is told by how unlike the
priced offers of the kin are, drawn once a path for each type (`LentLevels`). Not here: prices from bills
(`billed_prices`), gaps between two prices (as delivered).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.stats import norm

from forecasting.assumptions import Prices
from forecasting.given.children import kind_of
from forecasting.given.horizon import Floats, Ints
from forecasting.given.inputs import Inputs
from forecasting.given.randomness import combined, keys_of, uniform
from forecasting.given.schemas import PRICES
from forecasting.given.terms import UNSPLIT, Schema
from forecasting.prices.billed_prices import PAIR, TEACHING
from forecasting.prices.day_prices import TRANSPORT

DAYS_OF_YEAR = 365
LENT: Schema = {"placement_id": pl.String, "offer_type": pl.String, "sd": pl.Float64}
"""Places with a lent price, and how far off its log may be."""


def with_lent_prices(inputs: Inputs, index_per_year: float) -> pl.DataFrame:
    """The prices (schema PRICES) and rows, from tomorrow on, for our open places that lack one then."""
    lent = pl.concat([_before_the_first(inputs, index_per_year), _of_kin(inputs)])
    return pl.concat([inputs.prices, lent]).sort(pl.all()) if lent.height else inputs.prices


@dataclass(frozen=True, eq=False)
class LentLevels:
    """What a lent price turns out to be, as a factor by path and type (mean 1), for the places that it is lent to."""

    offer_of: Mapping[str, int]
    factor: Floats

    @classmethod
    def draw(cls, lent: pl.DataFrame, paths: int, seed: int) -> LentLevels:
        """One luck a path for each type of `lent` (placement_id, offer_type, sd)."""
        types = lent.select("offer_type", "sd").unique().sort("offer_type")
        key = combined(keys_of(types["offer_type"], seed)[None, :], np.arange(paths)[:, None])
        sd = types["sd"].to_numpy()
        factor = np.exp(norm.ppf(uniform(key, "lent price")) * sd - sd**2 / 2)
        at = {offer: position for position, offer in enumerate(types["offer_type"])}
        return cls({place: at[offer] for place, offer, _ in lent.iter_rows()}, factor)

    def positions(self, placements: pl.Series) -> Ints:
        """Column of each placement's type; -1 for a price that is not lent."""
        return placements.replace_strict(self.offer_of or {"": -1}, default=-1, return_dtype=pl.Int64).to_numpy()


def lent_to(inputs: Inputs, assumed: Prices) -> pl.DataFrame:
    """The places that are lent their kin's price, with how far off its log may be: placement_id, offer_type, sd.

    The spread of the priced offers of the kin around their mean, pulled to the assumption; of no kin it is the latter.
    """
    bare = unpriced(inputs).select("placement_id", "offer_type")
    priced = _day_prices(inputs).filter(pl.col("kr") > 0)
    offers = priced.group_by("provider_id", "offer_type").agg(log=pl.col("kr").mean().log()).sort(pl.all())
    spread = offers.group_by(kind=_kind(offers)).agg(
        squares=((pl.col("log") - pl.col("log").mean()) ** 2).sum(), free=pl.len() - 1
    )
    weight = assumed.lent_weight
    variance = (pl.col("squares") + weight * assumed.lent_sd**2) / (pl.col("free") + weight)
    sd = dict(spread.select("kind", variance.sqrt().round(6)).iter_rows())
    return bare.with_columns(sd=pl.Series([sd.get(kind, assumed.lent_sd) for kind in _kind(bare)], dtype=pl.Float64))


def unpriced(inputs: Inputs) -> pl.DataFrame:
    """Our places after the as-of day (rows of `spells`) without any price, class or frame."""
    own = inputs.own_offers.select(PAIR).unique()
    return _ahead(inputs).join(inputs.prices, on="placement_id", how="anti").join(own, on=PAIR, how="anti")


def priced_later(inputs: Inputs) -> pl.DataFrame:
    """Our places after the as-of day whose first price begins later: placement_id, offer_type, since, first."""
    main = inputs.prices.filter(pl.col("service") != TRANSPORT)
    first = main.group_by("placement_id").agg(first=pl.col("valid_from").min())
    since = pl.max_horizontal("start_date", pl.lit(_tomorrow(inputs)))
    places = _ahead(inputs).join(first, on="placement_id").with_columns(since=since)
    return places.filter(pl.col("first") > pl.col("since")).select("placement_id", "offer_type", "since", "first")


def _tomorrow(inputs: Inputs) -> date:
    return inputs.as_of + timedelta(days=1)


def _ahead(inputs: Inputs) -> pl.DataFrame:
    return inputs.spells.filter("is_paid_by_us", pl.col("end_date").is_null() | (pl.col("end_date") > inputs.as_of))


def _before_the_first(inputs: Inputs, index_per_year: float) -> pl.DataFrame:
    """The first price of each service, taken back to the days before it."""
    rows = inputs.prices.join(priced_later(inputs), on="placement_id").filter(pl.col("valid_from") == pl.col("first"))
    years = pl.col("first").dt.year() - pl.col("since").dt.year()
    return rows.with_columns(
        valid_from="since", valid_to=pl.col("first").dt.offset_by("-1d"),
        kr_per_day=(pl.col("kr_per_day") / (1 + index_per_year) ** years).round(6),
    ).select(list(PRICES))  # fmt: skip


def _of_kin(inputs: Inputs) -> pl.DataFrame:
    """The mean price of a day in types of the same kind, else in all, for each place without any; else the budget's."""
    bare = unpriced(inputs)
    own = _day_prices(inputs).select("offer_type", "kr", is_budget=pl.lit(value=False))
    by_day = pl.concat([own, _budget_prices(inputs)])
    by_day = by_day.filter(pl.col("is_budget") == pl.col("is_budget").min())
    if bare.is_empty() or by_day.is_empty():
        return pl.DataFrame(schema=PRICES)
    by_kind = by_day.group_by(kind=_kind(by_day)).agg(pl.col("kr").mean())
    kr = _kind(bare).replace_strict(dict(by_kind.iter_rows()), default=by_day["kr"].mean(), return_dtype=pl.Float64)
    return bare.with_columns(
        service=pl.lit(TEACHING), valid_from="start_date", valid_to=pl.lit(None, pl.Date), kr_per_day=kr.round(6),
        settlement_form=pl.lit("takst"),
    ).select(list(PRICES))  # fmt: skip


def _day_prices(inputs: Inputs) -> pl.DataFrame:
    """Kroner of a day in each priced place of ours: provider_id, offer_type, kr."""
    now = pl.lit(_tomorrow(inputs))
    in_force = (pl.col("valid_from") <= now) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= now))
    rows = inputs.prices.filter(in_force, pl.col("service") != TRANSPORT)
    sums = rows.group_by("placement_id").agg(kr=pl.col("kr_per_day").sum())
    priced = _ahead(inputs).join(sums, on="placement_id")
    return priced.select("provider_id", "offer_type", "kr").sort(pl.all())


def _budget_prices(inputs: Inputs) -> pl.DataFrame:
    """Kroner of a day in a place as the newest budget that sets any has it: offer_type, kr, is_budget."""
    planned = inputs.budget.filter(pl.col("planned_unit_price_kr") > 0, pl.col("fiscal_year") <= inputs.as_of.year)
    newest = planned.filter(pl.col("fiscal_year") == pl.col("fiscal_year").max())
    kr = pl.col("planned_unit_price_kr").cast(pl.Float64) / DAYS_OF_YEAR
    return newest.select(pl.col("offer_type").fill_null(UNSPLIT), kr=kr, is_budget=pl.lit(value=True)).sort(pl.all())


def _kind(places: pl.DataFrame) -> pl.Series:
    return pl.Series("kind", [kind_of(offer) for offer in places["offer_type"]], dtype=pl.String)
