"""A price for places that would else cost nothing from tomorrow on: a missing price year, a new type without bills.

The days before a place's first price cost what that price was worth then. A place that nobody has priced or billed
costs what a day in its kin (day-care, school, leisure) costs on average, or, where nothing is priced, what the budget
has set aside for a place. What is lent ends when a price is delivered. Not here: prices from bills (`billed_prices`),
gaps between two prices (as delivered).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forecasting.billed_prices import PAIR, TEACHING
from forecasting.children import kind_of
from forecasting.inputs import Inputs
from forecasting.prices import TRANSPORT
from forecasting.schemas import PRICES, UNSPLIT

DAYS_OF_YEAR = 365


def with_lent_prices(inputs: Inputs, index_per_year: float) -> pl.DataFrame:
    """The prices (schema PRICES) and rows, from tomorrow on, for our open places that lack one then."""
    lent = pl.concat([_before_the_first(inputs, index_per_year), _of_kin(inputs)])
    return pl.concat([inputs.prices, lent]).sort(pl.all()) if lent.height else inputs.prices


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
    by_day = pl.concat([_day_prices(inputs), _budget_prices(inputs)])
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
    """Kroner of a day in each priced place of ours: offer_type, kr, is_budget."""
    now = pl.lit(_tomorrow(inputs))
    in_force = (pl.col("valid_from") <= now) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= now))
    rows = inputs.prices.filter(in_force, pl.col("service") != TRANSPORT)
    sums = rows.group_by("placement_id").agg(kr=pl.col("kr_per_day").sum())
    priced = _ahead(inputs).join(sums, on="placement_id")
    return priced.select("offer_type", "kr", is_budget=pl.lit(value=False)).sort(pl.all())


def _budget_prices(inputs: Inputs) -> pl.DataFrame:
    """Kroner of a day in a place as the newest budget that sets any has it: offer_type, kr, is_budget."""
    planned = inputs.budget.filter(pl.col("planned_unit_price_kr") > 0, pl.col("fiscal_year") <= inputs.as_of.year)
    newest = planned.filter(pl.col("fiscal_year") == pl.col("fiscal_year").max())
    kr = pl.col("planned_unit_price_kr").cast(pl.Float64) / DAYS_OF_YEAR
    return newest.select(pl.col("offer_type").fill_null(UNSPLIT), kr=kr, is_budget=pl.lit(value=True)).sort(pl.all())


def _kind(places: pl.DataFrame) -> pl.Series:
    return pl.Series("kind", [kind_of(offer) for offer in places["offer_type"]], dtype=pl.String)
