"""Budget against forecast: deviation = budget - expected, at every level the budget itself has, with its causes.

The budget is compared on its own level: a grant area whose budget is not split by district has no district rows. Not
here: the causes (`from_budget`), the change since the vintage before (`change`), accounts (`bridge_table`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from forecasting.given.terms import ALL, MONEY, UNKNOWN_DISTRICT, UNSPLIT, Schema
from forecasting.ledger.this_year import spend_to_date
from forecasting.told.bridge import ZERO
from forecasting.told.change import NOTHING, Change
from forecasting.told.from_budget import FromBudget
from forecasting.told.people import PlacesOfAges
from forecasting.told.published import ADJUSTMENT, EFFECTS, Key, Published
from forecasting.world import World

DEVIATION: Schema = {
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    **dict.fromkeys(
        [
            *("adopted_kr", "corrected_kr", "budget_kr", "spend_to_date_kr", "expected_kr", "p10_kr", "p90_kr"),
            *("deviation_kr", "ordinary_operation_kr", "carry_over_kr"),
            *(f"{effect}_effect_kr" for effect in (*EFFECTS, ADJUSTMENT)),
            *("previous_expected_kr", "change_kr"),
            *(f"change_{effect}_effect_kr" for effect in (*EFFECTS, ADJUSTMENT)),
        ],
        MONEY,
    ),
}


def deviation_frame(world: World, now: Published, previous: Published | None) -> pl.DataFrame:
    """The rows of forecast.deviation (schema DEVIATION) for the years that have a budget."""
    ages = PlacesOfAges(world)
    rows: list[tuple[Any, ...]] = []
    for year in world.horizon.years:
        bridged = FromBudget.of(world, now.end(year), ages)
        if bridged is not None:
            change = None if previous is None else Change(previous.end(year), bridged.end, ages)
            rows += list(_rows(bridged, change))
    return pl.DataFrame(rows, schema=DEVIATION, orient="row").sort(list(DEVIATION)[:4])


def _rows(bridged: FromBudget, change: Change | None) -> Iterator[tuple[Any, ...]]:
    """A year's rows, at every level of its budget."""
    year, inputs = bridged.end.fiscal_year, bridged.world.inputs
    frame = spend_to_date(inputs.postings, year, inputs.cut_off("omkostninger"))
    spent = {(area, d or UNKNOWN_DISTRICT, o or UNSPLIT): kr for area, d, o, kr in frame.iter_rows()}
    expected = (key for key in bridged.end.expected.total if ALL not in key)
    for key, members in sorted(bridged.budget.levels([*expected, *spent]).items()):
        spend_to_date_kr = sum((spent.get(leaf, ZERO) for leaf in members), ZERO)
        since = NOTHING if change is None else change.row(key, members)
        yield (year, *key, *_amounts(bridged, key, members, spend_to_date_kr), *since)


def _amounts(bridged: FromBudget, key: Key, members: list[Key], spent: Decimal) -> tuple[Decimal, ...]:
    now, money = bridged.end.expected, bridged.budget.money(members)
    low, high = now.interval(key)
    deviation = money["expected_corrected_kr"] - now.kr(key)
    return (
        money["adopted_kr"], money["corrected_kr"], money["expected_corrected_kr"], spent, now.kr(key), low, high,
        deviation, deviation - money["carried_over_kr"], money["carried_over_kr"],
        *bridged.causes(key, members, deviation), ZERO - now.adjustment(key, "mean_kr"),
    )  # fmt: skip
