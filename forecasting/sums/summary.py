"""From paths to published rows: means that add up to the øre, quantiles from sums over paths, ALL rows.

Means are rounded once, at the leaf; every total is a sum of rounded leaves. Quantiles of a total come from the
paths' own sums, never from sums of quantiles. Not here: what is summed (`components`, `tally`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from forecasting.given.children import counts_in_total
from forecasting.given.horizon import YEARS, Floats, Ints
from forecasting.given.terms import ALL, MONEY, PLACES, QUANTILES, UNSPLIT, Schema
from forecasting.judged.calibration import Widths
from forecasting.sums.components import COMPONENTS, MONTHLY, Leaf, YearBook
from forecasting.sums.tally import Tally
from forecasting.world import World

ACTIVITY: Schema = {
    "scenario": pl.String,
    "month": pl.Date,
    "district_id": pl.String,
    "offer_type": pl.String,
    "measure": pl.String,
    "mean": pl.Float64,
    **dict.fromkeys(QUANTILES, pl.Float64),
}
COST: Schema = {
    "scenario": pl.String,
    "month": pl.Date,
    "district_id": pl.String,
    "offer_type": pl.String,
    "mean_kr": MONEY,
    **dict.fromkeys([f"{name}_kr" for name in QUANTILES], MONEY),
    **dict.fromkeys([f"{name}_kr" for name in MONTHLY], MONEY),
}
FISCAL_YEAR: Schema = {
    "scenario": pl.String,
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "component": pl.String,
    "mean_kr": MONEY,
    **dict.fromkeys([f"{name}_kr" for name in QUANTILES], MONEY),
    "full_year_places": PLACES,
    "unit_price_kr": MONEY,
}

ORE = 100
TEN_THOUSANDTHS = 10_000
TOTAL = "total"


def level_of(district: str, offer: str) -> str:
    """The level on which a row's interval is measured and mended."""
    return "total" if district == offer == ALL else "offer_type" if offer != ALL else "district"


def decimal(whole: int | np.integer, places: int) -> Decimal:
    """An integer of the smallest unit as an exact decimal."""
    return Decimal(int(whole)).scaleb(-places)


def quantiles_of(values: Floats) -> Floats:
    """The published quantiles of columns of `values` (paths, columns); a constant is its own quantile."""
    if values.shape[0] == 1:
        return np.repeat(values, len(QUANTILES), axis=0)
    return np.quantile(values, list(QUANTILES.values()), axis=0)


def _roll_up(leaves: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], Floats]:
    """Keys of all rows (leaves and every ALL combination) and the membership matrix (leaves, rows)."""
    keys = sorted({(ALL, ALL, ALL), *(key for leaf in leaves for key in product(*((ALL, code) for code in leaf)))})
    index = {key: i for i, key in enumerate(keys)}
    member = np.zeros((len(leaves), len(keys)))
    for row, leaf in enumerate(leaves):
        for key in product(*((ALL, code) for code in leaf)):
            member[row, index[key]] = 1.0
    return keys, member


def fiscal_year_frame(books: list[YearBook], paths: int, scenario: str, widths: Widths) -> pl.DataFrame:
    """The rows of forecast.fiscal_year (schema FISCAL_YEAR); the totals' intervals have the measured widths."""
    rows = [row for at, book in enumerate(books) for row in _book_rows(book, paths, scenario, widths, horizon_of(at))]
    return pl.DataFrame(rows, schema=FISCAL_YEAR, orient="row").sort(list(FISCAL_YEAR)[:6])


def horizon_of(year_index: int) -> str:
    """The horizon whose measured widths a year of the forecast has."""
    return "year" if year_index == 0 else "next_year"


def _book_rows(book: YearBook, paths: int, scenario: str, widths: Widths, horizon: str) -> Iterator[tuple[Any, ...]]:
    leaves = book.leaves
    keys, member = _roll_up(leaves)
    in_total = np.array([counts_in_total(leaf[2]) for leaf in leaves], dtype=bool)
    with_places = in_total & np.array([leaf[2] != UNSPLIT for leaf in leaves], dtype=bool)
    over_types = np.array([key[2] == ALL for key in keys])
    of_places = member * np.where(over_types, in_total[:, None], True)
    of_price = member * np.where(over_types, with_places[:, None], True)
    total, kr_sum = np.zeros((paths, len(leaves))), np.zeros(len(leaves), dtype=np.int64)
    places = _rounded_places(book, leaves)
    for component in (*COMPONENTS, TOTAL):
        tenths = places[component]
        if component == TOTAL:
            amounts, ore = total, kr_sum
        else:
            amounts = _matrix(book.kr[component], leaves)
            ore = np.rint(amounts.mean(axis=0) * ORE).astype(np.int64)
            total, kr_sum = total + amounts, kr_sum + ore
        spread = quantiles_of(amounts @ member)
        if component == TOTAL:
            spread = widths.widened(spread, horizon, [f"{level_of(*key[1:])}_kr" for key in keys])
        yield from _component_rows(
            (scenario, book.fiscal_year), keys, component, ore @ member.astype(np.int64), spread,
            tenths @ of_places.astype(np.int64), ore @ of_price.astype(np.int64),
        )  # fmt: skip


def _rounded_places(book: YearBook, leaves: list[Leaf]) -> dict[str, Ints]:
    """Places by leaf in ten-thousandths that add up; what people have added is as they said it."""
    means = np.stack([_matrix(book.places[name], leaves).mean(axis=0) for name in COMPONENTS]) * TEN_THOUSANDTHS
    said = np.rint(means[-1]).astype(np.int64)
    flow = whole_parts(means[:-1], np.rint(means[:-1].sum(axis=0)).astype(np.int64))
    return {**dict(zip(COMPONENTS, (*flow, said), strict=True)), TOTAL: flow.sum(axis=0) + said}


def whole_parts(exact: Floats, whole: Ints) -> Ints:
    """Rows of whole numbers that sum to `whole`, column by column: down, and up for the largest remainders."""
    down = np.floor(exact)
    rank = np.argsort(np.argsort(down - exact, axis=0, kind="stable"), axis=0, kind="stable")
    parts: Ints = down.astype(np.int64) + (rank < whole - down.sum(axis=0))
    return parts


def _matrix(by_leaf: dict[Any, Floats], leaves: list[Any]) -> Floats:
    """Amounts (paths or 1, leaves); as many paths as the component has."""
    height = max((len(amount) for amount in by_leaf.values()), default=1)
    matrix = np.zeros((height, len(leaves)))
    for column, leaf in enumerate(leaves):
        if leaf in by_leaf:
            matrix[:, column] = by_leaf[leaf]
    return matrix


def _component_rows(
    head: tuple[str, int], keys: list[tuple[str, ...]], component: str, ore: Ints, spread: Floats, tenths: Ints,
    priced: Ints,
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """Rows of a component: all of the grand total and of `total`, elsewhere those with an amount."""
    quantiles = np.rint(spread * ORE).astype(np.int64)
    constant = np.ptp(spread, axis=0) < 1 / ORE
    quantiles = np.where(constant, ore, quantiles)
    if component == TOTAL:  # the mean of a few children may lie outside: nobody reads an interval without its figure
        low, high = slice(0, 2), slice(3, 5)
        quantiles[low], quantiles[high] = np.minimum(quantiles[low], ore), np.maximum(quantiles[high], ore)
    for column, key in enumerate(keys):
        if not (component == TOTAL or set(key) == {ALL} or ore[column] or tenths[column] or quantiles[:, column].any()):
            continue
        unit = None
        if tenths[column] > 0:
            unit = Decimal(int(priced[column])) * TEN_THOUSANDTHS / Decimal(int(tenths[column])) / ORE
        yield (
            *head, *key, component, decimal(ore[column], 2), *(decimal(q, 2) for q in quantiles[:, column]),
            decimal(tenths[column], 4), None if unit is None else unit.quantize(Decimal("0.01")),
        )  # fmt: skip


def _cells_and_totals(world: World, monthly: Floats, in_total: Ints) -> dict[tuple[str, str], Floats]:
    """(paths, months) by district and offer type with ALL rows; `in_total` are the types that ALL counts."""
    shape = (monthly.shape[0], len(world.districts), len(world.offers), monthly.shape[2])
    cube = monthly.reshape(shape)
    series: dict[tuple[str, str], Floats] = {}
    for d, district in enumerate(world.districts):
        series |= {(district, offer): cube[:, d, o] for o, offer in enumerate(world.offers)}
        series[district, ALL] = cube[:, d, in_total].sum(axis=1)
    series |= {(ALL, offer): cube[:, :, o].sum(axis=1) for o, offer in enumerate(world.offers)}
    series[ALL, ALL] = cube[:, :, in_total].sum(axis=(1, 2))
    return {key: values for key, values in series.items() if np.any(values) or key == (ALL, ALL)}


def activity_frame(world: World, sums: Tally, widths: Widths, years: pl.DataFrame) -> pl.DataFrame:
    """The rows of forecast.activity (schema ACTIVITY); intervals have the measured widths of their year.

    Means of places add up: leaves to their totals, months to the places of `years` (schema FISCAL_YEAR), which also
    have what people have added.
    """
    in_total = np.array([counts_in_total(offer) for offer in world.offers], dtype=bool)
    places = _cells_and_totals(world, sums.days / world.horizon.year_lengths, in_total)
    children = _cells_and_totals(world, sums.present, in_total)
    children[ALL, ALL] = sums.children.sum(axis=1)
    for d, district in enumerate(world.districts):
        if np.any(sums.children[:, d]):
            children[district, ALL] = sums.children[:, d]
    of_places, of_children = (_monthly_frame(world, series, 1.0, widths, "", 0.0) for series in (places, children))
    means = _rows_of(world, _month_places(world, sums, years), in_total, list(places)) / TEN_THOUSANDTHS
    of_places = _with_means(of_places, means, places, 1 / TEN_THOUSANDTHS)
    frames = [of_places.with_columns(measure=pl.lit("full_year_places")),
              of_children.with_columns(measure=pl.lit("children_count"))]  # fmt: skip
    table = pl.concat(frames).select(pl.col(name).cast(dtype) for name, dtype in ACTIVITY.items())
    return table.sort(list(ACTIVITY)[:5])


def _month_places(world: World, sums: Tally, years: pl.DataFrame) -> Floats:
    """Places in ten-thousandths (1, cells, months), each year's months rounded so that they sum to its places."""
    exact = (sums.days.mean(axis=0) / world.horizon.year_lengths * TEN_THOUSANDTHS).reshape(world.cells, YEARS, 12)
    sign = pl.when(component="adjustment").then(-1).otherwise(1)
    leaves = years.filter(
        pl.col("component").is_in([TOTAL, "adjustment"]), pl.col("grant_area") == ALL,
        pl.col("district_id").is_in(world.districts), pl.col("offer_type").is_in(world.offers),
    ).with_columns(tenths=(pl.col("full_year_places") * TEN_THOUSANDTHS).cast(pl.Int64) * sign)  # fmt: skip
    cell = world.district_positions(leaves["district_id"]) * len(world.offers)
    year = leaves["fiscal_year"].to_numpy() - world.horizon.years[0]
    whole = np.zeros((world.cells, YEARS), dtype=np.int64)
    np.add.at(whole, (cell + world.offer_positions(leaves["offer_type"]), year), leaves["tenths"].to_numpy())
    parts = whole_parts(exact.reshape(-1, 12).T, whole.ravel()).T
    return parts.reshape(1, world.cells, 12 * YEARS).astype(np.float64)


def _monthly_frame(
    world: World, series: dict[tuple[str, str], Floats], unit: float, widths: Widths, suffix: str,
    lowest: float = -np.inf,
) -> pl.DataFrame:  # fmt: skip
    """Mean and quantiles of each (district, type)'s months, `series` (paths, months); levels end in `suffix`."""
    frames: dict[str, list[Any]] = {name: [] for name in ("district_id", "offer_type", "mean", *QUANTILES)}
    for key, values in series.items():
        spread = quantiles_of(values) * unit
        level = [level_of(*key) + suffix] * 12
        parts = np.split(spread, YEARS, axis=1)
        drawn = [widths.widened(part, horizon_of(at), level, lowest) for at, part in enumerate(parts)]
        columns = [values.mean(axis=0) * unit, *np.concatenate(drawn, axis=1)]
        for name, column in zip(("mean", *QUANTILES), columns, strict=True):
            frames[name].append(np.round(column, 6))
        frames["district_id"].append(np.full(values.shape[1], key[0], dtype=object))
        frames["offer_type"].append(np.full(values.shape[1], key[1], dtype=object))
    table = {name: np.concatenate(parts) for name, parts in frames.items()}
    months = pl.Series("month", world.horizon.months * len(series))
    scenario = pl.repeat(world.options.scenario.name, len(months), eager=True).alias("scenario")
    return pl.DataFrame([scenario, months, *(pl.Series(name, column) for name, column in table.items())])


def cost_frame(world: World, parts: Mapping[str, Floats], widths: Widths) -> pl.DataFrame:
    """The rows of forecast.cost (schema COST) from each of MONTHLY's kroner by path (or one), cell and month.

    Means of the leaves and of the components add up; a component has no interval of its own.
    """
    everything = np.ones(len(world.offers), dtype=bool)
    series = _cells_and_totals(world, sum(parts.values(), np.zeros(1)), everything)
    rounded = {name: np.rint(kr.mean(axis=0, keepdims=True) * ORE) for name, kr in parts.items()}
    means = {name: _rows_of(world, ore, everything, list(series)) for name, ore in rounded.items()}
    table = _monthly_frame(world, series, ORE, widths, "_kr").with_columns(pl.col(QUANTILES).round(), **means)
    table = _with_means(table, sum(means.values(), np.zeros(1)), series, 1 / ORE)
    money = [_kroner(name) for name in ("mean", *QUANTILES, *MONTHLY)]
    return table.select(*list(COST)[:4], *money).sort(list(COST)[:4])


def _rows_of(world: World, leaves: Floats, counted: Ints, keys: Sequence[tuple[str, str]]) -> Floats:
    """The rows of `keys`, month by month, of whole numbers (1, cells, months)."""
    sums = _cells_and_totals(world, leaves, counted)
    nothing = np.zeros((1, leaves.shape[2]))
    return np.concatenate([sums.get(key, nothing)[0] for key in keys])


def _with_means(table: pl.DataFrame, means: Floats, series: Mapping[Any, Floats], unit: float) -> pl.DataFrame:
    """A monthly frame with these means; what is the same on every path, within a unit, is its own interval."""
    flat = pl.Series(np.concatenate([np.ptp(values, axis=0) < unit for values in series.values()]))
    table = table.with_columns(mean=pl.Series(means))
    return table.with_columns(pl.when(flat).then(pl.col("mean")).otherwise(name).alias(name) for name in QUANTILES)


def _kroner(name: str) -> pl.Expr:
    """Kroner of a column in øre."""
    return (pl.col(name).cast(pl.Int64).cast(pl.Decimal(38, 2)) / ORE).cast(MONEY).alias(f"{name}_kr")


def year_places_frame(world: World, sums: Tally, widths: Widths) -> pl.DataFrame:
    """Quantiles of full-year places by fiscal year, district and offer type; intervals have the measured widths."""
    yearly = (sums.days / world.horizon.year_lengths).reshape(*sums.days.shape[:2], -1, 12).sum(axis=3)
    in_total = np.array([counts_in_total(offer) for offer in world.offers], dtype=bool)
    series = _cells_and_totals(world, yearly, in_total)
    rows = [
        (year, *key, *widths.widened(quantiles_of(values[:, at : at + 1]), horizon_of(at), [level_of(*key)], 0.0)[:, 0])
        for key, values in series.items()
        for at, year in enumerate(world.horizon.years)
    ]
    keys = {"fiscal_year": pl.Int32, "district_id": pl.String, "offer_type": pl.String}
    schema = {**keys, **dict.fromkeys(QUANTILES, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row").sort(list(keys))
