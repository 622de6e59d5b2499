"""The forecast told what it could not know: how children will leave, and how many will be referred.

The same model with two estimates replaced by what the papers show in the end: the exits of six years around the day,
the next among them, and the number of new cases in each quarter to come. It is not told which children leave, what
is decided of the cases, where anybody goes, or prices: what it still misses is chance that no estimate of rates
removes. Not here: the scoring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np
import polars as pl

from forecasting import Assumptions, Inputs, Options, project
from forecasting.places.exits import ExitEvidence, gather_exits
from forecasting.places.intake import ArrivalModel, fit_arrivals
from forecasting.places.streams import STREAMS, direct_entries, unplaced_referrals
from forecasting.questions.backtest import HORIZONS, product_guesses
from forecasting.world import World

TOLD = "told_rates"
AHEAD_YEARS = 2
QUARTER = 3


def told_guesses(inputs: Inputs, later: Inputs, assumed: Assumptions, options: Options) -> list[pl.DataFrame]:
    """Guesses of this year and the next by the model told what `later`, the papers of a later day, shows."""
    seen = World.of(later, assumed, options)
    with _told(seen, inputs.as_of):
        ours = project(inputs, assumed, options)
    return [product_guesses(ours, inputs.as_of.year + at, TOLD, has_spread=False) for at in range(len(HORIZONS))]


@contextmanager
def _told(seen: World, as_of: date) -> Iterator[None]:
    """The model's two estimates replaced for one forecast."""
    cases = _cases(seen)
    with (
        patch("forecasting.places.simulation.gather_exits", _exits_told(seen)),
        patch("forecasting.places.newcomers.fit_arrivals", _arrivals_told(cases, as_of)),
    ):
        yield


def _exits_told(seen: World) -> Callable[..., ExitEvidence]:
    """Exits counted in the later papers, by the model's own count; how late ends are registered stays as known."""

    def exits(spells: pl.DataFrame, kinds: Any, as_of: date, assumed: Assumptions, since: int, events: Any) -> Any:
        known = gather_exits(spells, kinds, as_of, assumed, since, events)
        until = min(seen.horizon.as_of, date(as_of.year + AHEAD_YEARS - 1, 12, 31))
        told = gather_exits(seen.spells, kinds, until, assumed, since, events)
        return replace(told, lags=known.lags)

    return exits


def _arrivals_told(cases: dict[str, np.ndarray], as_of: date) -> Callable[..., ArrivalModel]:
    """The model's arrivals, scaled quarter by quarter to the number of cases that came."""
    now = as_of.year * 12 + as_of.month - 1

    def arrivals(name: str, *given: Any) -> ArrivalModel:
        model = fit_arrivals(name, *given)
        if name not in cases:
            return model
        scale = np.ones(len(model.months))
        for first in range(now + 1, min(as_of.year + AHEAD_YEARS, int(model.months[-1]) // 12 + 1) * 12, QUARTER):
            quarter = (model.months >= first) & (model.months < first + QUARTER)
            came = ((cases[name] >= first) & (cases[name] < first + QUARTER)).sum()
            expected = model.intensity[:, quarter].sum(axis=(1, 2)).mean()
            scale[quarter] = came / expected if expected > 0 else 1.0
        level = model.intensity.mean(axis=0, keepdims=True).repeat(len(model.intensity), axis=0)
        ahead = (model.months > now)[None, :, None]
        return replace(model, intensity=np.where(ahead, level * scale[None, :, None], model.intensity))

    return arrivals


def _cases(seen: World) -> dict[str, np.ndarray]:
    """Months (numbered from year 0) of the new cases in the later papers, by the model's name of their stream."""
    referred, direct = unplaced_referrals(seen), direct_entries(seen)
    young = [offer for offer, kind in zip(seen.offers, seen.kinds, strict=True) if kind == "daycare"]
    is_young = pl.col("offer_type").is_in(young)
    parts = {f"referrals {name}": referred.filter(pl.col("stream") == name) for name in STREAMS}
    parts |= {f"direct {STREAMS[0]}": direct.filter(is_young), f"direct {STREAMS[1]}": direct.filter(~is_young)}
    return {
        name: (rows["day"].dt.year() * 12 + rows["day"].dt.month() - 1).to_numpy().astype(np.int64)
        for name, rows in parts.items()
    }
