"""What is paid after an end that is simulated: until its notice, given when the end becomes known, has run out.

An end known well in time pays nothing; one written down late pays from its last day until then, and the notice
besides. How late an end becomes known is drawn from the municipality's own habit, how long the notice is from its own
ends. Not here: the notice of registered ends (`notice_to` of the spells), what a day costs (`charges`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.horizon import FOREVER, Days, Flags, Floats, Ints, date_of, day_numbers
from forecasting.given.randomness import Keys, uniform
from forecasting.places.end_lags import end_lags
from forecasting.places.exit_season import CAUSES, ends_at_school_year_end
from forecasting.places.exits import HISTORY_YEARS, STAGES, going_on_column
from forecasting.places.leaving import STAYED
from forecasting.places.registration import Lag
from forecasting.places.residents import Left
from forecasting.world import World

GROUPS = 4
"""Own places or bought, and whether the child goes on in another place: notice differs between these."""
AGED_OUT = "aldersophoer"


@dataclass(frozen=True, eq=False)
class Notice:
    """`days` are lengths of notice (0: none) by offer type x group, one list after the other: `first` and `count`.

    `pooled` are those of all types, by group. `owes` is the share of ends that are not age-out by cause x stage; `lags`
    are by cause; `is_own` by spell.
    """

    days: Ints
    first: Ints
    count: Ints
    pooled: tuple[Ints, ...]
    owes: Floats
    lags: tuple[Lag, ...]
    is_own: Flags
    weight: float
    today: int

    @classmethod
    def of(cls, world: World) -> Notice:
        """Learn from the ends of the last six years."""
        today = world.horizon.tomorrow - 1
        ended = _ended(world, max(today - 365 * HISTORY_YEARS, world.ends_since))
        told = _told(ended)
        group = told["group"].to_numpy()
        order = np.argsort(world.offer_positions(told["offer_type"]) * GROUPS + group, kind="stable")
        at = (world.offer_positions(told["offer_type"]) * GROUPS + group)[order]
        count = np.bincount(at, minlength=len(world.offers) * GROUPS)
        days = told["days"].to_numpy().astype(np.int64)
        columns, aged_out = len(CAUSES) * STAGES, ended["is_aged_out"].to_numpy()
        cause = np.where(ended["yearly"].to_numpy(), 0, 1)
        column = going_on_column(cause, day_numbers(ended["end_date"]), ended["cohort"].to_numpy())
        kept, n = np.bincount(column[~aged_out], minlength=columns), np.bincount(column, minlength=columns)
        return cls(
            days[order], np.cumsum(count) - count, count, tuple(days[group == g] for g in range(GROUPS)),
            (kept + 1) / (n + 1), end_lags(world.spells.filter("is_paid_by_us"), world.horizon.as_of, world.assumed),
            np.append(world.spells["is_in_own_place"].fill_null(value=False).to_numpy(), False),
            world.assumed.exits.pool_weight, today,
        )  # fmt: skip

    def paid_until(self, left: Left) -> Days:
        """The day after the last paid of each stay: its stop, or when the notice of a simulated end runs out."""
        until = np.array(left.stop)
        ended = np.flatnonzero((left.cause < STAYED) & (left.stop < FOREVER))
        key, last = left.stays.key[ended], left.stop[ended].astype(np.int64) - 1
        cause = left.cause[ended].astype(np.int64)
        luck, age = uniform(key, "registered"), self.today - last
        known = last + np.where(cause == 0, *(lag.drawn(age, luck) for lag in self.lags))
        notice = self._lengths(left, ended, key)
        owes = uniform(key, "owes notice") < self.owes[going_on_column(cause, last, left.stays.cohort[ended])]
        pays = owes & (notice > 0)
        until[ended] = np.where(pays, np.maximum(known + notice, last) + 1, until[ended])
        return until

    def _lengths(self, left: Left, ended: Ints, key: Keys) -> Ints:
        """A length drawn from those of the type; from those of all types, or none, as far as it has few."""
        template = np.minimum(left.stays.template[ended], len(self.is_own) - 1)
        group = self.is_own[template].astype(np.int64) * 2 + (left.followed[ended] > 0.5)  # noqa: PLR2004 - most likely
        at = left.stays.offer[ended].astype(np.int64) * GROUPS + group
        found = np.zeros(len(ended), dtype=np.int64)
        pick = uniform(key, "notice") * (self.count[at] + self.weight)
        own = pick < self.count[at]
        found[own] = self.days[self.first[at[own]] + pick[own].astype(np.int64)]
        for g, pooled in enumerate(self.pooled):
            of_all = np.flatnonzero(~own & (group == g))
            place = ((pick[of_all] - self.count[at[of_all]]) / self.weight * (len(pooled) + self.weight)).astype(
                np.int64
            )
            found[of_all] = np.append(pooled, 0)[np.minimum(place, len(pooled))]
        return found


def _ended(world: World, since: int) -> pl.DataFrame:
    """Past ends paid by us: how late they were known, the notice's length where one is paid, and their group."""
    return world.spells.filter(
        "is_paid_by_us", pl.col("end_date").is_between(date_of(since), world.horizon.as_of)
    ).select(
        "offer_type", "end_date", "cohort",
        yearly=ends_at_school_year_end("end_date"),
        is_aged_out=(pl.col("end_reason") == AGED_OUT).fill_null(value=False),
        late=(pl.col("end_known_date") - pl.col("end_date")).dt.total_days(),
        days=(pl.col("notice_to") - pl.max_horizontal("end_known_date", "known_date")).dt.total_days(),
        group=pl.col("is_in_own_place").fill_null(value=False).cast(pl.Int64) * 2 + pl.col("continues").cast(pl.Int64),
    )  # fmt: skip


def _told(ended: pl.DataFrame) -> pl.DataFrame:
    """The ends that tell the length of a notice: those that pay one, and those known so late that they would have."""
    usual = pl.col("days").median().over("offer_type").fill_null(pl.col("days").median()).fill_null(0)
    told = ended.filter(~pl.col("is_aged_out"), pl.col("days").is_not_null() | (pl.col("late") > -usual))
    return told.with_columns(pl.col("days").fill_null(0)).sort("offer_type", "group", "days")
