"""How many new cases come: by age, district and month on the population, with growth and its uncertainty.

R[district, age, month] ~ Poisson-gamma(N . b[age] . f[district] . s[month] . level[month]): population by single age
(projection included), an age profile, a district factor pulled to 1, the month's share of the year, and a level with
damped growth. Used for referrals of children not in a place and for starts that came without a referral.
Not here: what becomes of a case (`referrals`, `newcomers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forecasting.assumptions import Intake
from forecasting.given.events import Events
from forecasting.given.horizon import Days, Flags, Floats, Horizon, Ints, date_of, day_number, first_of_month
from forecasting.given.randomness import Keys, combined, generator, key_of, uniform
from forecasting.places.growth import filter_level, learned_noise, level_paths
from forecasting.places.referrals import AGE_BOUNDS
from forecasting.places.registration import MonthLags

AGES = 18
BACK_MONTHS = 6
"""Months before the as-of day whose late-registered cases are still to come."""
GROUP_OF_AGE = np.searchsorted(np.asarray(AGE_BOUNDS) + 1, np.arange(AGES), side="right")
GROUPS = len(AGE_BOUNDS) + 1


@dataclass(frozen=True, eq=False)
class Arrivals:
    """New cases, one element each: path, day, district index, age, age group, luck."""

    path: Ints
    day: Days
    district: Ints
    age: Ints
    group: Ints
    key: Keys

    def __len__(self) -> int:
        return len(self.path)


@dataclass(frozen=True, eq=False)
class ArrivalModel:
    """Expected cases a month before approval.

    `months` are numbered from year 0; shapes: intensity (paths, months, groups); cells (months, groups, district x
    age), cumulative shares within month and group. Groups are of age; once more for districts that list nobody.
    """

    name: str
    months: Ints
    intensity: Floats
    cells: Floats


def population_table(population: pl.DataFrame, districts: tuple[str, ...], years: range) -> Floats:
    """People by year, district and age below 18; unknown years carry the nearest known, nobody at all means 100 each.

    A year that a district lacks between or after its own is its year before.
    """
    known = population.filter(pl.col("age").is_between(0, AGES - 1), pl.col("district_id").is_in(districts))
    if not known["people_count"].sum():
        return np.full((len(years), len(districts), AGES), 100.0)
    census = np.array(sorted(known["census_year"].unique()))
    table = np.zeros((len(census), len(districts), AGES))
    year = np.searchsorted(census, known["census_year"].to_numpy())
    district = known["district_id"].replace_strict({d: i for i, d in enumerate(districts)}, return_dtype=pl.Int64)
    table[year, district.to_numpy(), known["age"].to_numpy()] = known["people_count"].to_numpy()
    has = np.where(table.any(axis=2), np.arange(len(census))[:, None], 0)
    table = table[np.maximum.accumulate(has, axis=0), np.arange(len(districts))]
    at = np.clip(np.searchsorted(census, np.array(years), side="right") - 1, 0, len(census) - 1)
    return table[at]


def with_unlisted(people: Floats, cases: Ints) -> tuple[Floats, Flags]:
    """`people` (years, districts, ages) with a part of all for districts of cases that list nobody; and which they are.

    Each is taken to hold as many of the municipality's children as its share of the `cases` (a district index each),
    and the others that many fewer, so that the total's intake is theirs in the end, whatever the names.
    """
    listed: Flags = np.asarray(people.any(axis=(0, 2)), dtype=np.bool_)
    count = np.bincount(cases[cases >= 0], minlength=people.shape[1])
    unlisted: Flags = ~listed & (count > 0)
    if not unlisted.any() or not listed.any():
        return people, np.zeros_like(listed)
    share = count / count.sum()
    part = people.sum(axis=1, keepdims=True) * np.where(unlisted, share, 0.0)[:, None]
    return np.where(listed[:, None], people * share[listed].sum(), part), unlisted


def _shrunk(observed: Floats, expected: Floats, weight: Floats | float) -> Floats:
    """Observed over expected, pulled to 1 by `weight` cases."""
    return (observed + weight) / np.maximum(expected + weight, 1e-12)


@dataclass(frozen=True, eq=False)
class _History:
    """Cases as arrays: month number (year * 12 + month - 1), age, district index; and the first month that counts.

    `usual` is how much of a usual month each month from `first` to `last` is, by the known events.
    """

    month: Ints
    age: Ints
    district: Ints
    first: int
    last: int
    usual: Floats

    @property
    def months(self) -> Ints:
        return np.arange(self.first, self.last + 1)


def _history(
    events: pl.DataFrame, districts: tuple[str, ...], as_of: date, window: int, recorded_since: date, known: Events
) -> _History:
    """`events` (day, birth_month, district_id) of the window's whole months, as far back as all are recorded.

    Unknown ages and districts count in level only (-1). Months that an event leaves out have no cases and no weight.
    """
    last = as_of.year * 12 + as_of.month - 1
    month = (events["day"].dt.year() * 12 + events["day"].dt.month() - 1).to_numpy().astype(np.int64)
    age = ((events["day"] - events["birth_month"]).dt.total_days() // 365.25).fill_null(-1).to_numpy().astype(np.int64)
    district = events["district_id"].replace_strict(
        {d: i for i, d in enumerate(districts)}, default=-1, return_dtype=pl.Int64
    )
    begin = recorded_since.year * 12 + recorded_since.month - (recorded_since.day == 1)
    first = min(max(last - window + 1, begin), last)
    keep = (month >= first) & (month <= last) & ~known.months_left_out("referrals", month)
    months = np.arange(first, last + 1)
    usual = np.where(known.months_left_out("referrals", months), 0.0, known.factor("referrals", months))
    age = np.where(age < 0, -1, np.minimum(age, AGES - 1))
    return _History(month[keep], age[keep], district.to_numpy()[keep], first, last, usual)


def fit_arrivals(
    name: str, events: pl.DataFrame, population: pl.DataFrame, districts: tuple[str, ...], horizon: Horizon,
    assumed: Intake, lags: MonthLags, paths: int, seed: int, recorded_since: int, known: Events,
    replacement: float | None = None,
) -> ArrivalModel:  # fmt: skip
    """Fit one stream of cases and draw its intensity for the months just past and the horizon's.

    A register younger than `assumed.register_months` is taken to have had `replacement` cases a year before, if given.
    """
    as_of = horizon.as_of
    history = _history(events, districts, as_of, assumed.window_months, date_of(recorded_since), known)
    ahead = np.arange(history.last - BACK_MONTHS + 1, horizon.years[-1] * 12 + 12)
    years = range(history.first // 12, horizon.years[-1] + 1)
    people, unlisted = with_unlisted(population_table(population, districts, years), history.district)
    rate = _cell_rates(history, people[history.months // 12 - years[0]], assumed, replacement)
    season = _season(history, assumed)
    base = np.einsum("yda,da->y", people, rate) / 12
    seen = history.usual * (1 - lags.unknown_share(history.months, as_of))
    expected = base[history.months // 12 - years[0]] * season[history.months % 12] * seen
    observed = np.bincount(history.month - history.first, minlength=len(history.months)).astype(np.float64)
    whole = len(observed) % 3
    came, wanted = (monthly[whole:].reshape(-1, 3).sum(axis=1) for monthly in (observed, expected))
    assumed = learned_noise(came, wanted, assumed)
    mean, spread = filter_level(came, wanted, assumed)
    rng = generator(seed, f"arrivals {name}")
    level = level_paths(mean, spread, assumed, len(ahead) - BACK_MONTHS, paths, rng)
    level = np.hstack([np.repeat(level[:, :1], BACK_MONTHS, axis=1), level])
    shock = rng.gamma(1 / assumed.overdispersion, assumed.overdispersion, level.shape)
    unseen = season[ahead % 12] * lags.unknown_share(ahead, as_of) * known.factor("referrals", ahead)
    cells = people[ahead // 12 - years[0]] * rate / 12 * unseen[:, None, None]
    parts = [~unlisted, unlisted] if unlisted.any() else [~unlisted]
    by_group = np.stack(
        [cells * part[:, None] * (group == GROUP_OF_AGE) for part in parts for group in range(GROUPS)], axis=1
    ).reshape(len(ahead), len(parts) * GROUPS, -1)
    intensity = (level * shock)[:, :, None] * by_group.sum(axis=2)
    if unlisted.any():
        variance = assumed.unlisted_district_sd**2
        intensity[:, :, GROUPS:] *= rng.gamma(1 / variance, variance, paths)[:, None, None]
    cumulative = np.cumsum(by_group, axis=2)
    return ArrivalModel(name, ahead, intensity, cumulative / np.maximum(cumulative[:, :, -1:], 1e-300))


def usual_rates(
    events: pl.DataFrame, population: pl.DataFrame, districts: tuple[str, ...], as_of: date, assumed: Intake,
    recorded_since: int, known: Events,
) -> Floats:  # fmt: skip
    """Cases a year for each child by district and age, as they have come within the window."""
    history = _history(events, districts, as_of, assumed.window_months, date_of(recorded_since), known)
    years = range(history.first // 12, as_of.year + 1)
    people, _ = with_unlisted(population_table(population, districts, years), history.district)
    return _cell_rates(history, people[history.months // 12 - years[0]], assumed)


def _cell_rates(history: _History, people: Floats, assumed: Intake, replacement: float | None = None) -> Floats:
    """Yearly rate by district and age: age profile x district factor, on `people` (months, districts, ages)."""
    exposure = (people * history.usual[:, None, None]).sum(axis=0) / 12
    profile = np.asarray((assumed.age_profile + (0.0,) * AGES)[:AGES]) + 1e-6
    seen = len(history.month) / max(float((exposure * profile).sum()), 1e-9)
    typical = seen
    if replacement is not None:
        lacking = max(assumed.register_months - float(history.usual.sum()), 0.0) / assumed.register_months
        typical += (replacement / max(float((people.mean(axis=0) * profile).sum()), 1e-9) - seen) * lacking
    if not len(history.month):
        return np.tile(profile * typical, (people.shape[1], 1))
    by_age = exposure.sum(axis=0)
    aged = history.age >= 0
    scale = len(history.month) / max(int(aged.sum()), 1)
    expected = by_age * profile * seen
    weight = assumed.age_weight * expected / max(float(expected.sum()), 1e-9)
    observed = np.bincount(history.age[aged], minlength=AGES) * scale
    rate = profile * seen * _shrunk(observed, expected, weight + 1e-9)
    placed = history.district >= 0
    scale = len(history.month) / max(int(placed.sum()), 1)
    in_district = np.bincount(history.district[placed], minlength=people.shape[1]) * scale
    factor = _shrunk(in_district, (exposure * rate).sum(axis=1), assumed.district_weight)
    return factor[:, None] * rate[None, :] * (typical / seen)


def _season(history: _History, assumed: Intake) -> Floats:
    """Factor of each calendar month, mean 1."""
    observed = np.bincount(history.month % 12, minlength=12).astype(np.float64)
    exposure = np.bincount(history.months % 12, history.usual, 12) * len(history.month) / max(history.usual.sum(), 1e-9)
    season = _shrunk(observed, exposure, assumed.month_weight / 12)
    level: Floats = season / season.mean()
    return level


def draw_arrivals(model: ArrivalModel, factor: Floats, purpose: str, seed: int) -> Arrivals:
    """Draw cases with intensity x `factor` (paths, groups); `purpose` names the stream of luck."""
    rng = generator(seed, f"counts {model.name} {purpose}")
    groups = model.intensity.shape[2]
    counts = rng.poisson(model.intensity * np.tile(factor, groups // factor.shape[1])[:, None, :])
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    begun = np.cumsum(counts.ravel()) - counts.ravel()
    key = combined(combined(key_of(f"{model.name} {purpose}", seed), flat), np.arange(len(flat)) - begun[flat])
    path, rest = np.divmod(flat, len(model.months) * groups)
    month, group = np.divmod(rest, groups)
    luck = uniform(key, "cell")
    width = model.cells.shape[2]
    shelves = (model.cells.reshape(-1, width) + np.arange(len(model.months) * groups)[:, None]).ravel()
    cell = np.searchsorted(shelves, rest + luck, side="left") - rest * width
    district, age = np.divmod(np.clip(cell, 0, width - 1), AGES)
    starts = np.array([day_number(first_of_month(m)) for m in np.append(model.months, model.months[-1] + 1)])
    day = starts[month] + (uniform(key, "day") * np.diff(starts)[month]).astype(np.int64)
    return Arrivals(path, day.astype(np.int32), district, age, group % GROUPS, key)
