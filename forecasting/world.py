"""The municipality as one forecast sees it: its districts, offer types and prepared spells, in a fixed order.

Everything downstream works on positions in these lists, so that arrays can be indexed; the lists are sorted by
delivered codes. Not here: anything random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import LEISURE, kinds_of, with_chain, with_cohort
from forecasting.given.events import Events
from forecasting.given.horizon import Flags, Horizon, Ints, date_of
from forecasting.given.inputs import Inputs
from forecasting.given.levers import Levers
from forecasting.given.options import Options
from forecasting.given.postings import billed_in_one
from forecasting.given.records import cases_since, ends_since
from forecasting.given.terms import UNKNOWN_DISTRICT, UNSPLIT
from forecasting.prices.billed_prices import with_billed_prices
from forecasting.prices.lent_prices import LENT, lent_to, with_lent_prices
from forecasting.prices.own_offers import OwnOffers, with_closings
from forecasting.prices.price_growth import usual_steps
from forecasting.prices.rate_calendar import rate_calendar

COMPONENTS = ("known", "decided", "pending", "expected_intake")
"""Where a future day in a place comes from."""
TAKEN_UP_DAYS = 90
KNOWN, DECIDED, PENDING, INTAKE = range(4)


@dataclass(frozen=True, eq=False)
class World:
    """Inputs with their lists of codes; `spells` have cohort and chain, sorted by placement_id.

    `lent` are the places whose price is lent (`lent_prices.lent_to`).
    """

    inputs: Inputs
    assumed: Assumptions
    options: Options
    horizon: Horizon
    districts: tuple[str, ...]
    offers: tuple[str, ...]
    spells: pl.DataFrame
    lent: pl.DataFrame

    @classmethod
    def of(cls, inputs: Inputs, assumed: Assumptions, options: Options) -> World:
        """Prepare the spells and list the codes that occur in spells, grants, referrals, population and own offers."""
        lent = pl.DataFrame(schema=LENT)
        if options.simulate_intake:
            inputs = replace(inputs, prices=with_billed_prices(inputs, assumed.prices.index_per_year))
            lent = lent_to(inputs, assumed.prices)
            inputs = replace(inputs, prices=with_lent_prices(inputs, assumed.prices.index_per_year))
        spells = with_chain(with_cohort(inputs.spells, "grade_reference_date")).sort("placement_id")
        districts = {UNKNOWN_DISTRICT, *_codes(spells, "district_id"), *_codes(inputs.population, "district_id")}
        districts |= {*_codes(inputs.grants, "district_id"), *_codes(inputs.referrals, "district_id")}
        offers = {*_codes(spells, "offer_type"), *_codes(inputs.grants, "offer_type")}
        offers |= {*_codes(inputs.referrals, "granted_offer_type"), *_codes(inputs.own_offers, "offer_type")}
        offers |= {offer for offer in _codes(inputs.referrals, "requested_offer_type") if offer in LEISURE}
        offers |= {move.to_offer for move in options.scenario.moves if move.to_offer is not None}
        horizon = Horizon.of(inputs.as_of)
        return cls(
            inputs, assumed, options, horizon, tuple(sorted(districts)), tuple(sorted(offers or {UNSPLIT})), spells,
            lent,
        )  # fmt: skip

    @cached_property
    def grants(self) -> pl.DataFrame:
        """Grants that may still be taken up.

        One without a placement 90 days after its start would match none later either; it was
        not taken up, and would else stand as a place for ever.
        """
        since = date_of(self.horizon.tomorrow - 1 - TAKEN_UP_DAYS)
        return self.inputs.grants.filter(pl.col("start_date") >= since)

    @cached_property
    def lends(self) -> Flags:
        """Whether the price of each of `spells` is lent; one more for what is no spell."""
        return np.append(self.spells["placement_id"].is_in(self.lent["placement_id"].implode()).to_numpy(), False)

    @cached_property
    def ends_since(self) -> int:
        """Day number from which the ends of spells are recorded."""
        return ends_since(self.spells, self.horizon.tomorrow - 1)

    @cached_property
    def cases_since(self) -> int:
        """Day number from which all cases are recorded."""
        return cases_since(self.inputs.referrals, self.ends_since)

    @cached_property
    def levers(self) -> Levers:
        """The scenario's levers."""
        return Levers(self.options.scenario, self.options.seed, self.options.paths, self.offers)

    @cached_property
    def events(self) -> Events:
        """The events known on the as-of day."""
        return self.options.events.known(self.horizon.as_of)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kind of each offer type: day-care, school or leisure."""
        return kinds_of(self.offers, self.spells)

    @cached_property
    def own(self) -> OwnOffers:
        """Own offers priced by class or frame."""
        usual = {year: step for year, (step, _) in usual_steps(self.inputs.rates).items()}
        offers = with_closings(self.inputs.own_offers, self.options.scenario.moves)
        return OwnOffers.of(offers, usual, self.assumed.prices.index_per_year, self.rate_calendar)

    @cached_property
    def rate_calendar(self) -> pl.DataFrame:
        """When each rate changes, and which price year the last known one is set for."""
        return rate_calendar(self.inputs.rates, self.inputs.as_of)

    @cached_property
    def billed_in_one(self) -> pl.DataFrame:
        """Providers and types billed without naming placements, and the district they are booked in."""
        return billed_in_one(self.inputs.postings)

    @cached_property
    def booked_owners(self) -> Ints:
        """Position of the district each spell, then each grant and move, is booked in; -1 for the child's own."""
        pair = ("provider_id", "offer_type")
        booked = self.booked_in(pl.concat([self.spells.select(pair), self.grants.select(pair)]))
        return np.append(booked, np.full(len(self.options.scenario.moves), -1))

    def booked_in(self, pairs: pl.DataFrame) -> Ints:
        """Position of the district in which each (provider_id, offer_type) is booked; -1 for the child's own."""
        known = self.billed_in_one.drop_nulls().filter(pl.col("booked_in").is_in(self.districts))
        joined = pairs.select("provider_id", "offer_type").join(
            known, on=["provider_id", "offer_type"], how="left", maintain_order="left"
        )
        return _positions(joined["booked_in"], self.district_index, -1)

    @cached_property
    def grant_areas(self) -> tuple[dict[str, str], ...]:
        """Grant area of each offer type by year of the horizon."""
        return tuple(self.areas_of(year) for year in self.horizon.years)

    def areas_of(self, year: int) -> dict[str, str]:
        """Grant area of each offer type in a year; one without a map has the nearest earlier, else later, one."""
        known = self.inputs.offer_areas.sort("fiscal_year")
        later = pl.col("fiscal_year") > year
        near = known.with_columns(distance=(pl.col("fiscal_year") - year).abs() + later * 1000)
        nearest = near.sort("distance", "fiscal_year").unique("offer_type", keep="first", maintain_order=True)
        return dict(nearest.select("offer_type", "grant_area").iter_rows())

    @property
    def cells(self) -> int:
        """Number of (district, offer type) cells; a cell is district x offers + offer."""
        return len(self.districts) * len(self.offers)

    @cached_property
    def district_index(self) -> dict[str, int]:
        """Position of each district."""
        return {district: i for i, district in enumerate(self.districts)}

    @cached_property
    def offer_index(self) -> dict[str, int]:
        """Position of each offer type."""
        return {offer: i for i, offer in enumerate(self.offers)}

    def district_positions(self, series: pl.Series) -> Ints:
        """Positions of district codes; unknown ones are `UKENDT`."""
        unknown = self.district_index[UNKNOWN_DISTRICT]
        return _positions(series, self.district_index, unknown)

    def offer_positions(self, series: pl.Series) -> Ints:
        """Positions of offer types; -1 where there is none."""
        return _positions(series, self.offer_index, -1)


def _codes(frame: pl.DataFrame, column: str) -> list[str]:
    return frame[column].drop_nulls().unique().to_list()


def _positions(series: pl.Series, index: dict[str, int], default: int) -> Ints:
    if not index:
        return np.full(len(series), default, dtype=np.int64)
    return series.replace_strict(index, default=default, return_dtype=pl.Int64).to_numpy().astype(np.int64)
