"""How good were we: rolling origins scored against what came, beside plain lines, and the widths that it teaches.

An origin is the inputs as known on its day (cut by the warehouse's as-of path, never by filtering finished data) and
the truth as known today. Levels: full-year places and, with `_kr`, kroner of the fiscal year, in all, by offer type, by
district and by each of DIMENSIONS. Horizons: the origin's `year` and `next_year`. Not here: the lines themselves
(`baselines`), how an error is scored (`scoring`), how a width is mended (`calibration`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import polars as pl

from forecasting.assumptions import Assumptions
from forecasting.given.children import counts_in_total
from forecasting.given.inputs import Inputs
from forecasting.given.options import FEWEST_PATHS, Options
from forecasting.given.terms import ALL, QUANTILES, UNSPLIT, Schema
from forecasting.judged.baselines import known_stock, plain_guesses, yearly_change
from forecasting.judged.calibration import KR_SUFFIX, Widths, fit_widths, scores
from forecasting.judged.method_choice import COMPARED, FLOW
from forecasting.judged.scoring import GUESSES, beside_truth, score_levels
from forecasting.projection import Projection, project
from forecasting.questions.level_truth import CAME
from forecasting.sums.summary import level_of

ACCURACY: Schema = {
    "origin": pl.Date,
    "horizon": pl.String,
    "level": pl.String,
    "method": pl.String,
    "n": pl.Int32,
    **dict.fromkeys(
        ["error", "mase", "wape", "bias", "coverage_80", "coverage_95", "pinball", "interval_width", "interval_low",
         "interval_high"], pl.Float64
    ),
}  # fmt: skip

PRODUCT, DECIDED_ONLY = FLOW, "known_and_decided"
HORIZONS = ("year", "next_year")
PLACES = ("total", "offer_type", "district")
MONTHS_OF_YEAR = 12
SHOWN_DIGITS = 10
"""Sums of fractions come in no fixed order; the digits beyond these would differ from run to run."""
SCORED_SCHEMA = {
    "origin": pl.Date, "horizon": pl.String, "target_year": pl.Int32, "level": pl.String, "series": pl.String,
    "s80": pl.Float64, "s95": pl.Float64,
}  # fmt: skip


class Told(Protocol):
    """What a forecast told of its years, made now (`Projection`) or then (`EarlierVintage`)."""

    @property
    def fiscal_year(self) -> pl.DataFrame:
        """Kroner and places by cell and component (schema FISCAL_YEAR)."""

    @property
    def year_places(self) -> pl.DataFrame:
        """Quantiles of full-year places by year, district and offer type."""

    @property
    def levels(self) -> pl.DataFrame:
        """Both by the members of each dimension (schema LEVEL)."""


Rivals = Callable[[Inputs, Assumptions, Options], Sequence[pl.DataFrame]]
"""What the forecast is held beside: guesses (schema GUESSES) of the origin's year and the next."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What came, with ALL rows.

    `places`: month, district_id, offer_type, full_year_places; `cost`: fiscal_year, district_id, offer_type, cost_kr;
    `levels`: fiscal_year, dimension, member, full_year_places, cost_kr (`level_truth`; none where nobody asks).
    """

    places: pl.DataFrame
    cost: pl.DataFrame
    levels: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=CAME))

    def series(self, year: int) -> pl.DataFrame:
        """Truth by level and series (schema SERIES); no level that the year lacks."""
        months = self.places.filter(pl.col("month").dt.year() == year)
        whole = months["month"].n_unique() == MONTHS_OF_YEAR
        places = months.filter(whole).group_by("district_id", "offer_type").agg(value=pl.col("full_year_places").sum())
        cost = self.cost.filter(pl.col("fiscal_year") == year).rename({"cost_kr": "value"})
        found = [_levels(places, "", "value"), _levels(cost, "_kr", "value")]
        members = self.levels.filter(pl.col("fiscal_year") == year)
        found.append(_members(members.filter(whole), "", value="full_year_places"))
        found.append(_members(members.filter(cost.height > 0), "_kr", value="cost_kr"))
        return pl.concat(found).rename({"value": "truth"})


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Accuracy (schema ACCURACY), scores of the product's own intervals before mending, and its series beside lines."""

    accuracy: pl.DataFrame
    scored: pl.DataFrame
    compared: pl.DataFrame

    def widths(self, year: int) -> Widths:
        """Widths for a forecast of a day in `year`: from forecasts of years that had ended."""
        return fit_widths(self.scored.filter(pl.col("target_year") < year))


def plain_and_decided(inputs: Inputs, assumptions: Assumptions, options: Options) -> list[pl.DataFrame]:
    """What every run is held beside: the plain lines, and what is registered alone, with nothing simulated."""
    bare = replace(options, simulate_intake=False, simulate_exits=False, paths=FEWEST_PATHS)
    decided = project(inputs, assumptions, bare)
    plain = plain_lines(inputs, assumptions, options)
    known = (product_guesses(decided, inputs.as_of.year + at, DECIDED_ONLY, has_spread=False) for at in range(2))
    return [pl.concat([guesses, plain[at]]) for at, guesses in enumerate(known)]


def plain_lines(inputs: Inputs, assumptions: Assumptions, options: Options) -> list[pl.DataFrame]:
    """The plain lines alone, at the price index that the forecast goes by."""
    return plain_guesses(inputs, options.price_index.get(inputs.as_of.year, assumptions.prices.index_per_year))


def evaluate(
    origins: Sequence[tuple[Inputs, Truth]], assumptions: Assumptions, options: Options | None = None,
    rivals: Rivals = plain_and_decided,
) -> Evaluation:  # fmt: skip
    """Score every origin; its intervals have the widths that the origins before it teach.

    A year with an event that was not known yet is shown, but teaches no widths.
    """
    options = options or Options()
    found = Evaluation(*(pl.DataFrame(schema=schema) for schema in (ACCURACY, SCORED_SCHEMA, COMPARED)))
    for inputs, truth in sorted(origins, key=lambda origin: origin[0].as_of):
        widths = found.widths(inputs.as_of.year)
        asked = replace(options, tells_levels=not truth.levels.is_empty())
        ours, others = project(inputs, assumptions, asked), rivals(inputs, assumptions, options)
        more = _score_origin(inputs, truth, ours, others, options, widths)
        found = Evaluation(
            pl.concat([found.accuracy, more.accuracy]),
            pl.concat([found.scored, more.scored]),
            pl.concat([found.compared, more.compared]),
        )
    return Evaluation(in_order(found.accuracy), found.scored, found.compared)


def in_order(accuracy: pl.DataFrame) -> pl.DataFrame:
    """Rows (schema ACCURACY) by their key, with the digits that are the same in every run."""
    return accuracy.sort(list(ACCURACY)[:4]).with_columns(pl.col(pl.Float64).round_sig_figs(SHOWN_DIGITS))


def pooled(accuracy: pl.DataFrame) -> pl.DataFrame:
    """Mean of each measure over origins, with the number of origins, by horizon, level and method."""
    measures = [name for name, dtype in ACCURACY.items() if dtype == pl.Float64]
    return (
        accuracy.group_by("horizon", "level", "method")
        .agg(pl.len().alias("origins"), pl.col(measures).mean())
        .sort("horizon", "level", "method")
    )


def _score_origin(
    inputs: Inputs, truth: Truth, ours: Projection, others: Sequence[pl.DataFrame], options: Options, widths: Widths
) -> Evaluation:
    accuracy, scored, compared = [], [], []
    for at, horizon in enumerate(HORIZONS):
        year = inputs.as_of.year + at
        came = truth.series(year)
        raw = beside_truth(product_guesses(ours, year), came).with_columns(pl.col(list(QUANTILES)).fill_null(0.0))
        mended = _mended(raw, horizon, widths)
        rows = pl.concat([mended, beside_truth(others[at], came)])
        head = {"origin": inputs.as_of, "horizon": horizon}
        accuracy.append(headed(ACCURACY, score_levels(rows, units(inputs, came)), head))
        teaches = not options.events.surprised(inputs.as_of, year)
        scored.append(headed(SCORED_SCHEMA, scores(raw).filter(teaches), head | {"target_year": year}))
        places = rows.filter(teaches, pl.col("level").is_in(PLACES))
        compared.append(headed(COMPARED, places, {"horizon": horizon, "target_year": year}))
    return Evaluation(pl.concat(accuracy), pl.concat(scored), pl.concat(compared))


def headed(
    schema: Mapping[str, pl.DataType | type[pl.DataType]], rows: pl.DataFrame, head: Mapping[str, object]
) -> pl.DataFrame:
    """Rows of a schema, with what is the same in all of them."""
    whole = rows.with_columns(pl.lit(value).alias(name) for name, value in head.items())
    return whole.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def units(inputs: Inputs, came: pl.DataFrame) -> dict[str, float]:
    """Scale of MASE by level: the mean yearly change of the known places, spread over the level's series."""
    scale = yearly_change(known_stock(inputs, "offer_type"), inputs.as_of)
    totals = dict(came.filter(pl.col("series") == ALL).select("level", "truth").iter_rows())
    price = totals.get("total_kr", 0.0) / totals["total"] if totals.get("total") else 0.0
    counts = came.group_by("level").agg(pl.len())
    units = {
        level: scale * (price if level.endswith(KR_SUFFIX) else 1.0) / count for level, count in counts.iter_rows()
    }
    return {level: unit for level, unit in units.items() if unit > 0}


def _mended(raw: pl.DataFrame, horizon: str, widths: Widths) -> pl.DataFrame:
    """The product's rows with their intervals at the widths learnt."""
    spread = raw.select(list(QUANTILES)).to_numpy().T
    drawn = widths.widened(spread, horizon, raw["level"].to_list())
    return raw.with_columns(pl.Series(name, drawn[row]) for row, name in enumerate(QUANTILES))


def product_guesses(projection: Told, year: int, method: str = PRODUCT, *, has_spread: bool = True) -> pl.DataFrame:
    """A forecast's places and kroner of a year by level and series (schema GUESSES)."""
    rows = projection.fiscal_year.filter(
        pl.col("fiscal_year") == year, pl.col("component") == "total", pl.col("grant_area") == ALL
    )
    kr = rows.select(
        "district_id", "offer_type", mean="mean_kr", **{name: pl.col(f"{name}_kr") for name in QUANTILES}
    )  # fmt: skip
    means = rows.select("district_id", "offer_type", mean="full_year_places")
    spread = projection.year_places.filter(pl.col("fiscal_year") == year).drop("fiscal_year")
    places = means.join(spread, on=["district_id", "offer_type"], how="inner")
    members = projection.levels.filter(pl.col("fiscal_year") == year)
    found = pl.concat(
        [
            _levels(places, "", "mean", *QUANTILES), _levels(kr, "_kr", "mean", *QUANTILES),
            _members(members, "", mean="full_year_places", **{name: f"{name}_places" for name in QUANTILES}),
            _members(members, "_kr", mean="mean_kr", **{name: f"{name}_kr" for name in QUANTILES}),
        ]
    )  # fmt: skip
    found = found.with_columns(method=pl.lit(method)).select(pl.col(name).cast(kind) for name, kind in GUESSES.items())
    return found if has_spread else found.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in QUANTILES)


def _members(rows: pl.DataFrame, suffix: str, **values: str) -> pl.DataFrame:
    """Rows of members as level and series, with `values` by the names of their columns."""
    chosen = rows.filter(~pl.col("member").is_in([ALL, UNSPLIT]))
    named = {name: pl.col(column).cast(pl.Float64) for name, column in values.items()}
    return chosen.select(level=pl.col("dimension") + suffix, series="member", **named)


def _levels(cells: pl.DataFrame, suffix: str, *values: str) -> pl.DataFrame:
    """Rows of `cells` (district_id, offer_type, values) as level and series; places of the total's types alone."""
    counted = [offer for offer in cells["offer_type"].unique() if offer == ALL or suffix or counts_in_total(offer)]
    one_way = cells.filter(
        (pl.col("district_id") == ALL) | (pl.col("offer_type") == ALL), pl.col("offer_type").is_in(counted)
    )
    keys = one_way.select("district_id", "offer_type").iter_rows()
    return one_way.select(
        pl.Series("level", [level_of(district, offer) + suffix for district, offer in keys], dtype=pl.String),
        series=pl.when(pl.col("offer_type") == ALL).then("district_id").otherwise("offer_type"),
        **{value: pl.col(value).cast(pl.Float64) for value in values},
    )
