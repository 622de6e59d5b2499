"""Children in a place, or with a registered start: their spells as stays, with registered or simulated ends.

`Residents` hold one row a spell; spells with a registered end (or, without simulated exits, all) are `fixed`, one
stay for all paths; the others are `open_`, one stay a path. Not here: children still to come (`newcomers`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from forecasting.given.children import GAP_DAYS, LEISURE
from forecasting.given.horizon import FOREVER, Days, Flags, Floats, Ints, date_of, day_numbers
from forecasting.given.randomness import combined, keys_of
from forecasting.places.exit_season import cause_on, ends_at_school_year_end
from forecasting.places.exits import ExitDraw
from forecasting.places.leaving import STAYED, Clock, Foresight, Stays, going_on_share, simulate_stops
from forecasting.places.newcomers import Candidates
from forecasting.places.onward import Onward, goes_on
from forecasting.world import DECIDED, KNOWN, World

ENDED_DAYS_AGO = 30
"""Those whose registered end lies further back and who have no new start have left."""


@dataclass(frozen=True, eq=False)
class Left:
    """Stays with the day after their last, the cause, and whether the child goes on elsewhere in a simulated place.

    `followed` is the chance that any place follows, registered, decided or simulated: then nobody has left.
    """

    stays: Stays
    stop: Days
    cause: Ints
    continues: Ints
    followed: Floats

    def take(self, chosen: Flags | Ints) -> Left:
        """Those where `chosen` (mask or positions)."""
        return Left(
            self.stays.take(chosen), self.stop[chosen], self.cause[chosen], self.continues[chosen],
            self.followed[chosen],
        )  # fmt: skip

    @staticmethod
    def joined(parts: list[Left]) -> Left:
        """One after the other."""
        return Left(
            Stays.joined([part.stays for part in parts]),
            np.concatenate([part.stop for part in parts]),
            np.concatenate([part.cause for part in parts]),
            np.concatenate([part.continues for part in parts]),
            np.concatenate([part.followed for part in parts]),
        )


@dataclass(frozen=True, eq=False)
class Residents:
    """Fixed stays (path 0 stands for all), open stays (spell-major, paths inner), and those fixed ones who go on."""

    fixed: Left
    open_: Left
    going_on: Left


def spell_stays(world: World, spells: pl.DataFrame, paths: int) -> Stays:
    """Stays of `spells` (with column `position` in world.spells), each `paths` times; template is the spell itself."""
    key = combined(keys_of(spells["placement_id"], world.options.seed)[:, None], np.arange(paths)[None, :]).ravel()
    decided = (spells["start_date"] > world.horizon.as_of).to_numpy()
    columns = (
        world.district_positions(spells["district_id"]),
        world.offer_positions(spells["offer_type"]),
        spells["cohort"].to_numpy().astype(np.int64),
        day_numbers(spells["start_date"]),
        spells["position"].to_numpy().astype(np.int64),
    )
    district, offer, cohort, start, position = (np.repeat(column, paths) for column in columns)
    component = np.repeat(np.where(decided, DECIDED, KNOWN), paths)
    path = np.tile(np.arange(paths), spells.height)
    new = np.repeat(spells["is_entry"].to_numpy(), paths)
    return Stays(path, district, offer, cohort, start, position, key, component, position, new, position)


def relevant_spells(world: World) -> pl.DataFrame:
    """Spells paid by us, or in our own places, in force in the fiscal year or later."""
    first = date_of(world.horizon.first)
    return world.spells.with_row_index("position").filter(
        pl.col("is_paid_by_us") | pl.col("is_in_own_place"),
        pl.col("end_date").is_null() | (pl.col("end_date") >= first),
    )


def residents(world: World, draw: ExitDraw, clock: Clock, onward: Onward, candidates: list[Candidates]) -> Residents:
    """All relevant spells with their ends; a child's later start ends its open present place."""
    spells = relevant_spells(world)
    simulated = pl.col("end_date").is_null() & world.options.simulate_exits
    fixed, open_ = spells.filter(~simulated), spells.filter(simulated)
    fixed_stays = spell_stays(world, fixed, 1)
    end = day_numbers(fixed["end_date"])
    going_on = _going_on(world, fixed, draw, onward, candidates)
    fixed_left = Left(
        fixed_stays, np.where(end < FOREVER, end + 1, FOREVER).astype(np.int32),
        np.full(len(end), STAYED), np.zeros(len(end), dtype=bool), _followed(world, fixed, going_on),
    )  # fmt: skip
    stays = spell_stays(world, open_, world.options.paths)
    cap = _caps(world, open_, candidates)
    stop, cause = simulate_stops(
        stays, draw, clock, world.horizon, world.assumed.bands, world.levers,
        Foresight(onward, cap < FOREVER, world.levers),
    )  # fmt: skip
    goes = (cause < STAYED) & (cap == FOREVER) & ~_is_leisure(world, stays.offer)
    going = going_on_share(stays, stop, cause, draw, world.levers)
    goes &= goes_on(stays.key, going, onward.unseen(cause, stop - 1))
    followed = goes | ((cap < FOREVER) & (cap - stop <= GAP_DAYS))
    until = np.minimum(stop, np.maximum(cap, stays.start + 1))
    cause = np.where(until < stop, cause_on(until - 1), cause)
    return Residents(fixed_left, Left(stays, until, cause, goes, followed), going_on)


def _followed(world: World, fixed: pl.DataFrame, going_on: Left) -> Floats:
    """The chance that each fixed spell is followed by a place: 1 where one is registered."""
    goes = np.bincount(going_on.stays.spell, going_on.continues, world.spells.height) / world.options.paths
    known = fixed["continues"].to_numpy().astype(np.float64)
    followed: Floats = np.maximum(known, goes[fixed["position"].to_numpy()])
    return followed


def _is_leisure(world: World, offer: Ints) -> Ints:
    return np.array([offer_type in LEISURE for offer_type in world.offers])[offer]


def _caps(world: World, open_: pl.DataFrame, candidates: list[Candidates]) -> Days:
    """First day of the child's next place on each path, for open spells; FOREVER where there is none.

    A decided start is a registered later spell or a grant; a pending one exists only where it is approved. A leisure
    place stands beside the child's other place: it gives way, and makes way, only to another of leisure.
    """
    paths = world.options.paths
    cap = np.full((open_.height, paths), FOREVER, dtype=np.int32)
    rows = open_.select("child_label", "start_date", "offer_type").with_row_index("row")
    later = world.spells.filter(pl.col("start_date") > world.horizon.as_of)
    registered = Candidates(
        spell_stays(world, later.with_columns(position=0), 1), later["child_label"].to_list(),
        np.repeat(day_numbers(later["start_date"]), paths).reshape(-1, paths),
        np.repeat(world.offer_positions(later["offer_type"]), paths).reshape(-1, paths),
    )  # fmt: skip
    for group in [registered, *candidates]:
        label = pl.DataFrame({"child_label": group.labels}, schema={"child_label": pl.String}).with_row_index("other")
        pairs = rows.join(label, on="child_label", how="inner")
        row, other = pairs["row"].to_numpy(), pairs["other"].to_numpy()
        starts = group.starts[other]
        begun = day_numbers(pairs["start_date"])[:, None]
        present = world.offer_positions(pairs["offer_type"])[:, None]
        follows = (starts > begun) & (_is_leisure(world, group.offers[other]) == _is_leisure(world, present))
        np.minimum.at(cap, row, np.where(follows, starts, FOREVER))
    return cap.ravel()


def _going_on(world: World, fixed: pl.DataFrame, draw: ExitDraw, onward: Onward, candidates: list[Candidates]) -> Left:
    """Spells with a registered end whose child may go on in a place that nobody has registered yet."""
    options = world.options
    taken = {
        label
        for group in candidates
        for label, offers in zip(group.labels, group.offers, strict=True)
        if not _is_leisure(world, offers).all()
    }
    since = date_of(world.horizon.tomorrow - ENDED_DAYS_AGO)
    leavers = fixed.filter(
        options.simulate_intake and options.simulate_exits,
        pl.col("is_paid_by_us"),
        pl.col("end_date") >= since,
        ~pl.col("offer_type").is_in(LEISURE),
        ~pl.col("continues"),
        ~pl.col("child_label").is_in(list(taken)),
        pl.col("end_reason").fill_null("andet").is_in(["tilbage_til_almen", "flyttet"]).not_(),
    )
    stays = spell_stays(world, leavers, options.paths)
    end = np.repeat(day_numbers(leavers["end_date"]) + 1, options.paths).astype(np.int32)
    yearly = leavers.select(ends_at_school_year_end("end_date")).to_series().to_numpy()
    cause = np.repeat(np.where(yearly, 0, 1), options.paths).astype(np.int8)
    goes = goes_on(stays.key, going_on_share(stays, end, cause, draw), onward.unseen_though_ended(cause, end - 1))
    return Left(stays, end, cause, goes, goes)
