"""What a day costs: own prices of known spells, a hot-deck of prices for new ones, and the index path.

A price row holds kroner a day, from-to, and the price year it was set for (`base`); after that year it follows the
index path, drawn once a path. New stays borrow price and provider from a recent spell of their type, the
`template`, so price, provider and own-or-bought go together. Not here: class steps (`own_offers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from scipy.stats import norm

from forecasting.assumptions import Prices
from forecasting.given.children import LEISURE
from forecasting.given.horizon import (
    FOREVER,
    MONTHS,
    YEARS,
    Days,
    Floats,
    Horizon,
    Ints,
    date_of,
    day_number,
    day_numbers,
)
from forecasting.given.levers import Levers
from forecasting.given.randomness import Keys, combined, generator, key_of, keys_of, uniform
from forecasting.prices.rate_calendar import RATE, YEARS_BEHIND, price_year

TRANSPORT = "befordring"
LEISURE_SERVICE = "fritid"
PER_DAY = {"dag": 1.0, "uge": 52 / 365, "maaned": 12 / 365, "aar": 1 / 365}
"""Days' share of each unit (deliveries.md section 5, point 5): week 52/365, month 12/365, year 1/365."""
RECENT_YEARS = 3
"""Years back whose starts say what a new place is like."""


@dataclass(frozen=True, eq=False)
class PriceRows:
    """Price rows of things (spells or templates) by position: [start, stop), kroner a day, and their price year.

    `base` is the year index that a row is set for (below 0: earlier), `step_month` the month that price years begin in.
    `lent` is the position among the types with a lent price, -1 where the price is the place's own.
    """

    owner: Ints
    start: Days
    stop: Days
    kr: Floats
    base: Floats
    is_transport: Ints
    provider: Ints
    lent: Ints
    step_month: Ints

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.owner)


def carried_prices(prices: pl.DataFrame, spells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Prices by the day (class and frame left out) with `set_until`; the last of each service (`is_last`) carries on.

    Leisure that ends because the child gets a leisure place of its own does not; a gap between rows has no price, as
    delivered.
    """
    set_until = (
        pl.when(pl.col("valid_to").is_null() | (pl.col("valid_to") >= as_of))
        .then(pl.max_horizontal("valid_from", pl.lit(as_of)))
        .otherwise(pl.col("valid_to"))
    )
    clubs = spells.filter(pl.col("offer_type").is_in(LEISURE)).select("child_label", club_from="start_date").unique()
    replaced = (
        spells.select("placement_id", "child_label")
        .join(clubs, on="child_label")
        .select("placement_id", service=pl.lit(LEISURE_SERVICE), valid_to=pl.col("club_from").dt.offset_by("-1d"))
    ).with_columns(is_replaced=pl.lit(value=True))
    last = pl.col("valid_from").rank("ordinal", descending=True).over("placement_id", "service") == 1
    rows = prices.with_columns(is_last=last, set_until=set_until).join(
        replaced, on=["placement_id", "service", "valid_to"], how="left", validate="m:1"
    )
    carries = pl.col("is_last") & pl.col("is_replaced").is_null()
    return (
        rows.filter(pl.col("settlement_form").fill_null("takst") == "takst")
        .with_columns(valid_to=pl.when(carries).then(None).otherwise("valid_to"))
        .drop("is_replaced")
        .sort("placement_id", "service", "valid_from")
    )


def price_rows(
    carried: pl.DataFrame, owners: pl.DataFrame, horizon: Horizon, steps: ProviderSteps, calendar: pl.DataFrame
) -> PriceRows:
    """Rows of `carried` prices for `owners` (placement_id, provider_id, offer_type, rate_group, lent).

    An owner is its position there; `calendar` says which price year each rate is set for (`rate_calendar`).
    """
    provider = steps.positions(owners["provider_id"])
    position = owners.with_row_index("owner").with_columns(provider=provider)
    rows = (
        carried.join(position, on="placement_id", how="inner", validate="m:1")
        .join(
            calendar, left_on=["provider_id", "offer_type", "rate_group", "service"], right_on=list(RATE), how="left",
            validate="m:1",
        )
        .with_columns(pl.col("step_month").fill_null(1))
        .sort("owner", "service", "valid_from")
        .with_columns(base=(_set_for(horizon.as_of) - horizon.as_of.year).clip(-YEARS_BEHIND, YEARS - 1))
    )  # fmt: skip
    stop = day_numbers(rows["valid_to"])
    return PriceRows(
        rows["owner"].to_numpy().astype(np.int64), day_numbers(rows["valid_from"]),
        np.where(stop < FOREVER, stop + 1, FOREVER).astype(np.int32), rows["kr_per_day"].to_numpy(),
        rows["base"].to_numpy(), (rows["service"] == TRANSPORT).to_numpy(), rows["provider"].to_numpy(),
        rows["lent"].to_numpy(), rows["step_month"].to_numpy().astype(np.int64),
    )  # fmt: skip


def _set_for(as_of: date) -> pl.Expr:
    """The price year of a row: its rate's for the last one still in force, else that of its last day."""
    by_day = price_year(pl.col("set_until"), pl.col("step_month")).cast(pl.Float64)
    return (
        pl.when(pl.col("is_last") & (pl.col("set_until") >= as_of))
        .then(pl.coalesce("set_for", by_day))
        .otherwise(by_day)
    )


def rate_rows(rates: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Price rows (schema PRICES) by rate list for `wanted` (placement_id, provider_id, offer_type, rate_group)."""
    return wanted.join(
        rates,
        left_on=["provider_id", "offer_type", "rate_group"],
        right_on=["institution_id", "offer_type", "rate_group"],
        how="inner",
    ).select(
        "placement_id", "service", "valid_from", "valid_to",
        kr_per_day=pl.col("amount_kr") * pl.col("unit").replace_strict(PER_DAY, return_dtype=pl.Float64),
        settlement_form=pl.col("settlement_form"),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ProviderSteps:
    """How much each provider's prices step beside the index, a year: luck by path and provider, and its spread."""

    providers: tuple[str, ...]
    luck: Floats
    sd: float

    @classmethod
    def draw(cls, providers: pl.Series, sd: float, paths: int, seed: int) -> ProviderSteps:
        """One luck a path for each provider, by its delivered number."""
        names = tuple(sorted(providers.drop_nulls().unique()))
        key = combined(keys_of(names, seed)[None, :], np.arange(paths)[:, None])
        return cls(names, norm.ppf(uniform(key, "price step")), sd)

    def positions(self, providers: pl.Series) -> Ints:
        """Column of each provider; -1 for one that is not known."""
        index = {name: at for at, name in enumerate(self.providers)} or {"": -1}
        return providers.replace_strict(index, default=-1, return_dtype=pl.Int64).to_numpy()

    def factor(self, years: Floats | Ints, path: Ints, column: Ints) -> Floats:
        """The factor after so many years without a price of their own; its mean is 1."""
        if not self.providers:
            return np.ones(np.broadcast_shapes(np.shape(years), np.shape(path), np.shape(column)))
        ahead = np.maximum(years, 0)
        step = self.sd * np.sqrt(ahead) * self.luck[path, column] - self.sd**2 / 2 * ahead
        return np.where(column >= 0, np.exp(step), 1.0)


@dataclass(frozen=True, eq=False)
class IndexPath:
    """Price level by path and year of the horizon, 1 in the current year; by provider.

    `lever_by_month` (paths, or one where it is the same on all, and months) is what a scenario's levers come to.
    `this_year` is the log step to the current year's level, for prices that it has not reached.
    """

    by_year: Floats
    lever_by_month: Floats
    steps: ProviderSteps
    this_year: Floats

    @cached_property
    def _logs(self) -> Floats:
        """Log level by path from the year before to the horizon's last."""
        return np.hstack([-self.this_year[:, None], np.log(self.by_year)])

    def log_level(self, year: Floats | Ints) -> Floats:
        """Log level (paths, years) of year indices; parts of a year lie between two, earlier years go on backwards."""
        at = np.clip(np.asarray(year, dtype=np.float64) + 1, 0, YEARS)
        low = np.minimum(at.astype(np.int64), YEARS - 1)
        part = at - low
        earlier = np.minimum(np.asarray(year) + 1, 0) * self.this_year[:, None]
        level: Floats = self._logs[:, low] * (1 - part) + self._logs[:, low + 1] * part + earlier
        return level

    def carried(self, year_index: int, base: Floats) -> Floats:
        """The factor by path on prices set for each of `base`; 1 up to and in that year."""
        factor: Floats = np.exp(self.log_level(np.array([year_index])) - self.log_level(np.minimum(base, year_index)))
        return factor


def draw_index(
    horizon: Horizon, growth: Mapping[int, float], assumed: Prices, paths: int, seed: int, levers: Levers,
    steps: ProviderSteps,
) -> IndexPath:  # fmt: skip
    """The expected growth where given, else the assumed index, with a shared real price change each year."""
    agreed = np.array([growth.get(year, assumed.index_per_year) for year in horizon.years])
    noise = generator(seed, "index").normal(0, 1, (paths, YEARS)) * assumed.index_sd
    step = np.log1p(agreed) + noise - assumed.index_sd**2 / 2
    this_year = step[:, 0].copy()
    step[:, 0] = 0.0
    return IndexPath(np.exp(np.cumsum(step, axis=1)), price_levers(horizon, levers), steps, this_year)


def price_levers(horizon: Horizon, levers: Levers) -> Floats:
    """The mean price lever of each month's days, of those ahead where the month has begun."""
    if "prices" not in levers.scenario.steps:
        return np.ones((1, MONTHS))
    days = np.arange(horizon.first, horizon.stop)
    paths = np.arange(1 if levers.is_known("prices") else levers.paths)
    ahead = np.where(days >= horizon.tomorrow, 1.0, 1e-12)
    month = horizon.month_index(days)
    sums = [np.bincount(month, factor * ahead) for factor in levers.factor("prices", days, paths[:, None])]
    return np.stack(sums) / np.bincount(month, ahead)


@dataclass(frozen=True, eq=False)
class Templates:
    """Spells whose price and provider new stays borrow, sorted by type; `first[offer]` to `first[offer + 1]`.

    Each path has its own sample of a type's spells, drawn with replacement from them, and a stay borrows from that: the
    mix of a few recent spells is known no better than their number says (Efron: Bootstrap methods, 1979). The sample is
    of one year's size, for the mix changes from year to year too.
    """

    spells: pl.DataFrame
    order: Ints
    first: Ints
    seed: int

    def pick(self, offer: Ints, path: Ints, key: Keys) -> Ints:
        """A template (position in `spells`) for each stay; -1 where the municipality has no spell at all."""
        if not len(self.order):
            return np.full(len(offer), -1, dtype=np.int64)
        low, high = self.first[offer], self.first[offer + 1]
        some = high > low
        low, high = np.where(some, low, 0), np.where(some, high, len(self.order))
        slot = low + (uniform(key, "template") * np.ceil((high - low) / RECENT_YEARS)).astype(np.int64)
        sample = combined(combined(key_of("sample of templates", self.seed), path), slot)
        picked: Ints = self.order[low + (uniform(sample, "sampled") * (high - low)).astype(np.int64)]
        return picked


def recent_templates(spells: pl.DataFrame, offers: tuple[str, ...], as_of: date, seed: int) -> Templates:
    """Spells paid by us in force within a year, those begun in the last three years first; per type."""
    since, in_force = date_of(day_number(as_of) - RECENT_YEARS * 365), date_of(day_number(as_of) - 365)
    alive = pl.col("is_paid_by_us") & (pl.col("end_date").is_null() | (pl.col("end_date") >= in_force))
    position = spells.with_row_index("position").filter(alive & (pl.col("start_date") <= as_of))
    recent = pl.col("start_date") >= since
    enough = recent.sum().over("offer_type") >= 5  # noqa: PLR2004 - fewer say less than the whole stock
    position = position.filter(recent | ~enough)
    code = position["offer_type"].replace_strict({o: i for i, o in enumerate(offers)}, return_dtype=pl.Int64).to_numpy()
    order = np.argsort(code, kind="stable")
    first = np.searchsorted(code[order], np.arange(len(offers) + 1))
    return Templates(spells, position["position"].to_numpy().astype(np.int64)[order], first, seed)
