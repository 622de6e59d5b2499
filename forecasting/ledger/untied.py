"""Spend that no placement explains: income, other, and transport without a price; from the ledger's own past.

What is posted of one kind for one leaf is a stream. One that has been there a year goes on as its earlier years tell
(`rhythm`), a new one at the pace it has kept since its first posting. Later years follow the index path. With no
simulated intake nothing is extrapolated. Not here: one-offs and what is booked (`this_year`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.stats import beta

from forecasting.given.horizon import YEARS, Floats, day_number
from forecasting.given.postings import month_of
from forecasting.given.randomness import generator
from forecasting.ledger.bills import billed_with_main
from forecasting.ledger.closed import is_whole
from forecasting.ledger.rhythm import STOP_CHANCE, Stories, Story, Told
from forecasting.prices.day_prices import TRANSPORT, IndexPath
from forecasting.world import World

KINDS = ("income", "other", "transport")
LEAF = ("grant_area", "district_id", "offer_type")
COMPLETE_YEARS = 3
STORY_YEARS = 5
FEWEST_MONTHS = 3
"""A stream posted in fewer months has no pace, but perhaps a day of the year."""
LATE_DAYS = 10
"""A posting so many days late is not missing yet."""
DAYS_A_MONTH = 365.25 / 12
NEW_DAYS = 92
"""A stream whose first posting comes so long after the ledger's is new."""
PACE_WEIGHT = 0.05
"""Months with and without postings that a new stream's pace is drawn towards: so few that its own decide."""
NEW_AMOUNT_SD = 0.3
"""Of what one month of a new stream moves."""


@dataclass(frozen=True, eq=False)
class Untied:
    """Kroner of one kind by leaf: `leaves` (grant_area, district_id, offer_type), `kr` (paths, leaves, years)."""

    kind: str
    leaves: pl.DataFrame
    kr: Floats


def untied_spend(world: World, index: IndexPath) -> list[Untied]:
    """Kroner still to be posted this year and in full the later years, per kind."""
    rows = untied_postings(world, world.inputs.postings)
    if not world.options.simulate_intake:
        rows = rows.clear()
    return [_extrapolated(world, rows.filter(pl.col("spend_kind") == kind), kind, index) for kind in KINDS]


def untied_postings(world: World, postings: pl.DataFrame) -> pl.DataFrame:
    """Those of `postings` that no placement explains."""
    rows = postings.filter(~pl.col("is_one_off").fill_null(value=False), pl.col("spend_kind").is_in(KINDS))
    rows = rows.join(_priced_transport(world), on=["provider_id", "offer_type", "spend_kind"], how="anti")
    if (world.inputs.prices["service"] == TRANSPORT).any():
        in_bulk = pl.col("placement_id").is_null() & (billed_with_main(world.inputs.postings) is not None)
        rows = rows.filter((pl.col("spend_kind") != "transport") | in_bulk)
    return rows


def _priced_transport(world: World) -> pl.DataFrame:
    """Providers and types whose transport has a price: it is forecast by price, however it is billed."""
    priced = world.inputs.prices.filter(pl.col("service") == TRANSPORT).select("placement_id").unique()
    pairs = world.spells.join(priced, on="placement_id", how="semi").select("provider_id", "offer_type").unique()
    return pairs.with_columns(spend_kind=pl.lit("transport"))


def complete_years(world: World, most: int = COMPLETE_YEARS) -> list[int]:
    """The last fiscal years whose postings are all there, newest first."""
    years = range(world.horizon.as_of.year - 1, world.horizon.as_of.year - 1 - most, -1)
    return [year for year in years if is_whole(year, opened(world))]


def _extrapolated(world: World, rows: pl.DataFrame, kind: str, index: IndexPath) -> Untied:
    events = (
        rows.group_by(*LEAF, "fiscal_year", "posting_date")
        .agg(kr=pl.col("amount_kr").cast(pl.Float64).sum())
        .with_columns(
            day=(pl.col("posting_date") - pl.date(pl.col("fiscal_year"), 1, 1)).dt.total_days(),
            month=month_of("posting_date").clip(pl.col("fiscal_year") * 12, pl.col("fiscal_year") * 12 + 11),
        )
        .filter(pl.col("kr") != 0)
        .sort(*LEAF, "posting_date", "fiscal_year")
    )
    streams = events.partition_by(LEAF, maintain_order=True)
    leaves = pl.concat([stream.select(LEAF).head(1) for stream in streams]) if streams else events.select(LEAF)
    rng = generator(world.options.seed, f"untied {kind}")
    shock = _shock(world, rng)
    kr = np.zeros((world.options.paths, leaves.height, YEARS))
    for at, stream in enumerate(streams):
        told = _told(world, stream, rng)
        kr[:, at, 0], kr[:, at, 1:] = told.rest, told.later
    return Untied(kind, leaves, kr * (shock * index.by_year)[:, None, :])


def _shock(world: World, rng: np.random.Generator) -> Floats:
    """One shock a year on a path, shared by the streams of a kind."""
    paths, sd = world.options.paths, world.assumed.prices.other_sd
    shock = rng.normal(0, sd, (paths, YEARS))
    shock[:, 1:] = shock[:, :1] + np.cumsum(shock[:, 1:], axis=1)
    level: Floats = np.exp(shock)
    return level


def _told(world: World, stream: pl.DataFrame, rng: np.random.Generator) -> Told:
    """What one stream still brings this year and each later one, on every path."""
    paths = world.options.paths
    year, cut_off = world.horizon.as_of.year, world.inputs.cut_off("omkostninger")
    known, is_first = _years_before(world, stream)
    if not known or (is_first and stream["month"].n_unique() >= FEWEST_MONTHS):
        return _at_its_pace(world, stream, rng)
    growth = float(np.log1p(world.assumed.prices.index_per_year))
    if is_first:
        known.append(Story(known[-1].year - 1, known[-1].day[:0], known[-1].kr[:0], frozenset()))
    stop = STOP_CHANCE / (1 + sum(len(story.kr) > 0 for story in known))
    newest, older = known[0], known[1:]
    if older and newest.year == year - 1:
        passed = day_number(cut_off) - day_number(date(newest.year, 1, 1))
        before = Stories(newest.year, older, growth, stop)
        lacks = before.told(newest, passed, paths, rng).rest.mean()
        newest = newest.and_then(float(lacks), passed + 1)
    today = day_number(cut_off) - day_number(date(year, 1, 1))
    return Stories(year, [newest, *older], growth, stop).told(_story(stream, year), today, paths, rng)


def _years_before(world: World, stream: pl.DataFrame) -> tuple[list[Story], bool]:
    """The stream's complete years, newest first, and whether its first, perhaps begun within, is all there is.

    The first year of a stream is left out when a later one has more months: it was a part of a year.
    """
    first_year = int(stream["fiscal_year"].item(0))
    known = [_story(stream, year) for year in complete_years(world, STORY_YEARS) if year >= first_year]
    if not known or known[-1].year != first_year or not _is_new(world, stream):
        return known, False
    if any(len(story.months) > len(known[-1].months) for story in known[:-1]):
        return known[:-1], False
    return known, len(known) == 1


def _story(stream: pl.DataFrame, year: int) -> Story:
    rows = stream.filter(pl.col("fiscal_year") == year)
    return Story(year, rows["day"].to_numpy(), rows["kr"].to_numpy(), frozenset(m % 12 + 1 for m in rows["month"]))


def _is_new(world: World, stream: pl.DataFrame) -> bool:
    """Whether the ledger was there well before the stream's first posting."""
    return bool((stream["posting_date"].item(0) - opened(world)).days > NEW_DAYS)


def opened(world: World) -> date:
    """The ledger's first posting; today where there is none."""
    first = world.inputs.postings["posting_date"].min()
    return first if isinstance(first, date) else world.horizon.as_of


def _at_its_pace(world: World, stream: pl.DataFrame, rng: np.random.Generator) -> Told:
    """A stream without a year behind it: the share of months with postings since its first, times what one moves.

    The first posting itself tells no pace, unless the ledger began with it.
    """
    cut_off, is_new = world.inputs.cut_off("omkostninger"), _is_new(world, stream)
    months, late = stream["month"].unique().sort(), timedelta(days=LATE_DAYS)
    began: date = stream["posting_date"].item(0) + late if is_new else opened(world)
    passed = max(int((cut_off - began).days / DAYS_A_MONTH) + 1, months.len())
    luck = (rng.permutation(world.options.paths) + 0.5) / world.options.paths
    share = beta.ppf(luck, months.len() - is_new + PACE_WEIGHT, passed - months.len() + PACE_WEIGHT)
    sd = NEW_AMOUNT_SD / np.sqrt(months.len())
    monthly = share * stream["kr"].sum() / months.len() * np.exp(rng.normal(-(sd**2) / 2, sd, len(luck)))
    january, near = world.horizon.as_of.year * 12, cut_off - late
    next_month = max(int(months.item(-1)) + 1, near.year * 12 + near.month - 1, january)
    ahead = max(january + 12 - next_month, 0)
    return Told(monthly * ahead, np.repeat(monthly[:, None] * 12, YEARS - 1, axis=1))
