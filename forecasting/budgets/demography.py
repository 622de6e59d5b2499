"""The demographic regulation by the difference principle: what this year's population forecast moves since last year's.

For each group of ages: (people in this year's forecast less people in last year's, of the same year) x places per
person in the frozen year x what a place of the group costs. Only the difference between two forecasts is regulated,
not the growth both of them expect. No row for a year that either forecast lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from forecasting.budgets.asked import Asked
from forecasting.budgets.ways import Way, in_ore, in_places
from forecasting.given.children import counts_in_total
from forecasting.given.terms import MONEY, PLACES, Schema
from forecasting.told.bridge import ZERO
from forecasting.told.coverage import Coverage

AGE_GROUPS = ((0, 5), (6, 9), (10, 12), (13, 15), (16, 17))
"""Day-care, and the three stages of school with the tenth grade after them."""
DEMOGRAPHY: Schema = {
    "fiscal_year": pl.Int32,
    "age_from": pl.Int32,
    "age_to": pl.Int32,
    "previous_vintage_year": pl.Int32,
    "vintage_year": pl.Int32,
    "previous_people_count": pl.Int32,
    "people_count": pl.Int32,
    "covered_places": PLACES,
    "coverage_rate": pl.Float64,
    "full_year_places": PLACES,
    "unit_price_kr": MONEY,
    "amount_kr": MONEY,
    "price_level_year": pl.Int32,
}


def regulation(asked: Asked, coverage: Coverage, trends: Mapping[int, Way], price_level: int) -> pl.DataFrame:
    """The rows (schema DEMOGRAPHY) of the two newest population forecasts; none where there is only one."""
    found: list[tuple[Any, ...]] = []
    if len(asked.forecast_vintages) > 1:
        newest, before = asked.forecast_vintages[:2]
        for year, trend in sorted(trends.items()):
            people = asked.children(before, year), asked.children(newest, year)
            if all(people):
                found += ((year, *row, price_level) for row in _rows(coverage, trend, (before, newest), people))
    return pl.DataFrame(found, schema=DEMOGRAPHY, orient="row")


def _rows(
    coverage: Coverage, trend: Way, vintages: tuple[int, int], people: tuple[dict[int, int], dict[int, int]]
) -> Iterator[tuple[Any, ...]]:
    by_age = coverage.places.sum(axis=0)
    counted = [counts_in_total(offer) for offer in coverage.offers]
    prices = _prices(trend)
    for first, last in AGE_GROUPS:
        then, now = (sum(count for age, count in side.items() if first <= age <= last) for side in people)
        places = in_places(float(by_age[counted, first : last + 1].sum()))
        base = int(coverage.people[0][:, first : last + 1].sum())
        rate = float(places) / base if base else 0.0
        more = in_places(Decimal(now - then) * places / base) if base else ZERO
        cost = sum(
            (Decimal(float(by_age[at, first : last + 1].sum())) * prices.get(offer, ZERO)
             for at, offer in enumerate(coverage.offers)), ZERO,
        )  # fmt: skip
        price = in_ore(cost / places) if places else ZERO
        yield first, last, *vintages, then, now, places, rate, more, price, in_ore(more * price)


def _prices(trend: Way) -> dict[str, Decimal]:
    return {
        offer: (cell.kr - cell.one_off_kr) / cell.places for offer, cell in trend.by_offer().items() if cell.places > 0
    }
