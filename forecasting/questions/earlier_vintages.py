"""How good were the forecasts that were made then: earlier vintages as they were told, held against what has come.

A look-back makes today's method again with what was known on an earlier day (`backtest`); here nothing is made again:
method, assumptions and adjustments are those of the vintage. Both are held against the same truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from forecasting.given.inputs import Inputs
from forecasting.given.terms import QUANTILES
from forecasting.judged.scoring import beside_truth, score_levels
from forecasting.questions.backtest import ACCURACY, HORIZONS, Truth, headed, in_order, product_guesses, units

VINTAGE = "vintage"


@dataclass(frozen=True, eq=False)
class EarlierVintage:
    """What a vintage told of its years: `fiscal_year` (schema FISCAL_YEAR), `levels` (schema LEVEL) and `year_places`.

    The last has the quantiles of full-year places by fiscal_year, district_id and offer_type as they were drawn out
    then; none where they were not kept.
    """

    as_of: date
    fiscal_year: pl.DataFrame
    year_places: pl.DataFrame
    levels: pl.DataFrame


def vintage_accuracy(vintages: Sequence[EarlierVintage], truth: Truth, known: Inputs) -> pl.DataFrame:
    """Rows of method VINTAGE (schema ACCURACY): each vintage's own day is the origin; years without a truth have none.

    `known` is what is known today; the scale of MASE is the places before the vintage's day, as known today.
    """
    found = [pl.DataFrame(schema=ACCURACY)]
    for vintage in vintages:
        for at, horizon in enumerate(HORIZONS):
            year = vintage.as_of.year + at
            came = truth.series(year)
            guesses = beside_truth(product_guesses(vintage, year, VINTAGE), came)
            scored = score_levels(_with_spread(guesses), units(replace(known, as_of=vintage.as_of), came))
            found.append(headed(ACCURACY, scored, {"origin": vintage.as_of, "horizon": horizon}))
    return in_order(pl.concat(found))


def _with_spread(rows: pl.DataFrame) -> pl.DataFrame:
    """A series that nobody expected has an interval of nothing, where its level has intervals."""
    has = pl.col(next(iter(QUANTILES))).is_not_null().any().over("level")
    return rows.with_columns(pl.when(has).then(pl.col(name).fill_null(0.0)).alias(name) for name in QUANTILES)
