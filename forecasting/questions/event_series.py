"""The three monthly series that are asked whether the curve has broken, each with what was to be expected.

Referrals; the age-adjusted share of children in special offers; cost in fixed prices. What was to be expected is the
population at a fixed age profile, so that more children living here is not taken for a break.
Not here: the test (`event_test`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import counts_in_total
from forecasting.given.events import Events, EventSeries
from forecasting.given.horizon import Floats, Ints, day_number, day_numbers, first_of_month
from forecasting.given.inputs import Inputs
from forecasting.given.options import Options
from forecasting.given.postings import month_of
from forecasting.places.intake import AGES, population_table
from forecasting.places.referrals import new_cases

MONTHS_BACK = 72
LATE_MONTHS = 3
"""The last months' bills are not all posted."""
THOUSAND = 1000.0


@dataclass(frozen=True, eq=False)
class Series:
    """A monthly series: `name`, month numbers (year x 12 + month - 1), counts or amounts, and the expected level."""

    name: str
    months: Ints
    count: Floats
    expected: Floats


def event_series(inputs: Inputs, assumptions: Assumptions, options: Options) -> list[Series]:
    """Referrals, age-adjusted share and real-price cost of the last six years, up to the last whole month."""
    last = inputs.as_of.year * 12 + inputs.as_of.month - 1
    months = np.arange(last - MONTHS_BACK + 1, last + 1)
    people = _people(inputs, months)
    known = options.events.known(inputs.as_of)
    return [
        _as_usual(_referrals(inputs, assumptions, months, people), known, "referrals"),
        _as_usual(_share(inputs, months, people), known, "exits"),
        _as_usual(
            _real_cost(inputs, assumptions, options, months[:-LATE_MONTHS], people[:-LATE_MONTHS]), known, "cost"
        ),
    ]


def _as_usual(series: Series, known: Events, about: EventSeries) -> Series:
    """Without the months that a known event touches: they are no break of the curve."""
    usual = ~known.months_touched(about, series.months)
    return Series(series.name, series.months[usual], series.count[usual], series.expected[usual])


def _people(inputs: Inputs, months: Ints) -> Floats:
    """People by month and age."""
    districts = tuple(sorted(inputs.population["district_id"].unique())) or ("",)
    years = range(int(months[0]) // 12, int(months[-1]) // 12 + 1)
    people: Floats = population_table(inputs.population, districts, years).sum(axis=1)[months // 12 - years[0]]
    return people


def _begun(series: Series) -> Series:
    """From the first month with anything in it: before that the records had not begun."""
    some = np.flatnonzero(series.count)
    first = int(some[0]) if len(some) else 0
    return Series(series.name, series.months[first:], series.count[first:], series.expected[first:])


def _referrals(inputs: Inputs, assumptions: Assumptions, months: Ints, people: Floats) -> Series:
    received = new_cases(inputs.referrals).select(month_of("received_date")).to_series().to_numpy()
    profile = np.asarray((assumptions.intake.age_profile + (0.0,) * AGES)[:AGES])
    inside = received[(received >= months[0]) & (received <= months[-1])] - months[0]
    count = np.bincount(inside, minlength=len(months)).astype(np.float64)
    return _begun(Series("referrals", months, count, people @ profile))


def _share(inputs: Inputs, months: Ints, people: Floats) -> Series:
    """Children in place on each month's last day against those expected at the period's mean share of each age."""
    ours = inputs.spells.filter("is_paid_by_us").filter(pl.col("birth_month").is_not_null())
    ours = ours.filter(pl.col("offer_type").is_in([o for o in ours["offer_type"].unique() if counts_in_total(o)]))
    last_days = np.array([day_number(first_of_month(m + 1)) - 1 for m in months.tolist()])
    begun, ended = day_numbers(ours["start_date"])[:, None], day_numbers(ours["end_date"])[:, None]
    present = (begun <= last_days) & (ended >= last_days)
    age = (last_days - day_numbers(ours["birth_month"])[:, None]) // 365.25
    by_age = np.stack([(present & (age == a)).sum(axis=0) for a in range(AGES)], axis=1)
    rate = by_age.sum(axis=0) / np.maximum(people.sum(axis=0), 1e-9)
    return _begun(Series("age_adjusted_share", months, by_age.sum(axis=1).astype(np.float64), people @ rate))


def _real_cost(inputs: Inputs, assumptions: Assumptions, options: Options, months: Ints, people: Floats) -> Series:
    """Thousands of kroner of service a month in the first year's prices."""
    spent = (
        inputs.postings.filter(~pl.col("is_one_off").fill_null(value=False))
        .select(month=month_of("service_month"), kr=pl.col("amount_kr").cast(pl.Float64))
        .filter(pl.col("month").is_between(int(months[0]), int(months[-1])))
    )
    kr = np.bincount(spent["month"].to_numpy() - months[0], spent["kr"].to_numpy(), len(months))
    years = range(int(months[0]) // 12, int(months[-1]) // 12 + 1)
    steps = [1.0, *(1 + options.price_index.get(year, assumptions.prices.index_per_year) for year in years[1:])]
    level = np.cumprod(steps)[months // 12 - years[0]]
    return _begun(Series("real_price_cost", months, np.maximum(kr / level / THOUSAND, 0), people.sum(axis=1)))
