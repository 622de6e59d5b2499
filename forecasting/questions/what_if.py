"""What a scenario would change, from the draws of a finished forecast: in milliseconds, without simulating again.

Where a scenario simulates who comes and who does not, here each stay counts for the share of its luck that keeps it. So
on the mean it is the scenario's own effect, but for own places: how soon a free one is taken by another, and what each
coming child costs an own class, hold for children as many as the forecast's. Levers on leaving, and moves of children
who are in a place, change stays that are under way and need a simulation. Not here: what is drawn (`sums.draws`), the
scenario by simulation (`scenario_effect`), its goal by simulation (`goal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product

import numpy as np

from forecasting.given.horizon import YEARS, Floats, Horizon, day_number, days_in_year
from forecasting.given.levers import Levers
from forecasting.given.scenario import Lever, Scenario, ScenarioError
from forecasting.given.terms import QUANTILES
from forecasting.judged.calibration import Widths
from forecasting.prices.day_prices import price_levers
from forecasting.questions.goal import Answer, GoalOutsideError, found_by
from forecasting.questions.what_if_cases import COMING, Cases
from forecasting.sums.draws import Draws
from forecasting.sums.summary import quantiles_of

ASKED = (*COMING, "prices")
"""The levers that can be asked of draws."""


class NotAmongDrawsError(ScenarioError):
    """The scenario changes stays that are under way, or begins before the forecast does: it must be simulated."""


@dataclass(frozen=True, eq=False)
class Change:
    """Kroner in the accounts, and full-year places, of each path and year."""

    kr: Floats
    places: Floats


@dataclass(frozen=True)
class Told:
    """A year's total as it is published: kroner expected, at each of QUANTILES, and full-year places."""

    mean_kr: float
    quantiles_kr: tuple[float, ...]
    full_year_places: float


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A finished forecast, ready to be asked: its draws, and its published totals, the current year's first."""

    draws: Draws
    published: tuple[Told, ...]

    def told(self, scenario: Scenario) -> tuple[Told, ...]:
        """The years' totals with the scenario, as wide as the forecast's own would be; raises as `change`."""
        change = self.change(scenario)
        more = self._quantiles(self._sums("total_kr") + change.kr) - self._before
        found = []
        for at, year in enumerate(self.published):
            mean = year.mean_kr + float(change.kr[:, at].mean())
            spread = [kr + float(added) for kr, added in zip(year.quantiles_kr, more[:, at], strict=True)]
            held = (*(min(kr, mean) for kr in spread[:2]), spread[2], *(max(kr, mean) for kr in spread[3:]))
            found.append(Told(mean, held, year.full_year_places + float(change.places[:, at].mean())))
        return tuple(found)

    def answer(self, scenario: Scenario, frame_kr: float) -> Answer:
        """How large the lever of the scenario's goal may be within the frame. Raises GoalOutsideError, and as `change`.

        The frame is of all grant areas.
        """
        goal = scenario.goal
        if goal is None or goal.fiscal_year not in self.horizon.years or goal.certainty not in QUANTILES.values():
            raise GoalOutsideError("the goal's certainty or fiscal year is not among those of the forecast")
        year, quantile = goal.fiscal_year - self.horizon.years[0], list(QUANTILES.values()).index(goal.certainty)

        @cache
        def cost(factor: float) -> float:
            return self.told(scenario.with_goal_at(factor))[year].quantiles_kr[quantile]

        return found_by(goal, frame_kr, cost)

    def change(self, scenario: Scenario) -> Change:
        """What the scenario adds, path by path. Raises NotAmongDrawsError for one that needs a simulation."""
        self._check(scenario)
        levers = Levers(scenario, int(self.draws.years["seed"][0]), self.paths)
        kr, places = np.zeros((self.paths, YEARS)), np.zeros((self.paths, YEARS))
        for weight, certain in self._corners(scenario, levers):
            sums = zip(self._cases.change(certain, scenario.moves), self._leanings, strict=True)
            more_kr, more_places = (np.einsum("cy,pyc->py", added, leaning) for added, leaning in sums)
            kr, places = kr + weight[:, None] * more_kr, places + weight[:, None] * more_places
        kr = self._priced(kr, levers)
        late = kr * self._sums("late")
        booked = kr - late + np.pad(late, ((0, 0), (1, 0)))[:, :-1]
        return Change(booked + self._fixed(scenario), places)

    @cached_property
    def horizon(self) -> Horizon:
        """The calendar of the forecast."""
        return Horizon.of(self.draws.years["as_of"][0])

    @property
    def offers(self) -> tuple[str, ...]:
        """The offer types in which children are to begin, and so can begin elsewhere."""
        return tuple(self.draws.types["offer_type"][at] for at in np.unique(self._cases.rows["offer_type"]).tolist())

    @property
    def paths(self) -> int:
        """The number of paths."""
        return self.draws.years.height // YEARS

    @cached_property
    def _before(self) -> Floats:
        """The quantiles that the change of a scenario is held against."""
        return self._quantiles(self._sums("total_kr"))

    @cached_property
    def _cases(self) -> Cases:
        return Cases(self.draws, self.horizon)

    @cached_property
    def _leanings(self) -> tuple[Floats, ...]:
        """How much of each cohort's year a path has, 1 on the mean: kroner and places (paths, years, cohorts)."""
        found = []
        for name in ("cohort_kr", "cohort_places"):
            sums = self._sums(name).astype(np.float64)
            mean = sums.mean(axis=0)
            found.append(np.divide(sums, mean, out=np.ones_like(sums), where=mean > 0))
        return tuple(found)

    def _check(self, scenario: Scenario) -> None:
        known = all(lever.kind in ASKED for lever in scenario.levers)
        known &= all(lever.from_date > self.horizon.as_of for lever in scenario.levers)
        for move in scenario.moves:
            among = {move.from_offer, move.to_offer} - {None} <= set(self.offers)
            elsewhere = move.to_offer is not None or move.place_kr is not None
            known &= move.is_new and among and elsewhere and move.from_date > self.horizon.as_of
            known &= move.from_provider is None and move.to_provider is None
        if not known:
            raise NotAmongDrawsError("the scenario changes what is under way; it must be simulated")

    def _sums(self, name: str) -> Floats:
        """A column of the draws' years (paths, years, …)."""
        sums: Floats = self.draws.years[name].to_numpy()
        return sums.reshape(self.paths, YEARS, *sums.shape[1:])

    def _quantiles(self, kr: Floats) -> Floats:
        """Published quantiles of the years' totals (quantiles, years), drawn out as far as the forecast's."""
        spread = quantiles_of(kr)
        for at, factors in enumerate(self.draws.years.head(YEARS).select("narrow", "wide").iter_rows()):
            spread[:, at : at + 1] = Widths({("", ""): factors}).widened(spread[:, at : at + 1], "", [""])
        return spread

    def _corners(self, scenario: Scenario, levers: Levers) -> Iterator[tuple[Floats, tuple[Lever, ...]]]:
        """The levers on who comes with each interval at one of its ends, and how near to that each path is.

        What comes is a product of levers, so a path lies as far between the ends as its own factors do.
        """
        coming = [lever for lever in scenario.levers if lever.kind in COMING]
        uneven = [lever for lever in coming if lever.ends[0] < lever.ends[1]]
        for ends in product((0, 1), repeat=len(uneven)):
            weight, certain = np.ones(self.paths), {id(lever): lever for lever in coming}
            for lever, end in zip(uneven, ends, strict=True):
                high = (levers.drawn(lever) - lever.ends[0]) / (lever.ends[1] - lever.ends[0])
                weight = weight * (high if end else 1 - high)
                certain[id(lever)] = replace(lever, factor=lever.ends[end])
            yield weight, tuple(certain.values())

    def _priced(self, kr: Floats, levers: Levers) -> Floats:
        """What is added, with the levers on prices, which hold for all that is ahead."""
        month_kr = self._sums("month_kr")
        dearer = (month_kr * (price_levers(self.horizon, levers) - 1).reshape(-1, YEARS, 12)).sum(axis=2)
        whole = month_kr.sum(axis=2)
        priced: Floats = kr + dearer + kr * np.divide(dearer, whole, out=np.zeros_like(whole), where=whole != 0)
        return priced

    def _fixed(self, scenario: Scenario) -> Floats:
        """What new places cost whoever is in them."""
        total = np.zeros(YEARS)
        for move in scenario.moves:
            for at, year in enumerate(self.horizon.years):
                first, stop = self.horizon.year_bounds(at)
                total[at] += move.fixed_kr * max(stop - max(day_number(move.from_date), first), 0) / days_in_year(year)
        fixed: Floats = total * self._sums("price_index")
        return fixed
