"""What the forecast before expects to come in the months since it, drawn as it draws them.

Referrals: its own level with growth and uncertainty, population, season and how late cases are written down; months
vary beyond chance as the municipality's own have done, pulled to the assumption. Where they live: its shares of the
districts, as uncertain as some years' cases leave them. Grants: its approval of those who were decided, so that a round
that is moved is no surprise. Not here: what came (`came`), when it is a surprise (`sequential`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from forecasting.alarms.came import Came
from forecasting.alarms.sequential import monthly_spread
from forecasting.given.horizon import Floats, Ints, date_of, day_number, first_of_month
from forecasting.given.postings import month_of
from forecasting.given.randomness import generator
from forecasting.places.intake import AGES
from forecasting.places.newcomers import arrival_model, intake_pipelines
from forecasting.places.registration import MonthLags
from forecasting.places.streams import STREAMS, month_lags, unplaced_referrals
from forecasting.world import World

PATHS = 8000
"""Of counts only, which cost little; a limit is passed by some seventy of them."""
SPREAD_YEARS, SPREAD_WEIGHT = 8, 4
"""Years whose months tell how much months vary, and the months that the assumption is worth."""
LEAST_SPREAD = 0.002
SHARE_YEARS = 3
"""The cases of so many years are what the forecast knows of its districts' shares."""


@dataclass(frozen=True, eq=False)
class Expected:
    """Counts on every path. `received` in a month as seen when it was over, and `since` the forecast, as seen then.

    Shapes: received, since (paths, months, streams); received_in, since_in (paths, months, streams, districts); granted
    (paths, months, streams), of those closed; `shares` (streams, months, districts) and `approved` (streams, months,
    groups) are means.
    """

    received: Ints
    since: Ints
    received_in: Ints
    since_in: Ints
    shares: Floats
    granted: Ints
    approved: Floats


def expected_since(then: World, months: Ints, looked: date, came: Came) -> Expected:
    """Draw what was to come in `months`, as it would be seen at the end of each; at the last, on the day `looked`."""
    wide = replace(then, options=replace(then.options, paths=PATHS))
    cases = unplaced_referrals(then)
    parts = [_referrals(wide, stream, cases.filter(stream=stream), months, looked) for stream in STREAMS]
    received, since, received_in, since_in = (np.stack([part[place] for part in parts], axis=2) for place in range(4))
    granted, approved = _granted(then, came)
    shares = np.stack([part[4] for part in parts])
    return Expected(received, since, received_in, since_in, shares, granted, approved)


def _referrals(
    wide: World, stream: str, cases: pl.DataFrame, months: Ints, looked: date
) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """One stream: a month's count and that since the forecast, each in all and by district; and the mean shares."""
    rng = generator(wide.options.seed, f"alarm {stream}")
    wide = _spread_as_its_own(wide, cases)
    model = arrival_model(wide, f"referrals {stream}", stream, cases, wide.cases_since, MonthLags.of_cases)
    here = np.searchsorted(model.months, months)
    rate = model.intensity[:, here].sum(axis=2)
    by_group = model.intensity[:, here].mean(axis=0)
    cells = np.diff(model.cells[here], axis=2, prepend=0.0).reshape(*by_group.shape, -1, AGES).sum(axis=3)
    shares = np.einsum("mg,mgd->md", by_group, cells) / np.maximum(by_group.sum(axis=1), 1e-12)[:, None]
    own = _drawn_shares(shares.mean(axis=0), cases, wide.horizon.as_of, rng)
    new, late = _seen(rate, month_lags(wide, cases, MonthLags.of_cases), months, looked, rng)
    new_in, late_in = (rng.multinomial(count, own[:, None, :]) for count in (new, late))
    return new, np.cumsum(new + late, axis=1), new_in, np.cumsum(new_in + late_in, axis=1), shares


def _spread_as_its_own(world: World, cases: pl.DataFrame) -> World:
    """The world in which months vary as they have done here."""
    intake = world.assumed.intake
    spread = max(monthly_spread(_years(cases, world), intake.overdispersion, SPREAD_WEIGHT), LEAST_SPREAD)
    intake = intake.model_copy(update={"overdispersion": spread})
    return replace(world, assumed=world.assumed.model_copy(update={"intake": intake}))


def _years(cases: pl.DataFrame, world: World) -> Ints:
    """Cases of whole years back from the as-of day (years, 12), without years that an event touches."""
    last = world.horizon.as_of.year * 12 + world.horizon.as_of.month - 1
    first_day = date_of(world.cases_since)
    whole = min((last - (first_day.year * 12 + first_day.month)) // 12, SPREAD_YEARS)
    months = np.arange(last - 12 * whole + 1, last + 1)
    received = cases.select(month_of("day")).to_series().to_numpy() - (last - 12 * whole + 1)
    counts = np.bincount(received[(received >= 0) & (received < len(months))], minlength=len(months)).reshape(-1, 12)
    usual = ~world.events.months_touched("referrals", months).reshape(-1, 12).any(axis=1)
    found: Ints = counts[usual]
    return found


def _drawn_shares(shares: Floats, cases: pl.DataFrame, as_of: date, rng: np.random.Generator) -> Floats:
    """The districts' shares on every path (paths, districts)."""
    since = day_number(as_of) - 365 * SHARE_YEARS
    known = max(int((cases["day"].cast(pl.Int32) > since).sum()), 1)
    drawn: Floats = rng.dirichlet(shares / max(shares.sum(), 1e-12) * known + 1e-6, PATHS)
    return drawn


def _seen(rate: Floats, lags: MonthLags, months: Ints, looked: date, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Cases of the month itself that are seen when it is over, and older ones first seen in it (paths, months)."""
    looks = [*(date_of(day_number(first_of_month(month + 1)) - 1) for month in months[:-1]), looked]
    seen = np.stack([1 - lags.unknown_share(months, look) for look in looks], axis=1)
    seen = np.maximum.accumulate(np.triu(seen), axis=1)
    first = np.diff(seen, axis=1, prepend=0.0)
    drawn = rng.poisson(rate[:, :, None] * first[None])
    own = np.einsum("pmm->pm", drawn)
    return own, drawn.sum(axis=1) - own


def _granted(then: World, came: Came) -> tuple[Ints, Floats]:
    """Grants of those closed (paths, months, streams), and the mean approval of those closed."""
    pipelines = intake_pipelines(then)
    rng = generator(then.options.seed, "alarm grants")
    path = np.arange(PATHS) % then.options.paths
    approval = np.stack([pipelines[stream].approval for stream in STREAMS])
    drawn = rng.binomial(came.closed[None], approval[:, path].transpose(1, 0, 2)[:, :, None, :])
    counts = drawn.sum(axis=3).transpose(0, 2, 1)
    return counts, approval.mean(axis=1)
